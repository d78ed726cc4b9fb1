import assert from 'node:assert/strict';
import { test } from 'node:test';
import { duty, pupil, uuid } from '../sample.ts';
import { bench } from './bench.ts';

test('A message whose node was deleted is given up: its objects say why, and nothing waits any more', async () => {
  const at = bench();
  const { connection, runId } = at;
  const { jobs } = await at.send('Person', [pupil(1)]);
  connection.custody.suspend(connection.custody.take('jobs-1', { dnp: { runId, stage: 'Person', jobs } }));
  assert.deepEqual(connection.holders(), ['jobs-1']);
  assert.deepEqual(connection.giveUp('jobs-1'), { messages: 1, objects: 0 });
  assert.deepEqual(
    [at.outcomes('Person'), at.reasons('Person', uuid(1))],
    [{ [uuid(1)]: 'unconfirmed' }, ['node-removed']],
  );
  assert.deepEqual(connection.holders(), []);
  const again = await at.carry('Person', [pupil(1)], { runId: connection.startRun() });
  assert.deepEqual(again.counts, { unchanged: 1 }, 'the service is asked first');
});

test('What a deleted gate held says so, and leaves', async () => {
  const at = bench();
  const { connection, runId } = at;
  await connection.passGate({ runId, stage: 'Duty', gate: 'gate-1', input: [duty(3)], incompleteGroups: 'send' });
  assert.deepEqual(connection.holders(), ['gate-1']);
  assert.deepEqual(connection.giveUp('gate-1'), { messages: 0, objects: 1 });
  assert.deepEqual(at.reasons('Duty', uuid(3)), ['node-removed']);
  assert.deepEqual([connection.holders(), connection.giveUp('gate-1')], [[], { messages: 0, objects: 0 }]);
});

test('Messages that others have changed are given up too', async () => {
  const { connection, runId } = bench();
  for (const dnp of [{}, { runId }, { runId, stage: 'Elephant' }, { runId, stage: 'Person', jobs: 'none' }]) {
    connection.custody.suspend(connection.custody.take('node-1', { dnp }));
  }
  assert.deepEqual(connection.giveUp('node-1'), { messages: 4, objects: 0 });
});

test('What a given-up message would still have sent says why it was not; what has an outcome keeps it', async () => {
  const at = bench();
  const { connection, runId } = at;
  await at.carry('Person', [pupil(1)]);
  const payload = { persons: [pupil(1)], duties: [duty(3), { id: 7 }, 'rubbish'], groups: 'none', activities: [] };
  connection.custody.suspend(connection.custody.take('gate-1', { payload, dnp: { runId } }));
  assert.deepEqual(connection.giveUp('gate-1'), { messages: 1, objects: 0 });
  assert.deepEqual(at.outcomes('Person'), { [uuid(1)]: 'success' });
  assert.deepEqual(at.outcomes('Duty'), { [uuid(3)]: 'held' });
  assert.deepEqual(at.reasons('Duty', uuid(3)), ['node-removed']);
});
