interface Flight<T> {
  readonly result: Promise<T>;
  readonly stop: AbortController;
  passengers: number;
}

/**
 * One piece of work for all who ask for it at the same time. Who stops waiting does not stop it for the others; when
 * nobody waits any more it is called off.
 */
export class SingleFlight<T> {
  readonly #work: (signal: AbortSignal) => Promise<T>;
  #flight: Flight<T> | undefined;

  constructor(work: (signal: AbortSignal) => Promise<T>) {
    this.#work = work;
  }

  /** Joins the work under way, or starts it. @throws the signal's reason as soon as it is aborted */
  join(signal?: AbortSignal): Promise<T> {
    if (signal?.aborted) return Promise.reject(signal.reason);
    const flight = this.#flight ?? this.#start();
    flight.passengers++;
    return new Promise<T>((resolve, reject) => {
      const onAbort = () => {
        flight.passengers--;
        if (flight.passengers === 0) {
          this.#land(flight); // who comes now starts anew
          flight.stop.abort(signal?.reason);
        }
        reject(signal?.reason);
      };
      signal?.addEventListener('abort', onAbort, { once: true });
      const leave = () => signal?.removeEventListener('abort', onAbort);
      flight.result.then(
        (value) => {
          leave();
          resolve(value);
        },
        (error: unknown) => {
          leave();
          reject(error);
        },
      );
    });
  }

  #start(): Flight<T> {
    const stop = new AbortController();
    const flight: Flight<T> = { result: this.#work(stop.signal), stop, passengers: 0 };
    this.#flight = flight;
    const land = () => this.#land(flight);
    flight.result.then(land, land);
    return flight;
  }

  #land(flight: Flight<T>): void {
    if (this.#flight === flight) this.#flight = undefined;
  }
}
