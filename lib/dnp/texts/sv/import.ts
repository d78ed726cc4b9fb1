import type { ImportTexts } from '../texts.ts';

export const imports: ImportTexts = {
  'person-not-active': {
    what: 'Personen är inte aktiv i det elevadministrativa systemet',
    remedy: 'Inget behöver göras, om personen inte borde vara aktiv.',
  },
  'enrolment-ended': {
    what: 'Inskrivningen har upphört',
    remedy: 'Inget behöver göras, om slutdatumet stämmer.',
  },
  'enrolment-not-begun': {
    what: 'Inskrivningen har inte börjat än',
    remedy: 'Inget behöver göras: importera igen när den har börjat.',
  },
  'school-type-out-of-scope': {
    what: 'Skolformen har inga nationella prov i tjänsten',
    remedy: 'Inget behöver göras.',
  },
  'school-unit-unknown': {
    what: 'Skolenheten finns inte i exporten, eller saknar skolenhetskod',
    remedy: 'Se till att exporten innehåller skolenheterna, och ange den här enhetens kod med åtta siffror.',
  },
  'duty-ended': {
    what: 'Tjänstgöringen har upphört',
    remedy: 'Inget behöver göras, om slutdatumet stämmer.',
  },
  'duty-not-begun': {
    what: 'Tjänstgöringen har inte börjat än',
    remedy: 'Inget behöver göras: importera igen när den har börjat.',
  },
  'group-ended': {
    what: 'Gruppen har upphört',
    remedy: 'Inget behöver göras, om slutdatumet stämmer.',
  },
  'group-not-begun': {
    what: 'Gruppen har inte börjat än',
    remedy: 'Inget behöver göras: importera igen när den har börjat.',
  },
  'membership-ended': {
    what: 'Medlemskapet har upphört, så personen utelämnas här',
    remedy: 'Inget behöver göras, om slutdatumet stämmer.',
  },
  'membership-not-begun': {
    what: 'Medlemskapet har inte börjat än, så personen utelämnas här',
    remedy: 'Inget behöver göras: importera igen när det har börjat.',
  },
  'activity-ended': {
    what: 'Aktiviteten har upphört',
    remedy: 'Inget behöver göras, om slutdatumet stämmer.',
  },
  'activity-not-begun': {
    what: 'Aktiviteten har inte börjat än',
    remedy: 'Inget behöver göras: importera igen när den har börjat.',
  },
  'date-format': {
    what: '{field} är inget datum',
    remedy: 'Skriv det som ÅÅÅÅ-MM-DD i det elevadministrativa systemet.',
  },
  'email-type-out-of-scope': {
    what: 'E-postadressen är av ett slag som tjänsten inte tar emot',
    remedy: 'Inget behöver göras: privata adresser stannar hos er.',
  },
  'civic-number-ten-digits': {
    what: 'Personnumret hade tio siffror och skrevs ut med tolv',
    remedy: 'Inget behöver göras, om århundradet stämmer.',
  },
};
