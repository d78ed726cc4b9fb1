import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { testSandbox } from '../support/sandbox.ts';
import {
  expected,
  inFull,
  lastRun,
  newUserFolder,
  notSuccess,
  reported,
  SOLLUNDA,
  spawnStart,
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

test('npm start over the sample organiser comes to what its maker foretold', async () => {
  const folder = newUserFolder();
  await using service = await testSandbox({ today: '2027-03-01', seed: 7 });
  try {
    const args = ['--json', '--today', '2027-03-01', '--sandbox', service.file, '--user-dir', folder];
    const { code, stdout, stderr } = await startOnce(args);
    assert.equal(code, 0, stderr);
    const foretold = service.sandbox.expected;
    assert.ok(foretold);
    assert.deepEqual(reported(stdout).stages, inFull(foretold.outcomes));
    assert.deepEqual(notSuccess(lastRun(folder)), foretold.notSuccess);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test('npm start stays with the editor after the run, and takes everything down with it when told to end', async () => {
  const folder = newUserFolder();
  const child = await spawnStart(['--user-dir', folder]);
  try {
    let printed = '';
    let address: string | undefined;
    for await (const part of child.stdout) {
      printed += String(part);
      address = /^The editor: (\S+)/m.exec(printed)?.[1];
      if (address !== undefined) break;
    }
    assert.match(printed, /^Person +\d/m);
    assert.ok(address);
    assert.equal((await fetch(address)).status, 200);
    const exit = once(child, 'exit');
    child.kill('SIGTERM');
    assert.deepEqual(await exit, [0, null]);
    await assert.rejects(fetch(address));
  } finally {
    child.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  }
});

test('npm start says what is wrong with an export, and fails', async () => {
  const folder = newUserFolder();
  try {
    writeFileSync(join(folder, 'persons.json'), '{ "data": [');
    const { code, stdout, stderr } = await startOnce([
      '--json',
      '--export',
      folder,
      '--user-dir',
      join(folder, 'user'),
    ]);
    assert.equal(code, 1);
    assert.equal(stdout, '');
    assert.match(stderr, /persons\.json/);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test('npm start fails where the sandbox that it was told of does not run', async () => {
  const folder = newUserFolder();
  try {
    const file = join(folder, 'sandbox.json');
    writeFileSync(file, '{}');
    const { code, stderr } = await startOnce(['--sandbox', file, '--user-dir', join(folder, 'user')]);
    assert.equal(code, 1);
    assert.match(stderr, /sandbox\.json.*npm run sandbox/s);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test('npm start says that the ledger is damaged, keeps the file, and begins a new one', async () => {
  const folder = newUserFolder();
  try {
    const ledgers = join(folder, 'school-provisioning');
    const damaged = 'no ledger at all. '.repeat(500);
    mkdirSync(ledgers);
    writeFileSync(join(ledgers, 'dnp-sandbox.sandbox.sqlite'), damaged);
    const { code, stderr } = await startOnce(['--user-dir', folder]);
    assert.equal(code, 0, stderr);
    assert.match(stderr, /The ledger is damaged/);
    const [kept, ...others] = readdirSync(ledgers).filter((name) => /\.damaged-\d+$/.test(name));
    assert.deepEqual(others, []);
    assert.equal(readFileSync(join(ledgers, String(kept)), 'utf8'), damaged);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
