import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, describe, it } from 'node:test';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import type { Node, NodeInitializer, NodeMessage } from 'node-red';
import helper from 'node-red-node-test-helper';
import arpConnection from '../../nodes/arp-connection/arp-connection.ts';
import type { ArpLookupConfig } from '../../nodes/arp-lookup/arp-lookup.shared.ts';
import arpLookup from '../../nodes/arp-lookup/arp-lookup.ts';
import { type ArpService, startArpService } from '../support/arp-service.ts';

const require = createRequire(import.meta.url);
/** Node-RED's own Catch node. */
const catchNode: NodeInitializer = require('@node-red/nodes/core/common/25-catch.js');
const userDir = mkdtempSync(join(tmpdir(), 'arp-lookup-'));

/** A message as it arrives behind the node, or what Catch is told. */
interface Heard extends NodeMessage {
  readonly arp?: Record<string, unknown>;
  readonly error?: { readonly message: string; readonly code?: string; readonly cause?: { readonly code?: string } };
}

describe('an ARP look-up', () => {
  let service: ArpService;
  const authorities = getCACertificates('default');
  before(async () => {
    service = await startArpService();
    setDefaultCACertificates([...authorities, service.ca]);
    helper.init(require.resolve('node-red'));
    helper.settings({ userDir });
    await new Promise<void>((resolve) => helper.startServer(resolve));
  });
  after(async () => {
    await new Promise<void>((resolve) => helper.stopServer(resolve));
    setDefaultCACertificates(authorities);
    await service.close();
    rmSync(userDir, { recursive: true, force: true });
  });
  afterEach(async () => {
    await helper.unload();
  });

  /** A flow of one look-up with a Catch node; its connection has what `connection` says. */
  async function flow(lookup: Partial<ArpLookupConfig>, connection: Record<string, string> = {}, apiKey = service.key) {
    const nodes = [
      { id: 'tab', type: 'tab' },
      {
        id: 'arp',
        type: 'arp-connection',
        environment: 'custom',
        baseUrl: service.baseUrl,
        version: '2',
        headerName: 'apiKey',
        cacheMinutes: '60',
        ...connection,
      },
      {
        id: 'lookup',
        type: 'arp-lookup',
        z: 'tab',
        connection: 'arp',
        operation: 'check',
        brin: 'payload.brin',
        brinType: 'msg',
        organisationCode: 'REKENBOS',
        organisationCodeType: 'str',
        required: 'uid, sn, mail',
        requiredType: 'str',
        refresh: false,
        ...lookup,
        wires: [['heard']],
      },
      { id: 'caught', type: 'catch', z: 'tab', scope: null, wires: [['heard']] },
      { id: 'heard', type: 'helper', z: 'tab' },
    ];
    await helper.load([arpConnection, arpLookup, catchNode], nodes, { arp: { apiKey } });
    const heard: Node = helper.getNode('heard');
    return (message: NodeMessage): Promise<Heard> =>
      new Promise((resolve) => {
        heard.once('input', resolve);
        helper.getNode('lookup').receive(message);
      });
  }

  it('gives a verdict that a switch can be wired to, and keeps the rest of the message', async () => {
    const ask = await flow({});
    const released = await ask(Object.assign({ payload: { brin: '99xa' }, topic: 'kept' }, { mine: { too: 1 } }));
    assert.deepEqual(Object.keys(Object(released.payload)), [
      'brin',
      'organisationCode',
      'verdict',
      'missing',
      'identityProviders',
    ]);
    assert.equal(Object(released.payload).verdict, 'released');
    assert.equal(released.topic, 'kept');
    assert.deepEqual(Object(released).mine, { too: 1 });
    const partly = Object((await ask({ payload: { brin: '99XB' } })).payload);
    assert.deepEqual([partly.verdict, partly.missing], ['partly', ['mail']]);
    assert.equal(Object((await ask({ payload: { brin: '99XC00' } })).payload).verdict, 'refused');
  });

  for (const [operation, path] of [
    ['schools', 'school-list'],
    ['serviceProviders', 'sp-list'],
    ['policy', 'school/99XB/sp/REKENBOS'],
    ['configuration', 'sp-config'],
  ] as const) {
    it(`gives the document of the service for ${operation}`, async () => {
      const ask = await flow({ operation }, { version: '1' });
      const { payload, arp } = await ask({ payload: { brin: '99XB' } });
      const exchange = service.exchanges.at(-1);
      assert.equal(exchange?.url, `/v1/arp/${path}`);
      assert.deepEqual(payload, JSON.parse(exchange.body));
      assert.equal(arp?.operation, operation);
    });
  }

  it('asks for a list once, and again where that is wanted', async () => {
    const calls = () => service.exchanges.filter(({ url }) => url.endsWith('school-list')).length;
    const start = calls();
    const ask = await flow({ operation: 'schools' });
    const first = await ask({});
    await ask({});
    assert.equal(calls() - start, 1);
    await helper.unload();
    const askAnew = await flow({ operation: 'schools', refresh: true });
    await askAnew({});
    assert.deepEqual((await askAnew({})).payload, first.payload);
    assert.equal(calls() - start, 3);
  });

  it('tells what changed since it looked last', async () => {
    const ask = await flow({ operation: 'policy' });
    const first = await ask({ payload: { brin: '99XA' } });
    assert.deepEqual(first.arp, { operation: 'policy', brin: '99XA', organisationCode: 'REKENBOS' });
    assert.deepEqual((await ask({ payload: { brin: '99XA' } })).arp?.changes, []);
    service.alter((body) => body.replace(/("friendlyName":"mail","transfer":)true/, '$1false'));
    const { arp, payload } = await ask({ payload: { brin: '99XA' } });
    service.alter(undefined);
    assert.deepEqual(arp?.changes, [
      {
        change: 'attribute-withdrawn',
        identityProvider: Object(payload)[0].identityProvider,
        attribute: 'urn:mace:dir:attribute-def:mail',
      },
    ]);
  });

  const failures: readonly {
    readonly code: string;
    readonly key?: string;
    readonly unbound?: true;
    readonly lookup?: Partial<ArpLookupConfig>;
    readonly connection?: Record<string, string>;
  }[] = [
    { code: 'key-not-valid', key: 'wrong' },
    { code: 'no-policy-for-combination', lookup: { organisationCode: 'TOETSWERF' } },
    {
      code: 'key-without-service-provider',
      lookup: { operation: 'configuration' },
      connection: { version: '1' },
      unbound: true,
    },
    { code: 'operation-not-in-version', lookup: { operation: 'configuration' } },
    { code: 'brin-not-valid', lookup: { brin: 'payload.nothing' } },
    { code: 'organisation-code-not-valid', lookup: { organisationCode: '../sp-config' } },
    { code: 'required-attributes-not-valid', lookup: { required: '' } },
    { code: 'key-missing', key: '' },
    { code: 'base-url-not-valid', connection: { baseUrl: 'http://127.0.0.1:9' } },
    { code: 'no-connection', lookup: { connection: 'nowhere' } },
  ];
  for (const { code, key, unbound, lookup = {}, connection = {} } of failures) {
    it(`tells Catch of ${code}, with a sentence and no key`, async () => {
      const ask = await flow(lookup, connection, unbound ? service.keyWithoutProvider : (key ?? service.key));
      const { error } = await ask({ payload: { brin: '99XA' } });
      assert.equal(error?.code, code);
      assert.equal(error.cause?.code, code);
      assert.match(error.message, /\w+ .*\.$/);
      assert.ok(!JSON.stringify(error).includes('key-of-'));
    });
  }

  it('ends a question that is under way when it is redeployed', async () => {
    service.misbehave({ arpErrors: 1 });
    const ask = await flow({ operation: 'schools' });
    const asked = service.exchanges.length;
    void ask({});
    while (service.exchanges.length === asked) await new Promise((resolve) => setTimeout(resolve, 5));
    const start = Date.now();
    await helper.unload();
    assert.ok(Date.now() - start < 2_000);
    service.misbehave({ arpErrors: 0 });
  });
});
