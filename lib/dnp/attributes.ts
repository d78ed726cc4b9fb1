import { z } from 'zod';
import { isUuid } from './identifiers/uuid.ts';

/*
 * What the schemas are built of. The message of a check is the code of the reason that it gives (`eppn-format`); a check
 * without one of its own is told apart by what zod says of it, see reasons.ts.
 */

const LONE_SURROGATE = /\p{Surrogate}/u;

/** Text that can be written as UTF-8. Half a character, from a name cut off in its middle, cannot. */
export const text = wellFormed(z.string());

/** A UUID, made lower case: the same id in capitals is the same object. */
export const id = wellFormed(z.string(whereMissing('id-missing')))
  .refine(isUuid, 'id-not-uuid')
  .toLowerCase();

/** `ObjectReference`. */
export const reference = z.object({ id });

/** Text that must be there and not blank, with the code of the reason where it is not. */
export function filledIn(missing: string) {
  return wellFormed(z.string(whereMissing(missing))).refine((value) => value.trim() !== '', missing);
}

/** The message for an attribute whose absence has a reason of its own. */
export function whereMissing(code: string) {
  return { error: (issue: { readonly input?: unknown }) => (issue.input === undefined ? code : undefined) };
}

/** The message for an attribute that is there, but with a value it cannot have. */
export function whereUnknown(code: string) {
  return { error: (issue: { readonly input?: unknown }) => (issue.input === undefined ? undefined : code) };
}

/** Leaves the first of those that refer to the same object. */
export function onlyOnce<T>(key: (item: T) => string): (items: T[]) => T[] {
  return (items) => {
    const seen = new Set<string>();
    return items.filter((item) => !seen.has(key(item)) && seen.add(key(item)));
  };
}

function wellFormed(string: z.ZodString) {
  return string.refine((value) => !LONE_SURROGATE.test(value), { error: 'text-not-well-formed', abort: true });
}
