import type { Outcome } from '../../../lib/outcome.ts';
import type { Stage } from '../../../lib/stage.ts';
import type { ObjectRow } from '../dnp-history.shared.ts';
import { reasonKeys } from './reasons.ts';

/** What the reader wants to see of a run; an empty setting lets everything through. */
export interface Filter {
  readonly search: string;
  readonly outcome: Outcome | '';
  readonly stage: Stage | '';
  readonly schoolUnit: string;
  /** As of `reasonKeys`. */
  readonly reason: string;
}

export const NO_FILTER: Filter = { search: '', outcome: '', stage: '', schoolUnit: '', reason: '' };

/** Whether the filter leaves anything out. */
export const isSet = (filter: Filter): boolean => Object.values(filter).some((value) => value !== '');

const haystacks = new WeakMap<ObjectRow, string>();

/** All that can be searched for in an object, in lower case; made once, since every key stroke asks for it. */
function haystack(row: ObjectRow): string {
  const known = haystacks.get(row);
  if (known !== undefined) return known;
  const { name, role, civicNo, eppn, schoolYear, schoolType, schoolUnit, id, codes } = row;
  const made = [name, role, civicNo, eppn, schoolYear, schoolType, schoolUnit, id, ...codes].join('\n').toLowerCase();
  haystacks.set(row, made);
  return made;
}

/** Those rows that fit; every word that is searched for must be found. */
export function filtered(rows: readonly ObjectRow[], filter: Filter): readonly ObjectRow[] {
  if (!isSet(filter)) return rows;
  const words = filter.search.toLowerCase().split(/\s+/).filter(Boolean);
  return rows.filter(
    (row) =>
      (filter.outcome === '' || row.outcome === filter.outcome) &&
      (filter.stage === '' || row.stage === filter.stage) &&
      (filter.schoolUnit === '' || row.schoolUnit === filter.schoolUnit) &&
      (filter.reason === '' || reasonKeys(row).includes(filter.reason)) &&
      words.every((word) => haystack(row).includes(word)),
  );
}
