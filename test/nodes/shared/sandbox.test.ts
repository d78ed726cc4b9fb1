import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, describe, it } from 'node:test';
import { openTransport } from '../../../lib/transport/undici-transport.ts';
import { NodeFailure } from '../../../nodes/shared/failure.ts';
import { acquireSandbox, type SandboxAccess } from '../../../nodes/shared/sandbox.ts';
import { testSandbox } from '../../support/sandbox.ts';

const folder = mkdtempSync(join(tmpdir(), 'sandbox-lease-'));
const stateFile = join(folder, 'sandbox.state');

/** Whether somebody answers there, whatever the answer is. */
async function answers({ provisioningUrl, ca }: SandboxAccess): Promise<boolean> {
  const transport = openTransport({ ca });
  try {
    await transport.request({ method: 'GET', url: `${provisioningUrl}/alive` });
    return true;
  } catch {
    return false;
  } finally {
    await transport.close();
  }
}

describe('the sandbox of a Node-RED', () => {
  after(() => rmSync(folder, { recursive: true }));
  afterEach(() => {
    delete process.env.DNP_SANDBOX;
  });

  it('is one for all connections, and ends with the last of them', async () => {
    const [one, other] = await Promise.all([acquireSandbox({ stateFile }), acquireSandbox({ stateFile })]);
    assert.equal(one.access.provisioningUrl, other.access.provisioningUrl);
    await one.release();
    await one.release();
    assert.ok(await answers(other.access), 'a second release of the same lease counts for nothing');
    await other.release();
    assert.ok(!(await answers(other.access)));
  });

  it('starts again when it is wanted while it ends, as in a redeploy', async () => {
    const first = await acquireSandbox({ stateFile });
    const ended = first.release();
    const second = await acquireSandbox({ stateFile });
    await ended;
    assert.ok(await answers(second.access));
    await second.release();
  });

  it('is the one that DNP_SANDBOX leads to, which goes on when the last connection has ended', async () => {
    await using service = await testSandbox();
    process.env.DNP_SANDBOX = service.file;
    const lease = await acquireSandbox({ stateFile });
    assert.equal(lease.access.provisioningUrl, service.sandbox.provisioningUrl);
    assert.equal(lease.access.clientKey, service.sandbox.clientKey);
    await lease.release();
    assert.ok(await answers(lease.access));
  });

  it('says so where it cannot keep what it has taken, and the next one starts all the same', async () => {
    const gone = mkdtempSync(join(folder, 'gone-'));
    const lease = await acquireSandbox({ stateFile: join(gone, 'sandbox.state') });
    rmSync(gone, { recursive: true });
    await assert.rejects(lease.release(), { code: 'ENOENT' });
    const next = await acquireSandbox({ stateFile });
    assert.ok(await answers(next.access));
    await next.release();
  });

  it('is found in what npm printed around its line', async () => {
    await using service = await testSandbox();
    const printed = join(folder, 'printed.txt');
    writeFileSync(printed, `\n> package@1.0.0 sandbox\n> node main.ts\n\n${readFileSync(service.file, 'utf8')}`);
    process.env.DNP_SANDBOX = printed;
    const lease = await acquireSandbox({ stateFile });
    assert.equal(lease.access.provisioningUrl, service.sandbox.provisioningUrl);
    await lease.release();
  });

  it('is not there where DNP_SANDBOX leads astray, and may be tried again', async () => {
    const astray = join(folder, 'astray.json');
    writeFileSync(astray, '{"authUrl":"nonsense"}');
    for (const file of [astray, join(folder, 'none.json')]) {
      process.env.DNP_SANDBOX = file;
      await assert.rejects(
        acquireSandbox({ stateFile }),
        (error) => error instanceof NodeFailure && error.code === 'no-sandbox',
      );
    }
    delete process.env.DNP_SANDBOX;
    const lease = await acquireSandbox({ stateFile });
    assert.ok(await answers(lease.access));
    await lease.release();
  });
});
