import type { ServiceTexts } from '../texts.ts';

export const service: ServiceTexts = {
  '2010': {
    what: 'Tjänsten säger att ett id i listan inte är ett UUID',
    remedy: 'Rätta de id som efterfrågas.',
  },
  '2011': {
    what: 'Tjänsten säger att id i adressen inte är ett UUID',
    remedy: 'Rätta det id som efterfrågas.',
  },
  '2025': {
    what: 'Tjänsten förstod inte om befintliga objekt får uppdateras',
    remedy: 'Det är ett fel i de här noderna: rapportera det gärna.',
  },
  '3047': {
    what: 'Tjänsten tog emot personen, men EPPN (inloggningsnamnet) innehåller bokstäver ur personens namn',
    remedy: 'Välj EPPN som inte säger något om namnet innan proven börjar; se Skolverkets riktlinjer för EPPN.',
  },
  '3085': {
    what: 'Tjänsten ger mellan 1 och 100 objekt per sida, och ett annat antal efterfrågades',
    remedy: 'Sätt sidstorleken mellan 1 och 100.',
  },
  '4001': {
    what: 'Tjänsten har inget sådant objekt',
    remedy: 'Det har aldrig skickats, eller har tagits bort: skicka det igen om det ska finnas där.',
  },
  '5002': {
    what: 'Tjänsten godtog inte behörigheten, ”token”',
    remedy: 'Kontrollera med behörighetsnoden att certifikatet är giltigt och hör till rätt organisation.',
  },
  '5004': {
    what: 'Tjänsten fick ett fel som den inte förklarar',
    remedy: 'Försök igen senare. Om det varar, meddela Skolverket objektets id och tidpunkten.',
  },
  '5020': {
    what: 'Anropet var större än tjänsten tar emot',
    remedy: 'Sändningar halveras av sig själva; ett enskilt objekt som är för stort måste göras mindre.',
  },
  '5021': {
    what: 'Fler anrop gjordes än tjänsten tillåter',
    remedy: 'Noderna väntar och fortsätter av sig själva. Se efter om ett annat system anropar från samma adress.',
  },
  '5022': {
    what: 'Tjänsten är inte tillgänglig just nu',
    remedy: 'Noderna försöker igen av sig själva; om det varar, kör igen senare.',
  },
  '6001': {
    what: 'Svaret var för stort för tjänsten',
    remedy: 'Fråga efter färre objekt åt gången.',
  },
};
