import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { nextAttempt, persistently, type Trouble } from '../../../lib/transport/retry.ts';
import { ManualClock } from '../../support/manual-clock.ts';

const PATIENT = { elapsedMs: 0, patienceMs: 7_200_000 };
const most = () => 1 - Number.EPSILON;
const least = () => 0;

describe('what is tried again', () => {
  const always: Trouble[] = [429, 503, 'not-sent'];
  const harmlessOnly: Trouble[] = [500, 502, 504, 'answer-lost'];
  const never: Trouble[] = [302, 400, 401, 403, 404, 413, 'server-not-trusted', 'client-refused'];

  for (const trouble of always) {
    test(`every call after ${trouble}: nothing was carried out`, () => {
      for (const harmless of [true, false]) assert.ok(nextAttempt(trouble, 1, least, { ...PATIENT, harmless }));
    });
  }
  for (const trouble of harmlessOnly) {
    test(`a call that changes nothing after ${trouble}, never one that may have been carried out`, () => {
      assert.ok(nextAttempt(trouble, 1, least, { ...PATIENT, harmless: true }));
      assert.equal(nextAttempt(trouble, 1, least, { ...PATIENT, harmless: false }), undefined);
    });
  }
  for (const trouble of never) {
    test(`nothing after ${trouble}`, () => {
      for (const harmless of [true, false]) {
        assert.equal(nextAttempt(trouble, 1, least, { ...PATIENT, harmless }), undefined);
      }
    });
  }
});

describe('when it is tried again', () => {
  const delay = (attempt: number, random: () => number) =>
    nextAttempt(503, attempt, random, { ...PATIENT, harmless: false })?.delayMs;

  test('after anything from nothing to a ceiling that doubles', () => {
    assert.deepEqual(
      [1, 2, 3, 4].map((attempt) => delay(attempt, most)),
      [500, 1000, 2000, 4000],
    );
    assert.deepEqual(
      [1, 2, 3, 4].map((attempt) => delay(attempt, least)),
      [0, 0, 0, 0],
    );
    assert.equal(
      delay(2, () => 0.25),
      250,
    );
  });

  test('never more than 15 s later, however often it failed', () => {
    for (const attempt of [6, 20, 1000, 10_000]) assert.equal(delay(attempt, most), 15_000);
  });

  test('not once its patience would be over', () => {
    const call = { harmless: true, patienceMs: 1000 };
    assert.ok(nextAttempt(503, 1, most, { ...call, elapsedMs: 400 }));
    assert.equal(nextAttempt(503, 1, most, { ...call, elapsedMs: 500 }), undefined);
    assert.equal(nextAttempt(503, 1, least, { harmless: true, elapsedMs: 0, patienceMs: 0 }), undefined);
  });
});

describe('a call that is made persistently', () => {
  const unavailable = new Error('unavailable');
  const persistence = (clock: ManualClock) => ({
    clock,
    random: () => 0.5,
    harmless: false,
    patienceMs: 60_000,
    troubleOf: (error: unknown): Trouble | undefined => (error === unavailable ? 503 : undefined),
  });

  test('succeeds as soon as the service is back, and tells why it waits', async () => {
    const clock = new ManualClock(0, { autoAdvance: true });
    const told: unknown[] = [];
    let calls = 0;
    const call = async () => {
      if (++calls < 3) throw unavailable;
      return 'taken';
    };
    assert.equal(await persistently(call, { ...persistence(clock), onWait: (wait) => told.push(wait) }), 'taken');
    assert.deepEqual(told, [
      { cause: 'unavailable', until: 250 },
      { cause: 'unavailable', until: 750 },
    ]);
  });

  test('ends with its last error when its patience is over', async () => {
    const clock = new ManualClock(0, { autoAdvance: true });
    let calls = 0;
    const call = async () => {
      calls++;
      throw unavailable;
    };
    await assert.rejects(persistently(call, persistence(clock)), unavailable);
    assert.ok(clock.now() > 45_000 && clock.now() <= 60_000);
    assert.ok(calls > 5);
  });

  test('ends at once with an error that no waiting mends', async () => {
    const broken = new Error('broken');
    const call = async () => {
      throw broken;
    };
    await assert.rejects(persistently(call, persistence(new ManualClock())), broken);
  });

  test('ends with the reason when it is called off while it waits', async () => {
    const clock = new ManualClock();
    const stop = new AbortController();
    const reason = new Error('redeployed');
    const call = async () => {
      throw unavailable;
    };
    const calling = persistently(call, {
      ...persistence(clock),
      signal: stop.signal,
      onWait: () => stop.abort(reason),
    });
    await assert.rejects(calling, reason);
  });
});
