import assert from 'node:assert/strict';
import { test } from 'node:test';
import { GrantRefused } from '../../../../lib/dnp/grant/failures.ts';
import { InputFailure } from '../../../../lib/dnp/rules.ts';
import { openLedger } from '../../../../lib/ledger/ledger.ts';
import type { Operation } from '../../../../lib/operation.ts';
import { TransportFailure } from '../../../../lib/transport/transport.ts';
import { type Call, entry, refusal } from '../../../support/scripted-service.ts';
import { duty, group, pupil, teacher, uuid } from '../sample.ts';
import { bench } from './bench.ts';

const isSubmit = ({ name }: Call) => name === 'submit';
/** Room for one pupil a call. */
const SINGLES = { settings: { bodyBytes: 600 } };

test('What is sent is in the ledger before the call, in full, and its job before anybody is told', async () => {
  const seen: unknown[] = [];
  const at = bench({
    trouble: (call) => {
      const [batch] = at.ledger.batches.open({});
      assert.ok(batch);
      seen.push(
        batch.state,
        at.ledger.batches.content(batch.id).map(({ id }) => id),
        call.ids,
      );
      assert.deepEqual(JSON.parse(at.ledger.batches.body(batch.id) ?? ''), { data: [pupil(1), pupil(2)] });
      return undefined;
    },
  });
  const { jobs } = await at.send('Person', [pupil(1), pupil(2)]);
  const ids = [uuid(1), uuid(2)];
  assert.deepEqual(seen, ['intent', ids, ids]);
  const batch = at.ledger.batches.get(jobs[0]?.batch ?? '');
  assert.deepEqual([batch?.state, batch?.jobId, batch?.objects], ['submitted', jobs[0]?.jobId, 2]);
});

test('Objects that break a rule, need permission or are out of scope are set aside, and cost nobody else anything', async () => {
  const at = bench();
  const { setAside, counts } = await at.send('Person', [
    pupil(1),
    pupil(2, { givenName: undefined }),
    pupil(3, { securityMarking: 'Sekretessmarkering' }),
    'nonsense',
  ]);
  assert.deepEqual(
    setAside.map(({ id, outcome }) => [id, outcome]),
    [
      [uuid(2), 'rejected'],
      [uuid(3), 'held'],
      ['#4', 'rejected'],
    ],
  );
  assert.deepEqual(counts, { rejected: 2, held: 1 });
  assert.deepEqual(at.service.submitted()[0]?.ids, [uuid(1)]);
  const mentors = await at.send('Group', [group(9, { groupType: 'Mentor' })]);
  assert.deepEqual(mentors.counts, { skipped: 1 });
});

test('Input that is no list and no object is an error, and nothing of it is sent', async () => {
  const at = bench();
  await assert.rejects(at.send('Person', undefined), InputFailure);
  await assert.rejects(at.send('Person', 'persons'), InputFailure);
  await assert.rejects(at.send('Person', null, { operation: 'delete' }), InputFailure);
  assert.deepEqual(at.service.calls, []);
});

test('One object in place of a list, and an empty list, are fine', async () => {
  const at = bench();
  assert.equal((await at.send('Person', pupil(1))).jobs.length, 1);
  assert.deepEqual((await at.send('Duty', [])).jobs, []);
});

test('What the service has like this already is unchanged, and not sent; what has changed is', async () => {
  const at = bench();
  await at.carry('Person', [pupil(1), pupil(2)]);
  const runId = at.connection.startRun();
  const { counts } = await at.carry('Person', [pupil(1), pupil(2, { givenName: 'Bo' })], { runId });
  assert.deepEqual(counts, { unchanged: 1, success: 1 });
  assert.deepEqual(
    at.service.submitted().map(({ ids }) => ids),
    [[uuid(1), uuid(2)], [uuid(2)]],
  );
});

