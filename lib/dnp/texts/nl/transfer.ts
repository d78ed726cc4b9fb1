import type { TransferTexts } from '../texts.ts';

export const transfer: TransferTexts = {
  'reference-missing-person': {
    what: 'De persoon waarnaar wordt verwezen, is niet bij de dienst bekend: {id}',
    remedy: 'Bekijk wat er met die persoon is gebeurd. Dit gaat verder zodra de persoon is aangenomen.',
  },
  'reference-missing-duty': {
    what: 'De aanstelling waarnaar wordt verwezen, is niet bij de dienst bekend: {id}',
    remedy: 'Bekijk wat er met die aanstelling is gebeurd. Dit gaat verder zodra zij is aangenomen.',
  },
  'reference-missing-group': {
    what: 'De groep waarnaar wordt verwezen, is niet bij de dienst bekend: {id}',
    remedy: 'Bekijk wat er met die groep is gebeurd. Dit gaat verder zodra de groep is aangenomen.',
  },
  'reference-missing-activity': {
    what: 'De activiteit waarnaar wordt verwezen, is niet bij de dienst bekend: {id}',
    remedy: 'Bekijk wat er met die activiteit is gebeurd. Dit gaat verder zodra zij is aangenomen.',
  },
  'member-left-out': {
    what: 'De groep is verzonden zonder een lid dat niet bij de dienst bekend is: {id}',
    remedy:
      'Bekijk wat er met die persoon is gebeurd. De groep wordt opnieuw verzonden zodra de persoon is aangenomen.',
  },
  'service-unreachable': {
    what: 'De dienst was niet bereikbaar',
    remedy:
      'De volgende keer wordt het opnieuw geprobeerd. Blijft het zo, controleer dan het netwerk en de status van de dienst.',
  },
  'not-authorized': {
    what: 'We zijn niet toegelaten: {cause}',
    remedy: 'Kijk het certificaat of de instellingen van de verbinding na en voer opnieuw uit.',
  },
  'temporary-error': {
    what: 'De dienst heeft een tijdelijke storing, ook na meerdere pogingen',
    remedy: 'Begin later opnieuw.',
  },
  'job-not-finished': {
    what: 'De dienst was niet klaar binnen de tijd die de node wacht',
    remedy: 'Begin later opnieuw: eerst wordt de dienst gevraagd hoe het is afgelopen.',
  },
  'job-unknown': {
    what: 'De dienst kent de opdracht waar dit bij hoorde niet meer',
    remedy: 'Begin opnieuw: de dienst wordt gevraagd of zij het object heeft, en anders wordt het opnieuw verzonden.',
  },
  'answer-lost': {
    what: 'Het is verzonden, maar de verbinding brak af voordat het antwoord kwam',
    remedy: 'Begin opnieuw: de dienst wordt gevraagd of zij het object heeft, en anders wordt het opnieuw verzonden.',
  },
  'unreadable-answer': {
    what: 'Het antwoord van de dienst was niet te lezen',
    remedy: 'Probeer het later opnieuw. Blijft het zo, dan verandert iets tussen u en de dienst de antwoorden.',
  },
  'status-unknown': {
    what: 'De dienst antwoordde met een status die nergens beschreven is: {status}',
    remedy: 'Dit telt niet als aangenomen. Vraag Skolverket wat de status betekent.',
  },
  'node-removed': {
    what: 'Het wachtte bij een node die uit de flow is verwijderd',
    remedy: 'Begin opnieuw als het nog verzonden moet worden.',
  },
  'already-in-flight': {
    what: 'Een eerdere verzending van hetzelfde object is nog niet beantwoord',
    remedy: 'Wacht tot die opdracht klaar is en begin opnieuw.',
  },
  'confirmed-by-lookup': {
    what: 'Het antwoord ging verloren, maar bij navraag bleek de dienst het object te hebben zoals het was verzonden',
    remedy: 'U hoeft niets te doen.',
  },
};
