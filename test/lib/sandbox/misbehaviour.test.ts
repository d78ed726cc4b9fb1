import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setTimeout as later } from 'node:timers/promises';
import { Misconduct } from '../../../lib/sandbox/misbehaviour.ts';
import { ManualClock } from '../../support/manual-clock.ts';
import { BRISK, Caller, pupil } from './caller.ts';

const people = (count: number) => Array.from({ length: count }, () => pupil());

describe('a sandbox that misbehaves', () => {
  it('answers a share of the calls 429, 503 or 403 for no reason, and can stop doing so', async () => {
    await using caller = await Caller.start({
      ...BRISK,
      misbehave: { tooManyCalls: 0.2, unavailable: 0.2, tokensRefused: 0.1 },
    });
    const seen: Record<string, number> = {};
    for (let call = 0; call < 300; call++) {
      const { status } = await caller.call('GET', '/persons');
      seen[status] = (seen[status] ?? 0) + 1;
    }
    for (const [status, share] of [
      [200, 0.57],
      [429, 0.2],
      [503, 0.16],
      [403, 0.06],
    ] as const) {
      assert.ok(Math.abs((seen[status] ?? 0) / 300 - share) < 0.08, `${status}: ${seen[status]}`);
    }
    caller.sandbox.reset();
    for (let call = 0; call < 50; call++) assert.equal((await caller.call('GET', '/persons')).status, 200);
  });

  it('refuses a share of the objects for now, each as often as it was told to', async () => {
    await using caller = await Caller.start({
      ...BRISK,
      misbehave: { temporaryErrors: 0.4, temporaryErrorsPerObject: 2 },
    });
    const data = people(60);
    const refused = async () => {
      const entries = await caller.bulk('/persons/bulk?updateIfExists=true', data);
      return entries.filter(({ response }) => response.status === 'TemporaryError').map(({ id }) => id);
    };
    const first = await refused();
    assert.ok(first.length > 10 && first.length < 40, String(first.length));
    assert.deepEqual(await refused(), first, 'the same ones a second time');
    assert.deepEqual(await refused(), []);
  });

  it('loses an answer after the call was carried out, or the call itself before', async () => {
    await using caller = await Caller.start(BRISK);
    const [kept, lost] = [pupil(), pupil()];
    caller.sandbox.misbehave({ script: [{ fault: 'answer-lost', operation: 'create' }] });
    await assert.rejects(caller.call('POST', '/persons/bulk', { data: [kept] }), { code: 'answer-lost' });
    caller.sandbox.misbehave({ script: [{ fault: 'request-lost', operation: 'create', stage: 'Person' }] });
    await assert.rejects(caller.call('POST', '/persons/bulk', { data: [lost] }), { code: 'answer-lost' });
    while (caller.sandbox.record.judged.length === 0) await later(2);
    assert.equal((await caller.call('GET', `/persons/${kept.id}`)).status, 200);
    assert.equal((await caller.call('GET', `/persons/${lost.id}`)).status, 404);
    assert.equal(caller.sandbox.record.answers[0], 2);
  });

  it('does what a script says to exactly the calls it means', async () => {
    await using caller = await Caller.start(BRISK);
    caller.sandbox.misbehave({
      script: [{ fault: 'unavailable', operation: 'get', stage: 'Group', skip: 1, times: 2 }],
    });
    const id = 'a6f4b1de-8a0b-4d65-9a63-6d1f2f4e9a10';
    const statuses: number[] = [];
    for (let call = 0; call < 5; call++) {
      statuses.push(
        (await caller.call('GET', `/groups/${id}`)).status,
        (await caller.call('GET', `/duties/${id}`)).status,
      );
    }
    assert.deepEqual(statuses, [404, 404, 503, 404, 503, 404, 404, 404, 404, 404]);
    caller.sandbox.misbehave({ script: [{ fault: 'unavailable', operation: 'transaction' }] });
    assert.equal((await caller.transaction({})).status, 503);
    assert.equal((await caller.transaction({})).status, 400);
  });

  it('keeps jobs waiting: slowly, for ever, or forgotten', async () => {
    const clock = new ManualClock();
    await using caller = await Caller.start({ clock, jobDelay: { minimum: 100, maximum: 100 } });
    const path = async () => {
      const { json } = await caller.call('POST', '/persons/bulk', { data: people(1) });
      return `/persons/bulk/jobs/${Object(json).jobId}`;
    };
    const isDone = async (job: string) => (await caller.call('GET', `${job}/isCompleted`)).json;
    caller.sandbox.misbehave({ slowJobs: 1, slowJobMs: 3000 });
    const slow = await path();
    caller.sandbox.misbehave({ slowJobs: 0, stuckJobs: 1 });
    const stuck = await path();
    caller.sandbox.misbehave({ stuckJobs: 0, forgottenJobs: 1 });
    const forgotten = await path();
    await clock.advance(2000);
    assert.equal(await isDone(slow), false);
    assert.equal(await caller.refusal('GET', forgotten), '404 4001');
    await clock.advance(1200);
    assert.equal(await isDone(slow), true);
    await clock.advance(86_400_000);
    await caller.authorize();
    assert.equal(await isDone(stuck), false);
    assert.equal(caller.sandbox.contents()['2120009999']?.Person.length, 2, 'the forgotten job was carried out');
  });

  it('answers with a status that no contract names', async () => {
    await using caller = await Caller.start({ ...BRISK, misbehave: { unknownStatuses: 1 } });
    assert.deepEqual(await caller.statuses('/persons/bulk', people(2)), ['Queued', 'Queued']);
  });

  it('takes no change that it does not understand', async () => {
    await using caller = await Caller.start(BRISK);
    const change = (body: unknown) => caller.call('POST', `${caller.sandbox.controlUrl}/misbehave`, body);
    assert.equal((await change({ tooManyCalls: 2 })).status, 400);
    assert.equal((await change({ tooFewCalls: 1 })).status, 400);
    assert.equal((await change({ unavailable: 1 })).status, 204);
    assert.equal((await change({ temporaryErrors: 1 })).status, 204);
    assert.equal((await caller.call('GET', '/persons')).status, 503, 'a change leaves the rest as it was');
  });

  it('draws the same lots with the same seed', () => {
    const lots = (seed: number) => {
      const misconduct = new Misconduct(seed);
      misconduct.change({ tooManyCalls: 0.5 });
      return Array.from({ length: 40 }, () => misconduct.beforeCall('list', 'Person') ?? '-').join();
    };
    assert.equal(lots(3), lots(3));
    assert.notEqual(lots(3), lots(4));
  });
});
