import type { Batch } from '../../ledger/batches.ts';
import type { ObjectOutcome, Reason } from '../../outcome.ts';
import type { FollowedUp, JobRef, Step } from '../connection.ts';
import { stopsEverything, type TransferContext } from './context.ts';
import { type Outgoing, post } from './post.ts';
import { reasonOfFailure } from './reasons-of.ts';
import type { Settling } from './settle.ts';

/** Before objects are sent again, ms: doubled with each attempt, and a random part of it (full jitter). */
const AGAIN_MS = { first: 1_000, longest: 300_000 };

/** What may be mended by sending again. A job that never ended may still be at work: that is for a person to decide. */
const WORTH_ANOTHER_TRY: ReadonlySet<string> = new Set([
  'temporary-error',
  'answer-lost',
  'job-unknown',
  'status-unknown',
]);

/**
 * Follows the jobs of a stage to the end. Objects with a temporary error, and those whose answer was lost and that the
 * service does not have, are sent again, gathered into as few calls as they fit.
 *
 * @throws {LedgerFailure}, or the signal's reason
 */
export async function followUp(
  context: TransferContext,
  settling: Settling,
  { runId, stage, jobs, signal, onWait, onProgress }: Step & { jobs: readonly JobRef[] },
): Promise<FollowedUp> {
  const { batches, runs } = context.ledger;
  const transfers = transfersOf(context, jobs);
  const calls = { signal, onWait };
  let failure: Error | undefined;
  for (;;) {
    failure = await settleAll(context, settling, transfers, { ...calls, onProgress });
    if (failure) break;
    const again = worthAnotherTry(context, runId, stage, transfers);
    if (again.length === 0) break;
    await context.clock.sleep(Math.round(context.random() * ceilingBefore(again)), signal);
    const select = () => worthAnotherTry(context, runId, stage, transfers);
    failure = await sendAgain(context, { runId, stage, ...calls }, select);
    if (failure) break;
  }
  if (failure) leaveUnconfirmed(context, { runId, stage }, transfers, reasonOfFailure(failure));
  const ids = new Set([...transfers].flatMap((transfer) => objectsOf(context, batches.ofTransfer(transfer))));
  const attention = runs
    .outcomes(runId, stage)
    .filter(({ id, outcome }) => ids.has(id) && outcome !== 'success' && outcome !== 'unchanged')
    .map(({ id, outcome, reasons }) => ({ stage, id, outcome, reasons }));
  return { attention, counts: runs.counts(runId)[stage] ?? {}, ...(failure ? { failure } : {}) };
}

/** The most that is waited before the next attempt, ms. */
function ceilingBefore(again: readonly Again[]): number {
  return Math.min(AGAIN_MS.first * 2 ** (attemptsOf(again) - 1), AGAIN_MS.longest);
}

/** How often those that were sent most often have been sent. */
function attemptsOf(again: readonly Again[]): number {
  return again.reduce((most, { batch }) => Math.max(most, batch.attempt), 1);
}

/** What is selected was in no later batch than one that has ended, so that no job for it can be under way. */
async function sendAgain(context: TransferContext, step: Step, select: () => Again[]): Promise<Error | undefined> {
  const { runId, stage, signal, onWait } = step;
  return context.turns.take(stage, signal, async () => {
    for (const [transfer, items] of Map.groupBy(select(), ({ batch }) => batch.transfer)) {
      const attempt = attemptsOf(items) + 1;
      const [{ batch }] = items as [Again]; // a group has at least one
      const { operation } = batch;
      const { failure } = await post(context, items, { runId, stage, transfer, operation, attempt, signal, onWait });
      if (failure) return failure;
    }
    return undefined;
  });
}

/** An object to be sent again, and the batch it was in last. */
type Again = Outgoing & { readonly batch: Batch };

