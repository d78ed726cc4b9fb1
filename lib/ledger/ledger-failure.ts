import { Failure } from '../failure.ts';

const SAYINGS = {
  'ledger-full': [
    'The disk that holds the ledger is full.',
    'Free some space, then deploy again. Nothing is sent until then.',
  ],
  'ledger-unwritable': [
    'The ledger could not be written.',
    'Check the disk and the rights on the ledger file, then deploy again.',
  ],
  'ledger-corrupt': [
    'The ledger is damaged.',
    'Deploy again to begin a new ledger; the damaged file is kept beside it under another name.',
  ],
  'ledger-in-use': [
    'Another Node-RED, or another connection in this one, already uses this ledger.',
    'Stop the other one, or give this connection a ledger file of its own.',
  ],
  'ledger-key': [
    'The ledger cannot be read with this key.',
    'Enter the key that the ledger was made with, or name another ledger file.',
  ],
  'ledger-newer': [
    'The ledger was made by a newer version of this package.',
    'Update the package, or name another ledger file.',
  ],
} as const;

export type LedgerFailureCode = keyof typeof SAYINGS;

/** The ledger cannot be trusted or written. Nothing is sent where this is thrown. */
export class LedgerFailure extends Failure {
  readonly code: LedgerFailureCode;
  constructor(code: LedgerFailureCode, cause?: unknown) {
    super(SAYINGS[code][0], { remedy: SAYINGS[code][1], retryable: code === 'ledger-full', cause });
    this.code = code;
  }
}

/** SQLite's primary result codes (sqlite.org/rescode.html) and what they mean here. */
const BY_RESULT: Readonly<Record<number, LedgerFailureCode>> = {
  5: 'ledger-in-use', // SQLITE_BUSY
  6: 'ledger-in-use', // SQLITE_LOCKED
  8: 'ledger-unwritable', // SQLITE_READONLY
  10: 'ledger-unwritable', // SQLITE_IOERR
  11: 'ledger-corrupt', // SQLITE_CORRUPT
  13: 'ledger-full', // SQLITE_FULL
  14: 'ledger-unwritable', // SQLITE_CANTOPEN
  26: 'ledger-corrupt', // SQLITE_NOTADB
};

const BY_ERRNO: Readonly<Record<string, LedgerFailureCode>> = {
  ENOSPC: 'ledger-full',
  EDQUOT: 'ledger-full',
  EIO: 'ledger-unwritable',
  EROFS: 'ledger-unwritable',
  EACCES: 'ledger-unwritable',
  EPERM: 'ledger-unwritable',
  EEXIST: 'ledger-unwritable',
  EISDIR: 'ledger-unwritable',
  ENOTDIR: 'ledger-unwritable',
};

/** Turns an error of SQLite or of the file system into a {@link LedgerFailure}; anything else comes back as it was. */
export function asLedgerFailure(error: unknown): unknown {
  if (error instanceof LedgerFailure || !(error instanceof Error)) return error;
  if ('errcode' in error && typeof error.errcode === 'number') {
    const code = BY_RESULT[error.errcode & 0xff];
    if (code) return new LedgerFailure(code, error);
  }
  if ('code' in error && typeof error.code === 'string') {
    const code = BY_ERRNO[error.code];
    if (code) return new LedgerFailure(code, error);
  }
  return error;
}
