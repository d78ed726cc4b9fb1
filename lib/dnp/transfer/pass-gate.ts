import type { HeldObject } from '../../ledger/held.ts';
import type { Ledger } from '../../ledger/ledger.ts';
import type { ObjectOutcome, Reason } from '../../outcome.ts';
import type { Stage } from '../../stage.ts';
import { contentHash, sendable } from '../canonical.ts';
import type { GateDecision, GateStep } from '../connection.ts';
import { decide } from '../gate.ts';
import { isUuid } from '../identifiers/uuid.ts';
import { referencesOf, refersTo } from '../references.ts';
import { assess, listOf, type RuleSettings } from '../rules.ts';
import type { CallOptions, Resource } from '../service.ts';
import { nameOf, setAsideObjects } from '../set-aside.ts';
import { stopsEverything, type TransferContext } from './context.ts';

/** An object at the gate. `earlier`: the gate has kept it since an earlier message. */
interface Candidate {
  readonly id: string;
  readonly object: object;
  readonly earlier?: HeldObject;
}

/** An object that the rules refuse, as it came. It waits for nothing: what is wrong with it is said by the next node. */
interface Refused {
  readonly id: string;
  readonly refused: unknown;
}

/** What comes to the gate, and what has left it with a message that is safe by now. */
interface Arrivals {
  readonly arrived: readonly (Candidate | Refused)[];
  readonly delivered: readonly string[];
}

/**
 * Sorts the objects of a stage: those whose references are in place may go, the others are kept in the ledger with the
 * reason. What the gate has kept from earlier messages is looked at again, and goes too where that has changed.
 *
 * What the rules refuse passes as it came, all of its copies, for the rules to say why. Held back, its defect would not be
 * known before its references are there; and of copies that differ one could pass as if it were the only one.
 *
 * A reference is in place if the ledger saw it accepted and not deleted since, or the service has it now.
 */
export async function passGate(context: TransferContext, step: GateStep): Promise<GateDecision> {
  const { gate, runId, stage, incompleteGroups, custody, signal, onWait } = step;
  const { clock, ledger } = context;
  const { arrived, delivered } = arrivals(context, step);
  const { inPlace, failure } = await whatIsInPlace(context, stage, arrived, { signal, onWait });

  const open: unknown[] = [];
  const held: ObjectOutcome[] = [];
  const kept: HeldObject[] = [];
  const gone = [...delivered];
  const notes = new Map<string, readonly Reason[]>();
  for (const arrival of arrived) {
    const { id } = arrival;
    if ('refused' in arrival) {
      open.push(arrival.refused);
      gone.push(id);
      continue;
    }
    const { object, earlier } = arrival;
    const decision = decide(stage, object, (reference) => inPlace[reference.stage].has(reference.id), incompleteGroups);
    const { verdict } = decision;
    const missing = verdict === 'open' ? [] : decision.missing;
    const body = earlier?.body ?? JSON.stringify(object);
    // What a resumed message had taken with it leaves with it again.
    const again = earlier?.leftWith !== undefined && earlier.leftWith === custody;
    const changed = !earlier || again || earlier.missing.join() !== missing.join();
    if (verdict === 'held') {
      if (!earlier) held.push({ stage, id, outcome: 'held', reasons: decision.reasons });
      if (changed) kept.push({ id, kind: verdict, missing, body });
    } else if (changed) {
      open.push(decision.object);
      notes.set(id, verdict === 'partial' ? decision.notes : []);
      // A message in custody keeps what came with it, but not yet what leaves with it.
      const leftWith = earlier && custody;
      if (verdict === 'partial') kept.push({ id, kind: verdict, missing, body, leftWith });
      else if (leftWith) kept.push({ id, kind: earlier.kind, missing, body, leftWith });
      else gone.push(id);
    }
  }
  ledger.write(() => {
    ledger.held.keep(gate, runId, stage, kept, clock.now());
    ledger.held.release(gate, stage, gone);
    ledger.runs.record(runId, held, clock.now());
    ledger.asides.keep(runId, stage, null, setAsideObjects(stage, step.input, held), clock.now());
    ledger.runs.note(runId, stage, notes);
  });
  context.changed(runId, stage);
  // What is not sound is for the rules to name.
  return { open: open as Resource[], held, ...(failure ? { failure } : {}) };
}

