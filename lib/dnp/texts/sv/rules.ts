import type { RuleTexts } from '../texts.ts';

export const rules: RuleTexts = {
  'civic-number-checksum': {
    what: 'Personnumrets sista siffra stämmer inte med de övriga',
    remedy: 'Rätta numret i det elevadministrativa systemet; ofta har två siffror bytt plats.',
  },
  'civic-number-format': {
    what: 'Personnumret är inte skrivet med tolv siffror och ett datum som finns, eller som tillfälligt nummer ÅÅÅÅMMDDTFxx',
    remedy: 'Rätta numret i det elevadministrativa systemet.',
  },
  'civic-number-coordination-checksum': {
    what: 'Samordningsnumrets sista siffra stämmer inte med de övriga',
    remedy: 'Personen skickades ändå. Jämför numret med handlingen där det tilldelades.',
  },
  'nationality-not-swedish': {
    what: 'Personnumret anges vara från ett annat land än Sverige',
    remedy: 'Tjänsten tar bara emot svenska nummer: sätt landet till SE, eller använd ett tillfälligt nummer.',
  },
  'eppn-more-than-one': {
    what: 'Personen har mer än ett EPPN (inloggningsnamn)',
    remedy: 'Behåll det som personen loggar in med vid provet och ta bort de andra.',
  },
  'eppn-format': {
    what: 'EPPN (inloggningsnamnet) är inte skrivet som namn@domän',
    remedy: 'Rätta det där inloggningsnamnen förvaltas: exakt ett @ och inga mellanslag.',
  },
  'eppn-shared-by-two': {
    what: 'EPPN (inloggningsnamnet) finns hos {persons} personer; en annan är {other}',
    remedy:
      'Ge var och en ett eget EPPN. Ingen av dem skickas innan dess. Den som är både elev och personal behöver två.',
  },
  'eppn-name-fragment': {
    what: 'EPPN (inloggningsnamnet) innehåller bokstäver ur personens namn, vilket Skolverket avråder från',
    remedy: 'Personen skickades. Välj EPPN som inte säger något om namnet innan proven börjar.',
  },
  'staff-email-missing': {
    what: 'Personen arbetar i skolan men har ingen e-postadress av typen ”Skola personal”',
    remedy: 'Ange arbetsadressen i det elevadministrativa systemet. En elev behöver i stället en inskrivning.',
  },
  'school-year-missing': {
    what: 'Inskrivningen anger inte vilken årskurs eleven går i',
    remedy: 'Ange årskursen (1–10); den krävs för skolformerna GR, SP och SAM.',
  },
  'education-code-missing': {
    what: 'Inskrivningen anger inte vilket program eleven går',
    remedy: 'Ange studievägskoden; den krävs för skolformen GY.',
  },
  'protected-identity': {
    what: 'Personen har skyddade personuppgifter och hålls kvar',
    remedy:
      'Skicka personer med skyddade uppgifter först när huvudmannen har gjort upp om det med Skolverket; tillåt det sedan i anslutningen.',
  },
  'security-marking-unknown': {
    what: 'Skyddsmarkeringen är ingen som tjänsten känner till, så personen hålls kvar som om den vore skyddad',
    remedy: 'Ange Ingen, Sekretessmarkering eller Skyddad folkbokföring.',
  },
  'external-identifier-more-than-one': {
    what: 'Personen har mer än en extern identifierare',
    remedy: 'Behåll den från eduID och ta bort de andra.',
  },
  'external-identifier-context': {
    what: 'Den externa identifieraren är inte från eduID',
    remedy: 'Dess ”context” ska vara exakt https://eduid.se. Ta bort identifierare från andra tjänster.',
  },
  'external-identifier-not-staff': {
    what: 'En elev har en extern identifierare',
    remedy: 'Externa identifierare är bara för personal; ta bort den.',
  },
  'duty-role-unknown': {
    what: 'Tjänstgöringens roll är ingen av de 17 som tjänsten känner till',
    remedy: 'Välj den av dem som ligger närmast, till exempel Annan personal eller Övrig arbetsledning.',
  },
  'group-type-out-of-scope': {
    what: 'Gruppen är varken en klass eller en undervisningsgrupp',
    remedy: 'Inget behöver göras: andra grupper deltar inte i proven.',
  },
  'activity-type-out-of-scope': {
    what: 'Aktiviteten är inte undervisning',
    remedy: 'Inget behöver göras: andra aktiviteter hör inte till proven.',
  },
  'activity-without-test': {
    what: 'Aktiviteten är inte kopplad till något nationellt prov',
    remedy:
      'Om dess grupper ska göra ett prov, välj provet i det elevadministrativa systemet; annars behöver inget göras.',
  },
  'activity-without-group': {
    what: 'Aktiviteten har ingen grupp',
    remedy: 'Lägg till grupperna som ska göra provet, eller ta bort aktiviteten.',
  },
  'duplicate-differing': {
    what: 'Samma id förekommer {copies} gånger, med olika innehåll',
    remedy: 'Ta reda på vilket som är rätt och ta bort de andra. Inget av dem skickas innan dess.',
  },
  'text-not-well-formed': {
    what: 'Texten i {field} innehåller ett halvt tecken och kan inte skickas',
    remedy: 'Skriv om den i det elevadministrativa systemet; den har troligen klippts av vid ett specialtecken.',
  },
  'id-missing': {
    what: 'Id saknas',
    remedy:
      'Varje objekt, och varje hänvisning till ett, behöver ett id: se över exporten från det elevadministrativa systemet.',
  },
  'id-not-uuid': {
    what: 'Id är inte ett UUID',
    remedy: 'Id skrivs med 8-4-4-4-12 hexadecimala tecken: se över exporten från det elevadministrativa systemet.',
  },
  'not-an-object': {
    what: 'Det som står på den här platsen i listan är inget objekt',
    remedy: 'Se över det som bygger listan; varje post ska vara ett objekt med attribut.',
  },
  'attribute-missing': {
    what: '{field} saknas',
    remedy: 'Ange uppgiften i det elevadministrativa systemet.',
  },
  'attribute-type': {
    what: '{field} är av fel slag: det ska vara {expected}',
    remedy: 'Se över exporten från det elevadministrativa systemet, eller det som ändrar uppgifterna på vägen.',
  },
  'attribute-value': {
    what: 'Värdet i {field} är inget som tjänsten tar emot',
    remedy: 'Rätta det i det elevadministrativa systemet.',
  },
  'number-not-finite': {
    what: '{field} är inget tal som kan skickas',
    remedy: 'Det kommer av en beräkning som gått fel: se över det som ändrar uppgifterna på vägen.',
  },
  'object-too-large': {
    what: 'Objektet är ensamt större än ett anrop får vara',
    remedy: 'Gör det mindre: dela gruppen, eller leta efter ett attribut med alldeles för mycket text.',
  },
  'input-missing': {
    what: 'Meddelandet har inget där noden letar efter sina objekt',
    remedy: 'Se över nodens inställning för indata och vad meddelandet innehåller.',
  },
  'input-not-a-list': {
    what: 'Meddelandet har något annat än objekt där noden letar efter dem',
    remedy: 'Lämna en lista med objekt, eller ett objekt.',
  },
};
