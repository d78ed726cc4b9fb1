import type { LimitClass } from '../../dnp/endpoints.ts';
import type { Clock } from '../../transport/clock.ts';

const WINDOW_MS = 1000;

/** How calls are counted: by the second that a first call opens, or by any second. */
export type QuotaWindow = 'fixed' | 'sliding';

export interface QuotaAnswer {
  readonly allowed: boolean;
  readonly headers: Readonly<Record<string, string>>;
}

/** Counts the calls of every client address (CHANGELOG 1.3.1: 5 a second for transfer and follow-up, 10 for reading). */
export class Quota {
  readonly #callsPerSecond: Readonly<Record<LimitClass, number>>;
  readonly #window: QuotaWindow;
  readonly #clock: Clock;
  /** Times of the calls in the window, oldest first, by class and address. */
  readonly #calls = new Map<string, number[]>();

  constructor(callsPerSecond: Readonly<Record<LimitClass, number>>, window: QuotaWindow, clock: Clock) {
    this.#callsPerSecond = callsPerSecond;
    this.#window = window;
    this.#clock = clock;
  }

  /** Counts a call and says whether it may be answered. Calls that are turned away do not count. */
  take(limitClass: LimitClass, ip: string): QuotaAnswer {
    const limit = this.#callsPerSecond[limitClass];
    const now = this.#clock.now();
    const calls = this.#current(`${limitClass} ${ip}`, now);
    const allowed = calls.length < limit;
    if (allowed) calls.push(now);
    const reset = Math.max(0, (calls[0] ?? now) + WINDOW_MS - now) / 1000;
    return {
      allowed,
      headers: {
        'x-ratelimit-limit': String(limit),
        'x-ratelimit-remaining': String(Math.max(0, limit - calls.length)),
        // Seconds with a fraction: the contract declares an integer and gives 0.5 as the example.
        'x-ratelimit-reset': String(reset),
      },
    };
  }

  #current(key: string, now: number): number[] {
    let calls = this.#calls.get(key);
    if (calls === undefined) {
      calls = [];
      this.#calls.set(key, calls);
    }
    if (this.#window === 'sliding') {
      while (calls[0] !== undefined && calls[0] <= now - WINDOW_MS) calls.shift();
    } else if (calls[0] !== undefined && calls[0] <= now - WINDOW_MS) calls.length = 0;
    return calls;
  }
}
