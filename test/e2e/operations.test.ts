import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { persons } from '../bench/persons.ts';
import { type FlowNode, NodeRed } from '../support/node-red.ts';
import { type TestSandbox, testSandbox } from '../support/sandbox.ts';

const BULK = ['send', 'create', 'update', 'delete'] as const;
const READING = ['lookup', 'list', 'get'] as const;
type Name = (typeof BULK)[number] | (typeof READING)[number];

const connection: FlowNode = {
  id: 'connection',
  type: 'dnp-connection',
  environment: 'sandbox',
  ledger: '',
  language: 'en',
  protectedPersons: 'hold',
  retentionDays: '30',
  patience: '2',
};

/** A row for an operation: button, person node and, where it makes jobs, their follow-up. What comes out is shown. */
function row(operation: Name): FlowNode[] {
  const id = (name: string) => `${operation}-${name}`;
  const node = (name: string, type: string, wires: string[][], settings: object = {}): FlowNode => ({
    ...{ id: id(name), type, z: 'tab', wires, x: 100, y: 100 },
    ...settings,
  });
  const debug = (name: string) =>
    node(name, 'debug', [], { active: true, tosidebar: true, complete: 'true', targetType: 'full' });
  const follow = node('status', 'dnp-job-status', [[id('done')], [id('attention')], []], { connection: 'connection' });
  const isBulk = BULK.some((bulk) => bulk === operation);
  return [
    node('button', 'inject', [[id('person')]], { props: [{ p: 'payload' }], payload: '', payloadType: 'date' }),
    node('person', 'dnp-person', [[id(isBulk ? 'status' : 'done')], [id('aside')]], {
      ...{ connection: 'connection', operation, source: 'payload', sourceType: 'msg', limit: '' },
    }),
    ...(isBulk ? [follow] : []),
    debug('done'),
    debug('aside'),
    debug('attention'),
  ];
}

interface Message {
  readonly payload: unknown;
  readonly dnp?: { readonly counts: Readonly<Record<string, number>> };
}

describe('the operations of a resource node against the sandbox', () => {
  let red: NodeRed;
  let service: TestSandbox;
  before(async () => {
    service = await testSandbox();
    red = await NodeRed.start({ env: { DNP_SANDBOX: service.file } });
    const tab: FlowNode = { id: 'tab', type: 'tab' };
    const errors: FlowNode[] = [
      { id: 'catch', type: 'catch', z: 'tab', wires: [['errors']], x: 100, y: 100 },
      {
        id: 'errors',
        type: 'debug',
        z: 'tab',
        active: true,
        tosidebar: true,
        complete: 'true',
        targetType: 'full',
        wires: [],
      },
    ];
    await red.deploy([tab, connection, ...[...BULK, ...READING].flatMap(row), ...errors]);
  });
  after(async () => {
    await red?.stop();
    await service?.[Symbol.asyncDispose]();
  });

  /** Injects a payload and gives the message that comes out at the end. */
  async function run(operation: Name, payload: unknown, output = 'done'): Promise<Message> {
    const debug = `${operation}-${output}`;
    const from = red.debugged(debug).length;
    await red.admin('POST', `inject/${operation}-button`, {
      __user_inject_props__: [{ p: 'payload', v: JSON.stringify(payload), vt: 'json' }],
    });
    const message = await red.until(() => red.debugged(debug)[from], `${debug} shows something`);
    return { payload: undefined, ...message };
  }

  const stored = () => Object.values(service.sandbox.contents()).flatMap(({ Person }) => Person);
  const [first, second, third, ...rest] = persons(130);
  const id = first?.id ?? '';

  test('create takes what is new and is refused what is there already', async () => {
    assert.deepEqual((await run('create', [first, second])).dnp?.counts, { success: 2 });
    const again = await run('create', [first, third], 'attention');
    assert.deepEqual(
      Object(again.payload).map((object: { id: string; outcome: string }) => [object.id, object.outcome]),
      [[id, 'error']],
    );
    assert.equal(stored().length, 3);
  });

  test('send takes what is there already, and leaves out what has not changed', async () => {
    const { dnp } = await run('send', [{ ...first, givenName: 'Alvar' }, second]);
    assert.deepEqual(dnp?.counts, { success: 1, unchanged: 1 });
    assert.equal(stored().find((person) => person.id === id)?.givenName, 'Alvar');
  });

  test('update changes what is there and is refused what is not', async () => {
    const counts = (await run('update', [{ ...first, givenName: 'Alvina' }, rest[0]])).dnp?.counts;
    assert.deepEqual(counts, { success: 1, error: 1 });
    assert.equal(stored().find((person) => person.id === id)?.givenName, 'Alvina');
  });

  test('look up answers with everything, by id and by civic number', async () => {
    const byId = Object((await run('lookup', [id])).payload);
    assert.deepEqual(
      byId.map(({ givenName, emails }: Record<string, unknown>) => [givenName, emails]),
      [['Alvina', first?.emails]],
    );
    const byNumber = Object((await run('lookup', { civicNos: [second?.civicNo.value] })).payload);
    assert.deepEqual(
      byNumber.map((person: { id: string }) => person.id),
      [second?.id],
    );
  });

  test('get answers with one, and with null where there is none', async () => {
    assert.equal(Object((await run('get', id)).payload).id, id);
    assert.equal((await run('get', '5d0c1a5e-7a0c-4a3e-9b66-ffffffffffff')).payload, null);
  });

  test('list goes through all pages', async () => {
    await run('send', rest);
    const listed = Object((await run('list', '')).payload).map((person: { id: string }) => person.id);
    assert.deepEqual(new Set(listed), new Set(stored().map((person) => person.id)));
    assert.equal(listed.length, 130);
  });

  test('delete removes what is there and is refused what is not', async () => {
    const { dnp } = await run('delete', [id, '5d0c1a5e-7a0c-4a3e-9b66-ffffffffffff']);
    assert.deepEqual(dnp?.counts, { success: 1, error: 1 });
    assert.equal(stored().length, 129);
  });

  test('what had been deleted is sent again', async () => {
    assert.deepEqual((await run('send', [first])).dnp?.counts, { success: 1 });
    assert.equal(stored().length, 130);
  });

  test('none of it was an error of the flow', () => assert.deepEqual(red.debugged('errors'), []));
});
