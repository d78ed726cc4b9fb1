import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose';
import { GrantRefused, GrantUnavailable, TokenNotTrusted } from '../../../../lib/dnp/grant/failures.ts';
import { createTokenSource, type TokenSourceOptions } from '../../../../lib/dnp/grant/token.ts';
import { createAuthority, type KeyPair } from '../../../../lib/sandbox/certificates.ts';
import { type HttpResponse, TransportFailure } from '../../../../lib/transport/transport.ts';
import { ManualClock } from '../../../support/manual-clock.ts';
import { answer, ScriptedTransport } from '../../../support/scripted-transport.ts';

const ISSUER = 'https://auth.example';
const START = Date.UTC(2026, 10, 21, 8);
type PrivateKey = Awaited<ReturnType<typeof generateKeyPair>>['privateKey'];
let signing: { privateKey: PrivateKey; jwk: JWK };
let foreign: PrivateKey;
let certificate: KeyPair;

before(async () => {
  const pair = await generateKeyPair('ES256');
  signing = { privateKey: pair.privateKey, jwk: { ...(await exportJWK(pair.publicKey)), kid: 'k1', alg: 'ES256' } };
  foreign = (await generateKeyPair('ES256')).privateKey;
  const authority = await createAuthority('SITHS e-id Function CA v1');
  certificate = await authority.clientCertificate({ notBefore: new Date(0), notAfter: new Date(START * 2) });
});

interface Forgery {
  readonly key?: PrivateKey;
  readonly issuer?: string;
  readonly audience?: string;
  /** Seconds from now. */
  readonly notBefore?: number;
  readonly expires?: number;
}

function tokenOf(clock: ManualClock, forgery: Forgery = {}): Promise<string> {
  const now = Math.floor(clock.now() / 1000);
  return new SignJWT({ organization_id: 'SE2120009999', organization_name: 'Granlunda kommun' })
    .setProtectedHeader({ alg: 'ES256', kid: 'k1' })
    .setIssuer(forgery.issuer ?? ISSUER)
    .setAudience(forgery.audience ?? 'dnp')
    .setIssuedAt(now)
    .setNotBefore(now + (forgery.notBefore ?? 0))
    .setExpirationTime(now + (forgery.expires ?? 3600))
    .sign(forgery.key ?? signing.privateKey);
}

/** A token source whose authorization server answers the transaction as the test says. */
function sourceWith(
  transaction: (call: number, clock: ManualClock) => HttpResponse | Promise<HttpResponse>,
  more: Partial<TokenSourceOptions> = {},
  keys: readonly JWK[] = [signing.jwk],
) {
  const clock = new ManualClock(START, { autoAdvance: true });
  let transactions = 0;
  const transport = new ScriptedTransport(({ url }) => {
    if (url === `${ISSUER}/.well-known/jwks.json`) return answer(200, { keys });
    assert.equal(url, `${ISSUER}/transaction`);
    return transaction(++transactions, clock);
  });
  const source = createTokenSource({
    authorizationUrl: `${ISSUER}/transaction`,
    provisioningUrl: 'https://api.example/v1',
    identity: { kind: 'certificate' },
    certificate,
    transport,
    clock,
    random: () => 0.5,
    ...more,
  });
  return { source, clock, transactions: () => transactions };
}

const granted = (value: string, expiresIn?: number) =>
  answer(200, { access_token: { value, flags: ['bearer'], ...(expiresIn && { expires_in: expiresIn }) } });

describe('a token is used', () => {
  test('where its issuer signed it, and lasts as long as it says when the answer does not', async () => {
    const { source, clock } = sourceWith(async (_call, now) => granted(await tokenOf(now, { expires: 600 })));
    const grant = await source.grant();
    assert.deepEqual(grant, {
      organisationId: 'SE2120009999',
      organisationName: 'Granlunda kommun',
      expiresAt: clock.now() + 600_000,
    });
  });

  test('where clocks differ a little', async () => {
    const { source } = sourceWith(async (_call, now) => granted(await tokenOf(now, { notBefore: 30 })));
    assert.ok(await source.token());
  });
});