test('The same message once more in the same run sends nothing, and leads to the same jobs', async () => {
  const at = bench();
  const first = await at.send('Person', [pupil(1)]);
  const second = await at.send('Person', [pupil(1)]);
  assert.deepEqual(second.jobs, first.jobs);
  await at.connection.followUp({ runId: at.runId, stage: 'Person', jobs: second.jobs });
  const third = await at.carry('Person', [pupil(1)]);
  assert.deepEqual(third.counts, { success: 1 });
  assert.equal(at.service.submitted().length, 1);
});

test('Two copies of a message at once send nothing twice', async () => {
  const at = bench();
  const both = await Promise.all([at.carry('Person', [pupil(1)]), at.carry('Person', [pupil(1)])]);
  assert.deepEqual(
    both.map(({ counts }) => counts),
    [{ success: 1 }, { success: 1 }],
  );
  assert.equal(at.service.submitted().length, 1);
});

test('Two runs at once never have two jobs for an object', async () => {
  const at = bench();
  const runId = at.connection.startRun();
  const [first, second, third] = await Promise.all([
    at.carry('Person', [pupil(1)]),
    at.carry('Person', [pupil(1, { givenName: 'Bo' }), pupil(2)], { runId }),
    at.carry('Person', [pupil(2)], { runId: at.connection.startRun() }),
  ]);
  assert.deepEqual([first?.counts, second?.counts, third?.counts], [{ success: 1 }, { success: 2 }, { unchanged: 1 }]);
  assert.deepEqual(at.service.broken, []);
  assert.equal(at.service.content.Person.get(uuid(1))?.givenName, 'Bo');
});

test('Where an earlier job cannot be asked about, the objects of it are not sent, and the failure is told', async () => {
  let down = false;
  const failure = refusal(503, '5022');
  const at = bench({ trouble: ({ name }) => (down && name === 'job' ? failure : undefined) });
  await at.send('Person', [pupil(1)]);
  down = true;
  const runId = at.connection.startRun();
  const { setAside, ...rest } = await at.send('Person', [pupil(1, { givenName: 'Bo' })], { runId });
  assert.equal(rest.failure, failure);
  assert.deepEqual(
    setAside.map(({ outcome, reasons }) => [outcome, reasons[0]?.code]),
    [['temporary', '5022']],
  );
});

test('Create, update and delete do what they say, and the ledger knows what is there', async () => {
  const at = bench();
  const run = async (operation: Operation, input: unknown) => {
    const runId = at.connection.startRun();
    return (await at.carry('Person', input, { operation, runId })).counts;
  };
  assert.deepEqual(await run('update', [pupil(1)]), { error: 1 });
  assert.deepEqual(await run('create', [pupil(1)]), { success: 1 });
  assert.deepEqual(await run('create', [pupil(1)]), { error: 1 });
  assert.deepEqual(await run('update', [pupil(1)]), { unchanged: 1 });
  assert.deepEqual(await run('update', [pupil(1, { givenName: 'Bo' })]), { success: 1 });
  assert.deepEqual(await run('delete', [uuid(1).toUpperCase(), { id: uuid(1) }, 'nobody', {}]), {
    success: 1,
    rejected: 2,
  });
  assert.equal(at.service.content.Person.size, 0);
  assert.deepEqual(await run('send', [pupil(1, { givenName: 'Bo' })]), { success: 1 });
  assert.deepEqual(
    at.service.submitted().map(({ operation }) => operation),
    ['update', 'create', 'create', 'update', 'delete', 'send'],
  );
});

test('A call that is too large is halved until only the culprit is left', async () => {
  const at = bench({
    trouble: (call) => (isSubmit(call) && call.ids.includes(uuid(3)) ? refusal(413, '5020') : undefined),
  });
  const long = pupil(3, { middleName: 'Andersson '.repeat(50) });
  const { setAside } = await at.send('Person', [pupil(1), pupil(2), long, pupil(4), pupil(5)]);
  assert.deepEqual(setAside, [
    {
      stage: 'Person',
      id: uuid(3),
      outcome: 'rejected',
      reasons: [{ code: 'object-too-large', field: 'middleName', params: { limit: 200_000 } }],
    },
  ]);
  assert.deepEqual(
    at.service.submitted().map(({ ids }) => ids.length),
    [5, 3, 2, 1, 2],
  );
  assert.equal(at.ledger.batches.open({}).length, 2, 'refused calls leave nothing behind');
});

