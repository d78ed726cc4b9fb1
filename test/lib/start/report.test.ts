import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ObjectOutcome } from '../../../lib/outcome.ts';
import { report, table, unexplained } from '../../../lib/start/report.ts';

const input = (persons: string[]) => ({
  Person: new Set(persons),
  Duty: new Set<string>(),
  Group: new Set<string>(),
  Activity: new Set<string>(),
});
const reasons = [{ code: 'civic-number-checksum', field: 'civicNo.value' }];
const person = (id: string, outcome: ObjectOutcome['outcome'], why: ObjectOutcome['reasons'] = []): ObjectOutcome => ({
  stage: 'Person',
  id,
  outcome,
  reasons: why,
});

test('every outcome of every stage is counted, those that nobody has as 0', () => {
  const { stages } = report([person('a', 'success'), person('b', 'success'), person('c', 'held', reasons)], {});
  assert.deepEqual(stages.Person, {
    success: 2,
    warning: 0,
    error: 0,
    rejected: 0,
    held: 1,
    skipped: 0,
    unchanged: 0,
    temporary: 0,
    unconfirmed: 0,
  });
  assert.equal(stages.Activity.success, 0);
});

test('the table has a row for each stage and a column for each outcome that occurs', () => {
  const many = Array.from({ length: 1_060 }, (_, n) => person(`p${n}`, 'success'));
  const text = table(report([...many, person('x', 'rejected', reasons)], { send: 3, job: 4, list: 0 }));
  assert.equal(
    text,
    [
      '          success  rejected',
      'Person      1,060         1',
      'Duty            0         0',
      'Group           0         0',
      'Activity        0         0',
      '',
      'Calls: send 3, job 4',
      '',
    ].join('\n'),
  );
});

test('a run is explained where every object has an outcome and every outcome its reason', () => {
  const outcomes = [person('a', 'success'), person('b', 'unchanged'), person('c', 'rejected', reasons)];
  assert.deepEqual(unexplained(outcomes, input(['a', 'b', 'c'])), []);
});

test('an object that was lost on the way is named', () => {
  assert.deepEqual(unexplained([person('a', 'success')], input(['a', 'b'])), ['Person b has no outcome']);
});

test('an outcome without a reason is named', () => {
  assert.deepEqual(unexplained([person('a', 'error')], input(['a'])), ['Person a is error for no reason']);
});

test('what is still to be done is named, reason or not', () => {
  const outcomes = [person('a', 'temporary', reasons), person('b', 'unconfirmed', reasons)];
  assert.deepEqual(unexplained(outcomes, input(['a', 'b'])), [
    'Person a is still temporary',
    'Person b is still unconfirmed',
  ]);
});
