import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, existsSync, mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { describe, it } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { startSandbox } from '../../../lib/sandbox/sandbox.ts';
import { ManualClock } from '../../support/manual-clock.ts';
import { BRISK, Caller, pupil } from './caller.ts';

const MAIN = join(import.meta.dirname, '../../../lib/sandbox/main.ts');
const mode = (file: string) => statSync(file).mode & 0o777;

describe('a sandbox with a state file', () => {
  it('still knows after a restart what it had taken, and what was under way', async () => {
    const stateFile = join(mkdtempSync(join(tmpdir(), 'state-')), 'sandbox.state');
    const [early, late] = [pupil(), pupil()];
    let lateJob = '';
    {
      await using caller = await Caller.start({ ...BRISK, stateFile });
      await caller.bulk('/persons/bulk', [early]);
      caller.sandbox.misbehave({ slowJobs: 1, slowJobMs: 3_600_000 });
      lateJob = Object((await caller.call('POST', '/persons/bulk', { data: [late] })).json).jobId;
    }
    for (const file of [stateFile, `${stateFile}.key`]) assert.equal(mode(file), 0o600);
    assert.ok(!readFileSync(stateFile, 'utf8').includes(early.id), 'a dry run may be made with real people');
    await using caller = await Caller.start({ ...BRISK, stateFile });
    for (const { id } of [early, late]) assert.equal((await caller.call('GET', `/persons/${id}`)).status, 200);
    const { responses } = await caller.job(`/persons/bulk/jobs/${lateJob}`);
    assert.equal(responses[0]?.response.status, 'Success');
    assert.deepEqual(await caller.statuses('/persons/bulk', [early]), ['Error'], 'it exists');
  });

  it('has lost a moment and not a day when it is killed', async () => {
    const stateFile = join(mkdtempSync(join(tmpdir(), 'state-')), 'sandbox.state');
    const taken = pupil();
    await using killed = await Caller.start({ ...BRISK, stateFile });
    await killed.statuses('/persons/bulk', [taken]);
    while (!existsSync(stateFile)) await setTimeout(50);
    // A copy of the file as a kill would leave it: the first sandbox has not been closed.
    copyFileSync(stateFile, `${stateFile}.copy`);
    copyFileSync(`${stateFile}.key`, `${stateFile}.copy.key`);
    await using next = await Caller.start({ ...BRISK, stateFile: `${stateFile}.copy` });
    assert.equal((await next.call('GET', `/persons/${taken.id}`)).status, 200);
  });

  it('leaves a file that is not its own alone', async () => {
    const stateFile = join(mkdtempSync(join(tmpdir(), 'state-')), 'sandbox.state');
    writeFileSync(stateFile, 'somebody’s letters');
    await assert.rejects(startSandbox({ stateFile }), { code: 'sandbox-state-unreadable' });
    assert.equal(readFileSync(stateFile, 'utf8'), 'somebody’s letters');
  });
});

describe('the end of a sandbox', () => {
  it('does not wait for slow jobs, and frees its ports', async () => {
    const clock = new ManualClock();
    const first = await Caller.start({ clock });
    await first.call('POST', '/persons/bulk', { data: [pupil()] });
    const port = Number(new URL(first.sandbox.provisioningUrl).port);
    await first[Symbol.asyncDispose]();
    const server = createServer().listen(port, '127.0.0.1');
    await once(server, 'listening');
    server.close();
    assert.equal(clock.sleepers, 0);
  });

  it('comes at once where a port is taken, with nothing left listening', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    const port = typeof address === 'object' ? (address?.port ?? 0) : 0;
    await assert.rejects(startSandbox({ port: port - 1 }), { code: 'sandbox-port-taken' });
    server.close();
    await once(server, 'close');
    const sandbox = await startSandbox({ port: port - 1 });
    assert.equal(new URL(sandbox.provisioningUrl).port, String(port));
    await sandbox.close();
  });
});

describe('the sandbox as a program', () => {
  it('prints one line that leads to it, and leaves nothing behind when it is told to end', async () => {
    const child = spawn(process.execPath, [MAIN, '--today', '2026-11-21', '--misbehave', '{"unavailable":1}']);
    const lines: string[] = [];
    const output = createInterface({ input: child.stdout }).on('line', (line) => lines.push(line));
    await once(output, 'line');
    const access = JSON.parse(lines[0] ?? '');
    const files = [access.caFile, access.certFile, access.keyFile];
    for (const file of files) assert.equal(mode(file), 0o600);
    assert.equal(mode(dirname(access.caFile)), 0o700);
    assert.match(readFileSync(access.caFile, 'utf8'), /BEGIN CERTIFICATE/);
    assert.equal((await fetch(`${access.controlUrl}/record`)).status, 200);
    child.kill('SIGTERM');
    assert.deepEqual(await once(child, 'exit'), [0, null]);
    assert.equal(lines.length, 1);
    assert.equal(existsSync(dirname(access.caFile)), false);
  });

  it('says what is wrong with its arguments', async () => {
    for (const args of [['--today', '2026-02-30', '--misbehave', '{'], ['--what'], ['--export', '/nowhere']]) {
      const child = spawn(process.execPath, [MAIN, ...args]);
      let said = '';
      child.stderr.on('data', (text) => {
        said += text;
      });
      const [code] = await once(child, 'close');
      assert.equal(code, 1, args.join(' '));
      assert.ok(said.length > 10 && !said.includes('    at '), said);
    }
  });
});
