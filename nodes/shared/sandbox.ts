import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { readAccess } from '../../lib/sandbox/access.ts';
import { NodeFailure } from './failure.ts';

/** Where a sandbox is and how to be let in. PEM texts, not paths. */
export interface SandboxAccess {
  readonly authUrl: string;
  readonly provisioningUrl: string;
  readonly arpUrl: string;
  readonly arpKey: string;
  readonly sisUrl: string;
  readonly ca: string;
  readonly clientCert: string;
  readonly clientKey: string;
}

/** A use of the sandbox. The last one to be released ends a sandbox that runs in this process. */
export interface SandboxLease {
  readonly access: SandboxAccess;
  release(): Promise<void>;
}

interface Running {
  readonly access: SandboxAccess;
  close(): Promise<void>;
}

/** One for the process: two organisers that try things out share a test service, as they will share the real one. */
let running: Promise<Running> | undefined;
let users = 0;
let closing: Promise<void> = Promise.resolve();

/**
 * Starts the sandbox, or joins the one that runs. Where the environment variable `DNP_SANDBOX` names a file with the line
 * that `npm run sandbox` printed, that sandbox is used.
 *
 * @param options.stateFile where it keeps what it has taken, so that a restart of Node-RED does not empty it
 */
export async function acquireSandbox(options: { readonly stateFile: string }): Promise<SandboxLease> {
  users += 1;
  const file = process.env.DNP_SANDBOX;
  running ??= closing.then(() => (file ? joinSandbox(file) : startOwn(options.stateFile)));
  const release = once(async () => {
    users -= 1;
    if (users > 0) return;
    const ended = running;
    running = undefined;
    const end = ended === undefined ? Promise.resolve() : ended.then((sandbox) => sandbox.close());
    closing = end.catch(() => undefined); // the next one only waits for it; whoever releases is told
    await end;
  });
  try {
    return { access: (await running).access, release };
  } catch (error) {
    await release();
    throw error;
  }
}

async function startOwn(stateFile: string): Promise<Running> {
  // Loaded only where it is used: a connection to the real service needs no certificate authority of its own.
  const { startSandbox } = await import('../../lib/sandbox/sandbox.ts');
  const sandbox = await startSandbox({ stateFile });
  return { access: sandbox, close: () => sandbox.close() };
}

const printed = z.object({
  authUrl: z.url(),
  provisioningUrl: z.url(),
  arpUrl: z.url(),
  arpKey: z.string(),
  sisUrl: z.url(),
  caFile: z.string(),
  certFile: z.string(),
  keyFile: z.string(),
});

async function joinSandbox(file: string): Promise<Running> {
  try {
    const { caFile, certFile, keyFile, ...urls } = printed.parse(readAccess(await readFile(file, 'utf8')));
    const [ca, clientCert, clientKey] = await Promise.all(
      [caFile, certFile, keyFile].map((pem) => readFile(pem, 'utf8')),
    );
    if (ca === undefined || clientCert === undefined || clientKey === undefined) throw new Error('no PEM');
    return { access: { ...urls, ca, clientCert, clientKey }, close: () => Promise.resolve() };
  } catch (cause) {
    throw new NodeFailure('no-sandbox', 'The file that DNP_SANDBOX names does not lead to a running sandbox.', {
      remedy: 'Start it with `npm run sandbox`, and put the line that it prints in that file.',
      cause,
    });
  }
}

function once(act: () => Promise<void>): () => Promise<void> {
  let result: Promise<void> | undefined;
  return () => {
    result ??= act();
    return result;
  };
}
