import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dayInSweden, isDay } from '../../../lib/sis/period.ts';

test('today is the day in Sweden, wherever the machine stands', () => {
  assert.equal(dayInSweden(Date.UTC(2026, 10, 20, 22, 59)), '2026-11-20');
  assert.equal(dayInSweden(Date.UTC(2026, 10, 20, 23, 0)), '2026-11-21');
  assert.equal(dayInSweden(Date.UTC(2026, 5, 30, 22, 0)), '2026-07-01', 'summer time');
});

test('a day is one that the calendar has', () => {
  assert.deepEqual(['2026-11-30', '2028-02-29', '9999-12-31'].filter(isDay).length, 3);
  assert.deepEqual(['2026-11-31', '2027-02-29', '2026-00-01', '2026-13-01', '2026-1-1', ''].filter(isDay), []);
});
