/** The least time between two refreshes, in ms. */
const LEAST_PAUSE_MS = 1_000;

/**
 * Fetches again after something has changed: one at a time, at most once a second, and the less often the longer a fetch
 * takes, so that a run of tens of thousands of objects does not keep the browser busy while it goes on.
 */
export class Refresher {
  readonly #refresh: () => Promise<void>;
  #busy = false;
  #again = false;
  constructor(refresh: () => Promise<void>) {
    this.#refresh = refresh;
  }

  ask(): void {
    if (this.#busy) {
      this.#again = true;
      return;
    }
    this.#busy = true;
    this.#again = false;
    const begun = performance.now();
    void this.#refresh().finally(() => {
      const pause = Math.max(LEAST_PAUSE_MS, 3 * (performance.now() - begun));
      setTimeout(() => {
        this.#busy = false;
        if (this.#again) this.ask();
      }, pause);
    });
  }
}
