import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { type FlowNode, NodeRed } from '../support/node-red.ts';

const folder = join(import.meta.dirname, '..', '..', 'examples');
const files = readdirSync(folder).sort();
const flowOf = (file: string): FlowNode[] => JSON.parse(readFileSync(join(folder, file), 'utf8'));

/** All of them beside each other, as in an editor that has imported them; they share the connection. */
const all = [...new Map(files.flatMap(flowOf).map((node) => [node.id, node])).values()];

test('every node of the package appears in an example', () => {
  const manifest = JSON.parse(readFileSync(join(folder, '..', 'package.json'), 'utf8'));
  const used = new Set(files.flatMap((file) => flowOf(file).map(({ type }) => type)));
  const missing = Object.keys(manifest['node-red'].nodes).filter((type) => !used.has(type));
  assert.deepEqual(missing, []);
});

test('the examples carry no secret, and their connections go to the sandbox', () => {
  for (const node of files.flatMap(flowOf)) {
    assert.equal('credentials' in node, false);
    if ('environment' in node) assert.equal(node.environment, 'sandbox');
  }
});

describe('the examples in a real Node-RED', () => {
  let red: NodeRed;
  before(async () => {
    red = await NodeRed.start();
    await red.deploy(all);
  });
  after(() => red?.stop());

  /** Presses a button, and gives what the debug node then shows. */
  async function show(button: string, debug: string): Promise<unknown> {
    assert.ok(
      all.some(({ id }) => id === debug),
      `the examples have no ${debug}`,
    );
    const from = red.debugged(debug).length;
    await red.press(button);
    return red.until(() => red.debugged(debug)[from], `${debug} shows something`);
  }

  test('four stages with gates: deploy, press the button, and every stage is sent', async () => {
    const dnp = await show('fs-run', 'fs-finished');
    assert.equal(Object(dnp).stage, 'Activity');
    assert.ok(Object(dnp).counts.success > 0);
    for (const stage of [0, 1, 2, 3]) assert.match(red.status(`fs-status-${stage}`)?.text ?? '', /\d/);
    assert.deepEqual(red.debugged('fs-errors'), []);
    const lists = red.events.filter(({ topic, data }) => topic === 'debug' && Object(data).id === 'fs-list');
    assert.match(String(Object(lists[0]?.data).msg), /^stage;id;outcome;code;field;text\r\n/);
  });

  test('certificate and token check: the sandbox lets us in, and says who we are', async () => {
    const dnp = Object(await show('cc-run', 'cc-good'));
    assert.equal(typeof dnp.organisation.id, 'string');
    assert.ok(dnp.expiresAt > Date.now());
  });

  test('reading people back: by id, by civic number, all of them, and one', async () => {
    await show('rb-send-run', 'rb-sent');
    const nameOf = (person: unknown) => Object(person).givenName;
    const byId = await show('rb-lookup-run', 'rb-lookup-found');
    assert.deepEqual(Object(byId).map(nameOf), ['Alva']);
    const byNumber = await show('rb-lookup-run-2', 'rb-lookup-found');
    assert.deepEqual(Object(byNumber).map(nameOf), ['Nils']);
    const everyone = Object(await show('rb-list-run', 'rb-list-found'));
    assert.ok(everyone.length >= 2);
    assert.ok(everyone.every((person: object) => !('emails' in person)));
    assert.equal(nameOf(await show('rb-get-run', 'rb-get-found')), 'Nils');
    assert.deepEqual(red.debugged('rb-errors'), []);
  });

  test('attribute release policy: one school releases what is needed, another does not', async () => {
    const released = Object(await show('rp-check-run', 'rp-released'));
    assert.equal(released.verdict, 'released');
    const partly = Object(await show('rp-check-run-2', 'rp-not-released'));
    assert.deepEqual(partly.missing, ['mail']);
    const policy = Object(await show('rp-policy-run', 'rp-policy-found'));
    assert.equal(policy[0].school.brin, '99XA');
    assert.equal(Object(await show('rp-schools-run', 'rp-schools-found')).length, 4);
    assert.equal(Object(await show('rp-sps-run', 'rp-sps-found')).length, 3);
    assert.deepEqual(red.debugged('rp-errors'), []);
  });

  test('nothing complains in the log', () => {
    assert.deepEqual(red.complaints, []);
  });

  test('certificate and token check: a refusal says why and what to do', async () => {
    await red.deploy(
      all.map((node) => (node.type === 'dnp-connection' ? { ...node, environment: 'verification' } : node)),
    );
    const refused = Object(await show('cc-run', 'cc-refused'));
    assert.match(refused.code, /^[a-z-]+$/);
    assert.ok(refused.text.length > 20);
  });
});
