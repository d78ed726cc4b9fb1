import type { Texts } from '../texts.ts';
import { imports } from './import.ts';
import { rules } from './rules.ts';
import { service } from './service.ts';
import { transfer } from './transfer.ts';

export const en: Texts = {
  explanations: { ...rules, ...imports, ...transfer, ...service },
  unknown: {
    what: 'There is no explanation for the reason {code}',
    remedy: 'Look it up in the documentation, or ask for help with the reason and the id of the object at hand.',
  },
  unknownOfService: {
    what: 'The service answered {code}',
    remedy: 'Look the number up at Skolverket, or ask there, with the id of the object at hand.',
  },
  unknownOfSandbox: {
    what: 'The sandbox answered {code}',
    remedy: 'No document says what Skolverket’s service would answer here. Compare the attribute with the contract.',
  },
  kinds: {
    string: 'text',
    number: 'a number',
    int: 'a whole number',
    boolean: 'true or false',
    array: 'a list',
    object: 'an object',
  },
  labels: {
    allowed: 'allowed',
    minimum: 'lowest',
    maximum: 'highest',
    limit: 'limit in bytes',
    category: 'category',
    status: 'status',
  },
};
