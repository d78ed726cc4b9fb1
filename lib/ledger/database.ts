import { chmodSync, closeSync, existsSync, mkdirSync, openSync, renameSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import { asLedgerFailure, LedgerFailure } from './ledger-failure.ts';
import { MIGRATIONS } from './schema.ts';

export type Row = Record<string, SQLInputValue>;

/** How long a process that only reads the ledger may be in the way of its writer, ms: while one of them opens the file. */
const READER_MS = 1_000;

/** How a test makes the disk fail: called before each transaction is committed. */
export type BeforeCommit = () => void;

export interface DatabaseOptions {
  readonly beforeCommit?: BeforeCommit | undefined;
  /** ms since 1970. */
  readonly now?: () => number;
  readonly migrations?: readonly string[];
}

/**
 * The ledger's file: one writer, every commit on disk before the call returns (WAL, `synchronous=FULL`).
 *
 * The lease is an exclusive lock on a small file beside the ledger, held as long as the ledger is open; the operating
 * system lets go of it when the process dies, however it dies, and the ledger itself stays readable for others.
 */
export class Database {
  readonly #db: DatabaseSync;
  readonly #lease: DatabaseSync | undefined;
  readonly #statements = new Map<string, StatementSync>();
  readonly #file: string;
  readonly #options: DatabaseOptions;
  #condemned = false;

  private constructor(file: string, lease: DatabaseSync | undefined, options: DatabaseOptions) {
    this.#file = file;
    this.#lease = lease;
    this.#options = options;
    this.#db = new DatabaseSync(file, { open: false, timeout: READER_MS });
  }

  /**
   * Opens or makes the file (mode 0600) and brings its schema up to date.
   * @param file a path, or `:memory:`
   * @throws {LedgerFailure} in use, damaged (the file is then set aside), unwritable, full, or made by a newer version
   */
  static open(file: string, options: DatabaseOptions = {}): Database {
    const database = new Database(file, file === IN_MEMORY ? undefined : secure(file), options);
    try {
      database.#prepare();
      return database;
    } catch (error) {
      const failure = database.#failed(error);
      database.close();
      throw failure;
    }
  }

  #prepare(): void {
    this.#reading(() => {
      this.#db.open();
      this.#db.exec(
        'PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA secure_delete = ON;',
      );
    });
    if (this.get('PRAGMA quick_check(1)')?.quick_check !== 'ok') throw new LedgerFailure('ledger-corrupt');
    this.#migrate(Number(this.get('PRAGMA user_version')?.user_version));
  }

  #migrate(version: number): void {
    const { migrations = MIGRATIONS } = this.#options;
    if (version > migrations.length) throw new LedgerFailure('ledger-newer');
    for (let step = version; step < migrations.length; step++) {
      this.write(() => this.#db.exec(`${migrations[step]}; PRAGMA user_version = ${step + 1};`));
    }
  }

  /** Runs `work` in one transaction: all of it is on disk when this returns, or nothing is. Calls within join it. */
  write<T>(work: () => T): T {
    if (this.#db.isTransaction) return work();
    try {
      this.#db.exec('BEGIN IMMEDIATE');
      const result = work();
      this.#options.beforeCommit?.();
      this.#db.exec('COMMIT');
      return result;
    } catch (error) {
      if (this.#db.isTransaction) this.#db.exec('ROLLBACK');
      throw this.#failed(error);
    }
  }

  run(sql: string, values: Row = {}): number {
    return Number(this.#reading(() => this.#statement(sql).run(values).changes));
  }

  get(sql: string, values: Row = {}): Row | undefined {
    return this.#reading(() => this.#statement(sql).get(values));
  }

  all(sql: string, values: Row = {}): Row[] {
    return this.#reading(() => this.#statement(sql).all(values));
  }

  /** What is in the file cannot be trusted. It is set aside when it is closed: the next to open it begins a new one. */
  condemn(): void {
    this.#condemned = true;
  }

  close(): void {
    if (this.#db.isOpen) this.#db.close();
    if (!this.#lease?.isOpen) return;
    if (this.#condemned) setAside(this.#file, (this.#options.now ?? Date.now)());
    this.#lease.close();
  }

  #failed(error: unknown): unknown {
    const failure = asLedgerFailure(error);
    if (failure instanceof LedgerFailure && failure.code === 'ledger-corrupt') this.condemn();
    return failure;
  }

  #statement(sql: string): StatementSync {
    const known = this.#statements.get(sql);
    if (known) return known;
    const statement = this.#db.prepare(sql);
    this.#statements.set(sql, statement);
    return statement;
  }

  /** Our statements are sound: one that SQLite does not understand meets a schema that has been damaged. */
  #reading<T>(read: () => T): T {
    try {
      return read();
    } catch (error) {
      throw this.#failed(isNotUnderstood(error) ? new LedgerFailure('ledger-corrupt', error) : error);
    }
  }
}

const IN_MEMORY = ':memory:';

/** SQLITE_ERROR: an unknown table, or a format that nobody knows. */
function isNotUnderstood(error: unknown): boolean {
  return error instanceof Error && 'errcode' in error && error.errcode === 1;
}

/** Makes the file, for its owner only, and takes its lease. */
function secure(file: string): DatabaseSync {
  const lock = `${file}.lock`;
  const lease = new DatabaseSync(lock, { open: false });
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    makePrivate(lock);
    lease.open();
    lease.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE;');
    makePrivate(file);
    return lease;
  } catch (error) {
    if (lease.isOpen) lease.close();
    throw asLedgerFailure(error);
  }
}

/** Only the owner may read the file; it is made so before anything is in it. SQLite gives its WAL the same mode. */
function makePrivate(file: string): void {
  closeSync(openSync(file, 'a', 0o600));
  chmodSync(file, 0o600);
}

function setAside(file: string, now: number): void {
  for (const suffix of ['', '-wal', '-shm']) {
    if (existsSync(file + suffix)) renameSync(file + suffix, `${file}.damaged-${now}${suffix}`);
  }
}
