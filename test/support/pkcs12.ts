import { createHash, createHmac, createPrivateKey, randomBytes, X509Certificate } from 'node:crypto';
import type { KeyPair } from '../../lib/sandbox/certificates.ts';

/** Makes a DER element out of its contents. */
function element(tag: number, ...contents: readonly Buffer[]): Buffer {
  const content = Buffer.concat(contents);
  const length = content.length;
  const head = length < 0x80 ? [tag, length] : [tag, 0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from(head), content]);
}

const sequence = (...contents: Buffer[]) => element(0x30, ...contents);
const octets = (content: Buffer) => element(0x04, content);
const explicit = (content: Buffer) => element(0xa0, content);
const integer = (value: number) => element(0x02, Buffer.from(value < 0x80 ? [value] : [value >> 8, value & 0xff]));
const oid = (hex: string) => element(0x06, Buffer.from(hex, 'hex'));

const DATA = oid('2a864886f70d010701');
const KEY_BAG = oid('2a864886f70d010c0a0101');
const CERTIFICATE_BAG = oid('2a864886f70d010c0a0103');
const X509_CERTIFICATE = oid('2a864886f70d01091601');
const SHA256 = oid('608648016503040201');

const ITERATIONS = 1000;
/** Block size of SHA-256, which the key derivation fills up to. */
const BLOCK = 64;
/** What the derived key is for: a MAC. */
const MAC_PURPOSE = 3;

/**
 * A PKCS#12 file (RFC 7292) as an authority hands it out: certificate and key, sealed with a passphrase. The contents are
 * not encrypted, which a reader does not mind.
 */
export function pkcs12({ cert, key }: KeyPair, passphrase: string): Buffer {
  const certificate = new X509Certificate(cert).raw;
  const privateKey = createPrivateKey(key).export({ type: 'pkcs8', format: 'der' });
  const bags = sequence(
    sequence(CERTIFICATE_BAG, explicit(sequence(X509_CERTIFICATE, explicit(octets(certificate))))),
    sequence(KEY_BAG, explicit(privateKey)),
  );
  const safe = sequence(sequence(DATA, explicit(octets(bags))));
  const salt = randomBytes(8);
  const mac = createHmac('sha256', macKey(passphrase, salt)).update(safe).digest();
  return sequence(
    integer(3),
    sequence(DATA, explicit(octets(safe))),
    sequence(sequence(sequence(SHA256, element(0x05)), octets(mac)), octets(salt), integer(ITERATIONS)),
  );
}

/** Key derivation of RFC 7292 appendix B.2, for a key of one hash length. */
function macKey(passphrase: string, salt: Buffer): Buffer {
  const password = Buffer.from(`${passphrase}\0`, 'utf16le').swap16();
  const fill = (bytes: Buffer) => Buffer.alloc(Math.ceil(bytes.length / BLOCK) * BLOCK, bytes);
  let digest = Buffer.concat([Buffer.alloc(BLOCK, MAC_PURPOSE), fill(salt), fill(password)]);
  for (let round = 0; round < ITERATIONS; round++) digest = createHash('sha256').update(digest).digest();
  return digest;
}
