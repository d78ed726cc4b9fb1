import type { RunSummary } from '../dnp-history.shared.ts';

/**
 * How long a run will probably go on with the jobs it has by now, judged by those that have ended.
 *
 * @param now ms since 1970
 * @returns ms; undefined where nothing has ended yet
 */
export function timeLeft({ startedAt, jobs }: Pick<RunSummary, 'startedAt' | 'jobs'>, now: number): number | undefined {
  if (jobs.done === 0) return undefined;
  return Math.max(0, ((now - startedAt) / jobs.done) * (jobs.total - jobs.done));
}

/** A length of time in words: seconds below a minute and a half, else minutes. */
export function inMinutes(ms: number): { readonly unit: 'seconds' | 'minutes'; readonly count: number } {
  const seconds = Math.max(1, Math.round(ms / 1_000));
  return seconds < 90 ? { unit: 'seconds', count: seconds } : { unit: 'minutes', count: Math.round(seconds / 60) };
}
