import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { SingleFlight } from '../../../lib/transport/single-flight.ts';

/** Work that ends when the test says so. */
function controlled() {
  const begun: { signal: AbortSignal; finish: (value: string) => void; fail: (error: Error) => void }[] = [];
  const flight = new SingleFlight<string>(
    (signal) => new Promise((finish, fail) => begun.push({ signal, finish, fail })),
  );
  return { begun, flight };
}

describe('work that many ask for at the same time', () => {
  test('is done once, for all of them', async () => {
    const { begun, flight } = controlled();
    const all = Promise.all([flight.join(), flight.join(), flight.join()]);
    begun[0]?.finish('token');
    assert.deepEqual(await all, ['token', 'token', 'token']);
    assert.equal(begun.length, 1);
  });

  test('is done again for who asks later, also after it failed', async () => {
    const { begun, flight } = controlled();
    const first = flight.join();
    begun[0]?.fail(new Error('no'));
    await assert.rejects(first, /no/);
    const second = flight.join();
    begun[1]?.finish('token');
    assert.equal(await second, 'token');
  });

  test('goes on for the others when one stops waiting', async () => {
    const { begun, flight } = controlled();
    const stop = new AbortController();
    const leaving = flight.join(stop.signal);
    const staying = flight.join();
    stop.abort(new Error('redeployed'));
    await assert.rejects(leaving, /redeployed/);
    assert.equal(begun[0]?.signal.aborted, false);
    begun[0]?.finish('token');
    assert.equal(await staying, 'token');
  });

  test('is called off when nobody waits any more, and then starts anew', async () => {
    const { begun, flight } = controlled();
    const stop = new AbortController();
    const leaving = flight.join(stop.signal);
    stop.abort(new Error('redeployed'));
    await assert.rejects(leaving, /redeployed/);
    assert.equal(begun[0]?.signal.aborted, true);
    const later = flight.join();
    begun[1]?.finish('token');
    assert.equal(await later, 'token');
  });
});
