import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { openLedger } from '../../../lib/ledger/ledger.ts';
import { readRunsUnderWay } from '../../../lib/ledger/read-under-way.ts';

let folder: string;
before(() => {
  folder = mkdtempSync(join(tmpdir(), 'under-way-'));
});
after(() => rmSync(folder, { recursive: true, force: true }));

test('nothing is under way where no ledger has been made, or its making was cut short', () => {
  const file = join(folder, 'none.sqlite');
  assert.deepEqual(readRunsUnderWay(file), []);
  writeFileSync(file, '');
  assert.deepEqual(readRunsUnderWay(file), []);
});

test('a run is under way while a message of it waits, read beside its writer and after it', () => {
  const file = join(folder, 'ledger.sqlite');
  const ledger = openLedger({ file, key: Buffer.alloc(32) });
  for (const run of ['first', 'second', 'third']) ledger.runs.start(run, 0);
  assert.deepEqual(readRunsUnderWay(file), []);
  const kept = { message: '{}', parts: {} };
  ledger.waiting.take('a', 'node', 'first', kept, 1);
  ledger.waiting.take('b', 'node', 'second', kept, 2);
  ledger.waiting.take('c', 'other', 'second', kept, 3);
  ledger.waiting.handOn('c');
  assert.deepEqual(readRunsUnderWay(file), ['second', 'first']);
  ledger.waiting.drop('b');
  assert.deepEqual(readRunsUnderWay(file), ['second', 'first']);
  ledger.waiting.drop('c');
  ledger.close();
  assert.deepEqual(readRunsUnderWay(file), ['first']);
});

test('a file that is no ledger is told', () => {
  const file = join(folder, 'letter.sqlite');
  writeFileSync(file, 'Dear reader, this is a letter and not a database, however long it is. '.repeat(100));
  assert.throws(() => readRunsUnderWay(file), { code: 'ledger-corrupt' });
});
