import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pupil, uuid } from '../sample.ts';
import { bench } from './bench.ts';

test('What the service takes is a success, and is in place', async () => {
  const { carry, service, outcomes } = bench();
  const { attention, counts, submitted } = await carry('Person', [pupil(1), pupil(2)]);
  assert.deepEqual(submitted.jobs.length, 1);
  assert.deepEqual(attention, []);
  assert.deepEqual(counts, { success: 2 });
  assert.deepEqual(outcomes('Person'), { [uuid(1)]: 'success', [uuid(2)]: 'success' });
  assert.deepEqual([...service.content.Person.keys()], [uuid(1), uuid(2)]);
  assert.deepEqual(service.broken, []);
});
