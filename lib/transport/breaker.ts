/** Failures in a row after which the service counts as down. */
const THRESHOLD = 8;
/** Time to the first probe; each that fails doubles it. An outage of two hours costs about 130 calls. */
const PROBE_MS = { first: 2000, longest: 60_000 };

/**
 * Notices that a service is down, and then lets one call through at intervals instead of all of them.
 * Knows no time but what it is told, in milliseconds since 1970.
 */
export class Breaker {
  #failures = 0;
  #interval = PROBE_MS.first;
  #probeAt: number | undefined;
  #probing = false;

  get open(): boolean {
    return this.#probeAt !== undefined;
  }

  /** When the next call may start; `Infinity` while a probe is under way, for its answer decides. */
  nextFree(now: number): number {
    if (this.#probeAt === undefined) return now;
    return this.#probing ? Number.POSITIVE_INFINITY : Math.max(now, this.#probeAt);
  }

  /** The next moment something may change, for those who ask how long to wait. */
  get until(): number {
    return this.#probeAt ?? 0;
  }

  /** A call starts. Returns whether it is a probe. */
  take(): boolean {
    if (this.#probeAt === undefined) return false;
    this.#probing = true;
    return true;
  }

  succeeded(): void {
    this.#failures = 0;
    this.#interval = PROBE_MS.first;
    this.#probeAt = undefined;
    this.#probing = false;
  }

  failed(probe: boolean, now: number): void {
    this.#failures++;
    if (probe) {
      this.#probing = false;
      this.#interval = Math.min(PROBE_MS.longest, this.#interval * 2);
      this.#probeAt = now + this.#interval;
    } else if (this.#probeAt === undefined && this.#failures >= THRESHOLD) {
      this.#probeAt = now + this.#interval;
    }
  }

  /** A call ended without telling anything: it was called off. */
  dropped(probe: boolean): void {
    if (probe) this.#probing = false;
  }
}
