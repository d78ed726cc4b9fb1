import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { createLocalJWKSet, jwtVerify } from 'jose';
import { ManualClock } from '../../support/manual-clock.ts';
import { Caller, certificateKey } from './caller.ts';

const DENIED = { error: { code: 'request_denied', description: 'permission denied' } };
const denied = (description: string) => ({ error: { code: 'request_denied', description } });

describe('the sandbox’s authorization server', () => {
  let caller: Caller;
  before(async () => {
    caller = await Caller.start();
  });
  after(() => caller[Symbol.asyncDispose]());

  async function answerTo(...args: Parameters<Caller['transaction']>): Promise<[number, unknown]> {
    const { status, body } = await caller.transaction(...args);
    return [status, JSON.parse(body)];
  }

  async function claimsFor(key: unknown) {
    const [status, json] = await answerTo(caller.grantFor(key));
    assert.equal(status, 200);
    const { value } = Object(json).access_token;
    const { json: keys } = await caller.call('GET', caller.sandbox.jwksUrl);
    const verified = await jwtVerify(value, createLocalJWKSet(Object(keys)), { algorithms: ['ES256'] });
    return verified.payload;
  }

  it('knows an organisation by the certificate, whichever way its thumbprint is written', async () => {
    for (const encoding of ['base64url', 'base64'] as const) {
      const claims = await claimsFor(certificateKey(caller.ownPair, encoding));
      assert.equal(claims.iss, caller.sandbox.issuer);
      assert.equal(claims.aud, caller.sandbox.audience);
      assert.equal(claims.organization_id, 'SE2120009999');
      assert.equal(claims.organization_name, 'Granlunda kommun');
      assert.equal(claims.common_name, 'Granlunda provisionering');
      assert.equal(claims.country_code, 'SE');
      assert.equal((claims.exp ?? 0) - (claims.iat ?? 0), 3600);
      assert.equal(claims.nbf, claims.iat);
      assert.deepEqual(claims.requested_access, [
        { type: 'provisioning-api', locations: [caller.sandbox.provisioningUrl] },
      ]);
    }
  });

  it('knows a member of the federation by its entity id and its key', async () => {
    const claims = await claimsFor(caller.sandbox.entityId);
    assert.equal(claims.entity_id, caller.sandbox.entityId);
    assert.equal(claims.organization_id, 'SE2120009999');
    const stranger = await caller.sandbox.issueClientCertificate({
      entityId: 'https://other.example',
      otherAuthority: true,
    });
    const [status] = await answerTo(caller.grantFor('https://other.example'), stranger);
    assert.equal(status, 200, 'a federation trusts keys, whoever signed the certificate');
  });

  it('gives the same refusal for an unknown member, an unknown authority and a wrong thumbprint', async () => {
    const stranger = await caller.sandbox.issueClientCertificate({ otherAuthority: true });
    const noClient = await caller.sandbox.issueClientCertificate({ purposes: ['serverAuth'] });
    const cases: Parameters<Caller['transaction']>[] = [
      [caller.grantFor('https://nobody.example')],
      [caller.grantFor(caller.sandbox.entityId), stranger],
      [caller.grantFor(certificateKey(stranger)), stranger],
      [caller.grantFor(certificateKey(noClient)), noClient],
      [caller.grantFor(certificateKey(stranger))],
      [caller.grantFor({ proof: 'mtls', 'cert#S256': 'c29tZXRoaW5nIGVsc2U' })],
    ];
    for (const given of cases) assert.deepEqual(await answerTo(...given), [401, DENIED]);
  });

  it('refuses a caller without a certificate', async () => {
    const { authUrl } = caller.sandbox;
    const { status, json } = await caller.call('POST', authUrl, caller.grantFor(caller.sandbox.entityId));
    assert.deepEqual([status, json], [401, DENIED]);
  });

  it('says when a certificate is revoked, out of date, or without an organisation', async () => {
    const day = 86_400_000;
    const cases = [
      ['client certificate revoked', { revoked: true }],
      [
        'client certificate expired or not yet valid',
        { notBefore: new Date(Date.now() - 9 * day), notAfter: new Date(Date.now() - day) },
      ],
      ['client certificate expired or not yet valid', { notBefore: new Date(Date.now() + day) }],
      ['missing organization id in client certificate', { organisationNumber: null }],
      ['missing organization id in client certificate', { organisationNumber: '5565594230' }],
    ] as const;
    for (const [description, options] of cases) {
      const pair = await caller.sandbox.issueClientCertificate(options);
      assert.deepEqual(await answerTo(caller.grantFor(certificateKey(pair)), pair), [401, denied(description)]);
    }
  });

  it('reads an organisation number as each approved authority writes it', async () => {
    for (const organisationNumber of ['165560000167', 'SE5565594230-AAAA', 'EFOS165565594230-012345']) {
      const pair = await caller.sandbox.issueClientCertificate({ organisationNumber });
      const [status] = await answerTo(caller.grantFor(certificateKey(pair)), pair);
      assert.equal(status, 200, organisationNumber);
    }
  });

  it('takes no request without the bearer flag, and none that is no request', async () => {
    const key = certificateKey(caller.ownPair);
    for (const request of [caller.grantFor(key, []), { access_token: [] }, 'rubbish', null]) {
      const [status, json] = await answerTo(request);
      assert.equal(status, 400);
      assert.equal(Object(json).error.code, 'invalid_request');
    }
  });
});

describe('a token of the sandbox', () => {
  it('says how long it lasts, or leaves that to be read in it', async () => {
    await using open = await Caller.start({ tokenLifetimeSeconds: 77 });
    const answer = async (caller: Caller) =>
      JSON.parse((await caller.transaction(caller.grantFor(caller.sandbox.entityId))).body).access_token;
    assert.equal((await answer(open)).expires_in, 77);
    await using secretive = await Caller.start({ omitExpiresIn: true });
    assert.equal('expires_in' in (await answer(secretive)), false);
  });

  it('opens the provisioning API until it expires or is called back, and no other address', async () => {
    const clock = new ManualClock(Date.now());
    await using caller = await Caller.start({ clock, tokenLifetimeSeconds: 60 });
    assert.equal((await caller.call('GET', '/persons')).status, 200);
    await clock.advance(61_000);
    assert.equal(await caller.refusal('GET', '/persons'), '403 5002');
    await caller.authorize();
    assert.equal((await caller.call('GET', '/persons')).status, 200);
    caller.sandbox.invalidateTokens();
    assert.equal(await caller.refusal('GET', '/persons'), '403 5002');
    assert.equal(await caller.refusal('GET', '/persons', undefined, 'forged'), '403 5002');

    const elsewhere = {
      access_token: [
        { access: [{ type: 'provisioning-api', locations: ['https://api.example/v1'] }], flags: ['bearer'] },
      ],
      client: { key: caller.sandbox.entityId },
    };
    const { value } = JSON.parse((await caller.transaction(elsewhere)).body).access_token;
    assert.equal(await caller.refusal('GET', '/persons', undefined, value), '403 5002');
  });
});
