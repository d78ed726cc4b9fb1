import type { Node, NodeAPI } from 'node-red';
import type { Connection, Progress } from '../../lib/dnp/connection.ts';
import type { CallOptions } from '../../lib/dnp/service.ts';
import { LedgerFailure } from '../../lib/ledger/ledger-failure.ts';
import type { ObjectOutcome } from '../../lib/outcome.ts';
import type { Stage } from '../../lib/stage.ts';
import { connectionNode, liveConnections } from './connection-node.ts';
import { Continued, type Input, onInput, type Send } from './input.ts';
import { Keeping } from './keeping.ts';
import { type DnpProperty, dnpOf } from './message.ts';
import { onStarted } from './started.ts';

/** A message at one station of its run, and what the station needs. */
export interface Step extends Input {
  readonly connection: Connection;
  /** `msg.dnp` as it came. */
  readonly dnp: DnpProperty;
  /** The run that the message belongs to, or a new one. @param stages which of them the node has at hand */
  startRun(...stages: readonly Stage[]): string;
  /** Sends the message itself on, alone or among others; `send` is for messages that stand for themselves. */
  handOn(messages: Parameters<Send>[0]): Promise<void>;
  /** For every call to the connection: it ends when the node closes, and the status says what it waits for. */
  readonly calls: Required<CallOptions>;
  /** Shows how far a call has come; `key` is a sentence with `__done__`, `__total__` and `count`, what is left. */
  progress(key: string): (progress: Progress) => void;
  /** The message of a second output: outcomes in words. Nothing where there are none. */
  report(runId: string, stage: Stage, outcomes: readonly ObjectOutcome[]): Report | null;
}

export interface Report {
  readonly [property: string]: unknown;
}

/**
 * As {@link onInput}, for the nodes that work over a connection. A message that belongs to a run is kept by the ledger
 * while the node works on it: a deploy or a restart only interrupts, and the node goes on with it when it is back.
 */
export function onStep(RED: NodeAPI, node: Node, connectionId: string, handle: (step: Step) => Promise<void>): void {
  onInput(RED, node, async (input) => {
    const { msg, signal, status, words } = input;
    const dnp = dnpOf(msg);
    const connection = await connectionNode(connectionId).connection();
    const keeping = new Keeping(RED, connection, node, msg);
    let runId: string | undefined;
    const startRun = (...stages: readonly Stage[]) => {
      runId ??= connection.startRun(dnp.runId);
      msg.dnp = Object.assign({}, msg.dnp, { runId });
      keeping.take();
      if (stages.length > 0) connection.history.visit(runId, stages, node);
      return runId;
    };
    if (dnp.runId !== undefined) startRun();
    try {
      signal.throwIfAborted();
      await handle({
        ...input,
        handOn: (messages) => keeping.handOn(input.send, messages, signal),
        connection,
        dnp,
        startRun,
        calls: {
          signal,
          onWait: ({ cause, until }) => {
            const seconds = Math.max(1, Math.ceil((until - Date.now()) / 1_000));
            const reason = words(`shared.cause.${cause}`, { defaultValue: cause });
            status.show('waiting', 'shared.status.waiting', { cause: reason, seconds });
          },
        },
        progress: (key) => (at) => status.show('busy', key, { ...at, count: at.total - at.done }),
        report: (runId, stage, outcomes) =>
          outcomes.length === 0
            ? null
            : { topic: msg.topic, payload: connection.describe(outcomes), dnp: { runId, stage } },
      });
    } catch (error) {
      // A disk that fails keeps the message where it is: the next deploy goes on with it.
      const waits = (signal.aborted || error instanceof LedgerFailure) && keeping.suspend();
      if (!waits) keeping.end();
      throw waits && signal.aborted ? new Continued() : error;
    }
    keeping.end();
  });

  let closed = false;
  node.on('close', () => {
    closed = true;
  });
  onStarted(RED, node, async () => {
    const connection = await liveConnections.get(connectionId)?.existing();
    if (closed || !connection) return;
    for (const message of connection.custody.resume(node.id)) node.receive(message);
  });
}
