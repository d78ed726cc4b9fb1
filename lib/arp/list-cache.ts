import type { Clock } from '../transport/clock.ts';

interface Flight<Value> {
  readonly answer: Promise<Value>;
  readonly controller: AbortController;
  waiters: number;
}

/**
 * Remembers one answer for a while and asks for it once, however many wait. A failure is told to all who waited and is not
 * remembered. Who gives up alone leaves the others their answer; when the last gives up the request is aborted.
 */
export class ListCache<Value> {
  readonly #load: (signal: AbortSignal) => Promise<Value>;
  readonly #clock: Clock;
  readonly #ttlMs: number;
  #kept: { readonly value: Value; readonly until: number } | undefined;
  #flight: Flight<Value> | undefined;

  /** @param ttlMs milliseconds an answer is good for; 0 asks anew each time */
  constructor(load: (signal: AbortSignal) => Promise<Value>, clock: Clock, ttlMs: number) {
    this.#load = load;
    this.#clock = clock;
    this.#ttlMs = ttlMs;
  }

  /** The kept answer while it is good, else a new one; with `refresh` always one that arrives from now on. */
  async get(options: { readonly refresh?: boolean | undefined; readonly signal?: AbortSignal | undefined } = {}) {
    options.signal?.throwIfAborted();
    if (!options.refresh && this.#kept !== undefined && this.#clock.now() < this.#kept.until) return this.#kept.value;
    this.#flight ??= this.#takeOff();
    return this.#wait(this.#flight, options.signal);
  }

  #takeOff(): Flight<Value> {
    const controller = new AbortController();
    const answer = this.#load(controller.signal);
    const flight: Flight<Value> = { answer, controller, waiters: 0 };
    const land = () => {
      if (this.#flight === flight) this.#flight = undefined;
    };
    answer.then((value) => {
      land();
      this.#kept = { value, until: this.#clock.now() + this.#ttlMs };
    }, land);
    return flight;
  }

  async #wait(flight: Flight<Value>, signal: AbortSignal | undefined): Promise<Value> {
    flight.waiters += 1;
    try {
      return await untilAborted(flight.answer, signal);
    } finally {
      flight.waiters -= 1;
      if (flight.waiters === 0 && this.#flight === flight) {
        this.#flight = undefined;
        flight.controller.abort(signal?.reason);
      }
    }
  }
}

/** The promise's own end, or the signal's reason if that comes first. */
function untilAborted<Value>(promise: Promise<Value>, signal: AbortSignal | undefined): Promise<Value> {
  if (signal === undefined) return promise;
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(signal.reason);
    signal.addEventListener('abort', onAbort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });
}
