/** Where nothing is known yet, ms. */
const FIRST_GUESS = 1_000;
const SHORTEST = 100;
/** One job that was stuck for hours says nothing about the next. */
const LONGEST = 60_000;
/** Weights of a running mean and deviation, as TCP's retransmission timer uses them (RFC 6298). */
const MEAN_WEIGHT = 1 / 8;
const DEVIATION_WEIGHT = 1 / 4;

/** Learns how long the service's jobs take, so that the first look at a job is most often the only one. */
export class JobPace {
  #mean = FIRST_GUESS;
  #deviation = 0;

  /** How long after it was given out a job is probably done, whole ms. */
  expected(): number {
    return Math.min(LONGEST, Math.max(SHORTEST, Math.round(this.#mean + 2 * this.#deviation)));
  }

  /** @param tookMs from the job's beginning to the look that found it done */
  learn(tookMs: number): void {
    const error = Math.min(tookMs, LONGEST) - this.#mean;
    this.#deviation += (Math.abs(error) - this.#deviation) * DEVIATION_WEIGHT;
    this.#mean += error * MEAN_WEIGHT;
  }
}
