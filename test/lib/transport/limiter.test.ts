import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type Limiter, limiterFor, type Pass, type WaitCause } from '../../../lib/transport/limiter.ts';
import { TransportFailure } from '../../../lib/transport/transport.ts';
import { ManualClock, settled } from '../../support/manual-clock.ts';

const RATES = { transfer: 5, read: 10 };
const ORIGIN = 'https://service.example';

/** How a service may count: the calls of the last second, or those since the last full one. */
type Counting = 'sliding' | 'fixed';

interface Arrival {
  readonly at: number;
  readonly status: number;
}

/** A service with a quota of five a second, some way away. */
class DistantService {
  readonly arrivals: Arrival[] = [];
  readonly #clock: ManualClock;
  readonly #counting: Counting;
  readonly #latency: () => number;
  readonly #limit: number;
  readonly #counted: number[] = [];

  constructor(clock: ManualClock, counting: Counting, latency: () => number, limit = 5) {
    this.#clock = clock;
    this.#counting = counting;
    this.#latency = latency;
    this.#limit = limit;
  }

  async call(): Promise<{ status: number; headers: Record<string, string> }> {
    await this.#clock.sleep(this.#latency());
    const answer = this.#count(this.#clock.now());
    await this.#clock.sleep(this.#latency());
    return answer;
  }

  #count(now: number): { status: number; headers: Record<string, string> } {
    const from = this.#counting === 'sliding' ? now - 1000 : Math.floor(now / 1000) * 1000 - 1;
    const inWindow = this.#counted.filter((at) => at > from);
    const status = inWindow.length < this.#limit ? 202 : 429;
    if (status === 202) this.#counted.push(now);
    this.arrivals.push({ at: now, status });
    const used = inWindow.length + (status === 202 ? 1 : 0);
    const reset = this.#counting === 'sliding' ? ((inWindow[0] ?? now) + 1000 - now) / 1000 : 1 - (now % 1000) / 1000;
    return {
      status,
      headers: {
        'x-ratelimit-limit': String(this.#limit),
        'x-ratelimit-remaining': String(this.#limit - used),
        'x-ratelimit-reset': String(reset),
      },
    };
  }
}

/** Calls a service over and over for a while, at the limiter's pace, with many callers at once. */
async function load(clock: ManualClock, service: DistantService, seconds: number): Promise<void> {
  const limiter = limiterFor(ORIGIN, clock, RATES);
  const end = clock.now() + seconds * 1000;
  const stop = new AbortController();
  const caller = async () => {
    while (clock.now() < end) {
      const pass = await limiter.acquire('transfer', { signal: stop.signal });
      pass.answered(await service.call(), false);
    }
  };
  await Promise.all(Array.from({ length: 20 }, caller));
}

/** Numbers that look random and are the same every time. */
function pseudoRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    return state / 2 ** 31;
  };
}

const starts = async (limiter: Limiter, clock: ManualClock, calls: number) => {
  const times: number[] = [];
  const began = clock.now();
  await Promise.all(
    Array.from({ length: calls }, async () => {
      await limiter.acquire('transfer');
      times.push(clock.now() - began);
    }),
  );
  return times;
};

const automatic = () => new ManualClock(undefined, { autoAdvance: true });

