import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ObjectOutcome } from '../../lib/outcome.ts';
import type { RecordSnapshot } from '../../lib/sandbox/record.ts';
import type { Contents } from '../../lib/sandbox/state-file.ts';
import { STAGES, type Stage } from '../../lib/stage.ts';
import { lastRun, newUserFolder, spawnStart } from './start.ts';

/** How long a run may take that nobody kills, in milliseconds. */
const LONGEST_MS = 120_000;

/** One life of the start command and its Node-RED. */
interface Life {
  /** Undefined where it was killed: while it ran, or while it was put away. */
  readonly code: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
  readonly ms: number;
}

/** How a run came to its end, however many lives it took. */
export interface Ending extends Life {
  /** How often it really was killed: it may have come to its end first. */
  readonly kills: number;
  readonly outcomes: readonly ObjectOutcome[];
}

/** Lets the start command live until it ends by itself, or for so many milliseconds. */
async function live(args: readonly string[], ms: number): Promise<Life> {
  const child = await spawnStart(args, { ownGroup: true });
  const { pid } = child;
  if (pid === undefined) throw new Error('the start command could not be started');
  const begun = performance.now();
  const calledOff = new AbortController();
  const death = sleep(ms, undefined, { signal: calledOff.signal }).then(
    // Both at once, as in a power cut: the start command would take its Node-RED down in good order.
    () => process.kill(-pid, 'SIGKILL'),
    () => undefined, // it ended first
  );
  const exit = once(child, 'exit').finally(() => calledOff.abort());
  // The streams end when the last process that holds them is gone.
  const [stdout, stderr, [code]] = await Promise.all([text(child.stdout), text(child.stderr), exit, death]);
  return { code: typeof code === 'number' ? code : undefined, stdout, stderr, ms: performance.now() - begun };
}

/**
 * Runs the start command in a new user folder, kills it after each of these times and starts it again in the same
 * folder, and at last lets it come to its end.
 *
 * @param args for the start command, without its user folder
 * @param lives how long it may live before each kill, in milliseconds
 */
export async function runThroughKills(args: readonly string[], lives: readonly number[]): Promise<Ending> {
  const folder = newUserFolder();
  const all = ['--once', '--json', ...args, '--user-dir', folder];
  try {
    let kills = 0;
    for (const ms of lives) {
      const life = await live(all, ms);
      // A report is printed when the run has ended: what was killed after it was only being put away.
      if (life.code !== undefined || life.stdout !== '') return { ...life, kills, outcomes: lastRun(folder) };
      kills++;
    }
    return { ...(await live(all, LONGEST_MS)), kills, outcomes: lastRun(folder) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Bulk calls that carried an object again which an earlier call had brought to its end. */
export function repeatedJobs({ judged }: Pick<RecordSnapshot, 'judged'>): Set<string> {
  const first = new Map<string, string>();
  const repeated = new Set<string>();
  for (const { stage, id, jobId } of judged) {
    const key = `${stage} ${id}`;
    const earlier = first.get(key);
    if (earlier === undefined) first.set(key, jobId);
    else if (earlier !== jobId) repeated.add(jobId);
  }
  return repeated;
}

/** Ids by stage, sorted. */
export type Ids = Readonly<Record<Stage, readonly string[]>>;

/** What the outcomes claim that the service has. */
export function claimed(outcomes: readonly ObjectOutcome[]): Ids {
  return byStage((stage) =>
    outcomes.filter((of) => of.stage === stage && ['success', 'warning', 'unchanged'].includes(of.outcome)).map(idOf),
  );
}

/** What the service has. */
export function present(contents: Contents): Ids {
  return byStage((stage) => Object.values(contents).flatMap((organisation) => organisation[stage].map(idOf)));
}

const idOf = ({ id }: { readonly id: string }) => id.toLowerCase();

function byStage(ids: (stage: Stage) => readonly string[]): Ids {
  const lists = STAGES.map((stage) => [stage, [...ids(stage)].sort()]);
  return Object.fromEntries(lists) as Ids; // fromEntries forgets the keys that it was given
}
