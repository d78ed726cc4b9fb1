import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { JobRef } from '../../../../lib/dnp/connection.ts';
import { openLedger } from '../../../../lib/ledger/ledger.ts';
import { type Call, entry, log, refusal } from '../../../support/scripted-service.ts';
import { pupil, uuid } from '../sample.ts';
import { type Bench, bench } from './bench.ts';

const HOUR = 3_600_000;
const first = ({ number }: Call) => number === 1;
const isSubmit = ({ name }: Call) => name === 'submit';

function callsOf({ service }: Bench): string[] {
  return service.calls.map(({ name }) => name);
}

function follow({ connection, runId }: Bench, jobs: readonly JobRef[], signal?: AbortSignal) {
  return connection.followUp({ runId, stage: 'Person', jobs, ...(signal ? { signal } : {}) });
}

test('What the service takes is a success, and is in place', async () => {
  const at = bench();
  const { attention, counts, submitted } = await at.carry('Person', [pupil(1), pupil(2)]);
  assert.equal(submitted.jobs.length, 1);
  assert.deepEqual([attention, counts], [[], { success: 2 }]);
  assert.deepEqual(at.outcomes('Person'), { [uuid(1)]: 'success', [uuid(2)]: 'success' });
  assert.deepEqual([...at.service.content.Person.keys()], [uuid(1), uuid(2)]);
  assert.deepEqual(at.service.broken, []);
});

test('Each answer becomes the outcome that it means; reasons carry ids and fields, never values', async () => {
  const told: Record<string, Partial<ReturnType<typeof entry>>> = {
    [uuid(1)]: { status: 'Success' },
    [uuid(2)]: { status: 'Warning', warnings: [log('3047')] },
    [uuid(3)]: { status: 'Error', errors: [log('2010')], warnings: [{ ...log('3047'), attributeName: undefined }] },
  };
  const at = bench({ judge: (_stage, { id }) => told[id] });
  const { attention, counts } = await at.carry('Person', [pupil(1), pupil(2), pupil(3)]);
  assert.deepEqual(counts, { success: 1, warning: 1, error: 1 });
  assert.deepEqual(
    attention.map(({ outcome, reasons }) => [outcome, reasons]),
    [
      ['warning', [{ code: '3047', field: 'civicNo', params: { category: 'Validation' } }]],
      [
        'error',
        [
          { code: '2010', field: 'civicNo', params: { category: 'Validation' } },
          { code: '3047', params: { category: 'Validation' } },
        ],
      ],
    ],
  );
  assert.doesNotMatch(JSON.stringify(at.ledger.runs.outcomes(at.runId)), /Nguy|2013/);
});

test('A job costs two calls where it ends when it is expected to', async () => {
  const at = bench();
  await at.carry('Person', [pupil(1)]);
  assert.deepEqual(callsOf(at), ['submit', 'job']);
});

test('The first look at a job comes later where jobs have been seen to take longer', async () => {
  const at = bench({ jobMs: () => 4_000 });
  for (let number = 1; number <= 30; number++) {
    await at.carry('Person', [pupil(number)], { runId: at.connection.startRun() });
  }
  assert.deepEqual(callsOf(at).slice(-2), ['submit', 'job']);
});

test('A job that nobody followed for hours does not keep anybody from looking at the next', async () => {
  const at = bench();
  const { jobs } = await at.send('Person', [pupil(1)]);
  at.clock.autoAdvance = false;
  await at.clock.advance(HOUR);
  at.clock.autoAdvance = true;
  await follow(at, jobs);
  const begun = at.clock.now();
  await at.carry('Person', [pupil(2)], { runId: at.connection.startRun() });
  assert.ok(at.clock.now() - begun < 2_000, `${at.clock.now() - begun} ms`);
});

test('A slow job is only asked whether it is completed, less and less often, and read once', async () => {
  const at = bench({ jobMs: () => HOUR });
  const { counts } = await at.carry('Person', [pupil(1)]);
  assert.deepEqual(counts, { success: 1 });
  const [submitted, early, ...rest] = callsOf(at);
  assert.deepEqual([submitted, early, rest.pop()], ['submit', 'job', 'job']);
  assert.deepEqual(new Set(rest), new Set(['isCompleted']));
  assert.ok(rest.length < 80, `${rest.length} calls in an hour`);
});

