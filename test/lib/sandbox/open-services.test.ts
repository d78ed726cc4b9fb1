import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { z } from 'zod';
import { startSandbox } from '../../../lib/sandbox/sandbox.ts';
import { STAGES } from '../../../lib/stage.ts';
import { Caller } from './caller.ts';

const TEST_ACTIVITIES = new URL('../../data/contracts/open-data-activities.json', import.meta.url);

describe('the sandbox’s open data', () => {
  let caller: Caller;
  before(async () => {
    caller = await Caller.start({ today: '2026-11-21' });
  });
  after(() => caller[Symbol.asyncDispose]());
  const get = async (path: string) => {
    const { status, json } = await caller.call('GET', caller.sandbox.openDataUrl + path);
    return { status, json: Object(json) };
  };

  it('has the 102 test activities as the real service lists them', async () => {
    const byId = (list: { id: string }[]) => list.toSorted((one, other) => (one.id < other.id ? -1 : 1));
    const { json } = await get('/activities');
    assert.equal(json.length, 102);
    assert.deepEqual(byId(json), byId(JSON.parse(readFileSync(TEST_ACTIVITIES, 'utf8'))));
    assert.equal((await get('/activities/505c5ee0-7be4-560d-9c27-10ab0d96ac9a')).status, 404, 'MATMAT01 is an example');
    assert.equal((await get(`/activities/${json[0].id}`)).json.displayName, json[0].displayName);
  });

  it('finds programmes, school units and organisers by id and by code', async () => {
    assert.equal((await get('/programmes/code/EKJURV')).json.id, 'f8bd4423-9693-51ed-a854-6e9984e6c2f7');
    assert.equal((await get('/programmes/f8bd4423-9693-51ed-a854-6e9984e6c2f7')).json.educationCode, 'EKJURV');
    const unit = (await get('/schoolUnits/code/99000110')).json;
    assert.equal(unit.displayName, 'Lindängsskolan');
    assert.deepEqual((await get(`/schoolUnits/${unit.id}`)).json, unit);
    const organiser = (await get('/organisations/code/2120009999?expandSchoolUnits=true')).json;
    assert.equal(organiser.schoolUnits.length, 3);
    assert.equal('schoolUnits' in (await get(`/organisations/${organiser.id}`)).json, false);
    assert.equal(unit.parentOrganisation.id, organiser.id);
  });

  it('says what it does not have', async () => {
    const unknown = 'fb22448b-b724-5e53-8a2c-d8b339206901';
    for (const [path, status, message] of [
      [`/schoolUnits/${unknown}`, 404, 'School unit not found'],
      [`/organisations/${unknown}`, 404, 'Organisation not found'],
      ['/programmes/code/NOPE', 404, 'Programme not found'],
      [`/activities/${unknown}`, 404, 'Activity not found'],
      ['/schoolUnits/7', 400, 'Invalid parameter: id'],
      ['/schoolUnits', 404, 'Not found'],
      ['/activities/code/MATMAT01a_GY', 404, 'Not found'],
      ['/toString', 404, 'Not found'],
    ] as const) {
      const { json, ...answer } = await get(path);
      assert.deepEqual([answer.status, json.code, json.message], [status, status, message], path);
    }
    assert.equal((await get('/alive')).status, 200);
  });
});

const PAGE = z.object({ data: z.array(z.looseObject({ id: z.string() })), pageToken: z.string().nullable() });

describe('the sandbox’s student information system', () => {
  it('serves the sample organiser page by page, as many as were promised', async () => {
    await using caller = await Caller.start({ today: '2026-11-21' });
    const { expected, sisUrl } = caller.sandbox;
    for (const [collection, count] of Object.entries(expected?.counts ?? {})) {
      const seen: string[] = [];
      let query = '?limit=50';
      for (;;) {
        const page = PAGE.parse((await caller.call('GET', `${sisUrl}/${collection}${query}`)).json);
        seen.push(...page.data.map(({ id }) => id));
        if (page.pageToken === null) break;
        query = `?limit=50&pageToken=${page.pageToken}`;
      }
      assert.equal(seen.length, count, collection);
    }
    assert.deepEqual(Object.keys(expected?.outcomes ?? {}), [...STAGES]);
    for (const path of ['/persons?limit=0', '/persons?limit=1001', '/persons?pageToken=x']) {
      assert.equal((await caller.call('GET', sisUrl + path)).status, 400);
    }
    assert.equal((await caller.call('GET', `${sisUrl}/placements`)).status, 404);
  });

  it('serves a folder of pages in its place, broken characters and all', async () => {
    const exportDir = mkdtempSync(join(tmpdir(), 'sis-'));
    const unit = { id: 'u', displayName: 'Skolan', schoolUnitCode: '31279295' };
    writeFileSync(join(exportDir, 'organisations.json'), JSON.stringify({ data: [unit, 'rubbish'] }));
    writeFileSync(join(exportDir, 'persons-10.json'), '[{"id":"third"}]');
    writeFileSync(join(exportDir, 'persons-2.json'), '{"data":[{"id":"second","familyName":"\\ud800"}]}');
    writeFileSync(join(exportDir, 'persons-1.json'), '{"data":[{"id":"first"}],"pageToken":"x"}');
    writeFileSync(join(exportDir, 'notes.json'), '{}');
    await using caller = await Caller.start({ exportDir });
    const { openDataUrl, sisUrl, expected } = caller.sandbox;
    const { data, pageToken } = PAGE.parse((await caller.call('GET', `${sisUrl}/persons`)).json);
    assert.deepEqual([data.map(({ id }) => id), pageToken], [['first', 'second', 'third'], null]);
    assert.equal(data[1]?.familyName, '\ud800');
    assert.equal(expected, undefined);
    const known = await caller.call('GET', `${openDataUrl}/schoolUnits/fb22448b-b724-5e53-8a2c-d8b339206901`);
    assert.equal(Object(known.json).displayName, 'Skolan');
  });

  it('says which file it cannot serve', async () => {
    const exportDir = mkdtempSync(join(tmpdir(), 'sis-'));
    const failure = { code: 'sandbox-export-unreadable' };
    await assert.rejects(startSandbox({ exportDir }), failure);
    await assert.rejects(startSandbox({ exportDir: join(exportDir, 'missing') }), failure);
    writeFileSync(join(exportDir, 'duties.json'), '{"data":7}');
    await assert.rejects(startSandbox({ exportDir }), { ...failure, message: /duties\.json/ });
  });
});
