import assert from 'node:assert/strict';
import { type EventEmitter, once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import type { NodeMessageInFlow } from 'node-red';
import helper from 'node-red-node-test-helper';
import { readOutcomes } from '../../lib/ledger/read-outcomes.ts';
import { isObject } from '../../lib/sis/json.ts';
import dnpConnection from '../../nodes/dnp-connection/dnp-connection.ts';
import type { SisImportConfig } from '../../nodes/sis-import/sis-import.shared.ts';
import sisImport from '../../nodes/sis-import/sis-import.ts';
import {
  activity,
  duty,
  enrolment,
  group,
  id,
  member,
  organisations,
  pupil,
  TODAY,
} from '../lib/sis/ss12000/organiser.ts';

const userDir = mkdtempSync(join(tmpdir(), 'sis-import-'));
const folder = join(userDir, 'export');

const connection = {
  id: 'connection',
  type: 'dnp-connection',
  environment: 'sandbox',
  ledger: 'test',
  language: 'sv',
  protectedPersons: 'hold',
  retentionDays: '30',
  patience: '1',
};

/** One of everything, and what is left out of it. */
const pages = {
  organisations,
  persons: [pupil(1), pupil(2, { personStatus: 'Avliden' })],
  duties: [duty(3, 1), duty(4, 1, { dutyAt: { id: id(99) } })],
  groups: [group(5, [member(1)])],
  activities: [activity(6, [5], [3])],
};

before(() => {
  helper.init(createRequire(import.meta.url).resolve('node-red'));
  helper.settings({ userDir });
  mkdirSync(folder);
  for (const [collection, data] of Object.entries(pages)) {
    writeFileSync(join(folder, `${collection}.json`), JSON.stringify({ data, pageToken: null }));
  }
});
after(() => rmSync(userDir, { recursive: true }));

interface Run {
  readonly dataset: NodeMessageInFlow[];
  readonly leftOut: NodeMessageInFlow[];
  readonly statuses: unknown[];
  readonly error: unknown;
}

/** Deploys a node of these settings, sends it one message and waits until it says that it is done with it. */
async function run(
  settings: Partial<SisImportConfig>,
  msg: object = {},
  credentials: Record<string, string> = {},
): Promise<Run> {
  const node = { id: 'import', type: 'sis-import', connection: 'connection', today: TODAY, ...settings };
  const flow = [
    connection,
    { ...node, wires: [['dataset'], ['left-out']] },
    { id: 'dataset', type: 'helper' },
    { id: 'left-out', type: 'helper' },
  ];
  await helper.load([dnpConnection, sisImport], flow, { import: credentials });
  try {
    const dataset: NodeMessageInFlow[] = [];
    const leftOut: NodeMessageInFlow[] = [];
    const statuses: unknown[] = [];
    listen('left-out', 'input', (message: NodeMessageInFlow) => leftOut.push(message));
    listen('import', 'call:status', (call: { args: unknown[] }) => statuses.push(call.args[0]));
    const error = await new Promise<unknown>((resolve) => {
      listen('import', 'call:error', (call: { args: unknown[] }) => resolve(call.args[0]));
      listen('dataset', 'input', (message: NodeMessageInFlow) => {
        dataset.push(message);
        setImmediate(resolve);
      });
      helper.getNode('import').receive({ ...msg });
    });
    return { dataset, leftOut, statuses, error };
  } finally {
    await helper.unload();
  }
}

/** The helper's own events are not among those that a node declares. */
function listen<Heard>(node: string, event: string, hear: (heard: Heard) => void): void {
  const emitter: EventEmitter = helper.getNode(node);
  emitter.on(event, hear);
}

const runIdOf = (message: NodeMessageInFlow | undefined) => {
  const dnp: unknown = message && Reflect.get(message, 'dnp');
  return isObject(dnp) && typeof dnp.runId === 'string' ? dnp.runId : undefined;
};

const codeOf = (error: unknown) => (error instanceof Error && 'code' in error ? error.code : error);

const sizes = (message: NodeMessageInFlow | undefined) =>
  Object.entries(Object(message?.payload)).map(([part, objects]) => [part, Array.isArray(objects) && objects.length]);

const ONE_OF_EACH = [
  ['persons', 1],
  ['duties', 1],
  ['groups', 1],
  ['activities', 1],
];

describe('the import of an export in the message', () => {
  test('puts the dataset in its place, keeps the rest of the message and begins a run', async () => {
    const { dataset, leftOut, error } = await run(
      { source: 'message', payload: 'export', payloadType: 'msg' },
      { export: pages, topic: 'nightly', parts: { id: 'x', index: 0 }, dnp: { jobs: [] } },
    );
    assert.equal(error, undefined);
    const [message] = dataset;
    assert.equal(dataset.length, 1);
    assert.deepEqual(sizes(message), ONE_OF_EACH);
    assert.deepEqual([message?.topic, message && Reflect.get(message, 'parts')], ['nightly', { id: 'x', index: 0 }]);
    assert.doesNotMatch(
      JSON.stringify(message?.payload),
      /Hemliga gatan|070-/,
      'addresses and telephone numbers are gone',
    );

    const [report] = leftOut;
    assert.equal(leftOut.length, 1);
    assert.equal(report?.topic, 'nightly');
    const rows: unknown = report?.payload;
    assert.ok(Array.isArray(rows));
    assert.deepEqual(
      rows.map(({ stage, id, outcome, reasons }) => [stage, id, outcome, reasons[0].code, reasons[0].field]),
      [
        ['Person', id(2), 'skipped', 'person-not-active', 'personStatus'],
        ['Duty', id(4), 'rejected', 'school-unit-unknown', 'dutyAt.id'],
      ],
    );
    assert.match(rows[0].reasons[0].text, /aktiv/i, "in the connection's language");
    assert.doesNotMatch(JSON.stringify(rows), /Alva|2013/);

    const runId = runIdOf(message);
    assert.ok(runId);
    assert.equal(runIdOf(report), runId);
  });

  test('records what it leaves out in the run that the message belongs to', async () => {
    const first = await run({ source: 'message', payload: 'payload', payloadType: 'msg' }, { payload: pages });
    const runId = runIdOf(first.dataset[0]);
    assert.ok(runId);
    const again = await run(
      { source: 'message', payload: 'payload', payloadType: 'msg' },
      { payload: pages, dnp: { runId } },
    );
    assert.equal(runIdOf(again.dataset[0]), runId);
    const recorded = readOutcomes(join(userDir, 'school-provisioning', 'test.sandbox.sqlite'), runId);
    assert.deepEqual(recorded.map(({ stage, outcome }) => `${stage} ${outcome}`).sort(), [
      'Duty rejected',
      'Person skipped',
    ]);
  });

  test('says nothing on its second output where nothing is left out', async () => {
    const { dataset, leftOut } = await run(
      { source: 'message', payload: 'payload', payloadType: 'msg' },
      { payload: { organisations, persons: [pupil(1)] } },
    );
    assert.equal(dataset.length, 1);
    assert.deepEqual(leftOut, []);
  });

  test('judges by today where no day is set', async () => {
    const year = new Date().getFullYear();
    const persons = [
      pupil(1, { enrolments: [enrolment({ startDate: `${year - 1}-01-01`, endDate: `${year + 1}-12-31` })] }),
      pupil(2, { enrolments: [enrolment({ startDate: `${year + 2}-01-01` })] }),
    ];
    const { dataset, leftOut } = await run(
      { source: 'message', payload: 'payload', payloadType: 'msg', today: '' },
      { payload: { organisations, persons } },
    );
    assert.deepEqual(sizes(dataset[0])[0], ['persons', 1]);
    assert.equal(leftOut.length, 1);
  });

  test('that cannot be read goes to Catch with its code, and nothing goes on', async () => {
    const message = { source: 'message', payload: 'payload', payloadType: 'msg' } as const;
    const failing: [settings: Partial<SisImportConfig>, msg: object, code: string][] = [
      [message, {}, 'no-input'],
      [message, { payload: null }, 'no-input'],
      [message, { payload: 'persons' }, 'export-not-a-list'],
      [message, { payload: { persons: 7 } }, 'export-not-a-list'],
      [message, { payload: {} }, 'export-empty'],
      [{ ...message, today: 'yesterday' }, { payload: pages }, 'today-not-a-date'],
      [{ source: 'folder', folder: '' }, {}, 'no-folder'],
      [{ source: 'folder', folder: join(userDir, 'nowhere') }, {}, 'export-folder-unreadable'],
      [{ source: 'api', baseUrl: 'http://sis.example/v2' }, {}, 'sis-address-unusable'],
      [{ source: 'api', baseUrl: 'https://sis.example/v2', access: 'bearer' }, {}, 'no-credentials'],
      [{ ...message, connection: 'another' }, { payload: pages }, 'no-connection'],
    ];
    for (const [settings, msg, code] of failing) {
      const { error, dataset, leftOut, statuses } = await run(settings, msg);
      assert.equal(codeOf(error), code);
      assert.deepEqual([...dataset, ...leftOut], []);
      assert.equal(Object(statuses.at(-1)).fill, 'red');
    }
  });
});

describe('the import from elsewhere', () => {
  test('reads a folder that an environment variable names', async () => {
    process.env.SIS_EXPORT = userDir;
    const { dataset, leftOut } = await run({ source: 'folder', folder: `\${SIS_EXPORT}/export` }, { payload: 'go' });
    delete process.env.SIS_EXPORT;
    assert.deepEqual(sizes(dataset[0]), ONE_OF_EACH);
    assert.equal(leftOut.length, 1);
  });

  test('reads an API with the credentials of the node', async () => {
    const authorizations: (string | undefined)[] = [];
    const server = createServer((request, response) => {
      authorizations.push(request.headers.authorization);
      const name = request.url?.split('/').at(-1) ?? '';
      const body = name === 'token' ? { access_token: 'abc' } : readFileSync(join(folder, `${name}.json`), 'utf8');
      response.end(typeof body === 'string' ? body : JSON.stringify(body));
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    assert.ok(typeof address === 'object' && address !== null);
    const origin = `http://127.0.0.1:${address.port}`;
    const { dataset, error } = await run(
      { source: 'api', baseUrl: `${origin}/v2`, access: 'client', tokenUrl: `${origin}/token`, clientId: 'me' },
      {},
      { clientSecret: 'secret' },
    );
    server.close();
    assert.equal(error, undefined);
    assert.deepEqual(sizes(dataset[0]), ONE_OF_EACH);
    assert.equal(authorizations[0], `Basic ${Buffer.from('me:secret').toString('base64')}`);
    assert.deepEqual(new Set(authorizations.slice(1)), new Set(['Bearer abc']));
  });

  test('reads the sample organiser of the sandbox', async () => {
    const { dataset, leftOut, error } = await run({ source: 'sandbox', today: '' });
    assert.equal(error, undefined);
    assert.ok(sizes(dataset[0]).every(([, objects]) => Number(objects) > 1));
    assert.equal(leftOut.length, 1);
  });
});
