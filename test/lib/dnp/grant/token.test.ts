import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { GrantRefused, type RefusalCause } from '../../../../lib/dnp/grant/failures.ts';
import type { ClientIdentity } from '../../../../lib/dnp/grant/request.ts';
import { createTokenSource, type TokenSourceOptions } from '../../../../lib/dnp/grant/token.ts';
import type { KeyPair } from '../../../../lib/sandbox/certificates.ts';
import type { IssueOptions } from '../../../../lib/sandbox/identities.ts';
import { type Sandbox, startSandbox } from '../../../../lib/sandbox/sandbox.ts';
import type { HttpRequest, Transport } from '../../../../lib/transport/transport.ts';
import { openTransport } from '../../../../lib/transport/undici-transport.ts';
import { ManualClock } from '../../../support/manual-clock.ts';

const DAY = 86_400_000;
/** Moves by itself where the limiter lets nobody start: all tests here share its second. */
const clock = new ManualClock(Date.now(), { autoAdvance: true });
/** The sandbox's authority stands for an approved one. */
const approvedIssuers = [/^CN=Sandbox CA$/];
const byCertificate: ClientIdentity = { kind: 'certificate' };

let sandbox: Sandbox;
const open: Transport[] = [];

before(async () => {
  sandbox = await startSandbox({ clock });
});
after(async () => {
  await Promise.all(open.map((transport) => transport.close()));
  await sandbox.close();
});

interface Source {
  readonly source: ReturnType<typeof createTokenSource>;
  readonly requests: HttpRequest[];
}

/** A token source over real mutual TLS, and the requests that it makes. */
function sourceWith(certificate: KeyPair, identity: ClientIdentity, more: Partial<TokenSourceOptions> = {}): Source {
  const transport = openTransport({ identity: certificate, ca: sandbox.ca });
  open.push(transport);
  const requests: HttpRequest[] = [];
  const recording: Transport = {
    request: (request) => {
      requests.push(request);
      return transport.request(request);
    },
    close: () => transport.close(),
  };
  const source = createTokenSource({
    authorizationUrl: sandbox.authUrl,
    provisioningUrl: sandbox.provisioningUrl,
    identity,
    certificate,
    transport: recording,
    clock,
    random: () => 0.5,
    approvedIssuers,
    ...more,
  });
  return { source, requests };
}

const own = (): KeyPair => ({ cert: sandbox.clientCert, key: sandbox.clientKey });
const grantsAmong = (requests: readonly HttpRequest[]) => requests.filter(({ method }) => method === 'POST').length;

describe('a grant', () => {
  const identities: [string, () => ClientIdentity][] = [
    ['a certificate from an approved authority', () => byCertificate],
    ['membership of a federation', () => ({ kind: 'federation', entityId: sandbox.entityId })],
  ];
  for (const [name, identity] of identities) {
    test(`is given for ${name}`, async () => {
      const { source, requests } = sourceWith(own(), identity(), { audience: sandbox.audience });
      const grant = await source.grant();
      assert.equal(grant.organisationId, 'SE2120009999');
      assert.equal(grant.expiresAt, clock.now() + 3_600_000);
      assert.equal((await source.token()).split('.').length, 3);
      assert.equal(grantsAmong(requests), 1);
    });
  }

  test('is asked for as RFC 9635 and RFC 8705 say, for one base URL and as a bearer token', async () => {
    const { source, requests } = sourceWith(own(), byCertificate);
    await source.token();
    const body: unknown = JSON.parse(String(requests[0]?.body));
    assert.deepEqual(body, {
      access_token: [
        { access: [{ type: 'provisioning-api', locations: [sandbox.provisioningUrl] }], flags: ['bearer'] },
      ],
      client: { key: { proof: 'mtls', 'cert#S256': Object(body).client.key['cert#S256'] } },
    });
    assert.match(String(Object(body).client.key['cert#S256']), /^[\w-]{43}$/, 'base64url without padding');
  });

  test('is asked for once, however many wait for it', async () => {
    const { source, requests } = sourceWith(own(), byCertificate);
    const tokens = await Promise.all(Array.from({ length: 50 }, () => source.token()));
    assert.equal(new Set(tokens).size, 1);
    assert.equal(grantsAmong(requests), 1);
  });

  test('that the service no longer takes is renewed once for all who found out', async () => {
    const { source, requests } = sourceWith(own(), byCertificate);
    const old = await source.token();
    await clock.advance(2000);
    const tokens = await Promise.all(Array.from({ length: 50 }, () => source.refresh(old)));
    assert.equal(new Set(tokens).size, 1);
    assert.equal(await source.refresh(old), tokens[0], 'who comes late gets the new one');
    assert.equal(grantsAmong(requests), 2);
  });

  test('is not lost for the others when one stops waiting', async () => {
    const { source } = sourceWith(own(), byCertificate);
    const stop = new AbortController();
    const leaving = source.token({ signal: stop.signal });
    const staying = source.token();
    stop.abort(new Error('redeployed'));
    await assert.rejects(leaving, /redeployed/);
    assert.ok(await staying);
  });

  test('is renewed a minute before its end, while the old one is still used', async () => {
    const { source, requests } = sourceWith(own(), byCertificate);
    const old = await source.token();
    await clock.advance(3_539_000);
    assert.equal(await source.token(), old);
    assert.equal(grantsAmong(requests), 1);
    await clock.advance(2000);
    const [first, second] = await Promise.all([source.token(), source.token()]);
    assert.deepEqual([first, second], [old, old]);
    const renewed = await source.refresh(old);
    assert.notEqual(renewed, old);
    assert.equal(await source.token(), renewed);
    assert.equal(grantsAmong(requests), 2);
  });

  test('is renewed when it has run out', async () => {
    const { source, requests } = sourceWith(own(), byCertificate);
    const old = await source.token();
    await clock.advance(3_700_000);
    assert.notEqual(await source.token(), old);
    assert.equal(grantsAmong(requests), 2);
  });
});

describe('a refusal is explained', () => {
  const stranger: ClientIdentity = { kind: 'federation', entityId: 'https://nobody.example' };
  const past = { notBefore: new Date(Date.now() - 3 * DAY), notAfter: new Date(Date.now() - 2 * DAY) };
  const future = { notBefore: new Date(Date.now() + 30 * DAY), notAfter: new Date(Date.now() + 60 * DAY) };
  const causes: [string, RefusalCause, IssueOptions, ClientIdentity][] = [
    ['an expired certificate', 'certificate-expired', past, byCertificate],
    ['a certificate that is not valid yet', 'certificate-not-yet-valid', future, byCertificate],
    ['a revoked certificate', 'certificate-revoked', { revoked: true }, byCertificate],
    ['an authority that is not approved', 'issuer-not-approved', { otherAuthority: true }, byCertificate],
    ['no organisation number', 'organisation-number-missing', { organisationNumber: null }, byCertificate],
    ['a certificate for servers', 'certificate-not-for-clients', { purposes: ['serverAuth'] }, byCertificate],
    ['an entity id that nobody knows', 'entity-not-known', {}, stranger],
  ];
  for (const [name, code, issue, identity] of causes) {
    test(`${name}: ${code}`, async () => {
      const { source, requests } = sourceWith(await sandbox.issueClientCertificate(issue), identity);
      await assert.rejects(source.token(), (error) => {
        assert.ok(error instanceof GrantRefused);
        assert.equal(error.code, code);
        assert.equal(error.retryable, false);
        assert.ok(error.remedy);
        return true;
      });
      assert.equal(grantsAmong(requests), 1, 'asking again would not help');
    });
  }
});
