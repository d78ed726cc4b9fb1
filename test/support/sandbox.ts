import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeAccess } from '../../lib/sandbox/access.ts';
import type { SandboxOptions } from '../../lib/sandbox/options.ts';
import { type Sandbox, startSandbox } from '../../lib/sandbox/sandbox.ts';

/** A sandbox in this process, with the file that leads another process to it. */
export interface TestSandbox extends AsyncDisposable {
  readonly sandbox: Sandbox;
  /** For `DNP_SANDBOX` and `--sandbox`. */
  readonly file: string;
}

export async function testSandbox(options: SandboxOptions = {}): Promise<TestSandbox> {
  const sandbox = await startSandbox(options);
  const folder = mkdtempSync(join(tmpdir(), 'sandbox-'));
  const { file } = writeAccess(sandbox, folder);
  return {
    sandbox,
    file,
    [Symbol.asyncDispose]: async () => {
      await sandbox.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
