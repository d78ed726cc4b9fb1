import { LIMITS } from './endpoints.ts';
import type { LookupQuery, Resource } from './service.ts';
import { ServiceFailure } from './service-failure.ts';

/** What a lookup may search by. Source: the contract's `searchPersons`. */
const KEYS = ['ids', 'civicNos', 'eduPersonPrincipalNames'] as const satisfies readonly (keyof LookupQuery)[];

/** Objects that one lookup asks for at first: an assumption; the service says `6001` where its answer grows too large. */
const MOST_AT_ONCE = 1000;

interface Wanted {
  readonly key: (typeof KEYS)[number];
  readonly value: string;
}

/** How many objects the service can bear in one lookup, as far as it is known. */
export interface LookupSize {
  most: number;
}

export function newLookupSize(): LookupSize {
  return { most: MOST_AT_ONCE };
}

/**
 * Looks up any number of objects, in as many calls as it takes: no body above the limit, and half as many after `6001`
 * (answer too large) or 413.
 *
 * @param size what is known of the service, shared by all lookups of one resource; lowered where it was too much
 * @param send makes one call
 * @returns each object once, whichever of its keys it was found by
 */
export async function lookUp(
  query: LookupQuery,
  size: LookupSize,
  send: (body: string) => Promise<Resource[]>,
): Promise<Resource[]> {
  const wanted = KEYS.flatMap((key) => [...new Set(query[key])].map((value) => ({ key, value })));
  const found = new Map<string, Resource>();
  const some = async (chunk: readonly Wanted[]): Promise<void> => {
    try {
      for (const resource of await send(bodyOf(chunk))) found.set(resource.id, resource);
    } catch (error) {
      if (chunk.length < 2 || !tooMuch(error)) throw error;
      const half = Math.ceil(chunk.length / 2);
      size.most = Math.min(size.most, half);
      await some(chunk.slice(0, half));
      await some(chunk.slice(half));
    }
  };
  for (let from = 0; from < wanted.length; ) {
    const chunk = chunkAt(wanted, from, size.most);
    await some(chunk);
    from += chunk.length;
  }
  return [...found.values()];
}

/** Whether the service would answer if asked for less. */
export function tooMuch(error: unknown): boolean {
  return error instanceof ServiceFailure && (error.code === '6001' || error.status === 413);
}

function bodyOf(wanted: readonly Wanted[]): string {
  const body: Partial<Record<Wanted['key'], string[]>> = {};
  for (const { key, value } of wanted) {
    body[key] ??= [];
    body[key].push(value);
  }
  return JSON.stringify(body);
}

/** The names of the three lists with their brackets, commas and braces. */
const ENVELOPE_BYTES = Buffer.byteLength('{"ids":[],"civicNos":[],"eduPersonPrincipalNames":[]}');

function chunkAt(wanted: readonly Wanted[], from: number, most: number): Wanted[] {
  const chunk: Wanted[] = [];
  let bytes = ENVELOPE_BYTES;
  for (const entry of wanted.slice(from, from + most)) {
    bytes += Buffer.byteLength(JSON.stringify(entry.value)) + 1;
    if (bytes > LIMITS.bodyBytes && chunk.length > 0) break;
    chunk.push(entry);
  }
  return chunk;
}
