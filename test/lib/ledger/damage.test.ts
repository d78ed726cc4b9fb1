import assert from 'node:assert/strict';
import { copyFileSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import { LedgerFailure } from '../../../lib/ledger/ledger-failure.ts';
import { blob, json, number, text, word } from '../../../lib/ledger/rows.ts';
import { seededRandom } from '../../../lib/sandbox/seeded.ts';
import { uuid } from '../dnp/sample.ts';
import { fill, ledgerFolder, open, RUN, readAll } from './filled.ts';

const file = ledgerFolder();

function made(name: string): { path: string; bytes: Buffer; content: unknown } {
  const path = file(name);
  const ledger = open(path);
  fill(ledger);
  const content = readAll(ledger);
  ledger.close();
  return { path, bytes: readFileSync(path), content };
}

/** Files that were set aside beside a ledger, without what SQLite keeps beside each. */
function setAside(path: string): string[] {
  const folder = dirname(path);
  return readdirSync(folder)
    .filter((name) => name.startsWith(`${basename(path)}.damaged-`) && !/-(wal|shm)$/.test(name))
    .map((name) => join(folder, name));
}

function isCorrupt(error: unknown): boolean {
  return error instanceof LedgerFailure && error.code === 'ledger-corrupt';
}

/** A flipped bit can make a ledger look like a newer one, sealed with another key, or locked: then it is left alone. */
function isToldOtherwise(error: unknown, path: string): boolean {
  assert.ok(error instanceof LedgerFailure, String(error));
  assert.match(error.code, /^ledger-(newer|key|unwritable)$/);
  assert.deepEqual(setAside(path), []);
  return true;
}

/**
 * Opens a damaged ledger and reads it all. Where the damage shows, it must be told as such, the file must be set aside,
 * and the next to open it must find a new one.
 * @returns whether the damage showed
 */
function meets(path: string): boolean {
  try {
    const ledger = open(path);
    try {
      readAll(ledger);
      ledger.runs.start(uuid(960), 1);
      return false;
    } finally {
      ledger.close();
    }
  } catch (error) {
    if (!isCorrupt(error)) return isToldOtherwise(error, path);
  }
  assert.equal(setAside(path).length, 1, 'the damaged file is kept');
  const fresh = open(path);
  assert.deepEqual(fresh.history.runs(), [], 'and a new one begins');
  fill(fresh);
  fresh.close();
  return true;
}

test('A file that is no ledger at all is set aside, byte for byte, and never written to', () => {
  const path = file('letter.sqlite');
  const letter = 'Dear Sir or Madam, this is no database. '.repeat(200);
  writeFileSync(path, letter);
  assert.throws(() => open(path), isCorrupt);
  const [kept] = setAside(path);
  assert.equal(readFileSync(kept ?? '', 'utf8'), letter);
  open(path).close();
});

test('A ledger that was cut short is set aside as it was, wherever it was cut', () => {
  const { path: whole, bytes } = made('whole.sqlite');
  for (let cut = 1; cut < 24; cut++) {
    const path = file(`cut-${cut}.sqlite`);
    const rest = bytes.subarray(0, Math.floor((bytes.length * cut) / 24));
    writeFileSync(path, rest);
    assert.ok(meets(path), `cut at ${rest.length} of ${bytes.length} (${whole})`);
    assert.deepEqual(readFileSync(setAside(path)[0] ?? ''), rest);
  }
});

test('A flipped bit either does no harm or is told as damage, wherever it is', () => {
  const { bytes } = made('sound.sqlite');
  const random = seededRandom(20_261_121);
  let shown = 0;
  for (let flip = 0; flip < 150; flip++) {
    const place = flip < 100 ? flip : Math.floor(random() * bytes.length);
    const damaged = Buffer.from(bytes);
    damaged.writeUInt8(damaged.readUInt8(place) ^ (1 << Math.floor(random() * 8)), place);
    const path = file(`flip-${flip}.sqlite`);
    writeFileSync(path, damaged);
    if (meets(path)) shown++;
  }
  assert.ok(shown > 20, `${shown} of 150`);
});

test('A page that was overwritten is told as damage', () => {
  const { bytes } = made('pages.sqlite');
  const page = 4_096;
  for (let place = page; place < bytes.length; place += page) {
    const damaged = Buffer.from(bytes);
    damaged.fill(0xff, place, place + page);
    const path = file(`page-${place}.sqlite`);
    writeFileSync(path, damaged);
    assert.ok(meets(path), `page at ${place}`);
  }
});

test('A word that no version of ours ever wrote is found when the ledger is opened', () => {
  const words = [
    "UPDATE batch SET state = 'sent'",
    "UPDATE batch SET operation = 'upsert'",
    "UPDATE outcome SET outcome = 'fine'",
    "UPDATE outcome SET stage = 'Persons'",
    "UPDATE outcome SET reasons = '[{'",
    "UPDATE held SET missing = '['",
  ];
  for (const [index, sql] of words.entries()) {
    const { path } = made(`word-${index}.sqlite`);
    const db = new DatabaseSync(path);
    db.exec(`PRAGMA ignore_check_constraints = ON; ${sql};`);
    db.close();
    assert.ok(meets(path), sql);
  }
});

test('What was changed behind the seal is told when it is read, and the file is set aside when it is closed', () => {
  for (const [name, sql] of [
    ['changed', "UPDATE batch SET body = x'00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff0011'"],
    ['empty', "UPDATE batch SET body = x''"],
  ]) {
    const { path } = made(`seal-${name}.sqlite`);
    const db = new DatabaseSync(path);
    db.exec(String(sql));
    db.close();
    const ledger = open(path);
    assert.throws(() => ledger.batches.body(uuid(902)), isCorrupt);
    assert.equal(ledger.runs.outcomes(RUN).length, 40, 'the rest stays readable');
    assert.deepEqual(setAside(path), []);
    ledger.close();
    assert.equal(setAside(path).length, 1);
    open(path).close();
  }
});

test('A column that holds another kind of thing is told as damage', () => {
  const readers = [
    () => text({ column: 7 }, 'column'),
    () => number({ column: 'seven' }, 'column'),
    () => blob({ column: null }, 'column'),
    () => word({ column: 'seven' }, 'column', ['six']),
    () => json({ column: '{' }, 'column'),
    () => json({}, 'column'),
  ];
  for (const reader of readers) assert.throws(reader, isCorrupt);
});

test('A ledger that a crash left behind with its log is read in full', () => {
  const path = file('crashed.sqlite');
  const ledger = open(path);
  fill(ledger);
  const content = readAll(ledger);
  const copy = file('after-crash.sqlite');
  for (const suffix of ['', '-wal']) copyFileSync(path + suffix, copy + suffix);
  ledger.close();
  const again = open(copy);
  assert.deepEqual(readAll(again), content);
  again.close();
});

test('A log that was cut short loses its last writes and no others', () => {
  const path = file('torn.sqlite');
  const ledger = open(path);
  fill(ledger);
  ledger.checkpoint();
  ledger.runs.start(uuid(950), 1);
  ledger.runs.start(uuid(951), 2);
  const copy = file('torn-copy.sqlite');
  copyFileSync(path, copy);
  const log = readFileSync(`${path}-wal`);
  writeFileSync(`${copy}-wal`, log.subarray(0, log.length - 100));
  ledger.close();
  const again = open(copy);
  assert.deepEqual(
    again.history.runs().map(({ id }) => id),
    [uuid(950), RUN],
  );
  again.close();
});
