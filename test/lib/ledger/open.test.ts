import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import { Database } from '../../../lib/ledger/database.ts';
import { openLedger } from '../../../lib/ledger/ledger.ts';
import { LedgerFailure } from '../../../lib/ledger/ledger-failure.ts';
import { MIGRATIONS } from '../../../lib/ledger/schema.ts';
import { fill, KEY, ledgerFolder, open, readAll } from './filled.ts';

const file = ledgerFolder();

function refusedWith(code: string) {
  return (error: unknown) => error instanceof LedgerFailure && error.code === code && error.remedy !== undefined;
}

/** Another process at the ledger. */
async function otherProcess(path: string, then = 'close') {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'second-process.ts'), path, then], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [said]: Buffer[] = await once(child.stdout, 'data');
  return { child, said: String(said).trim() };
}

test('What was written is there after the ledger was closed and opened again', () => {
  const path = file('kept.sqlite');
  const first = open(path);
  fill(first);
  const before = readAll(first);
  first.close();
  const second = open(path);
  assert.deepEqual(readAll(second), before);
  second.close();
  second.close(); // as often as one likes
});

test('The ledger and all files beside it are for their owner only, also in a folder that had to be made', () => {
  const path = file('deep/er/private.sqlite');
  const ledger = open(path);
  fill(ledger);
  const folder = dirname(path);
  for (const name of readdirSync(folder)) assert.equal(statSync(join(folder, name)).mode & 0o777, 0o600, name);
  assert.equal(statSync(folder).mode & 0o777, 0o700);
  assert.ok(existsSync(`${path}-wal`));
  ledger.close();
});

test('A second process is refused, and may have the ledger once the first has died, however it dies', async () => {
  const path = file('shared.sqlite');
  const { child, said } = await otherProcess(path, 'hold');
  assert.equal(said, 'open');
  assert.throws(() => open(path), refusedWith('ledger-in-use'));
  assert.equal((await otherProcess(path)).said, 'ledger-in-use');
  child.kill('SIGKILL');
  await once(child, 'exit');
  open(path).close();
  assert.equal((await otherProcess(path)).said, 'open');
});

test('A second connection of the same process is refused too, and the first goes on', () => {
  const path = file('twice.sqlite');
  const ledger = open(path);
  assert.throws(() => open(path), refusedWith('ledger-in-use'));
  fill(ledger);
  ledger.close();
  open(path).close();
});

test('Another key is refused, nothing is changed, and the right one still opens it', () => {
  const path = file('sealed.sqlite');
  const ledger = open(path);
  fill(ledger);
  const before = readAll(ledger);
  ledger.close();
  const bytes = readFileSync(path);
  assert.throws(() => openLedger({ file: path, key: new Uint8Array(32) }), refusedWith('ledger-key'));
  assert.throws(() => openLedger({ file: path, key: new Uint8Array(31) }), refusedWith('ledger-key'));
  assert.deepEqual(readFileSync(path), bytes);
  const again = open(path);
  assert.deepEqual(readAll(again), before);
  again.close();
});

test('A ledger of a newer version is refused and left as it is', () => {
  const path = file('newer.sqlite');
  open(path).close();
  const db = new DatabaseSync(path);
  db.exec(`PRAGMA user_version = ${MIGRATIONS.length + 1}`);
  db.close();
  const bytes = readFileSync(path);
  assert.throws(() => open(path), refusedWith('ledger-newer'));
  assert.deepEqual(readFileSync(path), bytes);
});

test('An older ledger is brought forward with all that is in it; a step that fails leaves it as it was', () => {
  const path = file('older.sqlite');
  const ledger = open(path);
  fill(ledger);
  const before = readAll(ledger);
  ledger.close();

  const broken = [...MIGRATIONS, 'CREATE TABLE more (name TEXT); CREATE TABLE more (name TEXT);'];
  assert.throws(() => Database.open(path, { migrations: broken }), /already exists/);
  const untouched = open(path);
  assert.deepEqual(readAll(untouched), before);
  untouched.close();

  const later = [...MIGRATIONS, "ALTER TABLE run ADD COLUMN name TEXT NOT NULL DEFAULT 'a run'"];
  const newer = Database.open(path, { migrations: later });
  assert.equal(newer.get('SELECT name FROM run')?.name, 'a run');
  newer.close();
  assert.throws(() => open(path), refusedWith('ledger-newer'));
});

test('Each schema from the first on can be brought forward', () => {
  for (let version = 1; version <= MIGRATIONS.length; version++) {
    const path = file(`version-${version}.sqlite`);
    const old = Database.open(path, { migrations: MIGRATIONS.slice(0, version) });
    old.write(() => old.run("INSERT INTO run (id, started_at) VALUES ('an old one', 7)"));
    old.close();
    const ledger = open(path);
    assert.deepEqual(ledger.history.runs(), [{ id: 'an old one', seq: 1, startedAt: 7 }]);
    fill(ledger);
    ledger.close();
  }
});

test('A place where no ledger can be is refused with a clear error, and nobody is kept from trying again', () => {
  const folder = file('a-folder.sqlite');
  mkdirSync(folder);
  assert.throws(() => open(folder), refusedWith('ledger-unwritable'));
  assert.throws(() => open(folder), refusedWith('ledger-unwritable'));
  const behindFile = join(file('kept.sqlite'), 'ledger.sqlite');
  assert.throws(() => open(behindFile), refusedWith('ledger-unwritable'));
});

test('Failures say whether trying again may help, what to do, and carry their cause', () => {
  const full = new LedgerFailure('ledger-full', new Error('no space'));
  assert.deepEqual([full.retryable, full.cause instanceof Error], [true, true]);
  assert.equal(new LedgerFailure('ledger-corrupt').retryable, false);
  assert.throws(() => openLedger({ file: ':memory:', key: KEY.subarray(1) }), refusedWith('ledger-key'));
});
