import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { describe, it } from 'node:test';
import type { Exchange } from '../../../lib/sandbox/http-server.ts';
import { OPEN_DATA_PATH } from '../../../lib/sandbox/open-data/service.ts';
import { PROVISIONING_PATH } from '../../../lib/sandbox/provisioning/service.ts';
import { Contract } from '../../support/contract.ts';
import { activity, BRISK, Caller, duty, group, pupil, teacher } from './caller.ts';

describe('every kind of answer that the sandbox gives', () => {
  it('holds to the provisioning contract', async () => {
    const exchanges: Exchange[] = [];
    await using caller = await Caller.start({
      ...BRISK,
      onExchange: (exchange) => exchange.service === 'provisioning' && exchanges.push(exchange),
    });
    const [person, member] = [teacher(), pupil({ eduPersonPrincipalNames: ['obe12@edu.se'] })];
    const held = duty(person.id);
    const schoolClass = group([member.id, randomUUID()]);
    const lesson = activity([schoolClass.id], [held.id]);
    const stages = [
      ['/persons', [person, member, pupil({ civicNo: { value: '1' } })]],
      ['/duties', [held, duty(randomUUID())]],
      ['/groups', [schoolClass]],
      ['/activities', [lesson, activity([randomUUID()], [])]],
    ] as const;
    const statuses = new Set<string>();
    for (const [path, objects] of stages) {
      caller.sandbox.misbehave({ temporaryErrors: 0.4, slowJobs: 1, slowJobMs: 20 });
      const ids = objects.map(({ id }) => id);
      for (const [query, method] of [
        ['?updateIfExists=true', 'POST'],
        ['', 'POST'],
        ['', 'PUT'],
      ] as const) {
        for (const { response } of await caller.bulk(`${path}/bulk${query}`, objects, method))
          statuses.add(response.status);
      }
      caller.sandbox.misbehave({ temporaryErrors: 0, slowJobs: 0 });
      await caller.bulk(`${path}/bulk?updateIfExists=true`, objects);
      const { json } = await caller.call('POST', `${path}/bulk`, { data: objects });
      const job = `${path}/bulk/jobs/${Object(json).jobId}`;
      for (const read of [
        `${job}/isCompleted`,
        `${job}?showOnlyError=true`,
        path,
        `${path}?limit=1`,
        `${path}/${ids[0]}`,
      ]) {
        assert.equal((await caller.call('GET', read)).status, 200);
      }
      await caller.call('POST', `${path}/lookup`, { ids });
      // What is refused: each with its log entries.
      for (const read of [
        `${path}?limit=0`,
        `${path}/7`,
        `${path}/${randomUUID()}`,
        `${path}/bulk/jobs/${randomUUID()}`,
        `${path}/bulk/jobs/7`,
      ]) {
        await caller.call('GET', read);
      }
      await caller.call('POST', `${path}/bulk?updateIfExists=perhaps`, { data: [] });
      await caller.call('POST', `${path}/bulk`, '{');
      await caller.call('POST', `${path}/bulk`, ' '.repeat(200_001));
      await caller.call('POST', `${path}/lookup`, { ids: ['7'] });
      await caller.call('GET', path, undefined, 'none');
      caller.sandbox.misbehave({ tooManyCalls: 1 });
      await caller.call('GET', path);
      caller.sandbox.misbehave({ tooManyCalls: 0, unavailable: 1 });
      await caller.call('GET', path);
      await caller.call('POST', `${path}/bulk`, { data: [] });
      caller.sandbox.misbehave({ unavailable: 0 });
    }
    await caller.call('GET', '/alive');
    for (const [path, objects] of stages.toReversed())
      await caller.bulk(
        `${path}/bulk/delete`,
        objects.map(({ id }) => id),
      );

    const contract = new Contract('provisioning-api-1.3.2.yaml');
    assert.deepEqual([...new Set(exchanges.flatMap((exchange) => contract.problems(exchange, PROVISIONING_PATH)))], []);
    assert.deepEqual(
      [...new Set(exchanges.map(({ status }) => status))].sort(),
      [200, 202, 400, 403, 404, 413, 429, 503],
    );
    assert.deepEqual([...statuses].sort(), ['Error', 'Success', 'TemporaryError', 'Warning']);
    assert.ok(exchanges.some(({ body }) => body.includes('"Pending"')));
  });

  it('holds to the open data contract', async () => {
    const exchanges: Exchange[] = [];
    await using caller = await Caller.start({
      onExchange: (exchange) => exchange.service === 'openData' && exchanges.push(exchange),
    });
    const get = async (path: string) => Object((await caller.call('GET', caller.sandbox.openDataUrl + path)).json);
    const { id: organiser } = await get('/organisations/code/2120009999?expandSchoolUnits=true');
    const { id: unit } = await get('/schoolUnits/code/99000128');
    const [{ id: programme }] = await get('/programmes');
    const [{ id: test }] = await get('/activities');
    const paths = [
      `/organisations/${organiser}`,
      `/schoolUnits/${unit}`,
      `/programmes/${programme}`,
      `/activities/${test}`,
    ];
    for (const path of [...paths, '/programmes/code/EKJURV', '/alive']) await get(path);
    for (const [, collection] of paths.map((path) => path.split('/'))) {
      await get(`/${collection}/${randomUUID()}`);
      await get(`/${collection}/7`);
    }
    const contract = new Contract('open-data-api-1.0.0.yaml');
    assert.deepEqual(
      exchanges.flatMap((exchange) => contract.problems(exchange, OPEN_DATA_PATH)),
      [],
    );
    assert.equal(exchanges.length, 18);
  });
});
