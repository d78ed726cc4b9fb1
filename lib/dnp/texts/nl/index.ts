import type { Texts } from '../texts.ts';
import { imports } from './import.ts';
import { rules } from './rules.ts';
import { service } from './service.ts';
import { transfer } from './transfer.ts';

export const nl: Texts = {
  explanations: { ...rules, ...imports, ...transfer, ...service },
  unknown: {
    what: 'Er is geen uitleg voor de reden {code}',
    remedy:
      'Zoek de reden op in de documentatie, of vraag om hulp en houd de reden en het id van het object bij de hand.',
  },
  unknownOfService: {
    what: 'De dienst antwoordde {code}',
    remedy: 'Zoek het nummer op bij Skolverket, of vraag het daar, met het id van het object bij de hand.',
  },
  unknownOfSandbox: {
    what: 'De sandbox antwoordde {code}',
    remedy:
      'Geen document zegt wat de dienst van Skolverket hier zou antwoorden. Vergelijk het attribuut met het contract.',
  },
  kinds: {
    string: 'tekst',
    number: 'een getal',
    int: 'een geheel getal',
    boolean: 'waar of onwaar',
    array: 'een lijst',
    object: 'een object',
  },
  labels: {
    allowed: 'toegestaan',
    minimum: 'laagste',
    maximum: 'hoogste',
    limit: 'grens in bytes',
    category: 'categorie',
    status: 'status',
  },
};
