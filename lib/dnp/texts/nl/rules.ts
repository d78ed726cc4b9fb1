import type { RuleTexts } from '../texts.ts';

export const rules: RuleTexts = {
  'civic-number-checksum': {
    what: 'Het laatste cijfer van het persoonsnummer past niet bij de andere',
    remedy: 'Verbeter het nummer in het leerlingadministratiesysteem; vaak zijn twee cijfers verwisseld.',
  },
  'civic-number-format': {
    what: 'Het persoonsnummer bestaat niet uit twaalf cijfers met een echte datum, en is ook geen tijdelijk nummer JJJJMMDDTFxx',
    remedy: 'Verbeter het nummer in het leerlingadministratiesysteem.',
  },
  'civic-number-coordination-checksum': {
    what: 'Het laatste cijfer van het coördinatienummer past niet bij de andere',
    remedy: 'De persoon is toch verzonden. Vergelijk het nummer met het document waarin het is toegekend.',
  },
  'nationality-not-swedish': {
    what: 'Volgens de gegevens komt het persoonsnummer uit een ander land dan Zweden',
    remedy: 'De dienst neemt alleen Zweedse nummers aan: zet het land op SE, of gebruik een tijdelijk nummer.',
  },
  'eppn-more-than-one': {
    what: 'De persoon heeft meer dan één EPPN (inlognaam)',
    remedy: 'Bewaar de naam waarmee de persoon bij de toets inlogt en verwijder de andere.',
  },
  'eppn-format': {
    what: 'De EPPN (inlognaam) is niet geschreven als naam@domein',
    remedy: 'Verbeter de naam waar inlognamen worden beheerd: precies één @ en geen spaties.',
  },
  'eppn-shared-by-two': {
    what: 'De EPPN (inlognaam) hoort bij {persons} personen; een andere is {other}',
    remedy:
      'Geef iedereen een eigen EPPN. Tot dan wordt geen van hen verzonden. Wie leerling én medewerker is, heeft er twee nodig.',
  },
  'eppn-name-fragment': {
    what: 'De EPPN (inlognaam) bevat letters van de naam van de persoon, wat Skolverket afraadt',
    remedy: 'De persoon is verzonden. Kies voor het begin van de toetsen EPPN’s die niets over de naam zeggen.',
  },
  'staff-email-missing': {
    what: 'De persoon werkt op de school maar heeft geen e-mailadres van het type “Skola personal”',
    remedy:
      'Vul het werkadres in het leerlingadministratiesysteem in. Een leerling heeft in plaats daarvan een inschrijving nodig.',
  },
  'school-year-missing': {
    what: 'De inschrijving zegt niet in welk leerjaar de leerling zit',
    remedy: 'Vul het leerjaar in (1–10); het is verplicht voor de schoolsoorten GR, SP en SAM.',
  },
  'education-code-missing': {
    what: 'De inschrijving zegt niet welke opleiding de leerling volgt',
    remedy: 'Vul de opleidingscode (studievägskod) in; die is verplicht voor de schoolsoort GY.',
  },
  'protected-identity': {
    what: 'De persoon heeft een afgeschermde identiteit en wordt vastgehouden',
    remedy:
      'Verzend afgeschermde personen pas als uw organisatie dat met Skolverket heeft geregeld; sta het daarna toe in de verbinding.',
  },
  'security-marking-unknown': {
    what: 'De dienst kent deze geheimhoudingsmarkering niet, dus de persoon wordt als afgeschermd vastgehouden',
    remedy: 'Kies Ingen, Sekretessmarkering of Skyddad folkbokföring.',
  },
  'external-identifier-more-than-one': {
    what: 'De persoon heeft meer dan één externe identificatie',
    remedy: 'Bewaar die van eduID en verwijder de andere.',
  },
  'external-identifier-context': {
    what: 'De externe identificatie is niet van eduID',
    remedy: 'De ‘context’ moet precies https://eduid.se zijn. Verwijder identificaties van andere diensten.',
  },
  'external-identifier-not-staff': {
    what: 'Een leerling heeft een externe identificatie',
    remedy: 'Externe identificaties zijn er alleen voor medewerkers; verwijder deze.',
  },
  'duty-role-unknown': {
    what: 'De rol van de aanstelling is geen van de 17 die de dienst kent',
    remedy: 'Kies de rol die er het dichtst bij ligt, bijvoorbeeld Annan personal of Övrig arbetsledning.',
  },
  'group-type-out-of-scope': {
    what: 'De groep is geen klas en geen lesgroep',
    remedy: 'U hoeft niets te doen: andere groepen nemen niet deel aan de toetsen.',
  },
  'activity-type-out-of-scope': {
    what: 'De activiteit is geen onderwijs',
    remedy: 'U hoeft niets te doen: andere activiteiten horen niet bij de toetsen.',
  },
  'activity-without-test': {
    what: 'De activiteit is niet aan een nationale toets gekoppeld',
    remedy:
      'Moeten de groepen een toets maken, kies dan de toets in het leerlingadministratiesysteem; anders hoeft u niets te doen.',
  },
  'activity-without-group': {
    what: 'De activiteit heeft geen groep',
    remedy: 'Voeg de groepen toe die de toets maken, of verwijder de activiteit.',
  },
  'duplicate-differing': {
    what: 'Hetzelfde id komt {copies} keer voor, met verschillende inhoud',
    remedy: 'Zoek uit welke inhoud juist is en verwijder de andere. Tot dan wordt er niets van verzonden.',
  },
  'text-not-well-formed': {
    what: 'De tekst in {field} bevat een half teken en kan niet worden verzonden',
    remedy:
      'Schrijf de tekst opnieuw in het leerlingadministratiesysteem; waarschijnlijk is hij bij een bijzonder teken afgebroken.',
  },
  'id-missing': {
    what: 'Het id ontbreekt',
    remedy:
      'Elk object, en elke verwijzing ernaar, heeft een id nodig: bekijk de export van het leerlingadministratiesysteem.',
  },
  'id-not-uuid': {
    what: 'Het id is geen UUID',
    remedy: 'Een id bestaat uit 8-4-4-4-12 hexadecimale tekens: bekijk de export van het leerlingadministratiesysteem.',
  },
  'not-an-object': {
    what: 'Wat op deze plaats in de lijst staat, is geen object',
    remedy: 'Bekijk wat de lijst samenstelt; alles erin moet een object met attributen zijn.',
  },
  'attribute-missing': {
    what: '{field} ontbreekt',
    remedy: 'Vul dit gegeven in het leerlingadministratiesysteem in.',
  },
  'attribute-type': {
    what: '{field} is van de verkeerde soort: het moet {expected} zijn',
    remedy: 'Bekijk de export van het leerlingadministratiesysteem, of wat de gegevens onderweg verandert.',
  },
  'attribute-value': {
    what: 'De dienst neemt de waarde van {field} niet aan',
    remedy: 'Verbeter de waarde in het leerlingadministratiesysteem.',
  },
  'number-not-finite': {
    what: '{field} is geen getal dat kan worden verzonden',
    remedy: 'Het komt uit een berekening die is misgegaan: bekijk wat de gegevens onderweg verandert.',
  },
  'object-too-large': {
    what: 'Het object alleen is al groter dan één aanroep mag zijn',
    remedy: 'Maak het kleiner: splits de groep, of zoek een attribuut met veel te veel tekst.',
  },
  'input-missing': {
    what: 'Het bericht heeft niets op de plaats waar de node zijn objecten zoekt',
    remedy: 'Bekijk de invoerinstelling van de node en wat het bericht bevat.',
  },
  'input-not-a-list': {
    what: 'Het bericht heeft iets anders dan objecten op de plaats waar de node ze zoekt',
    remedy: 'Geef een lijst van objecten door, of één object.',
  },
};