test('A call that is refused for its content is halved too; the culprit is told what the service said, without values', async () => {
  const at = bench({
    trouble: (call) => (isSubmit(call) && call.ids.includes(uuid(2)) ? refusal(400, '2010') : undefined),
  });
  const { setAside } = await at.send('Person', [pupil(1), pupil(2)]);
  assert.deepEqual(setAside, [
    {
      stage: 'Person',
      id: uuid(2),
      outcome: 'error',
      reasons: [{ code: '2010', field: 'civicNo', params: { category: 'Validation' } }],
    },
  ]);
  const bare = bench({ trouble: () => refusal(400) });
  const told = await bare.send('Person', [pupil(1)]);
  assert.deepEqual(told.setAside[0]?.reasons, [{ code: 'http-400' }]);
});

test('An object that fits into no call is rejected without one', async () => {
  const at = bench();
  const { setAside } = await at.send('Person', [pupil(1, { givenName: 'Å'.repeat(150_000) }), pupil(2)]);
  assert.deepEqual(
    setAside.map(({ id, outcome }) => [id, outcome]),
    [[uuid(1), 'rejected']],
  );
  assert.deepEqual(
    at.service.submitted().map(({ ids }) => ids),
    [[uuid(2)]],
  );
});

test('A refusal that concerns everything stops the sending; what was not sent is to be sent again', async () => {
  const many = Array.from({ length: 30 }, (_, index) => pupil(index + 1));
  const failure = refusal(403, '5002');
  const at = bench({ trouble: (call) => (call.number > 3 ? failure : undefined) }, SINGLES);
  const { counts, jobs, ...rest } = await at.send('Person', many);
  assert.equal(rest.failure, failure);
  assert.deepEqual([counts, jobs.length], [{ temporary: 27 }, 3]);
  assert.ok(at.service.submitted().length <= 13, 'calls under way at the refusal, and none after it');
  assert.equal(at.reasons('Person', uuid(30))[0], '5002');
});

test('What could not be sent in an outage goes with the next run', async () => {
  let down = true;
  const at = bench({
    trouble: (call) => (down && isSubmit(call) ? new TransportFailure('not-sent', 'no route') : undefined),
  });
  const first = await at.carry('Person', [pupil(1)]);
  assert.deepEqual([first.counts, first.submitted.jobs], [{ temporary: 1 }, []]);
  assert.deepEqual(at.reasons('Person', uuid(1)), ['service-unreachable']);
  down = false;
  assert.deepEqual((await at.carry('Person', [pupil(1)], { runId: at.connection.startRun() })).counts, { success: 1 });
});

test('An error that nobody expected leaves open whether the call was carried out', async () => {
  const at = bench({ trouble: (call) => (call.number === 1 ? new TypeError('a mistake') : undefined) });
  const { jobs, failure } = await at.send('Person', [pupil(1)]);
  assert.equal(at.ledger.batches.get(jobs[0]?.batch ?? '')?.state, 'unconfirmed');
  assert.ok(failure instanceof TypeError, 'and is told');
});

test('A message that is called off before its turn sends nothing', async () => {
  const at = bench();
  const stop = new AbortController();
  stop.abort(new Error('redeployed'));
  const step = { runId: at.runId, stage: 'Person', operation: 'send', input: [pupil(1)] } as const;
  await assert.rejects(at.connection.submit({ ...step, signal: stop.signal }), /redeployed/);
  assert.deepEqual(at.service.calls, []);
});

