import { STAGES } from '../../stage.ts';
import type { JobRef } from '../connection.ts';
import type { Custody } from '../custody.ts';
import type { TransferContext } from './context.ts';
import { leaveUnconfirmed, transfersOf } from './follow-up.ts';

/**
 * Gives up what waits in a node that no longer exists: its messages, and what it held as a gate. Every object concerned
 * has an outcome that says so.
 * @returns how many messages and objects were given up
 */
export function giveUp(
  context: TransferContext,
  custody: Custody,
  nodeId: string,
): { messages: number; objects: number } {
  const { clock, ledger } = context;
  const messages = custody.resume(nodeId);
  for (const { dnp } of messages) {
    const stage = STAGES.find((known) => known === dnp?.stage);
    // Our own nodes wrote it; what others may have made of it leads to no batch and is passed over.
    const jobs = Array.isArray(dnp?.jobs) ? (dnp.jobs as JobRef[]) : [];
    if (stage && dnp?.runId !== undefined) {
      leaveUnconfirmed(context, { runId: dnp.runId, stage }, transfersOf(context, jobs), { code: 'node-removed' });
    }
    if (dnp?.custody !== undefined) custody.drop(dnp.custody);
  }
  const held = ledger.held.abandon(nodeId);
  for (const { runId, stage, id } of held) {
    ledger.runs.record(runId, [{ stage, id, outcome: 'held', reasons: [{ code: 'node-removed' }] }], clock.now());
    context.changed(runId, stage);
  }
  return { messages: messages.length, objects: held.length };
}
