/** Where nothing is known yet, ms. */
const FIRST_GUESS = 1_000;
const SHORTEST = 100;
/** Weights of a running mean and deviation, as TCP's retransmission timer uses them (RFC 6298). */
const MEAN_WEIGHT = 1 / 8;
const DEVIATION_WEIGHT = 1 / 4;

/** Learns how long the service's jobs take, so that the first look at a job is most often the only one. */
export class JobPace {
  #mean = FIRST_GUESS;
  #deviation = 0;

  /** How long after it was given out a job is probably done, whole ms. */
  expected(): number {
    return Math.max(SHORTEST, Math.round(this.#mean + 2 * this.#deviation));
  }

  /** @param tookMs from the job's beginning to the look that found it done */
  learn(tookMs: number): void {
    this.#deviation += (Math.abs(tookMs - this.#mean) - this.#deviation) * DEVIATION_WEIGHT;
    this.#mean += (tookMs - this.#mean) * MEAN_WEIGHT;
  }
}
