import assert from 'node:assert/strict';
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { before, describe, test } from 'node:test';
import { createAuthority, type KeyPair } from '../../../lib/sandbox/certificates.ts';
import { parsePins } from '../../../lib/transport/server-pin.ts';
import { IdentityFailure, ownCertificate, type TlsIdentity } from '../../../lib/transport/tls-identity.ts';
import { openTransport } from '../../../lib/transport/undici-transport.ts';
import { pkcs12 } from '../../support/pkcs12.ts';

const PASSPHRASE = 'håll tyst';
let pair: KeyPair;
let another: KeyPair;
let encryptedKey: string;

before(async () => {
  const authority = await createAuthority('Test authority');
  [pair, another] = await Promise.all([authority.clientCertificate(), authority.clientCertificate()]);
  encryptedKey = createPrivateKey(pair.key)
    .export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: PASSPHRASE })
    .toString();
});

describe('a certificate is taken', () => {
  const forms: Record<string, () => TlsIdentity> = {
    'as PEM with its key': () => pair,
    'as PEM with an encrypted key': () => ({ cert: pair.cert, key: encryptedKey, passphrase: PASSPHRASE }),
    'as PKCS#12': () => ({ pfx: pkcs12(pair, PASSPHRASE), passphrase: PASSPHRASE }),
  };
  for (const [form, identity] of Object.entries(forms)) {
    test(form, () => {
      assert.equal(ownCertificate(identity()).fingerprint256, new X509Certificate(pair.cert).fingerprint256);
    });
  }
});

describe('a certificate that cannot be used is refused with the cause', () => {
  const causes: Record<string, [IdentityFailure['code'], () => TlsIdentity]> = {
    'no certificate at all': ['certificate-missing', () => ({})],
    'a key alone': ['certificate-missing', () => ({ key: pair.key })],
    'a certificate alone': ['key-missing', () => ({ cert: pair.cert })],
    "another certificate's key": ['key-does-not-match', () => ({ cert: pair.cert, key: another.key })],
    'an encrypted key without its passphrase': ['passphrase-wrong', () => ({ cert: pair.cert, key: encryptedKey })],
    'an encrypted key with a wrong one': [
      'passphrase-wrong',
      () => ({ cert: pair.cert, key: encryptedKey, passphrase: 'guess' }),
    ],
    'a PKCS#12 file with a wrong passphrase': [
      'passphrase-wrong',
      () => ({ pfx: pkcs12(pair, PASSPHRASE), passphrase: 'guess' }),
    ],
    'something that is no certificate': ['certificate-unreadable', () => ({ cert: 'hello', key: pair.key })],
    'something that is no key': ['key-unreadable', () => ({ cert: pair.cert, key: 'hello' })],
    'something that is no PKCS#12 file': ['certificate-unreadable', () => ({ pfx: Buffer.from('hello') })],
  };
  for (const [name, [code, identity]] of Object.entries(causes)) {
    test(`${name}: ${code}`, () => {
      assert.throws(
        () => ownCertificate(identity()),
        (error) => error instanceof IdentityFailure && error.code === code && (error.remedy ?? '').length > 0,
      );
    });
  }

  test('before any connection is opened', () => {
    assert.throws(() => openTransport({ identity: { cert: pair.cert, key: another.key } }), IdentityFailure);
  });

  test('and the failure shows nothing of the key or its passphrase', () => {
    const identity = { cert: pair.cert, key: another.key, passphrase: PASSPHRASE };
    assert.throws(
      () => ownCertificate(identity),
      (error) => error instanceof Error && !/PRIVATE|tyst/.test(`${error.message}${JSON.stringify(error)}`),
    );
  });
});

test('pins are read as people write them', () => {
  assert.deepEqual(parsePins(' sha256/AAA=\n pin-sha256="BBB=",CCC= '), ['AAA=', 'BBB=', 'CCC=']);
  assert.deepEqual(parsePins(undefined), []);
});
