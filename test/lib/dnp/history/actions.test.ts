import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, describe, it } from 'node:test';
import type { Connection } from '../../../../lib/dnp/connection.ts';
import type { JobEntry } from '../../../../lib/dnp/service.ts';
import { openLedger } from '../../../../lib/ledger/ledger.ts';
import type { ManualClock } from '../../../support/manual-clock.ts';
import { log, refusal } from '../../../support/scripted-service.ts';
import { duty, group, pupil, teacher, uuid } from '../sample.ts';
import { bench } from '../transfer/bench.ts';

const KEY = new Uint8Array(32).fill(7);
const DAY_MS = 24 * 3_600_000;

/** Where a ledger may be, until the test is over. */
function onDisk() {
  const folder = mkdtempSync(join(tmpdir(), 'history-'));
  after(() => rmSync(folder, { recursive: true, force: true }));
  return { folder, file: join(folder, 'ledger.sqlite'), key: KEY };
}

/** Until an action has come to its end. */
async function finished(connection: Connection, clock: ManualClock, runId: string): Promise<void> {
  for (let tries = 0; connection.history.run(runId).running; tries++) {
    assert.ok(tries < 1_000, 'the action comes to an end');
    await clock.sleep(1_000);
  }
}

const refused =
  (codes: Set<string>) =>
  (_stage: unknown, { id }: { id: string }) =>
    codes.has(id) ? ({ status: 'Error', errors: [log('9999')] } satisfies Partial<JobEntry>) : undefined;

