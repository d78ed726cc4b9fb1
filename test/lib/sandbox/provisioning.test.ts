import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { ManualClock } from '../../support/manual-clock.ts';
import { activity, BRISK, Caller, certificateKey, duty, group, pupil, teacher } from './caller.ts';

describe('transfer to the sandbox', () => {
  let caller: Caller;
  before(async () => {
    caller = await Caller.start(BRISK);
  });
  after(() => caller[Symbol.asyncDispose]());

  it('takes all four resources in order, creates, updates and deletes', async () => {
    const person = teacher();
    const member = pupil();
    assert.deepEqual(await caller.statuses('/persons/bulk', [person, member]), ['Success', 'Success']);
    const held = duty(person.id);
    assert.deepEqual(await caller.statuses('/duties/bulk', [held]), ['Success']);
    const schoolClass = group([member.id]);
    assert.deepEqual(await caller.statuses('/groups/bulk', [schoolClass]), ['Success']);
    const lesson = activity([schoolClass.id], [held.id]);
    assert.deepEqual(await caller.statuses('/activities/bulk', [lesson]), ['Success']);

    assert.deepEqual(await caller.statuses('/activities/bulk', [lesson]), ['Error'], 'created twice');
    assert.deepEqual(await caller.statuses('/activities/bulk?updateIfExists=false', [lesson]), ['Error']);
    assert.deepEqual(await caller.statuses('/activities/bulk?updateIfExists=true', [lesson]), ['Success']);
    assert.deepEqual(await caller.statuses('/activities/bulk', [{ ...lesson, displayName: 'Ny' }], 'PUT'), ['Success']);
    const { json } = await caller.call('GET', `/activities/${lesson.id}`);
    assert.equal(Object(json).displayName, 'Ny');

    assert.deepEqual(await caller.statuses('/activities/bulk/delete', [lesson.id]), ['Success']);
    assert.equal(await caller.refusal('GET', `/activities/${lesson.id}`), '404 4001');
    const [gone] = await caller.bulk('/activities/bulk/delete', [lesson.id]);
    assert.equal(gone?.response.errors?.[0]?.id, '4001');
    const [unknown] = await caller.bulk('/activities/bulk', [lesson], 'PUT');
    assert.equal(unknown?.response.errors?.[0]?.id, '4001');
  });

  it('names what was created, at an address that is not below the base URL', async () => {
    const person = pupil();
    const { status, headers, json } = await caller.call('POST', '/persons/bulk', { data: [person] });
    assert.equal(status, 202);
    const { jobId } = Object(json);
    assert.equal(headers.location?.endsWith(`/persons/bulk/jobs/${jobId}`), true);
    assert.equal(headers.location?.startsWith(caller.sandbox.provisioningUrl), false);
    const [created] = await caller.bulk('/persons/bulk', [pupil()]);
    assert.match(created?.response.location ?? '', /\/persons\/[0-9a-f-]{36}$/);
  });

  it('refuses what cannot become a job', async () => {
    const refused = async (path: string, body: unknown, method: 'POST' | 'PUT' = 'POST') =>
      caller.refusal(method, path, body);
    assert.equal(await refused('/persons/bulk?updateIfExists=yes', { data: [] }), '400 2025');
    assert.equal(await refused('/persons/bulk', { data: [{ id: 'one' }] }), '400 2010');
    assert.equal(await refused('/persons/bulk/delete', { data: ['one'] }), '400 2010');
    for (const body of ['{', '[]', '{"data":{}}', 'null']) {
      assert.equal(await refused('/persons/bulk', body), '400 SANDBOX-BODY');
      assert.equal(
        await refused('/persons/lookup', body === '[]' ? '{"ids":3}' : body.replace('"data"', '"ids"')),
        '400 SANDBOX-BODY',
      );
    }
    assert.equal(await caller.refusal('GET', '/persons/not-a-uuid'), '400 2011');
    assert.equal(await caller.refusal('GET', '/persons/bulk/jobs/7'), '400 2011');
    assert.equal(await caller.refusal('GET', `/persons/bulk/jobs/${randomUUID()}`), '404 4001');
    assert.equal(await caller.refusal('GET', '/pupils'), '404 SANDBOX-NO-OPERATION');
    assert.equal(await caller.refusal('PUT', '/persons'), '404 SANDBOX-NO-OPERATION');
  });

  it('takes 200,000 bytes and not one more', async () => {
    const frame = JSON.stringify({ data: [{ ...pupil(), middleName: '' }] });
    const body = (bytes: number) =>
      frame.replace('"middleName":""', `"middleName":"${'ö'.repeat((bytes - Buffer.byteLength(frame)) / 2)}"`);
    const even = Buffer.byteLength(frame) % 2;
    assert.equal((await caller.call('POST', '/persons/bulk', body(200_000 - even))).status, 202);
    assert.equal(await caller.refusal('POST', '/persons/bulk', body(200_002 - even)), '413 5020');
    assert.equal(await caller.refusal('POST', '/persons/lookup', body(5_000_000)), '413 5020');
  });

  it('answers for one organiser only', async () => {
    const person = pupil();
    await caller.bulk('/persons/bulk', [person]);
    const pair = await caller.sandbox.issueClientCertificate({ organisationNumber: 'SE5565594230-AAAA' });
    const granted = await caller.transaction(caller.grantFor(certificateKey(pair)), pair);
    const { value } = JSON.parse(granted.body).access_token;
    assert.equal(await caller.refusal('GET', `/persons/${person.id}`, undefined, value), '404 4001');
  });
});