test('Work that is called off in the middle ends with the reason; a call that was not sent leaves no intent', async () => {
  const stop = new AbortController();
  const at = bench(
    {
      trouble: (call) => {
        if (call.number < 3) return undefined;
        stop.abort(new Error('redeployed'));
        return stop.signal.reason;
      },
    },
    SINGLES,
  );
  const input = Array.from({ length: 30 }, (_, index) => pupil(index + 1));
  const step = { runId: at.runId, stage: 'Person', operation: 'send', input } as const;
  await assert.rejects(at.connection.submit({ ...step, signal: stop.signal }), /redeployed/);
  const states = at.ledger.batches.open({}).map(({ state }) => state);
  assert.deepEqual(states, ['submitted', 'submitted']);
});

test('A call that is called off after it was sent is unconfirmed, and the work ends with the reason', async () => {
  const stop = new AbortController();
  const at = bench({
    trouble: () => {
      stop.abort(new Error('redeployed'));
      return 'lost';
    },
  });
  const step = { runId: at.runId, stage: 'Person', operation: 'send', input: [pupil(1)] } as const;
  await assert.rejects(at.connection.submit({ ...step, signal: stop.signal }), /redeployed/);
  assert.deepEqual(
    at.ledger.batches.open({}).map(({ state }) => state),
    ['unconfirmed'],
  );
});

test('Progress tells how many calls have been made, halves included', async () => {
  const seen: string[] = [];
  const at = bench({ trouble: (call) => (call.ids.length > 1 ? refusal(413, '5020') : undefined) });
  await at.connection.submit({
    runId: at.runId,
    stage: 'Person',
    operation: 'send',
    input: [pupil(1), pupil(2)],
    onProgress: ({ done, total }) => seen.push(`${done}/${total}`),
  });
  assert.deepEqual(seen, ['0/2', '1/2', '2/2']);
});

test('Without a durable intent there is no call', async () => {
  let full = false;
  const ledger = openLedger({
    file: ':memory:',
    key: new Uint8Array(32),
    beforeCommit: () => {
      if (full) throw Object.assign(new Error('no space'), { code: 'ENOSPC' });
    },
  });
  const at = bench({}, { ledger });
  await at.carry('Person', [pupil(1)]);
  full = true;
  await assert.rejects(at.send('Person', [pupil(2)]), { code: 'ledger-full' });
  assert.deepEqual(
    at.service.submitted().map(({ ids }) => ids),
    [[uuid(1)]],
  );
  assert.deepEqual(at.outcomes('Person'), { [uuid(1)]: 'success' }, 'the old state stays readable');
});

test('An answer that the disk refused to keep is not forgotten: its job is followed, and nothing is sent twice', async () => {
  let commits = Number.POSITIVE_INFINITY;
  const ledger = openLedger({
    file: ':memory:',
    key: new Uint8Array(32),
    beforeCommit: () => {
      if (commits-- === 0) throw Object.assign(new Error('io'), { code: 'EIO' });
    },
  });
  const at = bench(
    {
      trouble: (call) => {
        if (isSubmit(call)) commits = 0;
        return undefined;
      },
    },
    { ledger },
  );
  await assert.rejects(at.send('Person', [pupil(1)]), { code: 'ledger-unwritable' });
  const { jobs } = await at.send('Person', [pupil(1)]);
  const { counts } = await at.connection.followUp({ runId: at.runId, stage: 'Person', jobs });
  assert.deepEqual(counts, { success: 1 });
  assert.equal(at.service.submitted().length, 1);
  assert.equal(at.service.calls.filter(({ name }) => name === 'lookup').length, 0);
});

