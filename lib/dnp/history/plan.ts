import type { Ledger } from '../../ledger/ledger.ts';
import type { RecordedOutcome } from '../../ledger/runs.ts';
import type { Operation } from '../../operation.ts';
import type { Outcome } from '../../outcome.ts';
import { STAGES, type Stage } from '../../stage.ts';
import { isUuid } from '../identifiers/uuid.ts';
import { assess, needsPermission, type RuleSettings } from '../rules.ts';
import type { KeptObjects } from './kept-objects.ts';
import type { ObjectKey } from './records.ts';
import { gateFor } from './station.ts';
import type { Task } from './task.ts';

export interface PlanParts {
  readonly ledger: Ledger;
  readonly kept: KeptObjects;
  readonly settings: RuleSettings;
}

const FAILED: ReadonlySet<Outcome> = new Set(['error', 'temporary', 'unconfirmed', 'rejected']);

/**
 * What it takes to send again what failed in a run: the objects as they were sent, each with what was to be done with it.
 * An object that a later run had something to say about is left to that run; one that was rejected comes along where the
 * rules take it by now.
 * @param only some of them; all where it is undefined
 */
export function planRetry(parts: PlanParts, runId: string, only: readonly ObjectKey[] | undefined): Task[] {
  return STAGES.flatMap((stage) => {
    const failed = stillOpen(parts.ledger, runId, stage, only).filter(({ outcome }) => FAILED.has(outcome));
    const objects = parts.kept.ofRun(runId, stage, new Map(failed.map(({ id, batchId }) => [id, batchId])));
    const entries = failed.flatMap(({ id, outcome }) => {
      const found = objects.get(id);
      if (!found) return [];
      return [{ object: found.object, rejected: outcome === 'rejected', operation: again(found.operation, outcome) }];
    });
    const acceptable = nowSound(
      parts.settings,
      stage,
      entries.filter(({ rejected }) => rejected).map(({ object }) => object),
    );
    const due = entries.filter(({ object, rejected }) => !rejected || acceptable.has(object));
    return [...Map.groupBy(due, ({ operation }) => operation)].map(
      ([operation, ofOperation]): Task => ({
        stage,
        operation,
        objects: ofOperation.map(({ object }) => object),
        ...(stage === 'Person' || operation === 'delete' ? {} : { gate: gateFor(operation) }),
      }),
    );
  });
}

/**
 * What it takes to let go what is held: objects at a gate go through that gate again, and persons with a protected
 * identity are sent, since somebody has decided so.
 */
export function planRelease(parts: PlanParts, runId: string, only: readonly ObjectKey[] | undefined): Task[] {
  return STAGES.flatMap((stage) => {
    const held = stillOpen(parts.ledger, runId, stage, only).filter(({ outcome }) => outcome === 'held');
    const { permission = [], place = [] } = Object.groupBy(held, ({ reasons }) =>
      needsPermission(reasons) ? 'permission' : 'place',
    );
    return [...withPermission(parts, runId, stage, permission), ...atGates(parts, runId, stage, place)];
  });
}

function withPermission({ kept }: PlanParts, runId: string, stage: Stage, held: readonly RecordedOutcome[]): Task[] {
  const found = kept.ofRun(runId, stage, new Map(held.map(({ id }) => [id, undefined])));
  const byOperation = Map.groupBy(found.values(), ({ operation = 'send' }) => operation);
  return [...byOperation].map(([operation, entries]) => ({
    stage,
    operation,
    protectedPersons: 'send',
    objects: entries.map(({ object }) => object),
  }));
}

function atGates({ kept, ledger }: PlanParts, runId: string, stage: Stage, held: readonly RecordedOutcome[]): Task[] {
  const ids = new Set(held.map(({ id }) => id));
  const tasks: Task[] = [];
  for (const gate of ledger.held.gates()) {
    const objects = ledger.held.list(gate, stage).filter(({ id, kind }) => kind === 'held' && ids.delete(id));
    if (objects.length > 0)
      tasks.push({ stage, operation: 'send', gate, objects: objects.map(({ body }) => JSON.parse(body)) });
  }
  // A gate that was deleted has let go of what it held.
  const rest = kept.ofRun(runId, stage, new Map([...ids].map((id) => [id, undefined])));
  if (rest.size > 0) {
    const objects = [...rest.values()].map(({ object }) => object);
    tasks.push({ stage, operation: 'send', gate: gateFor('send'), objects });
  }
  return tasks;
}

/** Objects that no later run had anything to say about. One without an id of its own cannot be told from others. */
function stillOpen(
  ledger: Ledger,
  runId: string,
  stage: Stage,
  only: readonly ObjectKey[] | undefined,
): RecordedOutcome[] {
  const chosen = only && new Set(only.filter((key) => key.stage === stage).map(({ id }) => id));
  const overruled = ledger.history.overruled(runId, stage);
  return ledger.runs
    .outcomes(runId, stage)
    .filter(({ id }) => isUuid(id) && !overruled.has(id) && (chosen === undefined || chosen.has(id)));
}

/** A create that may have been carried out is repeated as an upsert; what nothing had been decided about is sent. */
function again(operation: Operation | undefined, outcome: Outcome): Operation {
  if (operation === undefined) return 'send';
  return operation === 'create' && outcome === 'unconfirmed' ? 'send' : operation;
}

function nowSound(settings: RuleSettings, stage: Stage, objects: readonly unknown[]): Set<unknown> {
  return new Set(objects.filter((object) => assess(stage, [object], settings).accepted.length > 0));
}
