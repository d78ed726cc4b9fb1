import type { LookupQuery } from '../../../lib/dnp/service.ts';
import { NodeFailure } from '../failure.ts';

const KEYS = ['ids', 'civicNos', 'eduPersonPrincipalNames'] as const;

/**
 * Whom a message asks for: an id, an object with an id, an array of either, or
 * `{ids, civicNos, eduPersonPrincipalNames}`.
 *
 * @throws {NodeFailure} `bad-query`, naming the field
 */
export function lookupQuery(input: unknown): LookupQuery {
  if (isRecord(input) && KEYS.some((key) => key in input)) {
    const given = KEYS.filter((key) => input[key] !== undefined);
    return Object.fromEntries(given.map((key) => [key, texts(input[key], key)]));
  }
  return { ids: texts(input, 'ids') };
}

/** The one id that a message asks for. @throws {NodeFailure} `bad-query` */
export function oneId(input: unknown): string {
  const [id, ...more] = texts(input, 'id');
  if (id !== undefined && more.length === 0) return id;
  throw badQuery('The input must be one id.');
}

function texts(input: unknown, field: string): string[] {
  const list: unknown[] = Array.isArray(input) ? input : [input];
  return list.map((entry, index) => {
    const text = isRecord(entry) ? entry.id : entry;
    if (typeof text === 'string' && text.trim() !== '') return text.trim();
    throw badQuery(`Entry ${index + 1} of ${field} is neither a text nor an object with an id.`);
  });
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

function badQuery(message: string): NodeFailure {
  return new NodeFailure('bad-query', message, {
    remedy: 'Give an id, a list of ids or of objects with ids, or {ids, civicNos, eduPersonPrincipalNames}.',
  });
}
