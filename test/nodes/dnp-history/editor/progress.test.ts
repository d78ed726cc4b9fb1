import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { inMinutes, timeLeft } from '../../../../nodes/dnp-history/editor/progress.ts';

const run = (done: number, total: number) => ({ startedAt: 1_000_000, jobs: { done, total } });

describe('the time that a run will go on', () => {
  it('is judged by the jobs that have ended', () => {
    assert.equal(timeLeft(run(3, 7), 1_000_000 + 30_000), 40_000);
    assert.equal(timeLeft(run(7, 7), 1_000_000 + 30_000), 0);
  });

  it('is not guessed before any has', () => {
    assert.equal(timeLeft(run(0, 7), 1_000_000 + 30_000), undefined);
  });

  it('is never less than nothing, whatever the clocks say', () => {
    assert.equal(timeLeft(run(1, 2), 999_000), 0);
  });

  it('is said in seconds while that is short, then in minutes', () => {
    assert.deepEqual(inMinutes(400), { unit: 'seconds', count: 1 });
    assert.deepEqual(inMinutes(40_000), { unit: 'seconds', count: 40 });
    assert.deepEqual(inMinutes(600_000), { unit: 'minutes', count: 10 });
  });
});
