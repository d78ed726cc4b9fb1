import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import {
  expected,
  inFull,
  lastRun,
  newUserFolder,
  notSuccess,
  reported,
  SOLLUNDA,
  startOnce,
  unchanged,
} from '../support/start.ts';

const { today, outcomes, notSuccess: named } = expected();

describe('npm start over the Sollunda export', () => {
  const folder = newUserFolder();
  const args = ['--json', '--today', today, '--export', join(SOLLUNDA, 'ss12000'), '--user-dir', folder];
  let first: Awaited<ReturnType<typeof startOnce>>;
  before(async () => {
    first = await startOnce(args);
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  test('every object ends as the oracle says', () => {
    assert.equal(first.code, 0, first.stderr);
    assert.deepEqual(reported(first.stdout).stages, inFull(outcomes));
    assert.deepEqual(notSuccess(lastRun(folder)), named);
  });

  test('every object that does not simply succeed says why', () => {
    const silent = lastRun(folder).filter(({ outcome, reasons }) => outcome !== 'success' && reasons.length === 0);
    assert.deepEqual(silent, []);
  });

  test('a second run in the same user folder sends nothing', async () => {
    const second = await startOnce(args);
    assert.equal(second.code, 0, second.stderr);
    const { stages, calls } = reported(second.stdout);
    assert.deepEqual(stages, inFull(unchanged(outcomes)));
    assert.deepEqual(
      ['send', 'create', 'update', 'delete', 'job'].map((operation) => calls[operation] ?? 0),
      [0, 0, 0, 0, 0],
    );
  });
});

test('npm start over the sample organiser explains every outcome', async () => {
  const folder = newUserFolder();
  try {
    const { code, stdout, stderr } = await startOnce(['--user-dir', folder]);
    assert.equal(code, 0, stderr);
    assert.match(stdout, /^Person +\d/m);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
