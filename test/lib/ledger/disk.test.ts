import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';
import { z } from 'zod';
import { Database } from '../../../lib/ledger/database.ts';
import { LedgerFailure } from '../../../lib/ledger/ledger-failure.ts';
import { fill, ledgerFolder, open, readAll } from './filled.ts';

const file = ledgerFolder();

const report = z.object({ told: z.string(), written: z.number(), readable: z.number() });

/** A disk that fails at the nth commit, and at that one only. */
function failingAt(nth: number, code: string) {
  let commits = 0;
  return () => {
    if (++commits === nth) throw Object.assign(new Error(code), { code });
  };
}

for (const [code, told] of [
  ['ENOSPC', 'ledger-full'],
  ['EDQUOT', 'ledger-full'],
  ['EIO', 'ledger-unwritable'],
  ['EROFS', 'ledger-unwritable'],
] as const) {
  test(`A disk that fails with ${code} at any commit is told as ${told}, and all or nothing of it is written`, () => {
    for (let nth = 1; ; nth++) {
      const path = file(`${code}-${nth}.sqlite`);
      open(path).close(); // the schema is there
      const ledger = open(path, failingAt(nth, code));
      const before = readAll(ledger);
      let failed: unknown;
      try {
        fill(ledger);
      } catch (error) {
        failed = error;
      }
      if (!failed) {
        assert.ok(nth > 10);
        ledger.close();
        break;
      }
      assert.ok(failed instanceof LedgerFailure && failed.code === told, String(failed));
      const after = readAll(ledger);
      if (nth === 1) assert.deepEqual(after, before);
      ledger.close();
      const again = open(path);
      assert.deepEqual(readAll(again), after, 'what was read after the failure is what is on disk');
      again.close();
    }
  });
}

test('A disk that fails while a new ledger is made leaves nothing that keeps the next attempt from success', () => {
  for (let nth = 1; nth <= 3; nth++) {
    const path = file(`new-${nth}.sqlite`);
    assert.throws(() => open(path, failingAt(nth, 'ENOSPC')), { code: 'ledger-full' });
    const ledger = open(path);
    fill(ledger);
    ledger.close();
  }
});

test('Several changes as one: where one of them fails, none is written', () => {
  const ledger = open(file('together.sqlite'));
  fill(ledger);
  const before = readAll(ledger);
  assert.throws(
    () =>
      ledger.write(() => {
        ledger.runs.start('another', 1);
        throw new TypeError('a mistake');
      }),
    TypeError,
  );
  assert.deepEqual(readAll(ledger), before);
  ledger.close();
});

test('A ledger that may grow no further says that the disk is full, keeps what it has, and goes on when there is room', () => {
  const db = Database.open(file('full.sqlite'));
  db.get('PRAGMA max_page_count = 60');
  const grow = () => db.run('INSERT INTO about (name, value) VALUES (hex(randomblob(20)), hex(randomblob(2000)))');
  assert.throws(
    () => {
      for (let row = 0; row < 1_000; row++) db.write(grow);
    },
    { code: 'ledger-full' },
  );
  const kept = Number(db.get('SELECT count(*) AS rows FROM about')?.rows);
  assert.ok(kept > 5);
  db.get('PRAGMA max_page_count = 10000');
  db.write(grow);
  assert.equal(Number(db.get('SELECT count(*) AS rows FROM about')?.rows), kept + 1);
  db.close();
});

test('A disk that is really full: what was written before stays, nothing else is claimed', () => {
  const path = file('quota.sqlite');
  const program = join(import.meta.dirname, 'full-disk.ts');
  // The shell's limit on the size of a file is the smallest disk there is: 2 MB in blocks of 512 bytes.
  const script = 'ulimit -f 4000; exec "$0" "$1" "$2"';
  const said = execFileSync('sh', ['-c', script, process.execPath, program, path], { encoding: 'utf8' });
  const { told, written, readable } = report.parse(JSON.parse(said));
  assert.match(told, /^ledger-(full|unwritable)$/);
  assert.ok(written > 10 && written < 10_000, `${written}`);
  assert.equal(readable, written);
  const ledger = open(path);
  assert.equal(ledger.batches.open({}).length, written);
  ledger.close();
});
