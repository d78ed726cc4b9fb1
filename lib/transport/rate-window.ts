import { Lateness } from './lateness.ts';

/** What an answer says about the quota, from the service's headers; seconds may be fractional. */
export interface QuotaNews {
  readonly limit?: number;
  readonly remaining?: number;
  readonly resetMs?: number;
}

/** One call's place in the quota. */
export interface Start {
  readonly at: number;
  /** Among all calls of the quota. */
  readonly ordinal: number;
  /** How much later than others it may have arrived, ms; unknown before its answer. */
  late: number | undefined;
}

const WINDOW_MS = 1000;
/** A quota that is renewed later than this is not believed: perhaps a date, perhaps nonsense. */
const LONGEST_RESET_MS = 120_000;

/**
 * Added to the window, because calls do not all take the same time to arrive: five sent a second apart may reach the
 * service closer together. A refusal widens it, each call that passes narrows it: 99 % of the quota when all is well.
 */
const MARGIN_MS = { least: 5, first: 10, widenedBy: 20, narrowedBy: 0.2, most: 100 };

/** Of one answer in the estimate of what others on the same address take. */
const OTHERS_WEIGHT = 0.1;
/** After so long without a call, what was known of others is out of date, and connections have been closed. */
const IDLE_MS = 4000;

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
  #starts: Start[] = [];
  #ordinal = 0;
  #lastStart = Number.NEGATIVE_INFINITY;
  #margin = MARGIN_MS.first;
  #pausedUntil = 0;
  #pausedAt = Number.NEGATIVE_INFINITY;
  #refusals = 0;
  /** Calls a second that others on the same address make, as far as the headers show it. */
  #others = 0;
  readonly #lateness = new Lateness();

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
    const quota = Math.max(1, (this.#announced ?? this.#configured) - Math.max(0, Math.round(this.#others)));
    const ends = this.#starts.map((start) => this.#endOf(start, now)).sort((one, other) => other - one);
    return Math.max(now, ends[quota - 1] ?? now, this.#pausedUntil);
  }

  /** When a call's place is free again. */
  #endOf({ at, late }: Start, now: number): number {
    return at + WINDOW_MS + this.#margin + (late ?? this.#lateness.of(now - at));
  }

  take(now: number): Start {
    const start: Start = { at: now, ordinal: this.#ordinal++, late: undefined };
    this.#lastStart = now;
    this.#starts.push(start);
    return start;
  }

  /** A call was let through. */
  accepted(start: Start, now: number, news: QuotaNews): void {
    this.#margin = Math.max(MARGIN_MS.least, this.#margin - MARGIN_MS.narrowedBy);
    start.late = this.#lateness.of(now - start.at);
    this.#lateness.learn(now - start.at);
    if (start.at >= this.#pausedAt) this.#refusals = 0;
    const { limit, remaining, resetMs } = believable(news);
    if (limit === undefined || remaining === undefined || resetMs === undefined) return;
    if (resetMs > WINDOW_MS) {
      // The quota is not one of a second. How large it is we cannot use, but that it is spent we can.
      if (remaining === 0) this.#pausedUntil = Math.max(this.#pausedUntil, now + resetMs);
      return;
    }
    this.#announced = limit;
    // What the service has counted and we have not started is somebody else's. Calls overtake each other on their way,
    // so that one answer tells little; the errors of many cancel out.
    const earliest = start.at - WINDOW_MS;
    const own = this.#starts.filter(({ at, ordinal }) => at > earliest && ordinal <= start.ordinal).length;
    this.#others += OTHERS_WEIGHT * (limit - remaining - own - this.#others);
  }

  /** A call was refused (429): nobody starts until the quota is renewed. */
  refused(start: Start, now: number, news: QuotaNews): void {
    // Calls that were on their way when the pause began tell of the same incident.
    if (start.at >= this.#pausedAt) {
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
    if ((this.#starts.at(-1)?.at ?? now) > now) {
      this.#starts = [];
      this.#pausedUntil = Math.min(this.#pausedUntil, now + PAUSE_MS.longest);
    }
    if (now - this.#lastStart > IDLE_MS) {
      this.#others = 0;
      this.#lateness.forget();
    }
    const oldest = now - 2 * WINDOW_MS - MARGIN_MS.most;
    const first = this.#starts.findIndex(({ at }) => at > oldest);
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
