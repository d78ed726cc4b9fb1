import assert from 'node:assert/strict';
import { test } from 'node:test';
import { unlessAborted } from '../../../../lib/dnp/transfer/unless-aborted.ts';

test('Work is waited for until it ends, or nobody wants to wait any more', async () => {
  const never = new Promise<never>(() => undefined);
  assert.equal(await unlessAborted(Promise.resolve(1), undefined), 1);
  const stop = new AbortController();
  assert.equal(await unlessAborted(Promise.resolve(2), stop.signal), 2);
  await assert.rejects(unlessAborted(Promise.reject(new Error('its own')), stop.signal), /its own/);
  const waiting = unlessAborted(never, stop.signal);
  stop.abort(new Error('enough'));
  await assert.rejects(waiting, /enough/);
  await assert.rejects(unlessAborted(Promise.resolve(3), stop.signal), /enough/);
});