/** Whether something that the gate keeps may go: a held object with all that it waits for, a group with a member more. */
export function mayRelease(ledger: Ledger, gate: string, stage: Stage): boolean {
  return ledger.held.list(gate, stage).some(({ kind, missing }) => {
    if (missing.length === 0) return false; // it has left, and is only kept until that is certain
    const inPlace = new Set(refersTo(stage).flatMap((to) => [...ledger.objects.accepted(to, missing).keys()]));
    return kind === 'held' ? missing.every((id) => inPlace.has(id)) : inPlace.size > 0;
  });
}

function arrivals({ ledger: { held, waiting }, settings }: TransferContext, step: GateStep): Arrivals {
  const { gate, stage, input, custody } = step;
  const fresh = arrivalsOf(stage, input, settings.protectedPersons);
  const ids = new Set(fresh.map(({ id }) => id));
  const earlier: Candidate[] = [];
  const delivered: string[] = [];
  for (const kept of held.list(gate, stage)) {
    const { id, leftWith, missing } = kept;
    if (ids.has(id)) continue;
    if (leftWith !== undefined && leftWith !== custody) {
      if (waiting.state(leftWith)?.nodeId === gate) continue; // still leaving with another message
      if (missing.length === 0) {
        delivered.push(id);
        continue;
      }
    }
    earlier.push({ id, object: JSON.parse(kept.body), earlier: kept });
  }
  return { arrived: [...fresh, ...earlier], delivered };
}

/** What is in the message, in its order; of a sound object one copy, with the attributes of the contract alone. */
function arrivalsOf(
  stage: Stage,
  input: unknown,
  protectedPersons: RuleSettings['protectedPersons'],
): (Candidate | Refused)[] {
  const sound = new Map(assess(stage, input, { protectedPersons }).accepted.map(({ id, object }) => [id, object]));
  const seen = new Set<string>();
  return listOf(stage, input).flatMap((item, index): (Candidate | Refused)[] => {
    const id = nameOf(item, index);
    const object = sound.get(id);
    if (object === undefined) return [{ id, refused: item }];
    if (seen.has(id)) return [];
    seen.add(id);
    return [{ id, object }];
  });
}

interface Known {
  readonly inPlace: Record<Stage, ReadonlySet<string>>;
  readonly failure?: Error;
}

async function whatIsInPlace(
  context: TransferContext,
  stage: Stage,
  arrived: readonly (Candidate | Refused)[],
  calls: CallOptions,
): Promise<Known> {
  const { ledger } = context;
  const references = arrived.flatMap((arrival) => ('refused' in arrival ? [] : referencesOf(stage, arrival.object)));
  const inPlace: Known['inPlace'] = { Person: new Set(), Duty: new Set(), Group: new Set(), Activity: new Set() };
  let failure: Error | undefined;
  for (const to of refersTo(stage)) {
    const ids = new Set(references.filter((reference) => reference.stage === to).map(({ id }) => id));
    const known = new Set(ledger.objects.accepted(to, ids).keys());
    inPlace[to] = known;
    try {
      inPlace[to] = known.union(await lookUp(context, to, [...ids.difference(known)], calls));
    } catch (error) {
      if (stopsEverything(error, calls.signal) || !(error instanceof Error)) throw error;
      failure ??= error;
    }
  }
  return { inPlace, ...(failure ? { failure } : {}) };
}

/** Asks the service for what the ledger has not seen, and notes what is there. */
async function lookUp(
  context: TransferContext,
  stage: Stage,
  ids: readonly string[],
  calls: CallOptions,
): Promise<Set<string>> {
  const asked = ids.filter(isUuid);
  if (asked.length === 0) return new Set();
  const found = await context.service.lookup(stage, { ids: asked }, calls);
  const contents = found.map((resource) => {
    const object = sendable(stage, resource);
    return { id: resource.id.toLowerCase(), hash: object ? contentHash(object) : '' };
  });
  context.ledger.objects.accept(stage, contents, context.clock.now());
  return new Set(contents.map(({ id }) => id));
}
