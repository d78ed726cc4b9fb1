import type { EditorEvents } from './editor-events.ts';
import { EXAMPLE } from './example.ts';
import { StartFailure } from './failure.ts';
import type { NodeRed } from './node-red.ts';

/** How long nothing at all may happen during a run, in milliseconds. */
const QUIET_MS = 10 * 60_000;

/**
 * Presses the example's button and waits until the last stage of that run has finished.
 *
 * @param runId the id that the run is to have: what is left of an earlier one may finish at the same time
 * @throws {StartFailure} `run-failed` where a node reports an error, `run-timed-out` where nothing moves any more
 */
export function runExample(
  nodeRed: Pick<NodeRed, 'press' | 'ended'> & { readonly events: Pick<EditorEvents, 'listen'> },
  runId: string,
  quietMs = QUIET_MS,
): Promise<void> {
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
      if (data.id === EXAMPLE.finished && object(data.msg)?.runId === runId) settle(resolve);
    });
    const settle = (how: () => void) => {
      clearTimeout(timer);
      stopListening();
      how();
    };
    const fail = (reason: unknown) => settle(() => reject(reason));
    nodeRed.ended().then(() => fail(new StartFailure('run-failed', 'Node-RED ended during the run.')), fail);
    nodeRed.press(EXAMPLE.button, { 'dnp.runId': runId }).catch(fail);
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