describe('as fast as the service allows', () => {
  for (const counting of ['sliding', 'fixed'] as const) {
    test(`95 % of the quota or more and no refusal, where the service counts by ${counting} seconds`, async () => {
      const clock = automatic();
      const service = new DistantService(clock, counting, () => 120);
      await load(clock, service, 60);
      const refused = service.arrivals.filter(({ status }) => status === 429);
      assert.deepEqual(refused, []);
      assert.ok(service.arrivals.length >= 0.95 * 5 * 60, `${service.arrivals.length} calls in 60 s`);
    });
  }

  test('and hardly a refusal where calls take unequal times to arrive', async () => {
    const clock = automatic();
    const random = pseudoRandom(7);
    const service = new DistantService(clock, 'sliding', () => 60 + random() * 40);
    await load(clock, service, 120);
    const accepted = service.arrivals.filter(({ status }) => status === 202).length;
    assert.ok(accepted >= 0.95 * 5 * 120, `${accepted} calls in 120 s`);
    assert.ok(service.arrivals.length - accepted <= 0.01 * accepted, `${service.arrivals.length - accepted} refusals`);
  });

  test('and no refusal where the first calls take longer, because they open connections', async () => {
    const clock = automatic();
    let calls = 0;
    const service = new DistantService(clock, 'sliding', () => (calls++ < 5 ? 35 : 5));
    await load(clock, service, 20);
    const refused = service.arrivals.filter(({ status }) => status === 429);
    assert.deepEqual(refused, []);
    assert.ok(service.arrivals.length >= 0.95 * 5 * 20, `${service.arrivals.length} calls in 20 s`);
  });

  test('where somebody else on the same address takes a part of it', async () => {
    const clock = automatic();
    const service = new DistantService(clock, 'sliding', () => 50);
    const others = { accepted: 0, refused: 0 };
    const other = async () => {
      for (const end = clock.now() + 60_000; clock.now() < end; await clock.sleep(400)) {
        const { status } = await service.call();
        others[status === 202 ? 'accepted' : 'refused']++;
      }
    };
    await Promise.all([other(), load(clock, service, 60)]);
    const refused = service.arrivals.filter(({ status }) => status === 429).length;
    const accepted = service.arrivals.length - refused;
    assert.ok(others.accepted > 30, `${others.accepted} calls of the other`);
    assert.ok(accepted >= 0.8 * 5 * 60, `${accepted} calls in 60 s`);
    assert.ok(refused - others.refused <= 0.1 * accepted, `${refused - others.refused} refusals of ours`);
  });

  test('without waiting for answers', async () => {
    const clock = automatic();
    const times = await starts(limiterFor(ORIGIN, clock, RATES), clock, 11);
    assert.deepEqual(times.slice(0, 5), [0, 0, 0, 0, 0]);
    assert.ok(times.slice(5, 10).every((at) => at >= 1000 && at <= 1050));
    assert.ok((times[10] ?? 0) >= 2000);
  });

  test('for all connections to a service together, and for each service by itself', async () => {
    const clock = automatic();
    assert.equal(limiterFor(ORIGIN, clock, RATES), limiterFor(ORIGIN, clock, RATES));
    const [here, there] = await Promise.all([
      starts(limiterFor(ORIGIN, clock, RATES), clock, 6),
      starts(limiterFor('https://another.example', clock, RATES), clock, 5),
    ]);
    assert.ok((here[5] ?? 0) >= 1000);
    assert.deepEqual(there, [0, 0, 0, 0, 0]);
  });

  test('with a quota of its own for reading', async () => {
    const clock = automatic();
    const limiter = limiterFor(ORIGIN, clock, RATES);
    await starts(limiter, clock, 5);
    const began = clock.now();
    await Promise.all(Array.from({ length: 10 }, () => limiter.acquire('read')));
    assert.equal(clock.now(), began);
  });
});

describe('those who wait', () => {
  test('come in the order in which they asked', async () => {
    const clock = automatic();
    const limiter = limiterFor(ORIGIN, clock, RATES);
    const order: number[] = [];
    const calls = Array.from({ length: 12 }, (_, place) => limiter.acquire('transfer').then(() => order.push(place)));
    await Promise.all(calls);
    assert.deepEqual(
      order,
      [...order].sort((a, b) => a - b),
    );
  });

  test('can go away, and cost nobody their place', async () => {
    const clock = new ManualClock();
    const limiter = limiterFor(ORIGIN, clock, RATES);
    await starts(limiter, clock, 5);
    const stop = new AbortController();
    const reason = new Error('redeployed');
    const leaving = limiter.acquire('transfer', { signal: stop.signal });
    const staying = limiter.acquire('transfer').then(() => clock.now());
    const began = clock.now();
    stop.abort(reason);
    await assert.rejects(leaving, reason);
    await clock.advance(1100);
    assert.ok((await staying) - began <= 1050);
    await assert.rejects(limiter.acquire('transfer', { signal: AbortSignal.abort(reason) }), reason);
  });

  test('leave no timer behind when the last one has gone', async () => {
    const clock = new ManualClock();
    const limiter = limiterFor(ORIGIN, clock, RATES);
    await starts(limiter, clock, 5);
    const stop = new AbortController();
    const leaving = limiter.acquire('transfer', { signal: stop.signal });
    await settled();
    assert.equal(clock.sleepers, 1);
    stop.abort();
    await assert.rejects(leaving);
    await settled();
    assert.equal(clock.sleepers, 0);
  });
});

describe('after a refusal', () => {
  const refusal = (reset?: string) => ({
    status: 429,
    headers: reset === undefined ? {} : { 'x-ratelimit-reset': reset },
  });
  const limited = async (clock: ManualClock, headers: ReturnType<typeof refusal>) => {
    const limiter = limiterFor(ORIGIN, clock, RATES);
    (await limiter.acquire('transfer')).answered(headers, false);
    return limiter;
  };
  const waitOf = async (clock: ManualClock, limiter: Limiter) => {
    const began = clock.now();
    await limiter.acquire('transfer');
    return clock.now() - began;
  };

  test('nobody starts until the quota is renewed, which may be in a fraction of a second', async () => {
    const clock = automatic();
    assert.equal(await waitOf(clock, await limited(clock, refusal('0.5'))), 500);
  });

  test('a second passes where the service does not say, or says nonsense', async () => {
    for (const reset of [undefined, 'soon', '-3', 'NaN', '1795248000', '']) {
      const clock = automatic();
      assert.equal(await waitOf(clock, await limited(clock, refusal(reset))), 1000, `reset ${reset}`);
    }
  });

  test('the pause grows where refusals go on', async () => {
    const clock = automatic();
    const limiter = limiterFor(ORIGIN, clock, RATES);
    const waits: number[] = [];
    for (let call = 0; call < 7; call++) {
      (await limiter.acquire('transfer')).answered(refusal(), false);
      waits.push(await pauseOf(clock, limiter));
    }
    assert.deepEqual(waits, [1000, 2000, 4000, 8000, 16_000, 30_000, 30_000]);
  });

  test('those who wait are told why and until when', async () => {
    const clock = new ManualClock();
    const limiter = limiterFor(ORIGIN, clock, RATES);
    const [pass] = await Promise.all(Array.from({ length: 5 }, () => limiter.acquire('transfer')));
    const told: { cause: WaitCause; until: number }[] = [];
    const onWait = (wait: { cause: WaitCause; until: number }) => told.push(wait);
    const waiting = limiter.acquire('transfer', { onWait });
    assert.deepEqual(told, [], 'a turn that comes within a second is not worth telling');
    pass?.answered(refusal('2.5'), false);
    assert.deepEqual(told, [{ cause: 'rate-limit', until: clock.now() + 2500 }]);
    await clock.advance(2500);
    await waiting;
  });

  /** How long the pause lasts, without taking a place. */
  async function pauseOf(clock: ManualClock, limiter: Limiter): Promise<number> {
    const began = clock.now();
    let until = began;
    const stop = new AbortController();
    const waiting = limiter.acquire('transfer', {
      signal: stop.signal,
      onWait: (wait) => {
        until = wait.until;
      },
    });
    stop.abort();
    await assert.rejects(waiting);
    await clock.sleep(until - began);
    return until - began;
  }
});

