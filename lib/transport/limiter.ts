import { Breaker } from './breaker.ts';
import type { Clock } from './clock.ts';
import { quotaNews, RateWindow } from './rate-window.ts';
import { type HttpResponse, TransportFailure } from './transport.ts';

/** Why a call waits: told to the caller, who tells the user. */
export type WaitCause = 'rate-limit' | 'unavailable' | 'unreachable' | 'outage';

export interface Waiting {
  readonly signal?: AbortSignal | undefined;
  readonly onWait?: ((wait: { readonly cause: WaitCause; readonly until: number }) => void) | undefined;
  /** Milliseconds since 1970. A call that an outage would hold longer is given up. */
  readonly deadline?: number | undefined;
}

/** Leave to make one call. Its end must be told, once. */
export interface Pass {
  /** `unavailable`: the answer says that the service is down. */
  answered(response: Pick<HttpResponse, 'status' | 'headers'>, unavailable: boolean): void;
  /** No answer came. */
  failed(): void;
  /** The call was not made, or called off. */
  dropped(): void;
}

/** Lets calls to one service start in the order they were asked for, as fast as its quotas allow. */
export interface Limiter {
  /**
   * Waits for a place in the quota; never for the answer to another call.
   *
   * @throws the signal's reason
   * @throws {ServiceDown} where the service is down beyond the deadline
   */
  acquire(quota: string, waiting?: Waiting): Promise<Pass>;
}

/** The service is down, and will not be asked again before the call's deadline. */
export class ServiceDown extends TransportFailure {
  constructor() {
    super('not-sent', 'The service has been out of reach for too long');
  }
}

const limiters = new WeakMap<Clock, Map<string, OriginLimiter>>();

/**
 * The one limiter of a service for the whole process: the service counts by IP address, whoever of us calls.
 *
 * @param origin as `new URL(baseUrl).origin` gives it
 * @param rates calls a second by quota, e.g. `{ transfer: 5, read: 10 }`; the last ones given hold for all
 */
export function limiterFor(origin: string, clock: Clock, rates: Readonly<Record<string, number>>): Limiter {
  const ofClock = limiters.get(clock) ?? new Map<string, OriginLimiter>();
  limiters.set(clock, ofClock);
  const limiter = ofClock.get(origin) ?? new OriginLimiter(clock);
  ofClock.set(origin, limiter);
  limiter.rates = rates;
  return limiter;
}

interface Waiter extends Waiting {
  readonly start: () => void;
  readonly giveUp: (reason: unknown) => void;
}

class Quota {
  readonly window: RateWindow;
  readonly queue: Waiter[] = [];
  /** Present while somebody sees to the queue; aborting it makes them look again. */
  pump: AbortController | undefined;

  constructor(callsPerSecond: number) {
    this.window = new RateWindow(callsPerSecond);
  }
}

class OriginLimiter implements Limiter {
  readonly #clock: Clock;
  readonly #breaker = new Breaker();
  readonly #quotas = new Map<string, Quota>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  set rates(rates: Readonly<Record<string, number>>) {
    for (const [name, rate] of Object.entries(rates)) {
      const quota = this.#quotas.get(name);
      if (quota === undefined) this.#quotas.set(name, new Quota(rate));
      else quota.window.callsPerSecond = rate;
    }
  }

  acquire(name: string, waiting: Waiting = {}): Promise<Pass> {
    const quota = this.#quotas.get(name);
    if (quota === undefined) return Promise.reject(new RangeError(`No quota is called ${name}`));
    return new Promise((resolve, reject) => {
      const { signal } = waiting;
      if (signal?.aborted) return reject(signal.reason);
      const leave = () => signal?.removeEventListener('abort', onAbort);
      const onAbort = () => {
        quota.queue.splice(quota.queue.indexOf(waiter), 1);
        if (quota.queue.length === 0) quota.pump?.abort();
        reject(signal?.reason);
      };
      const waiter: Waiter = {
        ...waiting,
        start: () => {
          leave();
          resolve(this.#pass(quota));
        },
        giveUp: (reason) => {
          leave();
          reject(reason);
        },
      };
      signal?.addEventListener('abort', onAbort, { once: true });
      quota.queue.push(waiter);
      this.#tell(quota, [waiter]);
      if (quota.pump === undefined) void this.#pump(quota);
    });
  }

  /** Starts the queue's calls one after the other, each when its time has come; ends with the queue. */
  async #pump(quota: Quota): Promise<void> {
    while (quota.queue.length > 0) {
      const now = this.#clock.now();
      const free = Math.max(quota.window.nextFree(now), this.#breaker.nextFree(now));
      if (free <= now) {
        quota.queue.shift()?.start();
        continue;
      }
      quota.pump = new AbortController();
      await this.#sleepUntil(free, quota.pump.signal);
    }
    quota.pump = undefined;
  }

  /** Until that moment, or until somebody has news. While a probe is under way (`Infinity`) only news can end it. */
  #sleepUntil(moment: number, news: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      news.addEventListener('abort', () => resolve(), { once: true });
      if (!Number.isFinite(moment)) return;
      this.#clock.sleep(Math.ceil(moment - this.#clock.now()), news).then(resolve, () => resolve());
    });
  }

  #pass(quota: Quota): Pass {
    const probe = this.#breaker.take();
    const start = quota.window.take(this.#clock.now());
    return {
      answered: (response, unavailable) => {
        const now = this.#clock.now();
        const news = quotaNews(response.headers);
        if (response.status === 429) {
          quota.window.refused(start, now, news);
          this.#tell(quota, quota.queue);
        } else quota.window.accepted(start, now, news);
        this.#reached(probe, !unavailable);
      },
      failed: () => this.#reached(probe, false),
      dropped: () => {
        this.#breaker.dropped(probe);
        if (probe) this.#wake();
      },
    };
  }

  #reached(probe: boolean, reached: boolean): void {
    const wasOpen = this.#breaker.open;
    if (reached) this.#breaker.succeeded();
    else this.#breaker.failed(probe, this.#clock.now());
    if (wasOpen === this.#breaker.open && !probe) return;
    for (const quota of this.#quotas.values()) this.#tell(quota, quota.queue);
    this.#wake();
  }

  #wake(): void {
    for (const quota of this.#quotas.values()) quota.pump?.abort();
  }

  /** Tells those who wait for more than their turn why and until when, and sends away whom it would take too long. */
  #tell(quota: Quota, waiters: readonly Waiter[]): void {
    const now = this.#clock.now();
    const { until, open } = this.#breaker;
    const hopeless = open ? waiters.filter(({ deadline = Infinity }) => deadline < until) : [];
    for (const waiter of hopeless) {
      quota.queue.splice(quota.queue.indexOf(waiter), 1);
      waiter.giveUp(new ServiceDown());
    }
    if (!open && quota.window.pausedUntil <= now) return;
    const wait = open
      ? ({ cause: 'outage', until } as const)
      : ({ cause: 'rate-limit', until: quota.window.pausedUntil } as const);
    for (const waiter of waiters) if (!hopeless.includes(waiter)) waiter.onWait?.(wait);
  }
}
