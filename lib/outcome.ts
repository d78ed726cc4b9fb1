import type { Stage } from './stage.ts';

/**
 * What became of one object.
 *
 * - `unchanged` – the service already has it like this, so it was not sent
 * - `success`, `warning`, `error` – the service's own answer; a warning was accepted
 * - `rejected` – against our own rules, not sent
 * - `held` – waits at a gate, or for permission
 * - `skipped` – out of the service's scope
 * - `temporary` – to be sent again later
 * - `unconfirmed` – sent, but the answer was lost
 */
export const OUTCOMES = [
  'success',
  'warning',
  'error',
  'rejected',
  'held',
  'skipped',
  'unchanged',
  'temporary',
  'unconfirmed',
] as const;

export type Outcome = (typeof OUTCOMES)[number];

/**
 * Why an object has its outcome. `code` is a rule of ours (kebab-case) or an error id of the service (`3047`).
 * `params` fill the sentence in the reader's language; they hold ids, field names and numbers, never a person's data.
 */
export interface Reason {
  readonly code: string;
  readonly field?: string;
  readonly params?: Readonly<Record<string, string | number>>;
}

/** The outcome of one object. `id` is its UUID, or `#7` (its place in the input, from 1) where it has no usable one. */
export interface ObjectOutcome {
  readonly stage: Stage;
  readonly id: string;
  readonly outcome: Outcome;
  readonly reasons: readonly Reason[];
}

/** How many objects have each outcome; an outcome that nobody has may be absent. */
export type Counts = Partial<Record<Outcome, number>>;

/** Counts outcomes by kind. */
export function count(outcomes: Iterable<{ readonly outcome: Outcome }>): Counts {
  const counts: Counts = {};
  for (const { outcome } of outcomes) counts[outcome] = (counts[outcome] ?? 0) + 1;
  return counts;
}
