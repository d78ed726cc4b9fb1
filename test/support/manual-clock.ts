import type { Clock } from '../../lib/transport/clock.ts';

interface Timer {
  readonly at: number;
  readonly wake: () => void;
}

/** How many turns of the event loop without a new sleeper count as "everything is idle". */
const IDLE_TURNS = 3;

/**
 * Virtual time. It stands still until a test moves it with `advance`, or moves by itself to the next timer whenever
 * nothing else is going on (`autoAdvance`), so that hours of waiting pass in a moment and always in the same order.
 *
 * What waits for real sockets is not seen: give such a test `busy`, or move the clock by hand.
 */
export class ManualClock implements Clock {
  #now: number;
  #timers: Timer[] = [];
  #automatic = false;
  #running = false;
  #changes = 0;
  #busy = 0;

  /** Starts at 2026-11-21T08:00Z unless told otherwise. */
  constructor(start: number = Date.UTC(2026, 10, 21, 8), options: { autoAdvance?: boolean } = {}) {
    this.#now = start;
    this.autoAdvance = options.autoAdvance ?? false;
  }

  now(): number {
    return this.#now;
  }

  /** How many sleep just now. */
  get sleepers(): number {
    return this.#timers.length;
  }

  get autoAdvance(): boolean {
    return this.#automatic;
  }

  set autoAdvance(automatic: boolean) {
    this.#automatic = automatic;
    if (automatic) this.#run();
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
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
      const timer: Timer = { at: this.#now + Math.max(0, ms), wake };
      signal?.addEventListener('abort', onAbort, { once: true });
      const later = this.#timers.findIndex((other) => other.at > timer.at);
      this.#timers.splice(later === -1 ? this.#timers.length : later, 0, timer);
      this.#changes++;
      this.#run();
    });
  }

  /** Moves time forward by `ms`, waking each sleeper at its moment and letting what follows from it happen. */
  async advance(ms: number): Promise<void> {
    const until = this.#now + ms;
    await settled();
    for (let next = this.#timers[0]; next !== undefined && next.at <= until; next = this.#timers[0]) {
      this.#wakeNext(next);
      await settled();
    }
    this.#now = until;
    await settled();
  }

  /** Holds automatic time while `work` (a real socket, a file) is under way. */
  async busy<T>(work: Promise<T>): Promise<T> {
    this.#busy++;
    try {
      return await work;
    } finally {
      this.#busy--;
      this.#run();
    }
  }

  #wakeNext(next: Timer): void {
    this.#timers.shift();
    this.#now = Math.max(this.#now, next.at);
    next.wake();
  }

  /** One loop only, alive while there is something to wake: a forgotten clock keeps no process running. */
  #run(): void {
    if (this.#running || !this.#automatic) return;
    this.#running = true;
    const step = async () => {
      while (this.#automatic && this.#timers.length > 0 && this.#busy === 0) {
        const seen = this.#changes;
        await settled();
        const next = this.#timers[0];
        if (next === undefined || this.#busy > 0 || seen !== this.#changes) continue;
        this.#wakeNext(next);
      }
      this.#running = false;
    };
    void step();
  }
}

/** Lets everything that is ready to happen happen: promise jobs, and immediates that queue more of them. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < IDLE_TURNS; turn++) await new Promise((resolve) => setImmediate(resolve));
}