test('A job that is completed but has entries that are pending is not over', async () => {
  let looks = 0;
  const at = bench({ judge: (_stage, { id }) => entry(id, 'Success') });
  const { job } = at.service;
  at.service.job = async (stage, jobId) => {
    const entries = await job.call(at.service, stage, jobId);
    return ++looks < 4 ? entries.map(({ id }) => entry(id, 'Pending')) : entries;
  };
  assert.deepEqual((await at.carry('Person', [pupil(1)])).counts, { success: 1 });
  assert.equal(looks, 4);
});

test('A status that nobody knows never counts as success: the job is asked whether it is over, and it is sent again', async () => {
  const at = bench({
    jobMs: ({ number }) => (number === 1 ? 20_000 : 800),
    judge: (_stage, { id }, call) => (first(call) ? entry(id, 'Godkänd') : undefined),
  });
  const { job } = at.service;
  at.service.job = async (stage, jobId) =>
    (await job.call(at.service, stage, jobId)).map((told) =>
      told.status === 'Pending' ? { ...told, status: 'Påbörjad' } : told,
    );
  assert.deepEqual((await at.carry('Person', [pupil(1)])).counts, { success: 1 });
  assert.deepEqual(at.service.broken, [], 'not before the job was over');
  assert.equal(at.service.submitted().length, 2);
});

test('A status that stays unknown ends as unconfirmed, after as many attempts as are allowed', async () => {
  const at = bench({ judge: (_stage, { id }) => entry(id, 'Godkänd'.repeat(20)) }, { settings: { attempts: 3 } });
  const { attention } = await at.carry('Person', [pupil(1)]);
  assert.equal(attention[0]?.outcome, 'unconfirmed');
  assert.equal(String(attention[0]?.reasons[0]?.params?.status).length, 40);
  assert.equal(at.service.submitted().length, 3);
});

test('An object that its job does not mention is unconfirmed and sent again; a whole list that is empty too', async () => {
  const at = bench();
  const { job } = at.service;
  at.service.job = async (stage, jobId) => (await job.call(at.service, stage, jobId)).filter(() => jobId !== 'job-1');
  assert.deepEqual((await at.carry('Person', [pupil(1)])).counts, { success: 1 });
  assert.equal(at.service.submitted().length, 2);
  assert.deepEqual(at.service.broken, []);
});

test('Objects with temporary errors are gathered and sent again, until they are taken', async () => {
  const at = bench(
    { judge: (_stage, { id }, { number }) => (number < 6 && id > uuid(2) ? entry(id, 'TemporaryError') : undefined) },
    { settings: { bodyBytes: 1_100 } },
  );
  const { counts } = await at.carry('Person', [pupil(1), pupil(2), pupil(3), pupil(4)]);
  assert.deepEqual(counts, { success: 4 });
  assert.deepEqual(
    at.service.submitted().map(({ ids }) => ids),
    [
      [uuid(1), uuid(2)],
      [uuid(3), uuid(4)],
      [uuid(3), uuid(4)],
      [uuid(3), uuid(4)],
    ].slice(0, at.service.submitted().length),
  );
});

test('A temporary error that lasts ends as temporary after five attempts, each later than the one before', async () => {
  const at = bench({ judge: (_stage, { id }) => ({ ...entry(id, 'TemporaryError'), errors: [log('5004')] }) });
  const { attention } = await at.carry('Person', [pupil(1)]);
  assert.deepEqual(
    attention.map(({ outcome, reasons }) => [outcome, reasons.map(({ code }) => code)]),
    [['temporary', ['temporary-error', '5004']]],
  );
  const times = at.service.submitted().map(({ at: time }) => time);
  assert.equal(times.length, 5);
  const waits = times.slice(1).map((time, index) => time - (times[index] ?? 0));
  assert.deepEqual(
    waits,
    waits.toSorted((one, other) => one - other),
  );
  assert.equal((await follow(at, [])).attention.length, 0);
  await at.carry('Person', [pupil(1)]);
  assert.equal(at.service.submitted().length, 5, 'not in the same run');
});

