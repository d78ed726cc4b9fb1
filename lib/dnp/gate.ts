import type { Reason } from '../outcome.ts';
import type { Stage } from '../stage.ts';
import { type Reference, referencesOf, withoutMembers } from './references.ts';

/** Whether the service has the object that is referred to. */
export type InPlace = (reference: Reference) => boolean;

/**
 * What a gate decides about one object.
 *
 * - `open` – all that it refers to is in place
 * - `partial` – a group that goes without the members that are not in place; `notes` name them
 * - `held` – it waits for `missing`
 */
export type Decision =
  | { readonly verdict: 'open'; readonly object: object }
  | {
      readonly verdict: 'partial';
      readonly object: object;
      readonly missing: readonly string[];
      readonly notes: readonly Reason[];
    }
  | { readonly verdict: 'held'; readonly missing: readonly string[]; readonly reasons: readonly Reason[] };

const MISSING = {
  Person: 'reference-missing-person',
  Duty: 'reference-missing-duty',
  Group: 'reference-missing-group',
  Activity: 'reference-missing-activity',
} as const satisfies Record<Stage, string>;

/**
 * Decides about one object, from nothing but the object and what is in place.
 * @param incompleteGroups whether a group goes without the members that are not in place, or waits for them
 */
export function decide(stage: Stage, object: object, inPlace: InPlace, incompleteGroups: 'send' | 'hold'): Decision {
  const missing = referencesOf(stage, object).filter((reference) => !inPlace(reference));
  if (missing.length === 0) return { verdict: 'open', object };
  const ids = [...new Set(missing.map(({ id }) => id))];
  const mayGo = incompleteGroups === 'send' && missing.every(({ optional }) => optional);
  if (mayGo) {
    const notes = ids.map((id) => ({ code: 'member-left-out', field: 'groupMemberships', params: { id } }));
    return { verdict: 'partial', object: withoutMembers(object, new Set(ids)), missing: ids, notes };
  }
  const reasons = missing.map(({ stage: to, field, id }) => ({ code: MISSING[to], field, params: { id } }));
  return { verdict: 'held', missing: ids, reasons };
}
