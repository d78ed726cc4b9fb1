import type { ObjectOutcome } from '../../outcome.ts';
import { PART, STAGES } from '../../stage.ts';
import type { JobRef } from '../connection.ts';
import type { Custody, FlowMessage } from '../custody.ts';
import { isUuid } from '../identifiers/uuid.ts';
import { at } from '../path.ts';
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
  for (const message of messages) {
    const { dnp } = message;
    const stage = STAGES.find((known) => known === dnp?.stage);
    // Our own nodes wrote it; what others may have made of it leads to no batch and is passed over.
    const jobs = Array.isArray(dnp?.jobs) ? (dnp.jobs as JobRef[]) : [];
    if (stage && dnp?.runId !== undefined) {
      leaveUnconfirmed(context, { runId: dnp.runId, stage }, transfersOf(context, jobs), { code: 'node-removed' });
    }
    if (dnp?.runId !== undefined) leaveUnsent(context, dnp.runId, message);
    if (dnp?.custody !== undefined) custody.drop(dnp.custody);
  }
  const held = ledger.held.abandon(nodeId);
  for (const { runId, stage, id } of held) {
    ledger.runs.record(runId, [{ stage, id, outcome: 'held', reasons: [{ code: 'node-removed' }] }], clock.now());
    context.changed(runId, stage);
  }
  return { messages: messages.length, objects: held.length };
}

/** What the message would have sent in this stage or a later one: of these the run has no outcome yet. */
function leaveUnsent({ changed, clock, ledger }: TransferContext, runId: string, { payload }: FlowMessage): void {
  for (const stage of STAGES) {
    const objects = at(payload, [PART[stage]]);
    if (!Array.isArray(objects)) continue;
    const known = new Set(ledger.runs.outcomes(runId, stage).map(({ id }) => id));
    const unsent = objects
      .map((object) => at(object, ['id']))
      .filter((id) => typeof id === 'string')
      .map((id) => id.toLowerCase())
      .filter((id) => isUuid(id) && !known.has(id))
      .map((id): ObjectOutcome => ({ stage, id, outcome: 'held', reasons: [{ code: 'node-removed' }] }));
    if (unsent.length === 0) continue;
    ledger.runs.record(runId, unsent, clock.now());
    changed(runId, stage);
  }
}