test('A lost answer: what arrived is confirmed by a look-up, and not sent again', async () => {
  const at = bench({ trouble: (call) => (isSubmit(call) ? 'lost' : undefined) });
  const { submitted, counts } = await at.carry('Person', [pupil(1), pupil(2)]);
  assert.deepEqual(submitted.jobs[0]?.jobId, '');
  assert.deepEqual(counts, { success: 2 });
  assert.deepEqual(at.reasons('Person', uuid(1)), ['confirmed-by-lookup']);
  assert.deepEqual(callsOf(at), ['submit', 'lookup']);
});

test('A lost answer: what did not arrive is sent again', async () => {
  const at = bench({ trouble: (call) => (first(call) ? 'lost-unsent' : undefined) });
  assert.deepEqual((await at.carry('Person', [pupil(1)])).counts, { success: 1 });
  assert.deepEqual(callsOf(at), ['submit', 'lookup', 'submit', 'job']);
});

test('A lost answer: an older version at the service does not count as what was sent', async () => {
  const at = bench({ trouble: ({ number }) => (number === 3 ? 'lost-unsent' : undefined) });
  await at.carry('Person', [pupil(1)]);
  const changed = pupil(1, { givenName: 'Bo' });
  assert.deepEqual((await at.carry('Person', [changed], { runId: at.connection.startRun() })).counts, { success: 1 });
  assert.equal(at.service.content.Person.get(uuid(1))?.givenName, 'Bo');
});

test('A lost answer keeps the warnings of ours with what is confirmed', async () => {
  const at = bench({ trouble: (call) => (isSubmit(call) ? 'lost' : undefined) });
  at.ledger.runs.note(at.runId, 'Person', new Map([[uuid(1), [{ code: 'member-left-out' }]]]));
  await at.carry('Person', [pupil(1)]);
  assert.deepEqual(at.outcomes('Person'), { [uuid(1)]: 'warning' });
});

test('A create whose answer was lost does no harm when it is sent again, and belongs to its message', async () => {
  const at = bench({ trouble: (call) => (first(call) ? 'lost-unsent' : undefined) });
  const once = await at.carry('Person', [pupil(1)], { operation: 'create' });
  assert.deepEqual(once.counts, { success: 1 });
  assert.deepEqual(
    at.service.submitted().map(({ operation }) => operation),
    ['create', 'send'],
  );
  assert.deepEqual((await at.carry('Person', [pupil(1)], { operation: 'create' })).counts, { success: 1 });
  assert.equal(at.service.submitted().length, 2, 'the same message again sends nothing');
});

test('A delete whose answer was lost is confirmed where the object is gone, and sent again where it is not', async () => {
  const lost: ('lost' | 'lost-unsent')[] = ['lost', 'lost-unsent'];
  for (const trouble of lost) {
    const at = bench({ trouble: (call) => (call.operation === 'delete' && call.number < 4 ? trouble : undefined) });
    await at.carry('Person', [pupil(1)]);
    const { counts } = await at.carry('Person', [uuid(1)], { operation: 'delete', runId: at.connection.startRun() });
    assert.deepEqual(counts, { success: 1 });
    assert.equal(at.service.content.Person.size, 0);
    assert.equal(at.service.submitted().length, trouble === 'lost' ? 2 : 3);
    const again = await at.carry('Person', [pupil(1)], { runId: at.connection.startRun() });
    assert.deepEqual(again.counts, { success: 1 });
  }
});

test('An answer that stays lost ends as unconfirmed after as many attempts as are allowed', async () => {
  const at = bench({ trouble: (call) => (isSubmit(call) ? 'lost-unsent' : undefined) }, { settings: { attempts: 2 } });
  const { counts } = await at.carry('Person', [pupil(1)]);
  assert.deepEqual([counts, at.service.submitted().length], [{ unconfirmed: 1 }, 2]);
  assert.deepEqual(at.reasons('Person', uuid(1)), ['answer-lost']);
});

test('Where the service fails at a bulk call, nobody knows whether it was carried out', async () => {
  const at = bench({ trouble: (call) => (first(call) ? refusal(500, '5004') : undefined) });
  assert.deepEqual((await at.carry('Person', [pupil(1)])).counts, { success: 1 });
  assert.deepEqual(callsOf(at), ['submit', 'lookup', 'submit', 'job']);
});