describe('a job of the sandbox', () => {
  it('is pending at first, then done step by step, and says which objects had errors', async () => {
    const clock = new ManualClock();
    await using caller = await Caller.start({
      clock,
      jobDelay: { minimum: 300, maximum: 300 },
      callsPerSecond: BRISK.callsPerSecond,
    });
    const data = [pupil(), pupil(), pupil({ civicNo: { value: '201512259853' } })];
    const { json } = await caller.call('POST', '/persons/bulk', { data });
    const path = `/persons/bulk/jobs/${Object(json).jobId}`;
    const statuses = async (query = '') =>
      (await caller.job(path + query)).responses.map(({ response }) => response.status);

    assert.deepEqual(await statuses(), ['Pending', 'Pending', 'Pending']);
    assert.equal((await caller.call('GET', `${path}/isCompleted`)).json, false);
    await clock.advance(200);
    assert.deepEqual(await statuses(), ['Success', 'Success', 'Pending']);
    await clock.advance(100);
    assert.deepEqual(await statuses(), ['Success', 'Success', 'Error']);
    assert.equal((await caller.call('GET', `${path}/isCompleted`)).json, true);
    assert.deepEqual(await statuses('?showOnlyError=true'), ['Error']);
    assert.equal(await caller.refusal('GET', path.replace('persons', 'duties')), '404 4001', 'asked for elsewhere');
  });
});

