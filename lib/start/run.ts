import { EXAMPLE } from './example.ts';
import { StartFailure } from './failure.ts';
import type { NodeRed } from './node-red.ts';

/** How long nothing at all may happen during a run, in milliseconds. */
const QUIET_MS = 10 * 60_000;

/**
 * Presses the example's button and waits until its last stage has finished.
 *
 * @returns the run's id
 * @throws {StartFailure} `run-failed` where a node reports an error, `run-timed-out` where nothing moves any more
 */
export function runExample(nodeRed: NodeRed, quietMs = QUIET_MS): Promise<string> {
  return new Promise((resolve, reject) => {
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
      if (data.id === EXAMPLE.finished) {
        const runId = idOfRun(data.msg);
        if (runId === undefined) fail(new StartFailure('run-failed', 'The flow finished without a run.'));
        else settle(() => resolve(runId));
      }
    });
    const settle = (how: () => void) => {
      clearTimeout(timer);
      stopListening();
      how();
    };
    const fail = (reason: unknown) => settle(() => reject(reason));
    nodeRed.ended().then(() => fail(new StartFailure('run-failed', 'Node-RED ended during the run.')), fail);
    nodeRed.press(EXAMPLE.button).catch(fail);
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

/** `msg.dnp.runId` of the debug node that shows `msg.dnp`. */
function idOfRun(msg: string): string | undefined {
  const dnp = object(msg);
  return typeof dnp?.runId === 'string' ? dnp.runId : undefined;
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
