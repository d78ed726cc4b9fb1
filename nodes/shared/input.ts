import { setImmediate as turn } from 'node:timers/promises';
import type { Node, NodeAPI, NodeMessage, NodeMessageInFlow } from 'node-red';
import { interrupted, reported } from './failure.ts';
import { StatusBoard, type StatusLine } from './status.ts';
import { type Words, wordsOf } from './words.ts';

/** How long a closing node waits for its messages to let go; Node-RED's users wait with it. */
const CLOSE_PATIENCE_MS = 1_500;

export type Send = (messages: NodeMessage | (NodeMessage | null)[]) => void;

/** One message at work in a node. */
export interface Input {
  readonly msg: NodeMessageInFlow;
  /** Throws once the node is closed: a redeployed flow must not hear from its predecessor. */
  readonly send: Send;
  /** Aborted when the node closes. */
  readonly signal: AbortSignal;
  readonly status: StatusLine;
  readonly words: Words;
}

/** Thrown where a deploy interrupts work that goes on when the node is back: nothing went wrong, nobody needs to be told. */
export class Continued extends Error {}

/**
 * The one way our nodes take messages. Whatever `handle` does, Node-RED hears `done` exactly once for each message, no
 * rejection escapes (it would end the process), and a failure reaches Catch with its code. On close the signal is aborted
 * and the status cleared.
 */
export function onInput(RED: NodeAPI, node: Node, handle: (input: Input) => Promise<void>): void {
  const words = wordsOf(RED);
  const board = new StatusBoard(node, words);
  const closing = new AbortController();
  const { signal } = closing;
  const working = new Set<Promise<void>>();

  const work = async (msg: NodeMessageInFlow, send: Send, done: (error?: Error) => void) => {
    const status = board.begin();
    const sendWhileOpen: Send = (messages) => {
      signal.throwIfAborted();
      send(messages);
    };
    let failure: Error | undefined;
    try {
      await handle({ msg, send: sendWhileOpen, signal, status, words });
    } catch (thrown) {
      if (thrown instanceof Continued) return done();
      const error = reported(signal.aborted ? signal.reason : thrown);
      status.settle('failed', 'shared.status.failed', { code: error.code });
      failure = error;
    }
    status.end();
    done(failure);
  };

  // Node-RED counts the listener's declared parameters to know that it will call `done`: exactly these three, no defaults.
  node.on('input', (msg, send, done) => {
    const task: Promise<void> = work(msg, send, done)
      .catch((thrown: unknown) => node.error(reported(thrown)))
      .finally(() => working.delete(task));
    working.add(task);
  });

  node.on('close', (done: () => void) => {
    closing.abort(interrupted());
    let timer: NodeJS.Timeout | undefined;
    const patience = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, CLOSE_PATIENCE_MS);
    });
    // What was sent to the node before it closed comes on the next turn; Node-RED throws away what comes after `done`.
    const worked = turn().then(() => Promise.all(working));
    void Promise.race([worked, patience]).then(() => {
      clearTimeout(timer);
      board.close();
      done();
    });
  });
}
