import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { readAccess, writeAccess } from '../sandbox/access.ts';
import { startSandbox } from '../sandbox/sandbox.ts';
import { fetchSs12000 } from '../sis/ss12000/api.ts';
import type { Ss12000Export } from '../sis/ss12000/pages.ts';
import { openTransport } from '../transport/undici-transport.ts';
import { StartFailure } from './failure.ts';

/** The sandbox that the run goes against: its own, or one that was there before. */
export interface Sandbox extends AsyncDisposable {
  /** The file with its JSON line, for the environment variable `DNP_SANDBOX`. */
  readonly file: string;
  /** How often each operation has been called so far. */
  calls(): Promise<Readonly<Record<string, number>>>;
  /** The organiser that its SIS serves. */
  organiser(): Promise<Ss12000Export>;
}

const line = z.object({ sisUrl: z.url(), controlUrl: z.url(), caFile: z.string() });
const record = z.object({ calls: z.record(z.string(), z.number()) });

/** @throws {StartFailure} `sandbox-file`: the file holds no such line, or nobody answers there */
export async function joinSandbox(file: string): Promise<Sandbox> {
  try {
    const { sisUrl, controlUrl, caFile } = line.parse(readAccess(readFileSync(file, 'utf8')));
    const ca = readFileSync(caFile, 'utf8');
    const calls = async () => record.parse(await (await fetch(`${controlUrl}/record`)).json()).calls;
    await calls();
    return {
      file,
      calls,
      async organiser() {
        const transport = openTransport({ ca });
        try {
          return await fetchSs12000({ baseUrl: sisUrl, transport });
        } finally {
          await transport.close();
        }
      },
      [Symbol.asyncDispose]: async () => undefined,
    };
  } catch (cause) {
    throw new StartFailure('sandbox-file', `${file} does not lead to a running sandbox.`, {
      remedy: 'Start one with `npm run sandbox > FILE`, and leave it running.',
      cause,
    });
  }
}

/**
 * Starts a sandbox that keeps what it has taken in the user folder, so that it still has it the next time.
 *
 * @param today the day, `YYYY-MM-DD`, that the sample organiser's dates are relative to
 */
export async function startOwnSandbox(userFolder: string, today: string | undefined): Promise<Sandbox> {
  const folder = join(userFolder, 'school-provisioning');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const sandbox = await startSandbox({ stateFile: join(folder, 'sandbox.state'), today });
  const { file } = writeAccess(sandbox, folder);
  return { ...(await joinSandbox(file)), [Symbol.asyncDispose]: () => sandbox.close() };
}