test('A job that the service no longer knows: the objects are looked up, and sent again where they are missing', async () => {
  for (const missing of [false, true]) {
    const at = bench({
      judge: (_stage, { id }, call) => (missing && first(call) ? entry(id, 'Error') : undefined),
      trouble: ({ name, jobId }) => {
        at.service.catchUp();
        if (name === 'job' && jobId === 'job-1') at.service.forget(jobId);
        return undefined;
      },
    });
    assert.deepEqual((await at.carry('Person', [pupil(1)])).counts, { success: 1 });
    assert.equal(at.service.submitted().length, missing ? 2 : 1);
  }
});

test('A job that stays pending for a day is unconfirmed, and says so', async () => {
  const at = bench({ jobMs: () => 48 * HOUR });
  const { attention, ...rest } = await at.carry('Person', [pupil(1)]);
  assert.equal(rest.failure, undefined);
  assert.deepEqual(
    attention.map(({ outcome, reasons }) => [outcome, reasons[0]?.code]),
    [['unconfirmed', 'job-not-finished']],
  );
  assert.equal(at.service.submitted().length, 1, 'it may still be at work');
});

test('A service that cannot be asked leaves its objects unconfirmed with the failure; asked again it tells', async () => {
  let down = true;
  const failure = refusal(503, '5022');
  const at = bench({ trouble: ({ name }) => (down && name === 'job' ? failure : undefined) });
  const { submitted, counts, ...rest } = await at.carry('Person', [pupil(1)]);
  assert.equal(rest.failure, failure);
  assert.deepEqual([counts, at.reasons('Person', uuid(1))], [{ unconfirmed: 1 }, ['5022']]);
  down = false;
  assert.deepEqual((await follow(at, submitted.jobs)).counts, { success: 1 });
  assert.equal(at.service.submitted().length, 1);
});

test('Where sending again fails, the rest is temporary, and the failure is told', async () => {
  const failure = refusal(403, '5002');
  const at = bench({
    judge: (_stage, { id }) => entry(id, 'TemporaryError'),
    trouble: (call) => (isSubmit(call) && call.number > 1 ? failure : undefined),
  });
  const { counts, ...rest } = await at.carry('Person', [pupil(1)]);
  assert.equal(rest.failure, failure);
  assert.deepEqual([counts, at.reasons('Person', uuid(1))], [{ temporary: 1 }, ['5002']]);
});

test('What a later message has overtaken is not sent again in its old form', async () => {
  const at = bench({
    judge: (_stage, { id }, call) => (first(call) ? entry(id, 'TemporaryError') : undefined),
  });
  const runId = at.connection.startRun();
  const changed = pupil(1, { givenName: 'Bo' });
  const { jobs } = await at.send('Person', [pupil(1)]);
  await at.carry('Person', [changed], { runId });
  assert.deepEqual((await follow(at, jobs)).counts, { temporary: 1 });
  assert.equal(at.service.content.Person.get(uuid(1))?.givenName, 'Bo');
  assert.equal(at.service.submitted().length, 2);
});

test('What retention has removed is not sent again', async () => {
  const at = bench({ judge: (_stage, { id }) => entry(id, 'TemporaryError') });
  const { jobs } = await at.send('Person', [pupil(1)]);
  at.ledger.batches.removeBodies(Number.MAX_SAFE_INTEGER);
  assert.deepEqual((await follow(at, jobs)).counts, { temporary: 1 });
  assert.equal(at.service.submitted().length, 1);
});

test('Progress tells how many jobs have ended', async () => {
  const at = bench({}, { settings: { bodyBytes: 600 } });
  const { jobs } = await at.send('Person', [pupil(1), pupil(2)]);
  const seen: string[] = [];
  await at.connection.followUp({
    runId: at.runId,
    stage: 'Person',
    jobs,
    onProgress: ({ done, total }) => seen.push(`${done}/${total}`),
  });
  assert.deepEqual(seen, ['0/2', '1/2', '2/2']);
});

test('A node that is called off leaves the work to the connection; asked again it waits for the same', async () => {
  const at = bench({ jobMs: () => 20_000 });
  const { jobs } = await at.send('Person', [pupil(1)]);
  const stop = new AbortController();
  const interrupted = follow(at, jobs, stop.signal);
  await at.clock.sleep(2_000);
  stop.abort(new Error('redeployed'));
  await assert.rejects(interrupted, /redeployed/);
  assert.deepEqual((await follow(at, jobs)).counts, { success: 1 });
  assert.equal(callsOf(at).filter((name) => name === 'job').length, 2, 'one worker');
});