describe('retry', () => {
  it('sends again what failed and nothing else, in a run of its own, in the order of the stages', async () => {
    const ill = new Set([uuid(2), uuid(3)]);
    const { clock, connection, carry, runId, service, outcomes } = bench({ judge: refused(ill) });
    await carry('Person', [pupil(1), teacher(2)]);
    await carry('Duty', [duty(3)]);
    assert.deepEqual(outcomes('Duty'), { [uuid(3)]: 'error' });
    ill.clear();
    const calls = service.submitted().length;
    const started = connection.history.retry(runId);
    assert.equal(started.objects, 2);
    assert.notEqual(started.runId, runId);
    await finished(connection, clock, started.runId);
    assert.deepEqual(outcomes('Person', started.runId), { [uuid(2)]: 'success' });
    assert.deepEqual(outcomes('Duty', started.runId), { [uuid(3)]: 'success' });
    assert.deepEqual(
      service
        .submitted()
        .slice(calls)
        .map(({ stage, ids }) => [stage, ids]),
      [
        ['Person', [uuid(2)]],
        ['Duty', [uuid(3)]],
      ],
    );
    assert.deepEqual(outcomes('Person'), { [uuid(1)]: 'success', [uuid(2)]: 'error' }, 'the old run is as it was');
  });

  it('takes those that were chosen', async () => {
    const ill = new Set([uuid(1), uuid(6)]);
    const { clock, connection, carry, runId, outcomes } = bench({ judge: refused(ill) });
    await carry('Person', [pupil(1), pupil(6)]);
    ill.clear();
    const started = connection.history.retry(runId, [{ stage: 'Person', id: uuid(6) }]);
    await finished(connection, clock, started.runId);
    assert.deepEqual(outcomes('Person', started.runId), { [uuid(6)]: 'success' });
  });

  it('takes what never left the machine', async () => {
    const away = { is: true };
    const { clock, connection, send, runId, outcomes } = bench({
      trouble: ({ name }) => (away.is && name === 'submit' ? refusal(503) : undefined),
    });
    await send('Person', [pupil(1)]);
    assert.deepEqual(outcomes('Person'), { [uuid(1)]: 'temporary' });
    away.is = false;
    const started = connection.history.retry(runId);
    await finished(connection, clock, started.runId);
    assert.deepEqual(outcomes('Person', started.runId), { [uuid(1)]: 'success' });
  });

  it('does with each object what was to be done with it', async () => {
    const ill = new Set([uuid(1), uuid(6), uuid(7)]);
    const { clock, connection, carry, runId, service } = bench({ judge: refused(ill) });
    await carry('Person', [pupil(1)], { operation: 'create' });
    await carry('Person', [pupil(6)], { operation: 'update' });
    await carry('Person', [uuid(7)], { operation: 'delete' });
    const calls = service.submitted().length;
    await finished(connection, clock, connection.history.retry(runId).runId);
    const again = service.submitted().slice(calls);
    assert.deepEqual(again.map(({ operation, ids }) => [operation, ...ids]).sort(), [
      ['create', uuid(1)],
      ['delete', uuid(7)],
      ['update', uuid(6)],
    ]);
    assert.equal(again.at(-1)?.operation, 'delete', 'deletions come last');
  });

  it('leaves to a later run what that run had something to say about', async () => {
    const ill = new Set([uuid(1)]);
    const { connection, carry, runId } = bench({ judge: refused(ill) });
    await carry('Person', [pupil(1)]);
    ill.clear();
    await carry('Person', [pupil(1, { familyName: 'Nyare' })], { runId: connection.startRun() });
    assert.throws(() => connection.history.retry(runId), { code: 'nothing-to-do' });
  });

  it('holds back what refers to something that is not in place', async () => {
    const ill = new Set([uuid(3)]);
    const { clock, connection, carry, runId, service, outcomes } = bench({ judge: refused(ill) });
    await carry('Person', [teacher(2)]);
    await carry('Duty', [duty(3)]);
    await carry('Person', [uuid(2)], { operation: 'delete', runId: connection.startRun() });
    const started = connection.history.retry(runId);
    await finished(connection, clock, started.runId);
    assert.deepEqual(outcomes('Duty', started.runId), { [uuid(3)]: 'held' });
    assert.deepEqual(service.broken, []);
    assert.deepEqual(connection.holders(), [], 'nobody takes it for what a deleted node has left');
    ill.clear();
    await carry('Person', [teacher(2)], { runId: connection.startRun() });
    const released = connection.history.release(started.runId);
    await finished(connection, clock, released.runId);
    assert.deepEqual(outcomes('Duty', released.runId), { [uuid(3)]: 'success' });
  });

  it('goes on after a restart, and sends nothing twice', async () => {
    const ill = new Set([uuid(1), uuid(2)]);
    const { file, key } = onDisk();
    const ledger = openLedger({ file, key });
    const { clock, connection, carry, runId, service, again } = bench({ judge: refused(ill) }, { ledger });
    await carry('Person', [pupil(1), teacher(2)]);
    ill.clear();
    const { runId: action } = connection.history.retry(runId);
    while (service.submitted().length < 2) await new Promise(setImmediate);
    assert.equal(connection.history.run(action).running, true);
    await connection.close();

    const next = again({ ledger: openLedger({ file, key }) });
    after(() => next.close());
    await finished(next, clock, action);
    const rows = await next.history.objects(action);
    assert.deepEqual(
      rows.map(({ id, outcome }) => [id, outcome]),
      [
        [uuid(1), 'success'],
        [uuid(2), 'success'],
      ],
    );
    assert.equal(service.submitted().length, 2);
  });

  it('says so where it cannot go on, and goes on later', async () => {
    let full = false;
    const beforeCommit = () => {
      if (full) throw Object.assign(new Error('no space'), { code: 'ENOSPC' });
    };
    const ledger = openLedger({ file: ':memory:', key: KEY, beforeCommit });
    const ill = new Set([uuid(1)]);
    const { clock, connection, carry, runId, service } = bench({ judge: refused(ill) }, { ledger });
    await carry('Person', [pupil(1)]);
    ill.clear();
    const failures: unknown[] = [];
    connection.history.watch({ changed: () => undefined, failed: (error) => failures.push(error) });
    const { runId: action } = connection.history.retry(runId);
    full = true;
    while (failures.length === 0) await clock.sleep(1_000);
    assert.match(String(failures[0]), /disk/);
    full = false;
    connection.history.resume();
    await finished(connection, clock, action);
    assert.deepEqual(connection.history.run(action).counts, { Person: { success: 1 } });
    assert.ok(service.submitted().length <= 3);
  });
});

