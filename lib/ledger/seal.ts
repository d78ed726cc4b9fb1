import { createCipheriv, createDecipheriv, createHash, createSecretKey, randomBytes } from 'node:crypto';
import { gunzipSync, gzipSync } from 'node:zlib';
import { LedgerFailure } from './ledger-failure.ts';

/** Length of a key. */
export const KEY_BYTES = 32;
const NONCE = 12;
const TAG = 16;
/** Bytes from which packing a text pays. */
const WORTH_PACKING = 512;
/** What gzip begins with (RFC 1952), and no JSON text does. */
const GZIP = 0x1f;

/** Encrypts what the ledger keeps about people: gzip where it pays, then AES-256-GCM with a nonce of its own for each text. */
export interface Seal {
  /** Nonce, tag and ciphertext in one blob. */
  close(text: string): Uint8Array;
  /** @throws {LedgerFailure} `ledger-corrupt` where the blob has been changed since, or was sealed with another key */
  open(blob: Uint8Array): string;
  /** Tells two keys apart without revealing either. */
  readonly fingerprint: string;
}

/**
 * @param key 32 bytes
 * @param onDamage called before a blob that cannot be opened is complained of
 */
export function createSeal(key: Uint8Array, onDamage: () => void = () => undefined): Seal {
  if (key.length !== KEY_BYTES) throw new LedgerFailure('ledger-key');
  const secret = createSecretKey(key);
  return {
    close(text) {
      const nonce = randomBytes(NONCE);
      const cipher = createCipheriv('aes-256-gcm', secret, nonce);
      const plain = text.length < WORTH_PACKING ? Buffer.from(text) : gzipSync(text, { level: 1 });
      const body = Buffer.concat([cipher.update(plain), cipher.final()]);
      return Buffer.concat([nonce, cipher.getAuthTag(), body]);
    },
    open(blob) {
      try {
        const decipher = createDecipheriv('aes-256-gcm', secret, blob.subarray(0, NONCE));
        decipher.setAuthTag(blob.subarray(NONCE, NONCE + TAG));
        const plain = Buffer.concat([decipher.update(blob.subarray(NONCE + TAG)), decipher.final()]);
        return (plain[0] === GZIP ? gunzipSync(plain) : plain).toString();
      } catch (cause) {
        onDamage();
        throw new LedgerFailure('ledger-corrupt', cause);
      }
    },
    fingerprint: createHash('sha256').update('ledger key').update(key).digest('base64url').slice(0, 16),
  };
}
