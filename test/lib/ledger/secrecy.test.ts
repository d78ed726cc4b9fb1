import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { createSeal } from '../../../lib/ledger/seal.ts';
import { pupil } from '../dnp/sample.ts';
import { fill, KEY, ledgerFolder, open, readAll } from './filled.ts';

const file = ledgerFolder();

/** Everything that tells of the pupil, as it could stand in a file: in UTF-8, in UTF-16, as hex or base64. */
function tellTales(): Buffer[] {
  const { givenName, familyName, civicNo, eduPersonPrincipalNames, emails } = pupil(1);
  const words = [givenName, familyName, civicNo, eduPersonPrincipalNames, emails].flatMap((value) =>
    JSON.stringify(value).match(/[\p{L}\p{N}][\p{L}\p{N}@.-]{4,}/gu),
  );
  const telling = words.filter((word) => word !== null && !/^(value|nationality|Skola|elev)$/.test(word)).map(String);
  assert.ok(telling.includes('201308249836') && telling.includes('Nguyễn'));
  return telling.flatMap((word) => [
    Buffer.from(word),
    Buffer.from(word, 'utf16le'),
    Buffer.from(Buffer.from(word).toString('hex')),
    Buffer.from(Buffer.from(word).toString('base64').slice(0, -4)),
  ]);
}

test('No name, number, login or address can be read in the bytes of the ledger, open or closed', () => {
  const path = file('secret.sqlite');
  const ledger = open(path);
  fill(ledger);
  assert.match(JSON.stringify(readAll(ledger)), /201308249836/, 'what is looked for is in there');
  const tales = tellTales();
  const look = () => {
    for (const name of readdirSync(dirname(path))) {
      const bytes = readFileSync(join(dirname(path), name));
      for (const tale of tales) assert.equal(bytes.indexOf(tale), -1, `${tale.toString()} in ${name}`);
    }
  };
  look();
  ledger.checkpoint();
  look();
  ledger.close();
  look();
});

test('What is sealed comes out as it went in, short or long, and never looks the same twice', () => {
  const seal = createSeal(KEY);
  for (const text of ['', '{}', 'Å'.repeat(10), JSON.stringify(Array(100).fill('Åsa Nguyễn'))]) {
    const [one, other] = [seal.close(text), seal.close(text)];
    assert.notDeepEqual(one, other);
    assert.deepEqual([seal.open(one), seal.open(other)], [text, text]);
  }
  assert.ok(seal.close('Åsa '.repeat(1_000)).length < 200, 'long texts are packed');
});

test('Two keys can be told apart by their fingerprints, which give nothing away', () => {
  const [one, other] = [createSeal(KEY).fingerprint, createSeal(new Uint8Array(32)).fingerprint];
  assert.notEqual(one, other);
  assert.ok(!one.includes(Buffer.from(KEY).toString('base64url').slice(0, 8)));
});
