import assert from 'node:assert/strict';
import { test } from 'node:test';
import { limiterFor } from '../../../lib/transport/limiter.ts';
import { RateWindow } from '../../../lib/transport/rate-window.ts';
import { ManualClock } from '../../support/manual-clock.ts';

const NOW = Date.UTC(2026, 10, 21, 8);

/** How many calls may start at once. */
function atOnce(window: RateWindow, now: number): number {
  let calls = 0;
  for (; window.nextFree(now) <= now && calls < 50; calls++) window.take(now);
  return calls;
}

test('A quota above the documented one is used until it proves too much', () => {
  const window = new RateWindow(5);
  const start = window.take(NOW);
  window.accepted(start, NOW + 50, { limit: 8, remaining: 7, resetMs: 500 });
  assert.equal(atOnce(window, NOW + 5_000), 8);
  window.refused(window.take(NOW + 10_000), NOW + 10_050, { resetMs: 500 });
  assert.equal(atOnce(window, NOW + 20_000), 5);
});

test('A clock that is set back stops nobody for longer than the longest pause', () => {
  const window = new RateWindow(5);
  assert.equal(atOnce(window, NOW), 5);
  window.refused(window.take(NOW), NOW, { resetMs: 100_000 });
  const back = NOW - 24 * 3_600_000;
  assert.ok(window.nextFree(back) - back <= 30_000);
});

test('A quota that nobody has named is a mistake of the caller', async () => {
  const limiter = limiterFor('https://rate-window.example', new ManualClock(), { transfer: 5 });
  await assert.rejects(limiter.acquire('read'), RangeError);
});
