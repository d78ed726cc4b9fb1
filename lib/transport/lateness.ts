/** Never more than this is made of one slow answer, in ms: most of them are slow for other reasons than the way there. */
const MOST_MS = 40;
/** Answers until it is known how quick a call can be. The first ones also open connections. */
const WARM_UP = 10;
/** Of one answer in the estimate of the quickest: it grows slowly, where the way becomes longer. */
const WEIGHT = 0.01;

/**
 * How much later than others a call may have arrived at the service, judged by how much longer its answer took. The
 * service counts arrivals and we only know starts: a call that was late on its way holds its place longer.
 */
export class Lateness {
  #quickest = 0;
  #answers = 0;

  /** Of a call whose answer took so long, in ms. */
  of(tookMs: number): number {
    const quickest = this.#answers < WARM_UP ? 0 : this.#quickest;
    return Math.min(MOST_MS, Math.max(0, tookMs - quickest));
  }

  learn(tookMs: number): void {
    this.#quickest =
      this.#answers === 0 ? tookMs : Math.min(tookMs, this.#quickest + WEIGHT * (tookMs - this.#quickest));
    this.#answers++;
  }

  /** After a while without calls connections have to be opened anew. */
  forget(): void {
    this.#answers = 0;
  }
}
