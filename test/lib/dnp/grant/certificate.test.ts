import 'reflect-metadata';
import assert from 'node:assert/strict';
import { createHash, X509Certificate } from 'node:crypto';
import { before, describe, test } from 'node:test';
import * as x509 from '@peculiar/x509';
import { type CertificateProblem, inspectCertificate, thumbprint } from '../../../../lib/dnp/grant/certificate.ts';
import {
  type CertificateAuthority,
  type ClientCertificateOptions,
  createAuthority,
} from '../../../../lib/sandbox/certificates.ts';

const DAY = 86_400_000;
const now = Date.now();
let approved: CertificateAuthority;

before(async () => {
  approved = await createAuthority('SITHS e-id Function CA v1');
});

const inspect = async (options: ClientCertificateOptions = {}, authority = approved, federation = false) =>
  inspectCertificate(await authority.clientCertificate(options), { now, federation });

/** The example of RFC 8705, appendix A. */
const RFC_CERTIFICATE = `-----BEGIN CERTIFICATE-----
MIIBBjCBrAIBAjAKBggqhkjOPQQDAjAPMQ0wCwYDVQQDDARtdGxzMB4XDTE4MTAx
ODEyMzcwOVoXDTIyMDUwMjEyMzcwOVowDzENMAsGA1UEAwwEbXRsczBZMBMGByqG
SM49AgEGCCqGSM49AwEHA0IABNcnyxwqV6hY8QnhxxzFQ03C7HKW9OylMbnQZjjJ
/Au08/coZwxS7LfA4vOLS9WuneIXhbGGWvsDSb0tH6IxLm8wCgYIKoZIzj0EAwID
SQAwRgIhAP0RC1E+vwJD/D1AGHGzuri+hlV/PpQEKTWUVeORWz83AiEA5x2eXZOV
bUlJSGQgjwD5vaUaKlLR50Q2DmFfQj1L+SY=
-----END CERTIFICATE-----`;

test('the thumbprint is that of RFC 8705', () => {
  assert.equal(thumbprint(new X509Certificate(RFC_CERTIFICATE)), 'A4DtL2JmUMhAsvJj5tKyn64SqzmuXbMrJa0n761y5v0');
});

describe('a certificate check', () => {
  test('shows what an owner needs to know, and finds nothing wrong with a good certificate', async () => {
    const pair = await approved.clientCertificate();
    const report = inspectCertificate(pair, { now });
    const { raw, publicKey, validTo } = new X509Certificate(pair.cert);
    const spki = publicKey.export({ type: 'spki', format: 'der' });
    assert.deepEqual(report.problems, []);
    assert.equal(report.organisationNumber, '2120009999');
    assert.match(report.subject, /serialNumber=SE2120009999-A001/);
    assert.match(report.issuer, /SITHS/);
    assert.equal(report.validTo, Date.parse(validTo));
    assert.equal(report.thumbprint, createHash('sha256').update(raw).digest('base64url'));
    assert.equal(report.spkiPin, createHash('sha256').update(spki).digest('base64'));
    assert.notEqual(report.spkiPin, Buffer.from(report.thumbprint, 'base64url').toString('base64'));
    assert.doesNotMatch(JSON.stringify(report), /PRIVATE/);
  });

  const numbers = {
    '165560000167': '5560000167',
    'SE5565594230-AAAA': '5565594230',
    'EFOS165565594230-012345': '5565594230',
  };
  for (const [written, digits] of Object.entries(numbers)) {
    test(`finds the organisation number in ${written}`, async () => {
      assert.equal((await inspect({ organisationNumber: written })).organisationNumber, digits);
    });
  }

  const problems: [CertificateProblem, ClientCertificateOptions][] = [
    ['certificate-expired', { notBefore: new Date(now - 2 * DAY), notAfter: new Date(now - DAY) }],
    ['certificate-not-yet-valid', { notBefore: new Date(now + DAY), notAfter: new Date(now + 2 * DAY) }],
    ['certificate-not-for-clients', { purposes: ['serverAuth'] }],
    ['organisation-number-missing', { organisationNumber: null }],
    ['organisation-number-missing', { organisationNumber: '5560000167' }],
  ];
  for (const [problem, options] of problems) {
    test(`finds ${problem} with ${JSON.stringify(Object.keys(options))}`, async () => {
      assert.deepEqual((await inspect(options)).problems, [problem]);
    });
  }

  test('minds no certificate without extended key usage: nothing restricts it', async () => {
    assert.deepEqual((await inspect({ purposes: [] })).problems, []);
  });

  test('finds an authority that is not approved, unless a federation vouches for the key', async () => {
    const own = await createAuthority('The municipality itself');
    assert.deepEqual((await inspect({}, own)).problems, ['issuer-not-approved']);
    assert.deepEqual((await inspect({ organisationNumber: null }, own, true)).problems, []);
    const expired = { notBefore: new Date(now - 2 * DAY), notAfter: new Date(now - DAY) };
    assert.deepEqual((await inspect(expired, own, true)).problems, ['certificate-expired']);
  });

  const encodings: Record<string, [x509.JsonNameParams, CertificateProblem[]]> = {
    'UTF-8': [[{ O: [{ utf8String: 'Åmåls kommun' }] }], []],
    'plain letters': [[{ O: [{ printableString: 'Amals kommun' }] }], []],
    'two bytes a letter': [[{ O: [{ bmpString: 'Åmåls kommun' }] }], ['certificate-names-not-utf8']],
  };
  for (const [encoding, [name, expected]] of Object.entries(encodings)) {
    test(`reads names in ${encoding}: ${expected.join() || 'fine'}`, async () => {
      const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;
      const keys = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
      const certificate = await x509.X509CertificateGenerator.create({
        serialNumber: '01',
        subject: new x509.Name([...name, { '2.5.4.5': [{ printableString: '165560000167' }] }]),
        issuer: new x509.Name('CN=Expisoft CA'),
        notBefore: new Date(now - DAY),
        notAfter: new Date(now + DAY),
        publicKey: keys.publicKey,
        signingKey: keys.privateKey,
        signingAlgorithm: algorithm,
      });
      const key = x509.PemConverter.encode(await crypto.subtle.exportKey('pkcs8', keys.privateKey), 'PRIVATE KEY');
      assert.deepEqual(inspectCertificate({ cert: certificate.toString('pem'), key }, { now }).problems, expected);
    });
  }
});
