import assert from 'node:assert/strict';
import { existsSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { after, afterEach, before, describe, it } from 'node:test';
import dnpAuth from '../../nodes/dnp-auth/dnp-auth.ts';
import dnpConnection from '../../nodes/dnp-connection/dnp-connection.ts';
import dnpJobStatus from '../../nodes/dnp-job-status/dnp-job-status.ts';
import dnpPerson from '../../nodes/dnp-person/dnp-person.ts';
import { liveConnections } from '../../nodes/shared/connection-node.ts';
import { pupil } from '../lib/dnp/sample.ts';
import { core, Flow, type FlowNode, speaking } from '../support/flow.ts';
import { type TestSandbox, testSandbox } from '../support/sandbox.ts';

const TYPES = [
  dnpConnection,
  core.catch,
  core.tlsConfig,
  speaking('dnp-auth', dnpAuth),
  speaking('dnp-person', dnpPerson),
  speaking('dnp-job-status', dnpJobStatus),
];

const DAY_MS = 86_400_000;
const folder = join(Flow.userDir, 'school-provisioning');

describe('a connection', () => {
  let service: TestSandbox;
  before(async () => {
    service = await testSandbox({ jobDelay: { minimum: 1, maximum: 5 } });
    await Flow.open();
  });
  after(async () => {
    await Flow.close();
    await service[Symbol.asyncDispose]();
  });
  afterEach(async () => {
    await Flow.undeploy();
    rmSync(folder, { recursive: true, force: true });
  });

  /** A connection to addresses of one's own, which are the sandbox's. */
  const custom = (settings: Record<string, unknown> = {}): FlowNode => ({
    id: 'connection',
    type: 'dnp-connection',
    environment: 'custom',
    authUrl: service.sandbox.authUrl,
    provisioningUrl: `${service.sandbox.provisioningUrl}/`,
    tls: 'tls',
    identity: 'certificate',
    entityId: '',
    serverPin: '',
    ledger: 'sollunda',
    language: 'sv',
    protectedPersons: 'hold',
    retentionDays: '30',
    patience: '0.05',
    ...settings,
  });
  const tls = { id: 'tls', type: 'tls-config', cert: '', key: '', ca: '', verifyservercert: true };
  const pem = () => ({
    certdata: service.sandbox.clientCert,
    keydata: service.sandbox.clientKey,
    cadata: service.sandbox.ca,
  });
  const rest: FlowNode[] = [
    { id: 'auth', type: 'dnp-auth', connection: 'connection', wires: [['authorized']] },
    {
      id: 'person',
      type: 'dnp-person',
      connection: 'connection',
      operation: 'send',
      source: 'payload',
      sourceType: 'msg',
      limit: '',
      wires: [['jobs'], ['aside']],
    },
    { id: 'jobs', type: 'dnp-job-status', connection: 'connection', wires: [['finished'], ['attention'], []] },
    { id: 'catch', type: 'catch', scope: null, wires: [['errors']] },
  ];

  async function authorize(
    connection: FlowNode,
    { tlsConfig = tls, credentials = pem() }: { tlsConfig?: FlowNode; credentials?: Record<string, string> } = {},
  ): Promise<{ organisation?: string; error?: string; message?: string; status: string | undefined }> {
    const flow = await Flow.deploy(TYPES, [connection, tlsConfig, ...rest], { tls: credentials });
    flow.send('auth', {});
    const answer = await Promise.race([flow.next('authorized'), flow.caught('errors')]);
    const status = flow.statuses('auth').at(-1);
    await Flow.undeploy();
    const { error } = Object(answer);
    return error
      ? { error: error.code, message: error.message, status }
      : { organisation: Object(answer.dnp).organisation.id, status };
  }

  it("takes the certificate of Node-RED's own TLS configuration", async () => {
    assert.equal((await authorize(custom())).organisation, 'SE2120009999');
  });

  it('is let in as a member of a federation by its entity id', async () => {
    const { entityId } = service.sandbox;
    assert.equal((await authorize(custom({ identity: 'entity', entityId }))).organisation, 'SE2120009999');
    const stranger = await authorize(custom({ identity: 'entity', entityId: 'https://stranger.example' }));
    assert.equal(stranger.organisation, undefined);
    assert.ok(stranger.error);
  });

  it('fills in environment variables', async () => {
    process.env.TEST_AUTH_HOST = new URL(service.sandbox.authUrl).host;
    const authUrl = `https://\${TEST_AUTH_HOST}/transaction`;
    try {
      assert.equal((await authorize(custom({ authUrl }))).organisation, 'SE2120009999');
    } finally {
      delete process.env.TEST_AUTH_HOST;
    }
  });

  it('never talks to a server that it cannot verify, whatever the TLS configuration says', async () => {
    const { cadata: _, ...withoutAuthority } = pem();
    const careless = { ...tls, verifyservercert: false };
    const refused = await authorize(custom(), { tlsConfig: careless, credentials: withoutAuthority });
    assert.equal(refused.error, 'server-not-trusted');
  });

  it('says in time that the certificate ends, and why an expired one is refused', async () => {
    const ending = await service.sandbox.issueClientCertificate({ notAfter: new Date(Date.now() + 5.5 * DAY_MS) });
    const warned = await authorize(custom(), { credentials: { ...pem(), certdata: ending.cert, keydata: ending.key } });
    assert.equal(warned.status, 'Granlunda kommun, but the certificate ends in 5 days');
    const ended = await service.sandbox.issueClientCertificate({
      notBefore: new Date(Date.now() - 9 * DAY_MS),
      notAfter: new Date(Date.now() - DAY_MS),
    });
    const refused = await authorize(custom(), { credentials: { ...pem(), certdata: ended.cert, keydata: ended.key } });
    assert.equal(refused.error, 'certificate-expired');
  });

  for (const [what, settings, code] of [
    ['no certificate', { tls: '' }, 'no-certificate'],
    ['no address', { authUrl: '' }, 'no-address'],
    ['an address without TLS', { provisioningUrl: 'http://127.0.0.1/' }, 'no-address'],
    ['no entity id', { identity: 'entity' }, 'no-entity-id'],
    ['a ledger elsewhere', { ledger: '../elsewhere' }, 'bad-ledger-name'],
  ] as const) {
    it(`says that it has ${what}`, async () => {
      const { error, status } = await authorize(custom(settings));
      assert.equal(error, code);
      assert.equal(status, `stopped: ${code}`);
    });
  }

  it('says nothing of a key or a certificate in an error', async () => {
    const { error, message } = await authorize(custom(), { credentials: { ...pem(), keydata: 'SECRETKEY' } });
    assert.ok(error);
    assert.doesNotMatch(message ?? '', /SECRETKEY|MII/);
  });

  it('keeps its ledger and the key to it where only its user can read them, apart for each environment', async () => {
    await authorize(custom());
    assert.deepEqual(
      readdirSync(folder).filter((name) => /\.(sqlite|key)$/.test(name)),
      ['sollunda.custom.key', 'sollunda.custom.sqlite'],
    );
    for (const name of readdirSync(folder)) assert.equal(statSync(join(folder, name)).mode & 0o077, 0, name);
    assert.equal(statSync(folder).mode & 0o077, 0);
  });

  it('uses the key of its credentials rather than a file', async () => {
    const flow = await Flow.deploy(TYPES, [custom(), tls, ...rest], {
      tls: pem(),
      connection: { ledgerKey: Buffer.alloc(32, 7).toString('base64') },
    });
    flow.send('auth', {});
    await flow.next('authorized');
    assert.ok(!existsSync(join(folder, 'sollunda.custom.key')));
    await Flow.undeploy();
    const other = await Flow.deploy(TYPES, [custom(), tls, ...rest], {
      tls: pem(),
      connection: { ledgerKey: Buffer.alloc(32, 8).toString('base64') },
    });
    other.send('auth', {});
    assert.equal((await other.caught('errors')).error.code, 'ledger-key');
  });

  it('remembers after a redeploy what the service has taken', async () => {
    const counts: unknown[] = [];
    for (let deploy = 1; deploy <= 2; deploy += 1) {
      const flow = await Flow.deploy(TYPES, [custom(), tls, ...rest], { tls: pem() });
      flow.send('person', { payload: [pupil(1)] });
      counts.push(Object((await flow.next('finished')).dnp).counts);
      await Flow.undeploy();
    }
    assert.deepEqual(counts, [{ success: 1 }, { unchanged: 1 }]);
  });

  it('holds persons with a protected identity unless it is told to send them', async () => {
    const outcomes: unknown[] = [];
    for (const protectedPersons of ['hold', 'send']) {
      const flow = await Flow.deploy(TYPES, [custom({ protectedPersons }), tls, ...rest], { tls: pem() });
      flow.send('person', { payload: [pupil(9, { securityMarking: 'Sekretessmarkering' })] });
      outcomes.push(Object((await flow.next('finished')).dnp).counts);
      await Flow.undeploy();
    }
    assert.deepEqual(outcomes, [{ held: 1 }, { success: 1 }]);
  });

  it('is gone when it is undeployed', async () => {
    await Flow.deploy(TYPES, [custom(), tls, ...rest], { tls: pem() });
    assert.ok(liveConnections.has('connection'));
    await Flow.undeploy();
    assert.equal(liveConnections.size, 0);
  });
});
