import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeSandbox } from '../../lib/sandbox/description.ts';
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
  const { description, remove } = await describeSandbox(sandbox);
  const folder = mkdtempSync(join(tmpdir(), 'sandbox-'));
  const file = join(folder, 'sandbox.json');
  writeFileSync(file, JSON.stringify(description));
  return {
    sandbox,
    file,
    [Symbol.asyncDispose]: async () => {
      await sandbox.close();
      await remove();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
