import { randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { KEY_BYTES } from './seal.ts';

/**
 * The key in a file of its own (base64, mode 0600), made at the first use: for data whose owner has no other place for it.
 * @returns what the file holds; whether that is a key is for the seal to say
 */
export function keyFile(path: string): Uint8Array {
  try {
    // `wx`: of two that come at the same time, one makes the key and both read it.
    writeFileSync(path, randomBytes(KEY_BYTES).toString('base64'), { mode: 0o600, flag: 'wx' });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  }
  return Buffer.from(readFileSync(path, 'utf8').trim(), 'base64');
}
