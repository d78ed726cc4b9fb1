import type { ServiceTexts } from '../texts.ts';

export const service: ServiceTexts = {
  '2010': {
    what: 'Volgens de dienst is een id in de lijst geen UUID',
    remedy: 'Verbeter de id’s waarnaar wordt gevraagd.',
  },
  '2011': {
    what: 'Volgens de dienst is het id in het adres geen UUID',
    remedy: 'Verbeter het id waarnaar wordt gevraagd.',
  },
  '2025': {
    what: 'De dienst begreep niet of bestaande objecten mogen worden bijgewerkt',
    remedy: 'Dit is een fout in deze nodes: meld die alstublieft.',
  },
  '3047': {
    what: 'De dienst nam de persoon aan, maar de EPPN (inlognaam) bevat letters van de naam van de persoon',
    remedy:
      'Kies voor het begin van de toetsen EPPN’s die niets over de naam zeggen; zie de richtlijnen van Skolverket.',
  },
  '3085': {
    what: 'De dienst geeft tussen 1 en 100 objecten per pagina, en er werd om een ander aantal gevraagd',
    remedy: 'Stel de paginagrootte in tussen 1 en 100.',
  },
  '4001': {
    what: 'De dienst heeft dit object niet',
    remedy: 'Het is nooit verzonden, of het is verwijderd: verzend het opnieuw als het er hoort te zijn.',
  },
  '5002': {
    what: 'De dienst nam het token niet aan',
    remedy: 'Controleer met de autorisatienode of het certificaat geldig is en bij de juiste organisatie hoort.',
  },
  '5004': {
    what: 'De dienst had een fout die zij niet toelicht',
    remedy: 'Probeer het later opnieuw. Blijft het zo, geef dan Skolverket het id van het object en het tijdstip door.',
  },
  '5020': {
    what: 'De aanroep was groter dan de dienst aanneemt',
    remedy: 'Zendingen worden vanzelf gehalveerd; een enkel object dat te groot is, moet kleiner worden gemaakt.',
  },
  '5021': {
    what: 'Er zijn meer aanroepen gedaan dan de dienst toestaat',
    remedy: 'De nodes wachten en gaan vanzelf verder. Kijk of een ander systeem vanaf hetzelfde adres aanroepen doet.',
  },
  '5022': {
    what: 'De dienst is nu niet beschikbaar',
    remedy: 'De nodes proberen het vanzelf opnieuw; blijft het zo, begin dan later opnieuw.',
  },
  '6001': {
    what: 'Het antwoord was te groot voor de dienst',
    remedy: 'Vraag om minder objecten tegelijk.',
  },
};
