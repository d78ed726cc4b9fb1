import { Asides } from './asides.ts';
import { Batches } from './batches.ts';
import { type BeforeCommit, Database } from './database.ts';
import { Erasure } from './erasure.ts';
import { Held } from './held.ts';
import { LedgerHistory } from './history.ts';
import { LedgerFailure } from './ledger-failure.ts';
import { Objects } from './objects.ts';
import { text } from './rows.ts';
import { Runs } from './runs.ts';
import { createSeal, type Seal } from './seal.ts';
import { Waiting } from './waiting.ts';

/** The durable record of all runs: what was to be sent, what was sent, what became of it, and what still waits. */
export interface Ledger {
  readonly runs: Runs;
  readonly objects: Objects;
  readonly batches: Batches;
  readonly waiting: Waiting;
  readonly held: Held;
  readonly asides: Asides;
  readonly history: LedgerHistory;
  readonly erasure: Erasure;
  /** Several changes as one: all of them are on disk when this returns, or none is. */
  write<T>(work: () => T): T;
  /** Makes what was removed disappear from the log beside the file too. */
  checkpoint(): void;
  close(): void;
}

export interface LedgerOptions {
  /** A path, or `:memory:`. */
  readonly file: string;
  /** 32 bytes. */
  readonly key: Uint8Array;
  /** For tests: makes the disk fail. */
  readonly beforeCommit?: BeforeCommit;
}

/**
 * Opens the ledger, or makes a new one.
 * @throws {LedgerFailure} in use, damaged (then set aside, never overwritten), unwritable, or sealed with another key
 */
export function openLedger({ file, key, beforeCommit }: LedgerOptions): Ledger {
  const seal = createSeal(key, () => db.condemn());
  const db = Database.open(file, { beforeCommit });
  try {
    checkKey(db, seal);
  } catch (error) {
    db.close();
    throw error;
  }
  return {
    runs: new Runs(db),
    objects: new Objects(db),
    batches: new Batches(db, seal),
    waiting: new Waiting(db, seal),
    held: new Held(db, seal),
    asides: new Asides(db, seal),
    history: new LedgerHistory(db),
    erasure: new Erasure(db, seal),
    write: (work) => db.write(work),
    checkpoint: () => void db.all('PRAGMA wal_checkpoint(TRUNCATE)'),
    close: () => db.close(),
  };
}

/** A new ledger remembers its key by a fingerprint. @throws {LedgerFailure} `ledger-key` where it was made with another one */
function checkKey(db: Database, { fingerprint }: Seal): void {
  const known = db.get("SELECT value FROM about WHERE name = 'key'");
  if (!known) db.write(() => db.run("INSERT INTO about (name, value) VALUES ('key', :fingerprint)", { fingerprint }));
  else if (text(known, 'value') !== fingerprint) throw new LedgerFailure('ledger-key');
}