describe('a token is not used', () => {
  const forgeries: [string, Forgery | undefined][] = [
    ['that somebody else signed', undefined],
    ['of another issuer', { issuer: 'https://evil.example' }],
    ['for another audience', { audience: 'another-service' }],
    ['that has expired', { expires: -120 }],
    ['that is not valid yet', { notBefore: 600 }],
  ];
  for (const [name, forgery] of forgeries) {
    test(name, async () => {
      const { source, transactions } = sourceWith(
        async (_call, clock) => granted(await tokenOf(clock, forgery ?? { key: foreign }), 3600),
        { audience: 'dnp' },
      );
      const error: unknown = await source.token().catch((reason: unknown) => reason);
      assert.ok(error instanceof TokenNotTrusted, String(error));
      assert.equal(transactions(), 1);
    });
  }

  test('that is signed in another way than ES256, even by a key of the issuer', async () => {
    const pair = await generateKeyPair('ES384');
    const other = { ...(await exportJWK(pair.publicKey)), kid: 'k2' };
    const token = await new SignJWT({})
      .setProtectedHeader({ alg: 'ES384', kid: 'k2' })
      .setIssuer(ISSUER)
      .setExpirationTime('1h')
      .sign(pair.privateKey);
    const { source } = sourceWith(() => granted(token, 3600), {}, [signing.jwk, other]);
    await assert.rejects(source.token(), TokenNotTrusted);
  });

  test('that is signed by a shared secret, or not at all', async () => {
    const secret = new TextEncoder().encode(JSON.stringify(signing.jwk));
    const symmetric = await new SignJWT({})
      .setProtectedHeader({ alg: 'HS256', kid: 'k1' })
      .setIssuer(ISSUER)
      .sign(secret);
    const [, claims] = (await tokenOf(new ManualClock(START))).split('.');
    const unsigned = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${claims}.`;
    for (const token of [symmetric, unsigned, 'not a token']) {
      const { source } = sourceWith(() => granted(token, 3600));
      const error: unknown = await source.token().catch((reason: unknown) => reason);
      assert.ok(error instanceof TokenNotTrusted);
      assert.doesNotMatch(error.message, new RegExp(token.slice(0, 10)));
    }
  });
});

describe('an authorization server in trouble', () => {
  test('is asked again until it answers', async () => {
    const { source, transactions } = sourceWith(async (call, clock) => {
      if (call === 1) return answer(503, {});
      if (call === 2) throw new TransportFailure('answer-lost', 'reset');
      return granted(await tokenOf(clock));
    });
    assert.ok(await source.token());
    assert.equal(transactions(), 3);
  });

  test('is given up after a while, and told so', async () => {
    const { source, clock } = sourceWith(() => answer(502, '<html>'), { patienceMs: 30_000 });
    await assert.rejects(
      source.token(),
      (error) => error instanceof GrantUnavailable || error instanceof TransportFailure,
    );
    assert.ok(clock.now() - START <= 60_000);
  });

  test('does not stop calls while the old token is good, and is not asked at every one of them', async () => {
    const { source, clock, transactions } = sourceWith(async (call, now) =>
      call === 1 ? granted(await tokenOf(now), 3600) : answer(400, {}),
    );
    const token = await source.token();
    clock.autoAdvance = false;
    await clock.advance(3_541_000);
    for (let call = 0; call < 50; call++) {
      assert.equal(await source.token(), token);
      await clock.advance(100);
    }
    assert.equal(transactions(), 2);
    await clock.advance(60_000);
    await assert.rejects(source.token(), GrantUnavailable);
  });

  test('whose front does not like the certificate is understood', async () => {
    const expired = await (await createAuthority('EFOS CA')).clientCertificate({
      notBefore: new Date(START - 2000),
      notAfter: new Date(START - 1000),
    });
    const page = { status: 400, headers: {}, body: '<html>The SSL certificate error</html>' };
    const { source } = sourceWith(() => page, { certificate: expired });
    await assert.rejects(
      source.token(),
      (error) => error instanceof GrantRefused && error.code === 'certificate-expired',
    );
  });
});
