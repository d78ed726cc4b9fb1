import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { ObjectRow } from '../../../../lib/dnp/history/records.ts';
import { entry, log } from '../../../support/scripted-service.ts';
import { activity, duty, group, pupil, teacher, uuid } from '../sample.ts';
import { bench } from '../transfer/bench.ts';

const NOBODY = { name: '', role: '', civicNo: '', eppn: '', schoolYear: '', schoolType: '', schoolUnit: '' };
const UNIT = 'fb22448b-b724-5e53-8a2c-d8b339206901';

function row(rows: readonly ObjectRow[], id: string): ObjectRow {
  return rows.find((candidate) => candidate.id === id) ?? assert.fail(`no row for ${id}`);
}

describe('the objects of a run', () => {
  it('are told by name, role, masked number, login, year, type and unit', async () => {
    const { connection, carry, runId } = bench();
    await carry('Person', [pupil(1), teacher(2, { givenName: 'Eva', familyName: 'Ek' })]);
    await carry('Duty', [duty(3)]);
    await carry('Group', [group(4)]);
    await carry('Activity', [activity(5)]);
    const rows = await connection.history.objects(runId);
    const { batch, ...first } = row(rows, uuid(1));
    assert.ok(batch);
    assert.deepEqual(first, {
      stage: 'Person',
      id: uuid(1),
      outcome: 'success',
      codes: [],
      fields: [],
      name: 'Åsa Nguyễn',
      role: 'Elev',
      civicNo: '20130824-****',
      eppn: `${uuid(1)}@edu.sollunda.example`,
      schoolYear: '6',
      schoolType: 'GR',
      schoolUnit: UNIT,
    });
    assert.equal(row(rows, uuid(2)).role, 'Lärare', 'a teacher by the duty in the same run');
    const { name, role, civicNo, schoolUnit } = row(rows, uuid(3));
    assert.deepEqual([name, role, civicNo, schoolUnit], ['Eva Ek', 'Lärare', '19841208-****', UNIT]);
    assert.deepEqual([row(rows, uuid(4)).name, row(rows, uuid(4)).role], ['6B', 'Klass']);
    assert.equal(row(rows, uuid(5)).name, 'Matematik 6B');
    assert.ok(!JSON.stringify(rows).includes('201308249836'), 'no whole civic number');
  });

  it('are told too where they were rejected, held, left out or unchanged, with no more than the contract names', async () => {
    const { connection, carry, runId } = bench();
    await carry('Person', [pupil(1)]);
    const second = connection.startRun();
    await carry(
      'Person',
      [
        pupil(1),
        pupil(6, { familyName: 'Blank', enrolments: [{ schoolType: 'GR' }], phoneNumbers: ['070-1'] }),
        pupil(7, { familyName: 'Skyddad', securityMarking: 'Sekretessmarkering' }),
        { givenName: 'Utan', familyName: 'Id' },
      ],
      { runId: second },
    );
    const input = [group(4, { groupMemberships: [{ person: { id: uuid(99), displayName: 'Hemlig' } }] })];
    await connection.passGate({ runId: second, stage: 'Group', gate: 'g', input, incompleteGroups: 'hold' });
    connection.record(
      second,
      [{ stage: 'Duty', id: uuid(8), outcome: 'skipped', reasons: [{ code: 'ended' }] }],
      [{ stage: 'Duty', id: uuid(8), json: JSON.stringify(duty(8, { person: { id: uuid(1) } })) }],
    );
    const rows = await connection.history.objects(second);
    const told = Object.fromEntries(rows.map(({ id, outcome, name }) => [id, `${outcome} ${name}`]));
    assert.deepEqual(told, {
      [uuid(1)]: 'unchanged Åsa Nguyễn',
      [uuid(6)]: 'rejected Åsa Blank',
      [uuid(7)]: 'held Åsa Skyddad',
      '#4': 'rejected Utan Id',
      [uuid(4)]: 'held 6B',
      [uuid(8)]: 'skipped Åsa Nguyễn',
    });
    const details = [uuid(6), uuid(4)].map((id, at) =>
      connection.history.object(second, { stage: at === 0 ? 'Person' : 'Group', id }, 'en'),
    );
    assert.doesNotMatch(JSON.stringify(details), /070-1|Hemlig/);
    assert.equal((await connection.history.objects(runId)).length, 1, 'another run has its own');
  });

  it('show what has come since the last look', async () => {
    const { connection, carry, runId } = bench();
    await carry('Person', [pupil(1)]);
    assert.equal((await connection.history.objects(runId)).length, 1);
    await carry('Person', [pupil(10, { familyName: 'Ny' }), pupil(11, { givenName: 7 })]);
    const rows = await connection.history.objects(runId);
    assert.equal(row(rows, uuid(10)).name, 'Åsa Ny');
    assert.equal(row(rows, uuid(11)).outcome, 'rejected');
  });

  it('lead to the node that each was at last', async () => {
    const { connection, carry, runId } = bench();
    const { history } = connection;
    history.visit(runId, ['Person', 'Group'], { id: 'import', type: 'sis-import' });
    history.visit(runId, ['Person'], { id: 'persons', type: 'dnp-person' });
    history.visit(runId, ['Person'], { id: 'jobs', type: 'dnp-job-status' });
    history.visit(runId, ['Group'], { id: 'gate', type: 'dnp-gate' });
    await carry('Person', [pupil(1), pupil(6, { givenName: '' }), pupil(7, { givenName: 7 })]);
    const input = [group(4, { groupMemberships: [{ person: { id: uuid(99) } }] })];
    await connection.passGate({ runId, stage: 'Group', gate: 'gate', input, incompleteGroups: 'hold' });
    const rows = await history.objects(runId);
    assert.equal(row(rows, uuid(1)).nodeId, 'jobs');
    assert.equal(row(rows, uuid(7)).nodeId, 'persons');
    assert.equal(row(rows, uuid(4)).nodeId, 'gate');
    assert.deepEqual(history.run(runId).nodes, ['import', 'persons', 'jobs', 'gate']);
  });

  it('fifty thousand of them are there in well under two seconds', async () => {
    const { clock, connection, ledger, runId } = bench({}, { retentionDays: 1_000 });
    const now = clock.now();
    const people = Array.from({ length: 50_000 }, (_, index) => pupil(index + 1));
    for (let from = 0; from < people.length; from += 400) {
      const content = people.slice(from, from + 400);
      const batch = { id: `b${from}`, runId, stage: 'Person', transfer: 't', operation: 'send', attempt: 1 } as const;
      const ids = content.map(({ id }) => ({ id: String(id), hash: 'h', notes: [] }));
      ledger.write(() => {
        ledger.batches.intend({ ...batch, createdAt: 0, content: ids, body: JSON.stringify({ data: content }) });
        ledger.batches.ended(batch.id, now, '[]');
        const outcomes = ids.map(({ id }) => ({ stage: batch.stage, id, outcome: 'success', reasons: [] }) as const);
        ledger.runs.record(runId, outcomes, 0, batch.id);
      });
    }
    const before = process.cpuUsage();
    const rows = await connection.history.objects(runId);
    const { user, system } = process.cpuUsage(before);
    assert.equal(rows.length, 50_000);
    assert.ok(rows.every(({ name }) => name === 'Åsa Nguyễn'));

    assert.ok(user + system < 4_000_000, `${(user + system) / 1_000} ms of CPU`);
    const between = process.cpuUsage();
    await connection.history.objects(runId);
    const again = process.cpuUsage(between);
    assert.ok(again.user + again.system < (user + system) / 2, 'a second look does not open the bodies again');
  });
});