export function transfersOf(context: TransferContext, jobs: readonly JobRef[]): Set<string> {
  const transfers = jobs.map(({ batch }) => context.ledger.batches.get(batch)?.transfer);
  return new Set(transfers.filter((transfer) => transfer !== undefined));
}

async function settleAll(
  context: TransferContext,
  settling: Settling,
  transfers: ReadonlySet<string>,
  { signal, onWait, onProgress }: Pick<Step, 'signal' | 'onWait' | 'onProgress'>,
): Promise<Error | undefined> {
  const { batches } = context.ledger;
  const all = [...transfers].flatMap((transfer) => batches.ofTransfer(transfer));
  let done = all.filter(({ state }) => state === 'ended').length;
  onProgress?.({ done, total: all.length });
  const ends = await Promise.allSettled(
    all
      .filter(({ state }) => state !== 'ended')
      .map(async (batch) => {
        await settling.settle(batch.id, { signal, onWait });
        done++;
        onProgress?.({ done, total: all.length });
      }),
  );
  signal?.throwIfAborted();
  const failures = ends.flatMap((end) => (end.status === 'rejected' ? [end.reason] : []));
  for (const failure of failures) if (stopsEverything(failure, signal)) throw failure;
  return failures[0];
}

/** What nobody follows any more: a batch comes to its end when one of its objects is next to be sent. */
export function leaveUnconfirmed(
  context: TransferContext,
  { runId, stage }: Pick<Step, 'runId' | 'stage'>,
  transfers: ReadonlySet<string>,
  reason: Reason,
): void {
  const { clock, ledger } = context;
  for (const batch of [...transfers].flatMap((transfer) => ledger.batches.open({ transfer }))) {
    const outcomes = ledger.batches
      .content(batch.id)
      .map(({ id }): ObjectOutcome => ({ stage, id, outcome: 'unconfirmed', reasons: [reason] }));
    ledger.runs.record(runId, outcomes, clock.now(), batch.id);
  }
  context.changed(runId, stage);
}

function objectsOf(context: TransferContext, batches: readonly Batch[]): string[] {
  return batches.flatMap(({ id }) => context.ledger.batches.content(id).map((object) => object.id));
}

/** Objects to be sent again, with what was sent: unless that is out of date by now, or retention has removed it. */
function worthAnotherTry(
  context: TransferContext,
  runId: string,
  stage: Step['stage'],
  transfers: ReadonlySet<string>,
): Again[] {
  const { batches, runs } = context.ledger;
  const open = new Map(
    runs
      .outcomes(runId, stage)
      .filter(({ outcome, reasons }) => mayBeMended(outcome, reasons))
      .map(({ id, batchId }) => [id, batchId]),
  );
  if (open.size === 0) return [];
  return [...transfers]
    .flatMap((transfer) => batches.ofTransfer(transfer))
    .filter(({ attempt }) => attempt < context.settings.attempts)
    .flatMap((batch) => {
      const content = batches
        .content(batch.id)
        .filter(({ id }) => open.get(id) === batch.id && !batches.overtaken(stage, id, batch.id));
      const sent = content.length === 0 ? undefined : sentObjects(batches.body(batch.id));
      return content.flatMap(({ id, hash, notes }) => {
        const json = sent?.get(id);
        return json === undefined ? [] : [{ id, hash, notes, json, batch }];
      });
    });
}

function mayBeMended(outcome: ObjectOutcome['outcome'], reasons: ObjectOutcome['reasons']): boolean {
  return (
    (outcome === 'temporary' || outcome === 'unconfirmed') && reasons.some(({ code }) => WORTH_ANOTHER_TRY.has(code))
  );
}

/** The objects of a body that was sent, each as the text that it was. */
function sentObjects(body: string | undefined): Map<string, string> {
  const { data = [] }: { data?: (string | { id: string })[] } = body === undefined ? {} : JSON.parse(body);
  return new Map(data.map((item) => [typeof item === 'string' ? item : item.id, JSON.stringify(item)]));
}
