import type { ImportTexts } from '../texts.ts';

export const imports: ImportTexts = {
  'person-not-active': {
    what: 'De persoon is niet actief in het leerlingadministratiesysteem',
    remedy: 'U hoeft niets te doen, tenzij de persoon actief zou moeten zijn.',
  },
  'enrolment-ended': {
    what: 'De inschrijving is beëindigd',
    remedy: 'U hoeft niets te doen, tenzij de einddatum niet klopt.',
  },
  'enrolment-not-begun': {
    what: 'De inschrijving is nog niet begonnen',
    remedy: 'U hoeft niets te doen: importeer opnieuw zodra zij begonnen is.',
  },
  'school-type-out-of-scope': {
    what: 'Deze schoolsoort heeft geen nationale toetsen in de dienst',
    remedy: 'U hoeft niets te doen.',
  },
  'school-unit-unknown': {
    what: 'De school staat niet in de export, of heeft geen schoolcode (skolenhetskod)',
    remedy: 'Zorg dat de scholen in de export staan, en vul voor deze school de code van acht cijfers in.',
  },
  'duty-ended': {
    what: 'De aanstelling is beëindigd',
    remedy: 'U hoeft niets te doen, tenzij de einddatum niet klopt.',
  },
  'duty-not-begun': {
    what: 'De aanstelling is nog niet begonnen',
    remedy: 'U hoeft niets te doen: importeer opnieuw zodra zij begonnen is.',
  },
  'group-ended': {
    what: 'De groep is beëindigd',
    remedy: 'U hoeft niets te doen, tenzij de einddatum niet klopt.',
  },
  'group-not-begun': {
    what: 'De groep is nog niet begonnen',
    remedy: 'U hoeft niets te doen: importeer opnieuw zodra zij begonnen is.',
  },
  'membership-ended': {
    what: 'Het lidmaatschap is beëindigd, dus de persoon wordt hier weggelaten',
    remedy: 'U hoeft niets te doen, tenzij de einddatum niet klopt.',
  },
  'membership-not-begun': {
    what: 'Het lidmaatschap is nog niet begonnen, dus de persoon wordt hier weggelaten',
    remedy: 'U hoeft niets te doen: importeer opnieuw zodra het begonnen is.',
  },
  'activity-ended': {
    what: 'De activiteit is beëindigd',
    remedy: 'U hoeft niets te doen, tenzij de einddatum niet klopt.',
  },
  'activity-not-begun': {
    what: 'De activiteit is nog niet begonnen',
    remedy: 'U hoeft niets te doen: importeer opnieuw zodra zij begonnen is.',
  },
  'date-format': {
    what: '{field} is geen datum',
    remedy: 'Schrijf het als JJJJ-MM-DD in het leerlingadministratiesysteem.',
  },
  'email-type-out-of-scope': {
    what: 'De dienst neemt dit soort e-mailadres niet aan',
    remedy: 'U hoeft niets te doen: privéadressen blijven bij u.',
  },
  'civic-number-ten-digits': {
    what: 'Het persoonsnummer had tien cijfers en is met twaalf uitgeschreven',
    remedy: 'U hoeft niets te doen, tenzij de eeuw niet klopt.',
  },
};