describe('one object of a run', () => {
  it('comes with what was sent and answered, every log entry, and words that say what to do', async () => {
    const judge = () => ({ status: 'Error', errors: [log('9999'), log('3047')] });
    const { connection, carry, runId } = bench({ judge });
    await carry('Person', [pupil(1)]);
    const detail = connection.history.object(runId, { stage: 'Person', id: uuid(1) }, 'sv');
    assert.equal(detail.outcome, 'error');
    assert.equal(detail.wholeCivicNo, '201308249836');
    assert.deepEqual(detail.entries, [log('9999'), log('3047')]);
    assert.deepEqual(detail.answer, { ...entry(uuid(1), 'Error'), errors: [log('9999'), log('3047')] });
    assert.deepEqual(Reflect.get(Object(detail.sent), 'familyName'), 'Nguyễn');
    const [unknown, known] = detail.reasons;
    assert.match(unknown?.what ?? '', /9999.*“Åsa Nguyễn 201308249836 is not as it should be”/);
    assert.doesNotMatch(known?.what ?? '', /Nguyễn/);
    const english = connection.history.object(runId, { stage: 'Person', id: uuid(1) }, 'en');
    assert.notEqual(english.reasons[1]?.what, known?.what);
  });

  it('of a duty is its holder’s, wherever that person was sent', async () => {
    const { connection, carry, runId } = bench();
    await carry('Person', [teacher(2, { givenName: 'Eva', familyName: 'Ek' })]);
    await carry('Duty', [duty(3)]);
    const second = connection.startRun();
    await carry('Duty', [duty(3, { dutyRole: 'Rektor' })], { runId: second });
    for (const run of [runId, second]) {
      const detail = connection.history.object(run, { stage: 'Duty', id: uuid(3) }, 'nl');
      assert.deepEqual([detail.name, detail.wholeCivicNo], ['Eva Ek', '198412089818']);
    }
    const third = connection.startRun();
    await carry('Duty', [duty(8, { person: 'nobody' })], { runId: third });
    const detail = connection.history.object(third, { stage: 'Duty', id: uuid(8) }, 'nl');
    assert.deepEqual([detail.name, detail.role, detail.wholeCivicNo], ['', 'Lärare', '']);
  });

  it('that was not sent this time shows who it is, but nothing as sent', async () => {
    const { connection, carry } = bench();
    await carry('Person', [pupil(1)]);
    const second = connection.startRun();
    await carry('Person', [pupil(1)], { runId: second });
    const detail = connection.history.object(second, { stage: 'Person', id: uuid(1) }, 'en');
    assert.deepEqual([detail.outcome, detail.name, detail.sent], ['unchanged', 'Åsa Nguyễn', undefined]);
  });

  it('is refused where there is none', async () => {
    const { connection, runId } = bench();
    const { history } = connection;
    const code = (work: () => unknown) => assert.throws(work, ({ code }) => /^unknown-/.test(code));
    code(() => history.run(uuid(77)));
    code(() => history.object(runId, { stage: 'Person', id: uuid(77) }, 'en'));
    await assert.rejects(history.objects(uuid(77)), { code: 'unknown-run' });
  });
});