describe('reading from the sandbox', () => {
  const people = Array.from({ length: 7 }, () => teacher());
  let caller: Caller;
  before(async () => {
    caller = await Caller.start(BRISK);
    await caller.bulk('/persons/bulk', people);
  });
  after(() => caller[Symbol.asyncDispose]());

  it('pages through everything once, whatever is deleted meanwhile', async () => {
    const seen: string[] = [];
    let token: string | null = null;
    do {
      const { json } = await caller.call('GET', `/persons?limit=3${token ? `&pageToken=${token}` : ''}`);
      seen.push(...Object(json).data.map(({ id }: { id: string }) => id));
      token = Object(json).pageToken;
      if (seen.length === 3) await caller.bulk('/persons/bulk/delete', [people[0]?.id, people[4]?.id]);
    } while (token !== null);
    const left = people.filter((_, index) => index !== 4).map(({ id }) => id);
    assert.deepEqual(seen, left);
    await caller.bulk('/persons/bulk', [people[0], people[4]]);
  });

  it('takes a limit from 1 to 100 and only page tokens of its own', async () => {
    for (const limit of ['0', '101', 'all', '-1', '1.5', '']) {
      assert.equal(await caller.refusal('GET', `/persons?limit=${limit}`), '400 3085');
    }
    assert.equal((await caller.call('GET', '/persons?limit=100')).status, 200);
    assert.equal(await caller.refusal('GET', '/persons?pageToken=abc'), '400 SANDBOX-PAGE-TOKEN');
  });

  it('leaves e-mails, enrolments and marking out of the list of persons, and only there', async () => {
    const [person] = people;
    const { json } = await caller.call('GET', '/persons?limit=100');
    for (const listed of Object(json).data) {
      assert.deepEqual(Object.keys(listed).sort(), [
        'civicNo',
        'eduPersonPrincipalNames',
        'familyName',
        'givenName',
        'id',
        'meta',
        'provisioningStatus',
      ]);
    }
    const whole = await caller.call('GET', `/persons/${person?.id.toUpperCase()}`);
    assert.deepEqual(Object(whole.json).emails, person?.emails);
  });

  it('finds persons by id, civic number and user name, each once, and misses none it does not have', async () => {
    const [one, two] = people;
    const { json } = await caller.call('POST', '/persons/lookup', {
      ids: [one?.id, randomUUID()],
      civicNos: ['190001010000'],
      eduPersonPrincipalNames: [one?.eduPersonPrincipalNames[0], two?.eduPersonPrincipalNames[0]],
    });
    assert.deepEqual(
      Object(json).map(({ id }: { id: string }) => id),
      [one?.id, two?.id],
    );
    const byNumber = await caller.call('POST', '/persons/lookup', { civicNos: [one?.civicNo.value] });
    assert.equal(Object(byNumber.json).length, people.length, 'the sample gives all of them the same number');
    assert.equal(await caller.refusal('POST', '/groups/lookup', { ids: ['7'] }), '400 2010');
  });

  it('says some time after that an object has reached the test platform', async () => {
    const clock = new ManualClock();
    await using later = await Caller.start({ clock, jobDelay: { minimum: 1, maximum: 1 } });
    const person = pupil();
    await later.call('POST', '/persons/bulk', { data: [person] });
    await clock.advance(5);
    const status = async () => Object((await later.call('GET', `/persons/${person.id}`)).json).provisioningStatus;
    assert.equal(await status(), false);
    await clock.advance(3000);
    assert.equal(await status(), true);
  });

  it('is alive without a token, and lists every resource', async () => {
    assert.equal((await caller.call('GET', '/alive', undefined, 'none')).status, 200);
    for (const path of ['/persons', '/duties', '/groups', '/activities']) {
      assert.equal((await caller.call('GET', path)).status, 200);
    }
  });
});

describe('the quota of the sandbox', () => {
  it('is 5 calls a second for transfer with follow-up and 10 for reading, told in three headers', async () => {
    const clock = new ManualClock();
    await using caller = await Caller.start({ clock });
    const send = () => caller.call('POST', '/persons/bulk', { data: [] });
    const follow = () => caller.call('GET', `/persons/bulk/jobs/${randomUUID()}/isCompleted`);
    const read = () => caller.call('GET', '/groups');

    for (const [index, call] of [send, follow, send, follow, send].entries()) {
      const { status, headers } = await call();
      assert.notEqual(status, 429);
      assert.equal(headers['x-ratelimit-limit'], '5');
      assert.equal(headers['x-ratelimit-remaining'], String(4 - index));
    }
    await clock.advance(400);
    const { status, headers } = await send();
    assert.equal(status, 429);
    assert.equal(headers['x-ratelimit-remaining'], '0');
    assert.equal(headers['x-ratelimit-reset'], '0.6');
    assert.equal(await caller.refusal('GET', `/persons/bulk/jobs/${randomUUID()}`), '429 5021', 'shared');
    for (let call = 0; call < 10; call++) assert.equal((await read()).status, 200);
    assert.equal((await read()).status, 429);
    await clock.advance(600);
    assert.equal((await send()).status, 202);
    assert.equal(caller.sandbox.record.tooManyCalls, 3);
  });

  it('can be counted over any second instead of the one that a first call opens', async () => {
    const clock = new ManualClock();
    await using caller = await Caller.start({ clock, quotaWindow: 'sliding' });
    const send = async () => (await caller.call('POST', '/persons/bulk', { data: [] })).status;
    assert.equal(await send(), 202);
    await clock.advance(900);
    for (let call = 0; call < 4; call++) assert.equal(await send(), 202);
    await clock.advance(100);
    assert.equal(await send(), 202, 'the first call is a second old');
    assert.equal(await send(), 429);
  });
});