describe('release', () => {
  it('sends persons with a protected identity, since somebody has decided so', async () => {
    const { clock, connection, carry, runId, outcomes, service } = bench();
    await carry('Person', [
      pupil(7, { securityMarking: 'Sekretessmarkering' }),
      pupil(8, { securityMarking: 'Okänd' }),
    ]);
    assert.equal(service.content.Person.size, 0);
    const started = connection.history.release(runId, [{ stage: 'Person', id: uuid(7) }]);
    await finished(connection, clock, started.runId);
    assert.deepEqual(outcomes('Person', started.runId), { [uuid(7)]: 'success' });
    assert.deepEqual([...service.content.Person.keys()], [uuid(7)]);
    const unknown = connection.history.release(runId);
    await finished(connection, clock, unknown.runId);
    assert.deepEqual(outcomes('Person', unknown.runId), { [uuid(8)]: 'held' }, 'a marking that nobody knows stays');
  });

  it('lets out of its gate what has come into place, and keeps the rest there', async () => {
    const { clock, connection, carry, runId, outcomes, service } = bench();
    const input = [
      group(4, { groupMemberships: [{ person: { id: uuid(1) } }] }),
      group(14, { groupMemberships: [{ person: { id: uuid(99) } }] }),
    ];
    await connection.passGate({ runId, stage: 'Group', gate: 'g', input, incompleteGroups: 'hold' });
    await carry('Person', [pupil(1)], { runId: connection.startRun() });
    const started = connection.history.release(runId);
    assert.equal(started.objects, 2);
    await finished(connection, clock, started.runId);
    assert.deepEqual(outcomes('Group', started.runId), { [uuid(4)]: 'success', [uuid(14)]: 'held' });
    assert.deepEqual(service.broken, []);
    assert.deepEqual(connection.holders(), ['g']);
  });
});

it('What a deleted gate held can still be sent', async () => {
  const { clock, connection, carry, runId, outcomes } = bench();
  await connection.passGate({ runId, stage: 'Duty', gate: 'g', input: [duty(3)], incompleteGroups: 'send' });
  connection.giveUp('g');
  await carry('Person', [teacher(2)]);
  const started = connection.history.release(runId);
  await finished(connection, clock, started.runId);
  assert.deepEqual(outcomes('Duty', started.runId), { [uuid(3)]: 'success' });
});

it('What was rejected is sent again once the rules take it', async () => {
  const { clock, connection, carry, ledger, runId, outcomes } = bench();
  await carry('Person', [pupil(1, { givenName: 7 })]);
  assert.throws(() => connection.history.retry(runId), { code: 'nothing-to-do' });
  // As an older version with a stricter rule would have left it.
  ledger.runs.record(runId, [{ stage: 'Person', id: uuid(6), outcome: 'rejected', reasons: [{ code: 'strict' }] }], 0);
  ledger.asides.keep(runId, 'Person', 'send', [{ id: uuid(6), json: JSON.stringify(pupil(6)) }], 0);
  const started = connection.history.retry(runId);
  await finished(connection, clock, started.runId);
  assert.deepEqual(outcomes('Person', started.runId), { [uuid(6)]: 'success' });
});

