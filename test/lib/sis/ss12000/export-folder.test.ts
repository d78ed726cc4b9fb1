import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { SisFailure } from '../../../../lib/sis/failure.ts';
import { readExportFolder } from '../../../../lib/sis/ss12000/export-folder.ts';
import { importSs12000 } from '../../../../lib/sis/ss12000/import.ts';
import { duty, id, organisations, pupil, TODAY } from './organiser.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'export-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const put = (name: string, content: unknown) => writeFileSync(join(folder, name), JSON.stringify(content));
const page = (data: unknown[], pageToken: string | null = null) => ({ data, pageToken });

async function imported(): Promise<string[]> {
  const { dataset, leftOut } = importSs12000(await readExportFolder(folder), { today: TODAY });
  assert.deepEqual(leftOut, []);
  return [...dataset.persons, ...dataset.duties].map((object) => String(Object(object).id));
}

async function failure(options: { maxFileBytes?: number } = {}): Promise<string> {
  try {
    await readExportFolder(folder, options);
  } catch (error) {
    assert.ok(error instanceof SisFailure);
    assert.doesNotMatch(error.message, /Alva|export-\w{6}/, 'neither people nor paths');
    return `${error.code}: ${error.message}`;
  }
  return 'no failure';
}

describe('a folder of SS12000 pages', () => {
  test('is read whole: one file a collection, or several in the order of their numbers', async () => {
    put('organisations.json', page(organisations));
    put('persons-1.json', page([pupil(1)], 'a'));
    put('persons-10.json', page([pupil(3)]));
    put('persons-2.json', page([pupil(2)], 'b'));
    put('Duties (1).JSON', [duty(4, 1)]);
    put('placements.json', page([{ id: 'not ours' }]));
    put('personsliga.json', 'not ours either');
    writeFileSync(join(folder, 'README.txt'), 'nor this');
    assert.deepEqual(await imported(), [id(1), id(2), id(3), id(4)]);
  });

  test('may begin with a byte order mark', async () => {
    writeFileSync(join(folder, 'persons.json'), `\ufeff${JSON.stringify([pupil(1, { enrolments: [] })])}`);
    assert.deepEqual(await imported(), [id(1)]);
  });

  test('keeps half a character as it is, for the rules to find', async () => {
    writeFileSync(join(folder, 'persons.json'), '[{"familyName":"Bad\\ud800Surrogate"}]');
    assert.deepEqual(await readExportFolder(folder), { persons: [{ familyName: 'Bad\ud800Surrogate' }] });
  });

  test('must be there, and hold an export', async () => {
    put('elever.json', []);
    assert.match(await failure(), /^export-empty: /);
    rmSync(folder, { recursive: true });
    assert.match(await failure(), /^export-folder-unreadable: .*ENOENT/);
    mkdirSync(folder);
  });

  test('a file that cannot be used is named', async () => {
    put('organisations.json', organisations);
    const broken: [content: string | Buffer, RegExp][] = [
      ['[{"givenName":"Alva"', /^export-file-not-json: groups\.json/],
      ['', /^export-file-not-json: groups\.json/],
      ['"Alva"', /^export-not-a-list: groups\.json/],
      ['{"groups":[]}', /^export-not-a-list: groups\.json/],
      [Buffer.from('[{"displayName":"Åk 7"}]', 'latin1'), /^export-file-not-utf8: groups\.json/],
    ];
    for (const [content, expected] of broken) {
      writeFileSync(join(folder, 'groups.json'), content);
      assert.match(await failure(), expected);
    }
    writeFileSync(join(folder, 'groups.json'), '[]');
    assert.match(await failure({ maxFileBytes: 100 }), /^export-file-too-large: organisations\.json/);
    rmSync(join(folder, 'groups.json'));
    mkdirSync(join(folder, 'groups.json'));
    assert.match(await failure(), /^export-file-unreadable: groups\.json .*EISDIR/);
  });
});
