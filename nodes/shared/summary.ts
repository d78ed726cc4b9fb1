import { type Counts, OUTCOMES, type Outcome } from '../../lib/outcome.ts';
import type { Tone } from './status.ts';
import type { Words } from './words.ts';

/** Outcomes that somebody should look at. */
const TROUBLE: readonly Outcome[] = ['error', 'rejected', 'temporary', 'unconfirmed'];

/** What needs nobody: there is little room in a status. */
const QUIET: readonly Outcome[] = ['success', 'unchanged', 'skipped'];

/** `4 warnings, 12 held` – the outcomes that are worth a look, in words. */
export function countsInWords(words: Words, counts: Counts): string {
  return OUTCOMES.filter((outcome) => !QUIET.includes(outcome))
    .map((outcome) => ({ outcome, count: counts[outcome] ?? 0 }))
    .filter(({ count }) => count > 0)
    .map(({ outcome, count }) => words(`shared.outcome.${outcome}`, { count }))
    .join(', ');
}

/** A final line: what was done, and in brackets what is worth knowing about it. */
export function summary(
  words: Words,
  key: string,
  params: Readonly<Record<string, number>>,
  counts: Counts,
): { tone: Tone; text: string } {
  const details = countsInWords(words, counts);
  return {
    tone: TROUBLE.some((outcome) => counts[outcome]) ? 'attention' : 'done',
    text: details === '' ? words(key, params) : `${words(key, params)} (${details})`,
  };
}

/** How many objects the counts are about. */
export const total = (counts: Counts): number => Object.values(counts).reduce((sum, count) => sum + count, 0);