describe('what is removed', () => {
  const ill = new Set([uuid(1)]);

  /** A connection over a ledger on disk, with the person in every place that there is. */
  async function everywhere(parts: { retentionDays?: number } = {}) {
    const { file, folder, key } = onDisk();
    const ledger = openLedger({ file, key });
    const made = bench({ judge: refused(ill) }, { ledger, ...parts });
    await made.carry('Person', [pupil(1), teacher(2)]);
    await made.carry('Person', [pupil(1, { givenName: 7 }), pupil(6)], { runId: made.connection.startRun() });
    const bytes = () => Buffer.concat(readdirSync(folder).map((name) => readFileSync(join(folder, name))));
    return { ...made, ledger, bytes, blobs: () => blobsOf(file) };
  }

  it('by forgetting a person: all of them that anybody could read, but no outcome', async () => {
    const { connection, ledger, runId, outcomes, bytes, blobs } = await everywhere();
    const members = [{ person: { id: uuid(1), displayName: 'Åsa' } }, { person: { id: uuid(6) } }];
    const payload = {
      persons: [pupil(1), teacher(2)],
      duties: [duty(3)],
      groups: [group(4, { groupMemberships: members })],
    };
    connection.custody.take('n', { payload, dnp: { runId } });
    const earlier = blobs();

    connection.history.forget(uuid(1).toUpperCase());

    const rows = await connection.history.objects(runId);
    assert.deepEqual(rows.map(({ name, outcome }) => `${outcome} ${name}`).sort(), ['error ', 'success Åsa Nguyễn']);
    assert.equal(outcomes('Person')[uuid(1)], 'error');
    const detail = connection.history.object(runId, { stage: 'Person', id: uuid(1) }, 'en');
    assert.deepEqual([detail.sent, detail.answer, detail.wholeCivicNo, detail.entries], [undefined, undefined, '', []]);
    const waiting = JSON.stringify(ledger.waiting.list().map(({ id }) => ledger.waiting.read(id)));
    assert.ok(!waiting.includes(uuid(1)), 'a message on its way goes on without them');
    for (const id of [2, 3, 4, 6]) assert.ok(waiting.includes(uuid(id)), 'and with everybody else');
    assert.throws(() => connection.history.retry(runId), { code: 'nothing-to-do' });

    const gone = earlier.filter((blob) => !blobs().some((later) => later.equals(blob)));
    assert.equal(gone.length, 5, 'body, answer, what was set aside, and two lists of a message');
    for (const blob of gone) assert.ok(!bytes().includes(blob), 'not even the sealed bytes are left');
  });

  it('by forgetting one person: nothing of anybody else', async () => {
    const { connection, runId, blobs, carry } = await everywhere();
    await carry('Person', [teacher(12, { givenName: 7, familyName: 'Kvar' })], { runId });
    const earlier = blobs();
    connection.history.forget(uuid(99));
    assert.deepEqual(blobs(), earlier, 'of somebody whom it never had there is nothing to forget');
    connection.history.forget(uuid(1));
    const rows = await connection.history.objects(runId);
    assert.deepEqual(rows.map(({ name }) => name).sort(), ['', '7 Kvar', 'Åsa Nguyễn']);
  });

  it('while their job is under way: what becomes of it is told all the same', async () => {
    const { connection, ledger, outcomes, send } = await everywhere();
    const third = connection.startRun();
    const { jobs } = await send('Person', [pupil(1, { familyName: 'Ny' })], { runId: third });
    connection.history.forget(uuid(1));
    await connection.followUp({ runId: third, stage: 'Person', jobs });
    assert.deepEqual(outcomes('Person', third), { [uuid(1)]: 'error' });
    const [job] = connection.history.run(third).jobList;
    assert.doesNotMatch(ledger.batches.body(job?.batch ?? '') ?? '', /Ny/);
    assert.match(ledger.batches.answer(job?.batch ?? '') ?? '', /Nguyễn/, 'the answer came later');
    ledger.erasure.repeat();
    assert.doesNotMatch(ledger.batches.answer(job?.batch ?? '') ?? '', /Nguyễn/);
  });

  it('stays removed where a node still had it in its hands', async () => {
    const { connection, ledger, runId, carry, blobs } = await everywhere();
    const place = connection.custody.take('n', { payload: { persons: [pupil(1)] }, dnp: { runId } });
    connection.history.forget(uuid(1));
    await carry('Person', [pupil(1)], { runId });
    const late = blobs();
    connection.custody.drop(place);
    assert.equal(ledger.erasure.repeat(), true);
    assert.ok(
      late.some((blob) => !blobs().some((later) => later.equals(blob))),
      'what was written since is erased too',
    );
    assert.equal(ledger.erasure.repeat(), false, 'nothing is on its way any more: it is done with');
  });

  it('by the retention time: every body and answer, but no outcome', async () => {
    const { clock, connection, ledger, runId, outcomes, bytes, blobs } = await everywhere({ retentionDays: 1 });
    const earlier = blobs();
    assert.equal(earlier.length, 5, 'two bodies with their answers, and what was set aside');
    await clock.sleep(2 * DAY_MS);
    assert.deepEqual(blobs(), []);
    for (const blob of earlier) assert.ok(!bytes().includes(blob));
    assert.deepEqual(outcomes('Person'), { [uuid(1)]: 'error', [uuid(2)]: 'success' });
    assert.ok((await connection.history.objects(runId)).every(({ name }) => name === ''));
    assert.equal(ledger.asides.open(1).size, 0);
  });
});

/** All sealed blobs of a ledger. */
function blobsOf(file: string): Buffer[] {
  using db = new DatabaseSync(file, { readOnly: true });
  const columns = { batch: ['body', 'answer'], aside: ['body'], waiting: ['message'], part: ['body'], held: ['body'] };
  return Object.entries(columns).flatMap(([table, names]) =>
    names.flatMap((name) =>
      db
        .prepare(`SELECT ${name} AS blob FROM ${table} WHERE ${name} IS NOT NULL`)
        .all()
        .map(({ blob }) => (blob instanceof Uint8Array ? Buffer.from(blob) : assert.fail('not sealed'))),
    ),
  );
}
