/**
 * Runs the sandbox alone: prints one line of JSON with its addresses and the paths of its PEM files, and stays until it
 * is told to end.
 *
 *     npm run sandbox -- [--port N] [--today YYYY-MM-DD] [--export DIR] [--misbehave JSON] [--state FILE] [--seed N]
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { Failure } from '../failure.ts';
import { writeAccess } from './access.ts';
import { parseJson } from './json.ts';
import { MISBEHAVIOUR } from './misbehaviour.ts';
import type { SandboxOptions } from './options.ts';
import { startSandbox } from './sandbox.ts';

const ARGUMENTS = z.object({
  port: z.coerce.number().int().min(0).max(65_530).optional(),
  seed: z.coerce.number().int().optional(),
  today: z.iso.date().optional(),
  export: z.string().min(1).optional(),
  misbehave: z.string().transform(parseJson).pipe(MISBEHAVIOUR).optional(),
  state: z.string().min(1).optional(),
});

/** @throws {z.ZodError} or a TypeError where an argument is not known or not right */
function optionsFrom(args: readonly string[]): SandboxOptions {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({
    args: [...args],
    options: { port: text, seed: text, today: text, export: text, misbehave: text, state: text },
  });
  const { export: exportDir, state: stateFile, ...rest } = ARGUMENTS.parse(values);
  return { ...rest, exportDir, stateFile };
}

async function main(): Promise<void> {
  const sandbox = await startSandbox(optionsFrom(process.argv.slice(2)));
  const folder = mkdtempSync(join(tmpdir(), 'provisioning-sandbox-'));
  const { access } = writeAccess(sandbox, folder);
  const end = async () => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.removeListener(signal, onSignal);
    rmSync(folder, { recursive: true, force: true });
    await sandbox.close();
  };
  const onSignal = () => void end().catch(complain);
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, onSignal);
  process.stdout.write(`${JSON.stringify(access)}\n`);
}

function complain(error: unknown): void {
  const text =
    error instanceof z.ZodError
      ? z.prettifyError(error)
      : error instanceof Failure
        ? [error.message, error.remedy].filter(Boolean).join(' ')
        : String(error);
  process.stderr.write(`${text}\n`);
  process.exitCode = 1;
}

main().catch(complain);
