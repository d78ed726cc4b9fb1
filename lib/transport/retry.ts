import type { Clock, Random } from './clock.ts';
import { ServiceDown, type WaitCause } from './limiter.ts';
import type { TransportFailure } from './transport.ts';

/** What went wrong with a call, as far as trying again depends on it: the HTTP status, or that there was none. */
export type Trouble = number | TransportFailure['code'];

export interface NextAttempt {
  readonly delayMs: number;
  readonly cause: WaitCause;
}

/** Ceiling of the first delay; it doubles with each attempt. The long waits of an outage are the breaker's. */
const FIRST_MS = 500;
const LONGEST_MS = 15_000;

/**
 * Whether and when to try a call again: full jitter, an exponentially growing ceiling, a budget.
 *
 * Every call may be repeated after 429, 503 and `not-sent`, where nothing was carried out. Only one that is `harmless`
 * may be after other server errors and lost answers.
 *
 * @param attempt the one that failed, from 1
 * @returns undefined where the trouble is final, or the budget is spent
 */
export function nextAttempt(
  trouble: Trouble,
  attempt: number,
  random: Random,
  call: { readonly harmless: boolean; readonly elapsedMs: number; readonly patienceMs: number },
): NextAttempt | undefined {
  const cause = causeOf(trouble, call.harmless);
  if (cause === undefined) return undefined;
  const ceiling = Math.min(LONGEST_MS, FIRST_MS * 2 ** (attempt - 1));
  const delayMs = Math.round(random() * ceiling);
  return call.elapsedMs + delayMs >= call.patienceMs ? undefined : { delayMs, cause };
}

function causeOf(trouble: Trouble, harmless: boolean): WaitCause | undefined {
  if (trouble === 429) return 'rate-limit';
  if (trouble === 503) return 'unavailable';
  if (trouble === 'not-sent') return 'unreachable';
  if (!harmless) return undefined;
  if (trouble === 'answer-lost') return 'unreachable';
  return typeof trouble === 'number' && trouble >= 500 ? 'unavailable' : undefined;
}

export interface Persistence {
  readonly clock: Clock;
  readonly random: Random;
  /** Whether the call changes nothing, so that sending it twice does no harm. */
  readonly harmless: boolean;
  /** How long the call may go on trying, in milliseconds. */
  readonly patienceMs: number;
  readonly signal?: AbortSignal | undefined;
  readonly onWait?: ((wait: { readonly cause: WaitCause; readonly until: number }) => void) | undefined;
  /** What an error means; undefined where trying again is out of the question. */
  readonly troubleOf: (error: unknown) => Trouble | undefined;
}

/**
 * Makes a call until it succeeds or {@link nextAttempt} has had enough; then its last error is thrown.
 *
 * @throws the signal's reason, also in the middle of a wait
 */
export async function persistently<T>(call: () => Promise<T>, options: Persistence): Promise<T> {
  const { clock, random, harmless, patienceMs, signal, onWait, troubleOf } = options;
  const startedAt = clock.now();
  for (let attempt = 1; ; attempt++) {
    try {
      return await call();
    } catch (error) {
      const trouble = signal?.aborted || error instanceof ServiceDown ? undefined : troubleOf(error);
      const elapsedMs = clock.now() - startedAt;
      const next = trouble && nextAttempt(trouble, attempt, random, { harmless, elapsedMs, patienceMs });
      if (!next) throw error;
      onWait?.({ cause: next.cause, until: clock.now() + next.delayMs });
      await clock.sleep(next.delayMs, signal);
    }
  }
}
