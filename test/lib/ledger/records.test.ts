import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import type { Ledger } from '../../../lib/ledger/ledger.ts';
import { uuid } from '../dnp/sample.ts';
import { fill, open, RUN } from './filled.ts';

let ledger: Ledger;
beforeEach(() => {
  ledger = open(':memory:');
  fill(ledger, 3);
});
afterEach(() => ledger.close());

test('Bodies and answers are removed after their time, outcomes and the rest of the batch stay', () => {
  assert.equal(ledger.batches.removeBodies(1_003), 0, 'not before it');
  assert.equal(ledger.batches.removeBodies(1_004), 1);
  assert.deepEqual([ledger.batches.body(uuid(902)), ledger.batches.answer(uuid(902))], [undefined, undefined]);
  assert.notEqual(ledger.batches.body(uuid(903)), undefined);
  assert.equal(ledger.batches.removeBodies(1_005), 1, 'also of a batch that never ended');
  assert.equal(ledger.batches.removeBodies(Number.MAX_SAFE_INTEGER), 0);
  assert.equal(ledger.runs.outcomes(RUN).length, 3);
  assert.equal(ledger.batches.content(uuid(902)).length, 3);
});

test('What is not there is not made up', () => {
  assert.equal(ledger.batches.get('nothing'), undefined);
  assert.equal(ledger.batches.body('nothing'), undefined);
  assert.equal(ledger.waiting.read('nothing'), undefined);
  assert.equal(ledger.waiting.state('nothing'), undefined);
  assert.deepEqual(ledger.runs.outcomes('nothing'), []);
  assert.deepEqual(ledger.runs.counts('nothing'), {});
  assert.deepEqual([...ledger.batches.sent('nothing', 'Person')], []);
  assert.deepEqual([...ledger.objects.accepted('Person', ['nothing'])], []);
});

test('An intent that is taken back leaves nothing', () => {
  ledger.batches.withdraw(uuid(903));
  assert.equal(ledger.batches.get(uuid(903)), undefined);
  assert.deepEqual(ledger.batches.content(uuid(903)), []);
  assert.deepEqual(ledger.batches.open({}), []);
});

test('The latest word on an object stands, and is counted once', () => {
  const id = uuid(1);
  ledger.runs.record(RUN, [{ stage: 'Person', id, outcome: 'error', reasons: [] }], 2_000);
  assert.deepEqual(ledger.runs.counts(RUN), { Person: { warning: 2, error: 1 } });
  assert.equal(ledger.runs.outcomes(RUN, 'Person').find((outcome) => outcome.id === id)?.batchId, undefined);
  assert.deepEqual(ledger.runs.outcomes(RUN, 'Duty'), []);
});

test('What was deleted is no longer known to be there', () => {
  ledger.objects.forget('Person', [uuid(1)]);
  assert.deepEqual([...ledger.objects.accepted('Person', [uuid(1), uuid(2)]).keys()], [uuid(2)]);
});
