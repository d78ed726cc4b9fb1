import assert from 'node:assert/strict';
import { test } from 'node:test';
import { JobPace } from '../../../../lib/dnp/transfer/pace.ts';

function seen(...durations: number[]): JobPace {
  const pace = new JobPace();
  for (const duration of durations) pace.learn(duration);
  return pace;
}

test('A job is first looked at when most jobs before it had ended', () => {
  const durations = Array.from({ length: 100 }, (_, index) => 3_000 + (index % 5) * 100);
  const expected = seen(...durations).expected();
  assert.ok(expected >= 3_300 && expected <= 4_000, `${expected} ms`);
});

test('Where nothing is known, and where jobs take no time at all, the wait is short but not nothing', () => {
  assert.equal(new JobPace().expected(), 1_000);
  assert.equal(seen(...Array<number>(200).fill(0)).expected(), 100);
});

test('A job that was stuck for days does not keep the next one waiting for longer than a minute', () => {
  const pace = seen(60 * 3_600_000);
  assert.ok(pace.expected() <= 60_000);
  for (let job = 0; job < 40; job++) pace.learn(1_000);
  assert.ok(pace.expected() < 3_000, 'and is forgotten soon');
});
