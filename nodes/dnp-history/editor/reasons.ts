import type { Language } from '../../../lib/dnp/language.ts';
import { explain } from '../../../lib/dnp/texts/explain.ts';
import type { ObjectRow } from '../dnp-history.shared.ts';

/** The same reason for the same field: people mend data by these. */
export interface ReasonGroup {
  /** Code and field, see {@link reasonKeys}. */
  readonly key: string;
  readonly count: number;
}

/** What a reason means and what to do, without the ids and numbers of the single object. */
interface Meaning {
  readonly what: string;
  readonly remedy: string;
}

const keys = new WeakMap<ObjectRow, readonly string[]>();

/** The keys of an object's reasons, each once, as `code` or `code field`. */
export function reasonKeys(row: ObjectRow): readonly string[] {
  const known = keys.get(row);
  if (known) return known;
  const found = [...new Set(row.codes.map((code, place) => `${code} ${fieldOf(row, place)}`.trimEnd()))];
  keys.set(row, found);
  return found;
}

/** Which of several enrolments lacks its year does not matter to whoever looks for the same mistake elsewhere. */
const fieldOf = ({ fields }: ObjectRow, place: number): string => (fields[place] ?? '').replace(/\[\d+\]/g, '');

/** Equal reasons with the number of objects that have them, most frequent first. */
export function groupReasons(rows: Iterable<ObjectRow>): ReasonGroup[] {
  const counts = new Map<string, number>();
  for (const row of rows) for (const key of reasonKeys(row)) counts.set(key, (counts.get(key) ?? 0) + 1);
  return [...counts]
    .map(([key, count]) => ({ key, count }))
    .sort((a, b) => b.count - a.count || a.key.localeCompare(b.key));
}

const meanings = new Map<string, Meaning>();

/** @param key as of {@link reasonKeys} */
export function meaningOf(key: string, language: Language): Meaning {
  const place = `${language} ${key}`;
  const known = meanings.get(place);
  if (known) return known;
  const [code = '', field] = key.split(' ', 2);
  const meaning = explain({ code, ...(field ? { field } : {}) }, language, '…');
  meanings.set(place, meaning);
  return meaning;
}
