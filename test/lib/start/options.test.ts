import assert from 'node:assert/strict';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { readOptions } from '../../../lib/start/options.ts';

const places = { root: '/project', from: mkdtempSync(join(tmpdir(), 'start-options-')) };

test('without options the sample organiser is run once and the editor stays', () => {
  assert.deepEqual(readOptions([], places), {
    once: false,
    json: false,
    help: false,
    exportFolder: undefined,
    today: undefined,
    sandboxFile: undefined,
    userFolder: '/project/.node-red',
    port: 1880,
  });
});

test('relative paths start from where the command was typed', () => {
  writeFileSync(join(places.from, 'sandbox.json'), '{}');
  const options = readOptions(['--export', '.', '--sandbox', 'sandbox.json', '--user-dir', 'mine'], places);
  assert.equal(options.exportFolder, places.from);
  assert.equal(options.sandboxFile, join(places.from, 'sandbox.json'));
  assert.equal(options.userFolder, join(places.from, 'mine'));
});

for (const [args, named] of [
  [['--today', '2026-02-30'], /--today/],
  [['--today', 'tomorrow'], /--today/],
  [['--today', '20261121'], /--today/],
  [['--port', '0'], /--port/],
  [['--port', 'http'], /--port/],
  [['--export', 'nowhere'], /--export/],
  [['--sandbox', 'nowhere.json'], /--sandbox/],
  [['--twice'], /--twice/],
  [['nonsense'], /nonsense/],
] as const) {
  test(`${args.join(' ')} is refused by name`, () => {
    assert.throws(() => readOptions(args, places), { code: 'usage', message: named });
  });
}
