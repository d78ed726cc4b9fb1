import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type ConnectionParts, createConnection } from '../../../lib/dnp/create-connection.ts';
import { isUuid } from '../../../lib/dnp/identifiers/uuid.ts';
import { openLedger } from '../../../lib/ledger/ledger.ts';
import { ManualClock, settled } from '../../support/manual-clock.ts';
import { ScriptedService } from '../../support/scripted-service.ts';
import { fill } from '../ledger/filled.ts';
import { pupil, uuid } from './sample.ts';

const DAY = 24 * 3_600_000;

function connect(parts: Partial<ConnectionParts> = {}) {
  const clock = new ManualClock();
  const disk = { fails: false };
  const ledger = openLedger({
    file: ':memory:',
    key: new Uint8Array(32).fill(5),
    beforeCommit: () => {
      if (disk.fails) throw Object.assign(new Error('no space'), { code: 'ENOSPC' });
    },
  });
  const ended = { ledger: false, rest: false };
  const connection = createConnection({
    service: new ScriptedService(clock, { trouble: () => new Promise(() => undefined) }),
    authorize: async () => ({ organisationId: '5567044268', expiresAt: clock.now() + DAY }),
    ledger: {
      ...ledger,
      close: () => {
        ended.ledger = true;
      },
    },
    clock,
    random: () => 0.5,
    language: 'sv',
    retentionDays: 30,
    afterClose: async () => {
      ended.rest = true;
    },
    ...parts,
  });
  return { clock, connection, disk, ended, ledger };
}

test('Closing calls off what is under way, and ends within two seconds with no timer left, whatever hangs', async () => {
  const { clock, connection, ended } = connect();
  const runId = connection.startRun();
  const sending = connection.submit({ runId, stage: 'Person', operation: 'send', input: [pupil(1)] });
  await settled();
  const began = clock.now();
  const closing = connection.close();
  assert.equal(connection.close(), closing, 'once');
  await clock.advance(2_000);
  await closing;
  assert.ok(clock.now() - began <= 2_000);
  assert.deepEqual([ended, clock.sleepers], [{ ledger: true, rest: true }, 0]);
  void sending.catch(() => undefined); // a call that never ends hears of it no more
});

test('Where nothing is under way, closing takes no longer than messages need from node to node', async () => {
  const { clock, connection, ended } = connect();
  const closing = connection.close();
  await clock.advance(50);
  await closing;
  assert.deepEqual([ended.rest, clock.sleepers], [true, 0]);
});

test('A disk that fails at the very end keeps nobody from closing the rest', async () => {
  const { clock, connection, disk, ended } = connect();
  const { custody } = connection;
  const place = custody.take('node-a', {});
  custody.handOn(place);
  custody.arrived(place);
  disk.fails = true;
  const closing = assert.rejects(connection.close(), { code: 'ledger-full' });
  await clock.advance(100);
  await closing;
  assert.deepEqual(ended, { ledger: true, rest: true });
});

test('Bodies leave after the days of retention, outcomes stay; a disk that fails at that is tried again', async () => {
  const { clock, connection, disk, ledger } = connect();
  fill(ledger, 2);
  assert.notEqual(ledger.batches.body(uuid(902)), undefined);
  disk.fails = true;
  await clock.advance(6 * 3_600_000);
  assert.notEqual(ledger.batches.body(uuid(902)), undefined);
  disk.fails = false;
  await clock.advance(6 * 3_600_000);
  assert.equal(ledger.batches.body(uuid(902)), undefined);
  assert.equal(ledger.runs.outcomes(uuid(900)).length, 2);
  void connection.close();
  await clock.advance(2_000);
});

test('A run has an id of its own, or takes up the one that is given', () => {
  const { connection } = connect();
  assert.equal(connection.startRun(uuid(7)), uuid(7));
  assert.equal(connection.startRun(uuid(7)), uuid(7));
  for (const odd of [undefined, 'not a UUID']) assert.ok(isUuid(connection.startRun(odd)));
});

test('What others decided is recorded with the run; whoever watches is told of it, without anybody’s data', async () => {
  const { connection, ledger } = connect();
  const runId = connection.startRun();
  const heard: unknown[] = [];
  const stop = connection.watch((change) => heard.push(change));
  const outcome = { stage: 'Person', id: '#1', outcome: 'rejected', reasons: [{ code: 'id-missing' }] } as const;
  connection.record(runId, [outcome], [{ stage: 'Person', id: '#1', json: '{"givenName":"Åsa"}' }]);
  stop();
  connection.record(runId, [{ ...outcome, id: '#2' }]);
  assert.deepEqual(heard, [{ runId, stage: 'Person' }]);
  assert.deepEqual(ledger.runs.counts(runId), { Person: { rejected: 2 } });
  assert.match(connection.describe([outcome])[0]?.reasons[0]?.text ?? '', /id/);
  assert.equal((await connection.authorize()).organisationId, '5567044268');
});
