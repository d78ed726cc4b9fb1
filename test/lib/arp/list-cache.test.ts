import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ListCache } from '../../../lib/arp/list-cache.ts';
import { ManualClock } from '../../support/manual-clock.ts';

/** A source that answers when told to. */
function source(clock: ManualClock, ttlMs: number) {
  const asked: { signal: AbortSignal; answer: (text: string) => void; fail: (error: Error) => void }[] = [];
  const cache = new ListCache<string>(
    (signal) => new Promise((answer, fail) => asked.push({ signal, answer, fail })),
    clock,
    ttlMs,
  );
  return { asked, cache };
}

describe('a kept list', () => {
  it('is asked for once, however many wait for it', async () => {
    const { asked, cache } = source(new ManualClock(), 1000);
    const answers = Promise.all(Array.from({ length: 50 }, () => cache.get()));
    asked[0]?.answer('list');
    assert.deepEqual(new Set(await answers), new Set(['list']));
    assert.equal(asked.length, 1);
  });

  it('is good for its time and no longer', async () => {
    const clock = new ManualClock();
    const { asked, cache } = source(clock, 1000);
    const first = cache.get();
    asked[0]?.answer('one');
    await first;
    await clock.advance(999);
    assert.equal(await cache.get(), 'one');
    await clock.advance(1);
    const second = cache.get();
    asked[1]?.answer('two');
    assert.equal(await second, 'two');
    assert.equal(asked.length, 2);
  });

  it('is asked for anew when a refresh is wanted', async () => {
    const { asked, cache } = source(new ManualClock(), 1000);
    const first = cache.get();
    asked[0]?.answer('one');
    await first;
    const second = cache.get({ refresh: true });
    asked[1]?.answer('two');
    assert.equal(await second, 'two');
    assert.equal(await cache.get(), 'two');
  });

  it('remembers no failure', async () => {
    const { asked, cache } = source(new ManualClock(), 1000);
    const first = cache.get();
    asked[0]?.fail(new Error('down'));
    await assert.rejects(first, /down/);
    const second = cache.get();
    asked[1]?.answer('up');
    assert.equal(await second, 'up');
  });

  it('still comes to the others when one of them gives up', async () => {
    const { asked, cache } = source(new ManualClock(), 1000);
    const impatient = new AbortController();
    const leaves = cache.get({ signal: impatient.signal });
    const stays = cache.get();
    impatient.abort(new Error('gone'));
    await assert.rejects(leaves, /gone/);
    assert.equal(asked[0]?.signal.aborted, false);
    asked[0]?.answer('list');
    assert.equal(await stays, 'list');
  });

  it('is no longer asked for when all have given up, and the next one asks again', async () => {
    const { asked, cache } = source(new ManualClock(), 1000);
    const only = new AbortController();
    const leaves = cache.get({ signal: only.signal });
    only.abort(new Error('gone'));
    await assert.rejects(leaves, /gone/);
    assert.equal(asked[0]?.signal.aborted, true);
    const next = cache.get();
    asked[1]?.answer('list');
    assert.equal(await next, 'list');
  });
});
