import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { text } from 'node:stream/consumers';
import { readOutcomes } from '../../lib/ledger/read-outcomes.ts';
import { type ObjectOutcome, OUTCOMES, type Outcome } from '../../lib/outcome.ts';
import { STAGES, type Stage } from '../../lib/stage.ts';
import type { Report } from '../../lib/start/report.ts';

const root = join(import.meta.dirname, '..', '..');

/** The organiser in `test/data`, made to be judged by: its export and what must become of each object. */
export const SOLLUNDA = join(root, 'test', 'data', 'sollunda');

export interface Expected {
  readonly today: string;
  readonly outcomes: Readonly<Record<Stage, Partial<Record<Outcome, number>>>>;
  readonly notSuccess: Readonly<Record<Stage, Readonly<Record<string, Outcome>>>>;
}

export function expected(): Expected {
  return JSON.parse(readFileSync(join(SOLLUNDA, 'expected.json'), 'utf8'));
}

export const newUserFolder = () => mkdtempSync(join(tmpdir(), 'start-'));

/**
 * The start command of the built project, as npm runs it, on a port that other tests do not look at.
 *
 * @param options.ownGroup makes it the leader of a process group, so that it can be killed together with its Node-RED
 */
export async function spawnStart(args: readonly string[], { ownGroup = false } = {}) {
  const program = join(root, 'dist', 'lib', 'start', 'start.js');
  return spawn(process.execPath, [program, '--port', String(await unusedPort()), ...args], {
    cwd: root,
    env: { ...process.env, INIT_CWD: root },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: ownGroup,
  });
}

async function unusedPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo; // a TCP server that listens has one
  server.close();
  await once(server, 'close');
  return port;
}

/** The start command until it ends by itself. */
export async function startOnce(args: readonly string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const child = await spawnStart(['--once', ...args]);
  const [stdout, stderr, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')]);
  return { code: Number(code), stdout, stderr };
}

/** The one line that `--json` prints. */
export function reported(stdout: string): Report {
  const lines = stdout.trimEnd().split('\n');
  if (lines.length !== 1) throw new Error(`not one line but ${lines.length}:\n${stdout}`);
  return JSON.parse(stdout);
}

/** The outcomes of the user folder's last run, object by object. */
export function lastRun(userFolder: string): ObjectOutcome[] {
  const file = join(userFolder, 'school-provisioning', 'dnp-sandbox.sandbox.sqlite');
  using db = new DatabaseSync(file, { readOnly: true });
  const run = db.prepare('SELECT id FROM run ORDER BY seq DESC LIMIT 1').get();
  return readOutcomes(file, String(run?.id));
}

/** Every object that did not simply succeed, as `expected.json` names them. */
export function notSuccess(outcomes: readonly ObjectOutcome[]): Record<Stage, Record<string, Outcome>> {
  const byStage = { Person: {}, Duty: {}, Group: {}, Activity: {} } as Record<Stage, Record<string, Outcome>>;
  for (const { stage, id, outcome } of outcomes) if (outcome !== 'success') byStage[stage][id] = outcome;
  return byStage;
}

/** The oracle's counts with the zeros that it leaves out. */
export function inFull(counts: Expected['outcomes']): Report['stages'] {
  const full = STAGES.map((stage) => [
    stage,
    Object.fromEntries(OUTCOMES.map((outcome) => [outcome, counts[stage][outcome] ?? 0])),
  ]);
  // fromEntries forgets the keys that it was given
  return Object.fromEntries(full) as Report['stages'];
}

/** What a second run must come to: what had been taken is unchanged, the rest as before. */
export function unchanged(counts: Expected['outcomes']): Expected['outcomes'] {
  const again = STAGES.map((stage) => {
    const { success = 0, warning = 0, ...rest } = counts[stage];
    return [stage, { ...rest, unchanged: success + warning }];
  });
  return Object.fromEntries(again) as Expected['outcomes'];
}
