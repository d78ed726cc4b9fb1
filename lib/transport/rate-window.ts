/** What an answer says about the quota, from the service's headers; seconds may be fractional. */
export interface QuotaNews {
  readonly limit?: number;
  readonly remaining?: number;
  readonly resetMs?: number;
}

const WINDOW_MS = 1000;
/** A quota that is renewed later than this is not believed: perhaps a date, perhaps nonsense. */
const LONGEST_RESET_MS = 120_000;

/**
 * Added to the window, because calls do not all take the same time to arrive: five sent a second apart may reach the
 * service closer together. A refusal widens it, each call that passes narrows it: 98 % of the quota when all is well.
 */
const MARGIN_MS = { least: 10, first: 20, widenedBy: 30, narrowedBy: 1, most: 100 };

/** Pause after a refusal that does not say for how long, and after each further one twice that. */
const PAUSE_MS = { first: 1000, longest: 30_000 };
/** Refusals in a row after which the service's own word for the pause is no longer enough. */
const PATIENT_REFUSALS = 3;

/**
 * When the next call of one quota may start. It never lets more calls start in any second than the quota has, so that it
 * does not matter whether the service counts by fixed or by sliding seconds, or by tokens.
 *
 * Knows no time but what it is told: all arguments and results are milliseconds since 1970.
 */
export class RateWindow {
  #configured: number;
  #announced: number | undefined;
  #starts: number[] = [];
  #margin = MARGIN_MS.first;
  #pausedUntil = 0;
  #pausedAt = Number.NEGATIVE_INFINITY;
  #refusals = 0;
  /** Calls that others on the same address make, as far as the headers show it. */
  #others = { calls: 0, until: 0 };

  constructor(callsPerSecond: number) {
    this.#configured = callsPerSecond;
  }

  set callsPerSecond(rate: number) {
    this.#configured = rate;
  }

  get pausedUntil(): number {
    return this.#pausedUntil;
  }

  /** The moment from which a call may start: `now` or later. */
  nextFree(now: number): number {
    this.#forget(now);
    const othersActive = now < this.#others.until;
    const quota = (this.#announced ?? this.#configured) - (othersActive ? this.#others.calls : 0);
    const blocking = this.#starts.at(-Math.max(1, quota));
    let free = now;
    if (quota < 1) free = this.#others.until;
    else if (blocking !== undefined) free = blocking + WINDOW_MS + this.#margin;
    if (othersActive) free = Math.min(free, this.#others.until);
    return Math.max(now, free, this.#pausedUntil);
  }

  take(now: number): void {
    this.#starts.push(now);
  }

  /** A call that started at `startedAt` was let through. */
  accepted(startedAt: number, now: number, news: QuotaNews): void {
    this.#margin = Math.max(MARGIN_MS.least, this.#margin - MARGIN_MS.narrowedBy);
    if (startedAt >= this.#pausedAt) this.#refusals = 0;
    const { limit, remaining, resetMs } = believable(news);
    if (limit === undefined || remaining === undefined || resetMs === undefined) return;
    if (resetMs > WINDOW_MS) {
      // The quota is not one of a second. How large it is we cannot use, but that it is spent we can.
      if (remaining === 0) this.#pausedUntil = Math.max(this.#pausedUntil, now + resetMs);
      return;
    }
    this.#announced = limit;
    const earliest = startedAt - WINDOW_MS - this.#margin;
    const own = this.#starts.filter((start) => start > earliest).length;
    this.#others = { calls: Math.max(0, limit - remaining - own), until: now + resetMs };
  }

  /** A call that started at `startedAt` was refused (429): nobody starts until the quota is renewed. */
  refused(startedAt: number, now: number, news: QuotaNews): void {
    // Calls that were on their way when the pause began tell of the same incident.
    if (startedAt >= this.#pausedAt) {
      this.#refusals++;
      this.#pausedAt = now;
      this.#margin = Math.min(MARGIN_MS.most, this.#margin + MARGIN_MS.widenedBy);
      // An announced quota above the documented one has been tried, and it was too much.
      if ((this.#announced ?? 0) > this.#configured) this.#announced = undefined;
    }
    const doubled = (times: number) => Math.min(PAUSE_MS.longest, PAUSE_MS.first * 2 ** times);
    const asked = believable(news).resetMs ?? doubled(this.#refusals - 1);
    const least = this.#refusals > PATIENT_REFUSALS ? doubled(this.#refusals - PATIENT_REFUSALS - 1) : 0;
    this.#pausedUntil = Math.max(this.#pausedUntil, now + Math.max(asked, least));
  }

  /** Drops what no longer counts; all of it where the machine's clock was set back. */
  #forget(now: number): void {
    if ((this.#starts.at(-1) ?? now) > now) {
      this.#starts = [];
      this.#others = { calls: 0, until: 0 };
      this.#pausedUntil = Math.min(this.#pausedUntil, now + PAUSE_MS.longest);
    }
    const oldest = now - 2 * WINDOW_MS - MARGIN_MS.most;
    const first = this.#starts.findIndex((start) => start > oldest);
    this.#starts.splice(0, first === -1 ? this.#starts.length : first);
  }
}

function believable({ limit, remaining, resetMs }: QuotaNews): QuotaNews {
  return {
    ...(limit !== undefined && limit >= 1 && limit <= 1000 ? { limit: Math.floor(limit) } : {}),
    ...(remaining !== undefined && remaining >= 0 && remaining <= (limit ?? Infinity) ? { remaining } : {}),
    ...(resetMs !== undefined && resetMs >= 0 && resetMs <= LONGEST_RESET_MS ? { resetMs } : {}),
  };
}

/** Reads `x-ratelimit-limit`, `-remaining`, `-reset` (seconds, perhaps `0.5`), and the `retry-after` of gateways. */
export function quotaNews(headers: Readonly<Record<string, string>>): QuotaNews {
  const number = (name: string) => {
    const text = headers[name]?.trim() ?? '';
    return /^\d{1,9}(\.\d+)?$/.test(text) ? Number(text) : undefined;
  };
  const limit = number('x-ratelimit-limit');
  const remaining = number('x-ratelimit-remaining');
  const reset = number('x-ratelimit-reset') ?? number('retry-after');
  return {
    ...(limit === undefined ? {} : { limit }),
    ...(remaining === undefined ? {} : { remaining }),
    ...(reset === undefined ? {} : { resetMs: reset * 1000 }),
  };
}
