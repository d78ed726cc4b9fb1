import assert from 'node:assert/strict';
import { statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { keyFile } from '../../../lib/ledger/key-file.ts';
import { ledgerFolder } from './filled.ts';

const file = ledgerFolder();

test('A key is made once, for its owner only, and read ever after', () => {
  const path = file('ledger.key');
  const key = keyFile(path);
  assert.equal(key.length, 32);
  assert.deepEqual(keyFile(path), key);
  assert.equal(statSync(path).mode & 0o777, 0o600);
  assert.notDeepEqual(keyFile(file('another.key')), key);
});

test('A file that is there already is never overwritten; a place where none can be is told', () => {
  const path = file('mine.key');
  writeFileSync(path, Buffer.from('of somebody else').toString('base64'));
  assert.equal(Buffer.from(keyFile(path)).toString(), 'of somebody else');
  assert.throws(() => keyFile(join(path, 'ledger.key')), { code: 'ENOTDIR' });
});
