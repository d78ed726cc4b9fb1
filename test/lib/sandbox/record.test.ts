import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ManualClock } from '../../support/manual-clock.ts';
import { activity, BRISK, Caller, duty, group, pupil, teacher } from './caller.ts';

describe('the sandbox’s record', () => {
  it('has everything it judged in order, and how often it was called', async () => {
    await using caller = await Caller.start(BRISK);
    const [person, member] = [teacher(), pupil({ civicNo: { value: '1' } })];
    await caller.bulk('/persons/bulk?updateIfExists=true', [person, member]);
    await caller.bulk('/duties/bulk', [duty(person.id)]);
    const { record } = caller.sandbox;
    assert.deepEqual(
      record.judged.map(({ sequence, stage, operation, status }) => [sequence, stage, operation, status]),
      [
        [1, 'Person', 'send', 'Success'],
        [2, 'Person', 'send', 'Error'],
        [3, 'Duty', 'create', 'Success'],
      ],
    );
    assert.equal(record.calls.send, 1);
    assert.equal(record.calls.create, 1);
    assert.equal(record.callsByStage.Duty?.create, 1);
    assert.deepEqual(record.violations, []);
    const { json } = await caller.call('GET', `${caller.sandbox.controlUrl}/record`);
    assert.deepEqual(json, JSON.parse(JSON.stringify(record)));
  });

  it('notes every object that arrives before what it refers to was accepted', async () => {
    const clock = new ManualClock();
    await using caller = await Caller.start({ clock, callsPerSecond: BRISK.callsPerSecond });
    const [person, member] = [teacher(), pupil()];
    const held = duty(person.id);
    const schoolClass = group([member.id]);
    const send = (path: string, object: object) => caller.call('POST', path, { data: [object] });
    await send('/persons/bulk', person);
    await send('/persons/bulk', member);
    await send('/duties/bulk', held); // its person is sent, and not yet accepted
    await send('/groups/bulk', schoolClass);
    await send('/activities/bulk', activity([schoolClass.id], [held.id]));
    assert.deepEqual(
      caller.sandbox.record.violations.map(({ kind, stage, refersTo }) => [kind, stage, refersTo?.stage, refersTo?.id]),
      [
        ['reference-not-in-place', 'Duty', 'Person', person.id],
        ['reference-not-in-place', 'Group', 'Person', member.id],
        ['reference-not-in-place', 'Activity', 'Group', schoolClass.id],
        ['reference-not-in-place', 'Activity', 'Duty', held.id],
      ],
    );
    assert.equal(caller.sandbox.record.mostJobsInFlight, 5);
  });

  it('notes two jobs in flight for one object, an object twice in a call, and attributes beyond the contract', async () => {
    const clock = new ManualClock();
    await using caller = await Caller.start({ clock });
    const person = pupil();
    const send = (data: object[]) => caller.call('POST', '/persons/bulk?updateIfExists=true', { data });
    await send([person]);
    await send([person]);
    await clock.advance(1000);
    await send([person, person]);
    await clock.advance(1000);
    await send([{ ...person, phoneNumbers: [], civicNo: { ...person.civicNo, secret: 1 } }]);
    assert.deepEqual(
      caller.sandbox.record.violations.map(({ kind, id, attribute }) => [kind, id, attribute]),
      [
        ['two-jobs-in-flight', person.id, undefined],
        ['same-object-twice', person.id, undefined],
        ['attribute-not-in-contract', person.id, 'civicNo.secret'],
        ['attribute-not-in-contract', person.id, 'phoneNumbers'],
      ],
    );
  });

  it('is forgotten on demand, and what was taken only if that is said', async () => {
    await using caller = await Caller.start(BRISK);
    const { controlUrl, record } = caller.sandbox;
    const person = pupil();
    await caller.bulk('/persons/bulk', [person]);
    const contents = async () => Object((await caller.call('GET', `${controlUrl}/contents`)).json)['2120009999'];
    assert.equal((await caller.call('POST', `${controlUrl}/reset`)).status, 204);
    assert.deepEqual(record.judged, []);
    assert.deepEqual(record.calls, {});
    assert.deepEqual((await contents()).Person, [person]);
    assert.equal((await caller.call('POST', `${controlUrl}/reset`, { contents: true })).status, 204);
    assert.deepEqual((await contents()).Person, []);
    assert.equal((await caller.call('POST', `${controlUrl}/reset`, { contents: 'all' })).status, 400);
  });

  it('is shown to nobody who does not know its address', async () => {
    await using caller = await Caller.start(BRISK);
    const { origin, pathname } = new URL(caller.sandbox.controlUrl);
    for (const path of ['/record', '/', `${pathname}x/record`]) {
      assert.equal((await caller.call('GET', origin + path)).status, 404);
    }
    assert.equal((await caller.call('POST', `${caller.sandbox.controlUrl}/invalidate-tokens`)).status, 204);
    assert.equal(await caller.refusal('GET', '/persons'), '403 5002');
  });
});
