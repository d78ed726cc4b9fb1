import { createHash, type KeyObject } from 'node:crypto';

/** The pin of a public key: base64 of the SHA-256 of its SubjectPublicKeyInfo (RFC 7469 §2.4, as federations use it). */
export function spkiPin(publicKey: KeyObject): string {
  return createHash('sha256')
    .update(publicKey.export({ type: 'spki', format: 'der' }))
    .digest('base64');
}

/** Reads the pins a person typed: several apart by spaces or commas, with or without `sha256/` in front. */
export function parsePins(text: string | undefined): string[] {
  return (text ?? '')
    .split(/[\s,;]+/)
    .map((pin) => pin.replace(/^(pin-)?sha256[/=]/, '').replaceAll('"', ''))
    .filter((pin) => pin !== '');
}