describe('the list of runs', () => {
  it('has the newest first, with counts, jobs and whether they are under way', async () => {
    const { connection, carry, runId } = bench();
    await carry('Person', [pupil(1), pupil(6, { givenName: 7 })]);
    const second = connection.startRun();
    const [newest, oldest] = connection.history.runs();
    assert.deepEqual([newest?.id, oldest?.id], [second, runId]);
    assert.deepEqual(oldest?.counts, { Person: { success: 1, rejected: 1 } });
    assert.deepEqual([oldest?.running, oldest?.jobs], [false, { done: 1, total: 1 }]);
    assert.deepEqual(
      connection.history.runs({ before: newest?.seq ?? 0 }).map(({ id }) => id),
      [runId],
    );
    const [job] = connection.history.run(runId).jobList;
    assert.deepEqual([job?.stage, job?.state, job?.objects, job?.jobId], ['Person', 'ended', 1, 'job-1']);
  });

  it('knows whose people these are once a token has said so', async () => {
    const names = ['Sollunda kommun', 'Sollunda kommun', undefined];
    const grant = () => ({ organisationId: '2120000000', organisationName: names.shift(), expiresAt: 0 });
    const { connection } = bench({}, { authorize: () => Promise.resolve(grant()) });
    assert.equal(connection.history.organiser(), undefined);
    for (const _ of [1, 2]) await connection.authorize();
    assert.equal(connection.history.organiser(), 'Sollunda kommun');
    await connection.authorize();
    assert.equal(connection.history.organiser(), '2120000000');
  });

  it('shows a run as under way until its jobs have ended', async () => {
    const { connection, send, runId } = bench();
    const { jobs } = await send('Person', [pupil(1)]);
    assert.equal(connection.history.run(runId).running, true);
    await connection.followUp({ runId, stage: 'Person', jobs });
    assert.equal(connection.history.run(runId).running, false);
  });

  it('is told of changes with counts and ids alone, four times a second at the most', async () => {
    const { clock, connection, carry, runId } = bench();
    const told: { at: number; change: object }[] = [];
    connection.history.watch({
      changed: (change) => told.push({ at: clock.now(), change }),
      failed: (error) => assert.fail(String(error)),
    });
    await carry('Person', [pupil(1), pupil(6), pupil(7)]);
    await clock.sleep(2_000);
    assert.ok(told.length > 0);
    assert.deepEqual(told.at(-1)?.change, { run: runId, stage: 'Person', counts: { success: 3 } });
    for (const [index, { at }] of told.entries()) assert.ok(at - (told[index - 1]?.at ?? 0) >= 250);
  });
});

it('A row of somebody whom the ledger no longer holds is empty, but it is there', async () => {
  const { connection, ledger, runId } = bench();
  ledger.runs.record(runId, [{ stage: 'Person', id: uuid(1), outcome: 'success', reasons: [] }], 0);
  const [only] = await connection.history.objects(runId);
  assert.deepEqual(only, { stage: 'Person', id: uuid(1), outcome: 'success', codes: [], fields: [], ...NOBODY });
});
