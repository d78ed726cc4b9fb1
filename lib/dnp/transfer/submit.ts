import type { Batch } from '../../ledger/batches.ts';
import type { Operation } from '../../operation.ts';
import type { ObjectOutcome, Reason } from '../../outcome.ts';
import type { Stage } from '../../stage.ts';
import { contentHash } from '../canonical.ts';
import type { JobRef, Step, Submitted } from '../connection.ts';
import { isUuid } from '../identifiers/uuid.ts';
import { assess, InputFailure } from '../rules.ts';
import { setAsideObjects } from '../set-aside.ts';
import { stopsEverything, type TransferContext } from './context.ts';
import { type Outgoing, type Posted, post, postpone } from './post.ts';
import type { Settling } from './settle.ts';

export interface Submission extends Step {
  readonly operation: Operation;
  readonly input: unknown;
  /** Instead of the connection's own setting. */
  readonly protectedPersons?: 'hold' | 'send';
}

/** The content hash of what is no longer there. */
const DELETED = 'deleted';

/**
 * Sends the objects of a stage: checks them, leaves out what the service has already, packs and posts.
 *
 * Sending the same input again in the same run sends nothing twice: what is under way or done is taken up where it was.
 * An object that another run has under way is waited for first, so that there are never two jobs for it.
 *
 * @throws {InputFailure} the input is no list and no object; {@link LedgerFailure}; the signal's reason
 */
export async function submit(context: TransferContext, settling: Settling, step: Submission): Promise<Submitted> {
  const { runId, stage, operation, input, signal } = step;
  const { wanted, setAside } = operation === 'delete' ? idsToDelete(stage, input) : objectsToSend(context, step);
  return context.turns.take(stage, signal, async () => {
    const before = context.ledger.batches.sent(runId, stage);
    const takenUp = new Map<string, JobRef>();
    const candidates = wanted.filter(({ id, hash }) => {
      const earlier = before.get(id);
      if (earlier?.hash !== hash || earlier.batch.operation !== operation) return true;
      takenUp.set(earlier.batch.id, toJobRef(earlier.batch));
      return false;
    });
    const { clock, ledger } = context;
    ledger.write(() => {
      ledger.runs.record(runId, setAside, clock.now());
      if (operation === 'delete') return; // of these nothing is known but an id
      ledger.asides.keep(runId, stage, operation, setAsideObjects(stage, input, setAside), clock.now());
    });
    const sent = await sendChanged(context, settling, candidates, step);
    return {
      jobs: [...takenUp.values(), ...sent.jobs],
      setAside: [...setAside, ...sent.setAside],
      counts: context.ledger.runs.counts(runId)[stage] ?? {},
      ...(sent.failure ? { failure: sent.failure } : {}),
    };
  });
}

/** Sends what the service does not have like this already. */
async function sendChanged(
  context: TransferContext,
  settling: Settling,
  candidates: readonly Outgoing[],
  { runId, stage, operation, signal, onWait, onProgress }: Step & { operation: Operation },
): Promise<Posted & { jobs: readonly JobRef[] }> {
  const { clock, ledger, newId } = context;
  let stuck: ReadonlySet<string>;
  try {
    stuck = await finishUnderWay(context, settling, stage, candidates, { signal, onWait });
  } catch (error) {
    if (stopsEverything(error, signal) || !(error instanceof Error)) throw error;
    return { jobs: [], setAside: postpone(context, { runId, stage, operation }, candidates, error), failure: error };
  }
  const comparable = operation === 'send' || operation === 'update';
  const known = comparable ? ledger.objects.accepted(stage, idsOf(candidates)) : new Map<string, string>();
  const {
    inFlight = [],
    unchanged = [],
    outgoing = [],
  } = Object.groupBy(candidates, ({ id, hash }) => {
    if (stuck.has(id)) return 'inFlight';
    return known.get(id) === hash ? 'unchanged' : 'outgoing';
  });
  const waiting = inFlight.map(
    ({ id }): ObjectOutcome => ({ stage, id, outcome: 'unconfirmed', reasons: [{ code: 'already-in-flight' }] }),
  );
  const asBefore = unchanged.map(({ id }): ObjectOutcome => ({ stage, id, outcome: 'unchanged', reasons: [] }));
  ledger.runs.record(runId, [...waiting, ...asBefore], clock.now());
  context.changed(runId, stage);
  const transfer = newId();
  const calls = { signal, onWait, onProgress };
  const posted = await post(context, outgoing, { runId, stage, transfer, operation, attempt: 1, ...calls });
  return {
    ...posted,
    setAside: [...waiting, ...posted.setAside],
    jobs: ledger.batches.ofTransfer(transfer).map(toJobRef),
  };
}

function objectsToSend(
  context: TransferContext,
  { runId, stage, input, protectedPersons = context.settings.protectedPersons }: Submission,
): { wanted: Outgoing[]; setAside: readonly ObjectOutcome[] } {
  const { accepted, setAside } = assess(stage, input, { protectedPersons });
  const gateNotes = context.ledger.runs.notes(runId, stage);
  const wanted = accepted.map(({ id, object, notes }) => ({
    id,
    hash: contentHash(object),
    notes: [...notes, ...(gateNotes.get(id) ?? [])],
    json: JSON.stringify(object),
  }));
  return { wanted, setAside };
}

/** Objects to delete are named by id, or by an object that has one. */
function idsToDelete(stage: Stage, input: unknown): { wanted: Outgoing[]; setAside: ObjectOutcome[] } {
  if (input === undefined || input === null) throw new InputFailure('input-missing', stage);
  const wanted = new Map<string, Outgoing>();
  const setAside: ObjectOutcome[] = [];
  for (const [index, item] of (Array.isArray(input) ? input : [input]).entries()) {
    const id: unknown = typeof item === 'object' && item !== null ? Reflect.get(item, 'id') : item;
    if (typeof id === 'string' && isUuid(id)) {
      const lower = id.toLowerCase();
      wanted.set(lower, { id: lower, hash: DELETED, notes: [], json: JSON.stringify(lower) });
    } else {
      const reasons: Reason[] = [{ code: id === undefined ? 'id-missing' : 'id-not-uuid', field: 'id' }];
      setAside.push({ stage, id: `#${index + 1}`, outcome: 'rejected', reasons });
    }
  }
  return { wanted: [...wanted.values()], setAside };
}

/**
 * Never two jobs for an object: batches that already carry one of these come to their end first.
 * @returns ids whose job would not end
 */
async function finishUnderWay(
  context: TransferContext,
  settling: Settling,
  stage: Stage,
  candidates: readonly Outgoing[],
  calls: Pick<Step, 'signal' | 'onWait'>,
): Promise<Set<string>> {
  const { batches } = context.ledger;
  const ids = new Set(idsOf(candidates));
  const inTheWay = () =>
    batches.open({ stage }).filter(({ id }) => batches.content(id).some((object) => ids.has(object.id)));
  await Promise.all(inTheWay().map(({ id }) => settling.settle(id, calls)));
  return new Set(inTheWay().flatMap(({ id }) => idsOf(batches.content(id))));
}

function idsOf(items: readonly { readonly id: string }[]): string[] {
  return items.map(({ id }) => id);
}

function toJobRef({ id, jobId, objects }: Batch): JobRef {
  return { batch: id, jobId: jobId ?? '', objects };
}
