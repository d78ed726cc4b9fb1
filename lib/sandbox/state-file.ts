import { readFile, rename, writeFile } from 'node:fs/promises';
import { z } from 'zod';
import type { Resource } from '../dnp/service.ts';
import { Failure } from '../failure.ts';
import { keyFile } from '../ledger/key-file.ts';
import { createSeal, type Seal } from '../ledger/seal.ts';
import { STAGES, type Stage } from '../stage.ts';
import type { Clock } from '../transport/clock.ts';
import { parseJson } from './json.ts';
import type { Job } from './provisioning/jobs.ts';
import { storeOf } from './provisioning/service.ts';
import type { Store } from './provisioning/store.ts';

/** Everything that the service has, by organisation number and stage. */
export type Contents = Readonly<Record<string, Readonly<Record<Stage, readonly Resource[]>>>>;

const resources = z.array(z.looseObject({ id: z.string() }));
const object = z.looseObject({ id: z.string(), created: z.number(), modified: z.number(), status: z.string() });
const STATE = z.object({
  version: z.literal(1),
  contents: z.record(
    z.string(),
    z.object({ Person: resources, Duty: resources, Group: resources, Activity: resources }),
  ),
  jobs: z.array(
    z.object({
      id: z.string(),
      organisation: z.string(),
      stage: z.enum(STAGES),
      operation: z.enum(['send', 'create', 'update', 'delete']),
      fate: z.enum(['prompt', 'slow', 'stuck', 'forgotten']),
      objects: z.array(object),
    }),
  ),
});

/** The state file is there and is not one of the sandbox's. It is left as it is. */
export class StateFileUnreadable extends Failure {
  readonly code = 'sandbox-state-unreadable';
}

export function contentsOf(stores: ReadonlyMap<string, Store>): Contents {
  return Object.fromEntries(
    [...stores].map(([organisation, store]) => {
      const all = (stage: Stage) => Array.from(store.all(stage), ({ resource }) => resource);
      return [
        organisation,
        { Person: all('Person'), Duty: all('Duty'), Group: all('Group'), Activity: all('Activity') },
      ];
    }),
  );
}

/**
 * Writes what the sandbox has taken, in one step so that a crash leaves the old file. A dry run may have been made with
 * real people: the file is sealed, with a key in a file beside it, and both are readable by their owner only.
 */
export async function saveState(file: string, stores: ReadonlyMap<string, Store>, jobs: Iterable<Job>): Promise<void> {
  const written = `${file}.${process.pid}.new`;
  const state = { version: 1, contents: contentsOf(stores), jobs: [...jobs] };
  await writeFile(written, sealOf(file).close(JSON.stringify(state)), { mode: 0o600 });
  await rename(written, file);
}

/** Between two looks whether there is something to save, ms; and what part of the time saving may take. */
const LOOK_MS = 1_000;
const SHARE = 0.1;

/**
 * Saves what the sandbox has taken while it runs, so that one that is killed has lost a moment and not a day.
 *
 * @param revision grows with everything that the sandbox takes or does
 * @returns resolves when the signal is aborted and nothing is being written any more
 */
export async function keepSaving(
  save: () => Promise<void>,
  revision: () => number,
  clock: Clock,
  signal: AbortSignal,
): Promise<void> {
  let saved = revision();
  let pause = LOOK_MS;
  for (;;) {
    await clock.sleep(pause, signal).catch(() => undefined); // closing: the loop ends by itself
    if (signal.aborted) return;
    if (revision() === saved) continue;
    saved = revision();
    const begun = clock.now();
    await save();
    pause = Math.max(LOOK_MS, (clock.now() - begun) / SHARE);
  }
}

/**
 * Fills the stores from a state file and returns its jobs. A file that does not exist yet is an empty one.
 *
 * @throws {StateFileUnreadable}
 */
export async function loadState(file: string, stores: Map<string, Store>, now: number): Promise<Job[]> {
  const sealed = await readFile(file).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (sealed === undefined) return [];
  const state = STATE.safeParse(parseJson(opened(file, sealed)));
  if (!state.success) throw unreadable(state.error);
  for (const [organisation, parts] of Object.entries(state.data.contents)) {
    const store = storeOf(stores, organisation);
    for (const stage of STAGES) for (const resource of parts[stage]) store.put(stage, resource, now);
  }
  return state.data.jobs as Job[]; // written by saveState from jobs; the log entries in them are not looked at here
}

function sealOf(file: string): Seal {
  return createSeal(keyFile(`${file}.key`));
}

function opened(file: string, sealed: Uint8Array): string {
  try {
    return sealOf(file).open(sealed);
  } catch (cause) {
    throw unreadable(cause);
  }
}

function unreadable(cause: unknown): StateFileUnreadable {
  return new StateFileUnreadable('The file with the state of the sandbox cannot be read.', {
    remedy: 'Move it away to start with an empty sandbox.',
    cause,
  });
}
