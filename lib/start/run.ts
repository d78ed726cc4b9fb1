import { setTimeout as sleep } from 'node:timers/promises';
import type { EditorEvents } from './editor-events.ts';
import { EXAMPLE } from './example.ts';
import { StartFailure } from './failure.ts';
import type { NodeRed } from './node-red.ts';

/** How long nothing at all may happen during a run, in milliseconds. */
const QUIET_MS = 10 * 60_000;

/** How often a run that goes on by itself is looked for in the ledger, in milliseconds. */
const LOOK_MS = 500;

type Watched = Pick<NodeRed, 'ended'> & { readonly events: Pick<EditorEvents, 'listen'> };

/**
 * Presses the example's button and waits until the last stage of that run has finished.
 *
 * @param runId the id that the run is to have: what is left of an earlier one may finish at the same time
 * @throws {StartFailure} `run-failed` where a node reports an error, `run-timed-out` where nothing moves any more
 */
export function runExample(
  nodeRed: Watched & Pick<NodeRed, 'press'>,
  runId: string,
  quietMs = QUIET_MS,
): Promise<void> {
  return watch(nodeRed, runId, quietMs, () => nodeRed.press(EXAMPLE.button, { 'dnp.runId': runId }));
}

/**
 * Waits for a run that was under way when Node-RED died, and goes on without the button. Its end may have been shown
 * before anybody listened, so the ledger is asked for it too.
 *
 * @param underWay whether a message of the run still waits or is on its way
 * @throws {StartFailure} as {@link runExample}
 */
export function takeUpRun(nodeRed: Watched, runId: string, underWay: () => boolean, quietMs = QUIET_MS): Promise<void> {
  return watch(nodeRed, runId, quietMs, async (over, finish) => {
    while (underWay()) await sleep(LOOK_MS, undefined, { signal: over });
    finish();
  });
}

/** Listens to a run until it ends, however it does. `begin` is told when that is, and may end it itself. */
function watch(
  nodeRed: Watched,
  runId: string,
  quietMs: number,
  begin: (over: AbortSignal, finish: () => void) => Promise<void>,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const over = new AbortController();
    const tooQuiet = () =>
      fail(new StartFailure('run-timed-out', `Nothing has moved for ${quietMs / 60_000} minutes.`));
    let timer = setTimeout(tooQuiet, quietMs);
    const stopListening = nodeRed.events.listen(({ topic, data }) => {
      if (topic.startsWith('status/')) {
        clearTimeout(timer);
        timer = setTimeout(tooQuiet, quietMs);
      }
      if (topic !== 'debug' || !isDebug(data)) return;
      if (data.id === EXAMPLE.errors)
        fail(new StartFailure('run-failed', `A node reported an error: ${said(data.msg)}`));
      if (data.id === EXAMPLE.finished && object(data.msg)?.runId === runId) settle(resolve);
    });
    const settle = (how: () => void) => {
      clearTimeout(timer);
      stopListening();
      over.abort();
      how();
    };
    const fail = (reason: unknown) => settle(() => reject(reason));
    nodeRed.ended().then(() => fail(new StartFailure('run-failed', 'Node-RED ended during the run.')), fail);
    begin(over.signal, () => settle(resolve)).catch(fail);
  });
}

interface Debug {
  readonly id: string;
  /** A string as it is, anything else as JSON. */
  readonly msg: string;
}

function isDebug(data: unknown): data is Debug {
  return typeof data === 'object' && data !== null && 'id' in data && 'msg' in data && typeof data.msg === 'string';
}

/** The sentence in `msg.error` of a Catch node. */
function said(msg: string): string {
  const error = object(msg);
  return typeof error?.message === 'string' ? error.message : msg;
}

function object(json: string): { readonly [name: string]: unknown } | undefined {
  try {
    const value: unknown = JSON.parse(json);
    return typeof value === 'object' && value !== null ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}
