import { join } from 'node:path';
import { keyFile } from '../../lib/ledger/key-file.ts';
import { KEY_BYTES } from '../../lib/ledger/seal.ts';
import { NodeFailure } from '../shared/failure.ts';
import type { EnvironmentName } from './dnp-connection.shared.ts';

/** Where a connection's ledger is, and the key to it. */
export interface LedgerPlace {
  readonly file: string;
  readonly key: Uint8Array;
}

/**
 * The ledger of one connection. The environment is part of the file's name, so that what the sandbox once accepted never
 * counts as known to the real service.
 *
 * @throws {NodeFailure} `bad-ledger-name`, `bad-ledger-key`
 */
export function ledgerPlace(
  folder: string,
  { name, environment, key }: { name: string; environment: EnvironmentName; key: string | undefined },
): LedgerPlace {
  if (!/^[\w-][\w.-]{0,99}$/.test(name)) {
    throw new NodeFailure('bad-ledger-name', 'The name of the ledger must be letters, digits, dots and dashes only.', {
      remedy: 'Open the connection and give the ledger a plain name.',
    });
  }
  const base = join(folder, `${name}.${environment}`);
  const bytes = key ? Buffer.from(key, 'base64') : keyFile(`${base}.key`);
  if (bytes.length !== KEY_BYTES) {
    throw new NodeFailure('bad-ledger-key', "The ledger's key is not 32 bytes in base64.", {
      remedy: 'Open the connection and enter the key that this ledger was made with, or clear it.',
    });
  }
  return { file: `${base}.sqlite`, key: bytes };
}