test('A job that has not ended for a day keeps its objects from a second one, and is asked about first', async () => {
  const at = bench({ jobMs: ({ number }) => (number === 1 ? 40 * 3_600_000 : 800) });
  const { attention } = await at.carry('Person', [pupil(1)]);
  assert.deepEqual(
    attention.map(({ outcome, reasons }) => [outcome, reasons[0]?.code]),
    [['unconfirmed', 'job-not-finished']],
  );
  const runId = at.connection.startRun();
  const changed = pupil(1, { givenName: 'Bo' });
  const { setAside } = await at.send('Person', [changed, pupil(2)], { runId });
  assert.deepEqual(
    setAside.map(({ id, outcome, reasons }) => [id, outcome, reasons[0]?.code]),
    [[uuid(1), 'unconfirmed', 'already-in-flight']],
  );
  assert.deepEqual(at.service.submitted().at(-1)?.ids, [uuid(2)]);

  await at.clock.sleep(24 * 3_600_000);
  const last = await at.carry('Person', [changed], { runId: at.connection.startRun() });
  assert.deepEqual(last.counts, { success: 1 });
  assert.deepEqual(at.outcomes('Person'), { [uuid(1)]: 'success' }, 'its own run knows how it ended');
  assert.deepEqual(at.service.broken, []);
});

test('What gates and rules have to say about an object is told with its outcome, and makes it a warning', async () => {
  const at = bench();
  at.ledger.runs.note(at.runId, 'Person', new Map([[uuid(2), [{ code: 'member-left-out' }]]]));
  const noted = teacher(2, { civicNo: { value: '198412699818' } });
  await at.carry('Person', [noted]);
  assert.deepEqual(at.outcomes('Person'), { [uuid(2)]: 'warning' });
  assert.deepEqual(at.reasons('Person', uuid(2)).sort(), ['civic-number-coordination-checksum', 'member-left-out']);
});

test('Stages do not wait for each other', async () => {
  const at = bench({
    judge: (_stage, { id }) => entry(id, 'Success'),
    jobMs: ({ stage }) => (stage === 'Person' ? 5_000 : 800),
  });
  const persons = at.carry('Person', [pupil(1)]).then(() => 'persons');
  assert.equal(await Promise.race([persons, at.carry('Duty', [duty(3)]).then(() => 'duties')]), 'duties');
  await persons;
});

test('A single id may be deleted, and one that is refused as too large is told without more ado', async () => {
  const at = bench({
    trouble: (call) => (call.operation === 'delete' && call.number === 3 ? refusal(413, '5020') : undefined),
  });
  await at.carry('Person', [pupil(1)]);
  const first = await at.send('Person', uuid(1), { operation: 'delete', runId: at.connection.startRun() });
  assert.deepEqual(first.setAside[0]?.reasons, [{ code: 'object-too-large', params: { limit: 200_000 } }]);
  await at.carry('Person', uuid(1), { operation: 'delete', runId: at.connection.startRun() });
  assert.equal(at.service.content.Person.size, 0);
});

test('A disk that fails in the middle stops all that is being sent at once', async () => {
  let commits = 0;
  const ledger = openLedger({
    file: ':memory:',
    key: new Uint8Array(32),
    beforeCommit: () => {
      if (++commits === 30) throw Object.assign(new Error('no space'), { code: 'ENOSPC' });
    },
  });
  const at = bench({}, { ledger, ...SINGLES });
  const many = Array.from({ length: 60 }, (_, index) => pupil(index + 1));
  await assert.rejects(at.send('Person', many), { code: 'ledger-full' });
  const sent = at.service.submitted().length;
  assert.ok(sent > 5 && sent < 30, `${sent} calls`);
  assert.equal((await at.carry('Person', many)).counts.success, 60);
  assert.deepEqual([at.service.repeated, at.service.broken], [0, []]);
});

test('What cannot be sent because we are not let in says so, and says why', async () => {
  const refused = new GrantRefused('certificate-expired');
  const at = bench({ trouble: () => refused });
  const { failure, setAside } = await at.send('Person', [pupil(1)]);
  assert.equal(failure, refused);
  assert.deepEqual(setAside[0]?.reasons, [{ code: 'not-authorized', params: { cause: refused.code } }]);
});
