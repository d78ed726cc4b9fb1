import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { ObjectDetail, ObjectRow, RunDetail, RunSummary, Started } from '../../lib/dnp/history/records.ts';
import { STAGES } from '../../lib/stage.ts';
import { type ConnectionSummary, ROOT, TOPIC } from '../../nodes/dnp-history/dnp-history.shared.ts';
import { type FlowNode, NodeRed } from '../support/node-red.ts';

const example = join(import.meta.dirname, '..', '..', 'examples', '1 - Four stages with gates.json');
const CONNECTION = 'dnp-sandbox';

describe('the history of a flow that has run', () => {
  let red: NodeRed;
  let run: RunSummary;
  let rows: readonly ObjectRow[];

  // What our own routes answer is what the contract says they do.
  const read = async <Answer>(path: string) => (await red.admin('GET', `${ROOT}/${path}`)) as Answer;
  const newest = async () => (await read<RunSummary[]>(`${CONNECTION}/runs`))[0];
  const ended = (id: string) =>
    red.until(async () => {
      const detail = await read<RunDetail>(`${CONNECTION}/runs/${id}`);
      return detail.running ? undefined : detail;
    }, 'the run has ended');

  before(async () => {
    red = await NodeRed.start();
    const flow: FlowNode[] = JSON.parse(readFileSync(example, 'utf8'));
    await red.deploy(flow);
    await red.press('fs-run');
    const begun = await red.until(async () => {
      const latest = await newest();
      return latest?.counts.Activity && latest;
    }, 'every stage has begun');
    run = (await ended(begun?.id ?? '')) ?? assert.fail('it has not ended');
    rows = await read<ObjectRow[]>(`${CONNECTION}/runs/${run.id}/objects`);
  });
  after(() => red?.stop());

  it('is told for each connection that is deployed', async () => {
    const known = await read<ConnectionSummary[]>('connections');
    const organiser = 'Granlunda kommun';
    assert.deepEqual(known, [{ id: CONNECTION, name: 'Sandbox', environment: 'sandbox', organiser }]);
  });

  it('has a row for each object that was counted, and says who each is', () => {
    for (const stage of STAGES) {
      const counted = Object.values(run.counts[stage] ?? {}).reduce((sum, count) => sum + count, 0);
      const ofStage = rows.filter((row) => row.stage === stage);
      assert.equal(ofStage.length, counted, stage);
      assert.ok(counted > 0);
      // Of a duty whose person is nowhere nobody can say whose it is.
      const nameless = ofStage.filter(({ name, codes }) => name === '' && !codes.includes('reference-missing-person'));
      assert.deepEqual(nameless, [], stage);
    }
    assert.doesNotMatch(JSON.stringify(rows), /"civicNo":"\d{12}"/);
  });

  it('leads from every object to a node of the flow, and from the run to all of its nodes', () => {
    const of = (stage: string, outcome: string) => rows.find((row) => row.stage === stage && row.outcome === outcome);
    assert.equal(of('Person', 'success')?.nodeId, 'fs-status-0');
    assert.equal(of('Person', 'rejected')?.nodeId, 'fs-persons');
    assert.equal(of('Duty', 'held')?.nodeId, 'fs-gate-1');
    assert.ok(rows.every(({ nodeId }) => nodeId?.startsWith('fs-')));
    for (const id of ['fs-auth', 'fs-import', 'fs-persons', 'fs-gate-2', 'fs-status-3']) {
      assert.ok(run.nodes.includes(id), id);
    }
  });

  it('explains an object in the language of the reader, with what was sent and answered', async () => {
    const warned = rows.find(({ outcome }) => outcome === 'warning') ?? assert.fail('nobody was warned of');
    const detail = (lang: string) =>
      read<ObjectDetail>(`${CONNECTION}/runs/${run.id}/objects/${warned.stage}/${warned.id}?lang=${lang}`);
    const [english, swedish] = [await detail('en-US'), await detail('sv')];
    assert.equal(Object(english.sent).id, warned.id);
    assert.equal(Object(english.answer).id, warned.id);
    assert.ok(english.reasons.length > 0);
    for (const [index, { what, remedy }] of english.reasons.entries()) {
      assert.ok(what && remedy);
      assert.notEqual(swedish.reasons[index]?.what, what);
    }
  });

  it('is told live by ids and counts alone', () => {
    const events = red.events.filter(({ topic }) => topic === TOPIC);
    assert.ok(events.length > 0);
    for (const { data } of events) {
      assert.deepEqual(Object.keys(Object(data)).sort(), ['connection', 'counts', 'run', 'stage']);
      const { counts, ...ids } = Object(data);
      assert.ok(Object.values(counts).every((count) => typeof count === 'number'));
      assert.deepEqual({ ...ids, stage: undefined }, { connection: CONNECTION, run: run.id, stage: undefined });
    }
    const last = events.findLast(({ data }) => Object(data).stage === 'Activity');
    assert.deepEqual(Object(last?.data).counts, run.counts.Activity);
  });

  it('lets go of a person who is held, on somebody’s word, in a run of its own', async () => {
    const held = rows.find(({ codes }) => codes.includes('protected-identity')) ?? assert.fail('nobody is protected');
    const path = `${ROOT}/${CONNECTION}/runs/${run.id}/release`;
    const objects = [{ stage: held.stage, id: held.id }];
    const started = (await red.admin('POST', path, { objects })) as Started;
    assert.equal(started.objects, 1);
    await ended(started.runId);
    const [row] = await read<ObjectRow[]>(`${CONNECTION}/runs/${started.runId}/objects`);
    assert.match(row?.outcome ?? '', /success|warning/);
    await assert.rejects(red.admin('POST', path, { objects }), /HTTP 409 .*nothing-to-do/);
  });

  it('forgets a person', async () => {
    const person = rows.find(({ stage, outcome }) => stage === 'Person' && outcome === 'success') ?? assert.fail();
    assert.deepEqual(await red.admin('POST', `${ROOT}/${CONNECTION}/persons/${person.id}/forget`, {}), {});
    const after = await read<ObjectRow[]>(`${CONNECTION}/runs/${run.id}/objects`);
    const row = after.find(({ id }) => id === person.id);
    assert.deepEqual([row?.outcome, row?.name, row?.civicNo, row?.eppn], ['success', '', '', '']);
  });

  it('leaves nothing in the log that anybody would mind', () => {
    assert.deepEqual(red.complaints, []);
    for (const { name } of rows.filter(({ stage }) => stage === 'Person')) assert.ok(!red.log.includes(name));
  });
});
