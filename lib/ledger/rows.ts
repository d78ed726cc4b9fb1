import type { Row } from './database.ts';
import { LedgerFailure } from './ledger-failure.ts';

/** Reads a text column; a ledger that holds anything else there is damaged. */
export function text(row: Row, column: string): string {
  const value = row[column];
  if (typeof value !== 'string') throw new LedgerFailure('ledger-corrupt');
  return value;
}

export function number(row: Row, column: string): number {
  const value = row[column];
  if (typeof value !== 'number') throw new LedgerFailure('ledger-corrupt');
  return value;
}

export function blob(row: Row, column: string): Uint8Array {
  const value = row[column];
  if (!(value instanceof Uint8Array)) throw new LedgerFailure('ledger-corrupt');
  return value;
}

/** One of a fixed set of words. */
export function word<T extends string>(row: Row, column: string, words: readonly T[]): T {
  const value = text(row, column);
  const known = words.find((candidate) => candidate === value);
  if (known === undefined) throw new LedgerFailure('ledger-corrupt');
  return known;
}

/** JSON that the ledger wrote itself. */
export function json<T>(row: Row, column: string): T {
  try {
    return JSON.parse(text(row, column)) as T; // only this folder writes these columns
  } catch (cause) {
    throw cause instanceof LedgerFailure ? cause : new LedgerFailure('ledger-corrupt', cause);
  }
}