test('A ledger that fails while a job is followed stops the work with its error; what was there stays', async () => {
  let full = false;
  const ledger = openLedger({
    file: ':memory:',
    key: new Uint8Array(32),
    beforeCommit: () => {
      if (full) throw Object.assign(new Error('no space'), { code: 'ENOSPC' });
    },
  });
  const at = bench({}, { ledger });
  const { jobs } = await at.send('Person', [pupil(1)]);
  full = true;
  await assert.rejects(follow(at, jobs), { code: 'ledger-full' });
  full = false;
  assert.deepEqual((await follow(at, jobs)).counts, { success: 1 });
});

test('Jobs of which the ledger knows nothing are passed over', async () => {
  const at = bench();
  assert.deepEqual(await follow(at, [{ batch: 'nothing', jobId: 'x', objects: 3 }]), { attention: [], counts: {} });
});

test('After a restart an intent that was never answered is looked up, once the service has had time for it', async () => {
  const at = bench({ trouble: (call) => (first(call) ? new Promise(() => undefined) : undefined) });
  void at.send('Person', [pupil(1)]).catch(() => undefined); // this process dies while it waits for the answer
  await at.clock.sleep(60_000);
  const connection = at.again();
  const startedAt = at.clock.now();
  const { jobs } = await connection.submit({ runId: at.runId, stage: 'Person', operation: 'send', input: [pupil(1)] });
  assert.equal(jobs.length, 1);
  const { counts } = await connection.followUp({ runId: at.runId, stage: 'Person', jobs });
  assert.deepEqual(counts, { success: 1 });
  const lookup = at.service.calls.find(({ name }) => name === 'lookup');
  assert.ok(lookup && lookup.at >= startedAt + 10_000);
});

test('A call that is under way is not taken for one that was lost', async () => {
  const { promise, resolve } = Promise.withResolvers<undefined>();
  const at = bench({ trouble: (call) => (first(call) ? promise : undefined) });
  const sending = at.send('Person', [pupil(1)]);
  await at.clock.sleep(60_000);
  const [batch] = at.ledger.batches.open({});
  const following = follow(at, [{ batch: batch?.id ?? '', jobId: '', objects: 1 }]);
  await at.clock.sleep(60_000);
  assert.deepEqual(callsOf(at), ['submit']);
  resolve(undefined);
  await sending;
  assert.deepEqual((await following).counts, { success: 1 });
  assert.deepEqual(callsOf(at), ['submit', 'job']);
});

test('A call that turns out to have been refused leaves nothing to follow', async () => {
  const { promise, resolve } = Promise.withResolvers<Error>();
  const at = bench({ trouble: () => promise });
  const sending = at.send('Person', [pupil(1)]);
  await at.clock.sleep(1_000);
  const [batch] = at.ledger.batches.open({});
  const following = follow(at, [{ batch: batch?.id ?? '', jobId: '', objects: 1 }]);
  await at.clock.sleep(1_000);
  resolve(refusal(403, '5002'));
  await sending;
  assert.deepEqual((await following).counts, { temporary: 1 });
  assert.deepEqual(callsOf(at), ['submit']);
});

test('A warning that the service does not sort is told by its number alone', async () => {
  const plain = { ...log('3047'), messageType: undefined, attributeName: undefined, parameterName: 'ids' };
  const at = bench({ judge: (_stage, { id }) => ({ ...entry(id, 'Warning'), warnings: [plain] }) });
  const { attention } = await at.carry('Person', [pupil(1)]);
  assert.deepEqual(attention[0]?.reasons, [{ code: '3047', field: 'ids' }]);
});

test('What the service says of a login name is not said a second time by us', async () => {
  const at = bench({ judge: (_stage, { id }) => ({ ...entry(id, 'Warning'), warnings: [log('3047')] }) });
  const named = pupil(1, { familyName: 'Berg', eduPersonPrincipalNames: ['ber01@edu.school.example'] });
  const { attention } = await at.carry('Person', [named]);
  assert.deepEqual(
    attention[0]?.reasons.map(({ code }) => code),
    ['3047'],
  );
});
