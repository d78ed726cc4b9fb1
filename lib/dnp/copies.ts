import type { Reason } from '../outcome.ts';
import type { Stage } from '../stage.ts';
import { canonicalJson } from './canonical.ts';
import type { ObjectOf } from './model.ts';

/** An object under examination. */
export interface Candidate<S extends Stage = Stage> {
  readonly id: string;
  /** Absent where the schema did not let it through. */
  readonly object?: ObjectOf<S> | undefined;
  readonly reasons: readonly Reason[];
  /** Whether it is out of scope; then the reasons say why. */
  readonly skipped?: boolean;
  /** What a person logs in by; of no other object is anything here. */
  readonly logins: readonly string[];
}

/**
 * Makes one of the copies of each object. Copies that say the same count as one; of copies that differ nobody can tell
 * which is right, so that one is left with the reason and with every reason against any of them.
 *
 * @returns one for each id, in the order of their first copies
 */
export function withoutCopies<S extends Stage>(candidates: Iterable<Candidate<S>>): Candidate<S>[] {
  const byId = new Map<string, [Candidate<S>, ...Candidate<S>[]]>();
  for (const candidate of candidates) {
    const copies = byId.get(candidate.id);
    if (copies) copies.push(candidate);
    else byId.set(candidate.id, [candidate]);
  }
  return Array.from(byId.values(), (copies) => (copies.length === 1 ? copies[0] : merge(copies)));
}

function merge<S extends Stage>(copies: [Candidate<S>, ...Candidate<S>[]]): Candidate<S> {
  const [first] = copies;
  const versions = new Map(copies.map((copy) => [canonicalJson([copy.object, copy.reasons]), copy]));
  if (versions.size === 1) return first;
  const different: Reason = { code: 'duplicate-differing', field: 'id', params: { copies: copies.length } };
  const others = [...versions.values()].flatMap(({ reasons }) => reasons);
  return {
    id: first.id,
    reasons: [different, ...new Map(others.map((reason) => [canonicalJson(reason), reason])).values()],
    logins: [...versions.values()].flatMap(({ logins }) => logins),
  };
}