describe('the service may announce another quota', () => {
  const news = (limit: number, remaining: number, reset: number) => ({
    status: 202,
    headers: {
      'x-ratelimit-limit': String(limit),
      'x-ratelimit-remaining': String(remaining),
      'x-ratelimit-reset': String(reset),
    },
  });
  const after = async (answer: ReturnType<typeof news>, calls: number) => {
    const clock = automatic();
    const limiter = limiterFor(ORIGIN, clock, RATES);
    (await limiter.acquire('transfer')).answered(answer, false);
    await clock.sleep(2000);
    return starts(limiter, clock, calls);
  };

  test('a smaller one', async () => assert.ok(((await after(news(2, 1, 1), 3))[2] ?? 0) >= 1000));
  test('a larger one', async () => assert.deepEqual(new Set(await after(news(8, 7, 1), 8)), new Set([0])));
  test('one for a longer time, which is heeded when it is spent', async () => {
    const clock = automatic();
    const limiter = limiterFor(ORIGIN, clock, RATES);
    (await limiter.acquire('transfer')).answered(news(300, 0, 42), false);
    assert.ok(((await starts(limiter, clock, 1))[0] ?? 0) >= 42_000);
  });
});

describe('while the service is down', () => {
  const failing = async (limiter: Limiter, calls: number) => {
    for (let call = 0; call < calls; call++) (await limiter.acquire('transfer')).failed();
  };

  test('an outage of two hours costs few calls, and its end is noticed within a minute', async () => {
    const clock = automatic();
    const limiter = limiterFor(ORIGIN, clock, RATES);
    const back = clock.now() + 7_200_000;
    let calls = 0;
    const caller = async (): Promise<number> => {
      for (;;) {
        const pass: Pass = await limiter.acquire('transfer');
        calls++;
        const up = clock.now() >= back;
        await clock.sleep(20);
        if (up) {
          pass.answered({ status: 202, headers: {} }, false);
          return clock.now();
        }
        pass.failed();
      }
    };
    const ends = await Promise.all(Array.from({ length: 10 }, caller));
    assert.ok(calls < 160, `${calls} calls`);
    assert.ok(Math.max(...ends) <= back + 63_000);
  });

  test('a call whose patience ends before the next try is given up at once', async () => {
    const clock = automatic();
    const limiter = limiterFor(ORIGIN, clock, RATES);
    await failing(limiter, 8);
    const told: WaitCause[] = [];
    const deadline = clock.now() + 60_000;
    const patient = limiter.acquire('transfer', { deadline, onWait: ({ cause }) => told.push(cause) });
    await assert.rejects(
      limiter.acquire('transfer', { deadline: clock.now() }),
      (error) => error instanceof TransportFailure && error.code === 'not-sent',
    );
    (await patient).answered({ status: 202, headers: {} }, false);
    assert.deepEqual(told, ['outage']);
  });

  test('a probe that is called off leaves its place to the next', async () => {
    const clock = automatic();
    const limiter = limiterFor(ORIGIN, clock, RATES);
    await failing(limiter, 8);
    const probe = await limiter.acquire('transfer');
    const next = limiter.acquire('read');
    probe.dropped();
    (await next).answered({ status: 200, headers: {} }, false);
    await starts(limiter, clock, 5);
  });

  test('single failures among answers do not count as an outage', async () => {
    const clock = automatic();
    const limiter = limiterFor(ORIGIN, clock, RATES);
    const began = clock.now();
    for (let call = 0; call < 50; call++) {
      const pass = await limiter.acquire('transfer');
      if (call % 2 === 0) pass.failed();
      else pass.answered({ status: 202, headers: {} }, call % 3 === 0);
    }
    assert.ok(clock.now() - began < 10_500);
  });
});
