import type { Clock } from '../../../lib/transport/clock.ts';

interface Timer {
  readonly at: number;
  readonly owner: object;
  readonly wake: () => void;
}

/** Whoever sleeps is forgotten when it dies. */
export type Sleeper = Clock & { die(): void };

const NOTHING_TO_COME = 'nothing is going to happen any more, and it is not over';
const TOO_LONG = 'it takes longer than sixty days';
const LONGEST_MS = 60 * 24 * 3_600_000;

/** Virtual time for a whole world: it moves to the next timer whenever all that can happen now has happened. */
export class Time {
  #now = Date.UTC(2026, 10, 21, 8);
  readonly #end = this.#now + LONGEST_MS;
  #timers: Timer[] = [];

  now(): number {
    return this.#now;
  }

  /** A clock for somebody who may die: then none of its sleeps ends any more. */
  sleeper(): Sleeper {
    const owner = {};
    let dead = false;
    return {
      now: () => this.#now,
      sleep: (ms, signal) => (dead ? new Promise(() => undefined) : this.#sleep(owner, ms, signal)),
      die: () => {
        dead = true;
        this.#timers = this.#timers.filter((timer) => timer.owner !== owner);
      },
    };
  }

  /** Lets time pass until `work` is over. @throws what it throws, or where nothing would ever end it */
  async until<T>(work: Promise<T>): Promise<T> {
    let over = false;
    const done = () => {
      over = true;
    };
    work.then(done, done);
    for (;;) {
      await new Promise((resolve) => setImmediate(resolve));
      if (over) return work;
      const next = this.#timers.shift();
      if (!next) throw new Error(NOTHING_TO_COME);
      if (next.at > this.#end) throw new Error(TOO_LONG);
      this.#now = next.at;
      next.wake();
    }
  }

  #sleep(owner: object, ms: number, signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason);
      const onAbort = () => {
        this.#timers = this.#timers.filter((other) => other !== timer);
        reject(signal?.reason);
      };
      const wake = () => {
        signal?.removeEventListener('abort', onAbort);
        resolve();
      };
      const timer: Timer = { at: this.#now + ms, owner, wake };
      signal?.addEventListener('abort', onAbort, { once: true });
      const later = this.#timers.findIndex((other) => other.at > timer.at);
      this.#timers.splice(later === -1 ? this.#timers.length : later, 0, timer);
    });
  }
}
