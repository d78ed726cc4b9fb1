import type { Texts } from '../texts.ts';
import { imports } from './import.ts';
import { rules } from './rules.ts';
import { service } from './service.ts';
import { transfer } from './transfer.ts';

export const sv: Texts = {
  explanations: { ...rules, ...imports, ...transfer, ...service },
  unknown: {
    what: 'Det finns ingen förklaring till orsaken {code}',
    remedy: 'Slå upp den i dokumentationen, eller be om hjälp med orsaken och objektets id till hands.',
  },
  unknownOfService: {
    what: 'Tjänsten svarade {code}',
    remedy: 'Slå upp numret hos Skolverket, eller fråga där, med objektets id till hands.',
  },
  unknownOfSandbox: {
    what: 'Sandlådan svarade {code}',
    remedy: 'Inget dokument säger vad Skolverkets tjänst skulle svara här. Jämför attributet med kontraktet.',
  },
  kinds: {
    string: 'text',
    number: 'ett tal',
    int: 'ett heltal',
    boolean: 'sant eller falskt',
    array: 'en lista',
    object: 'ett objekt',
  },
  labels: {
    allowed: 'tillåtet',
    minimum: 'lägst',
    maximum: 'högst',
    limit: 'gräns i byte',
    category: 'kategori',
    status: 'status',
  },
};
