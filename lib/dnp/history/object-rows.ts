import { setImmediate as breathe } from 'node:timers/promises';
import type { Ledger } from '../../ledger/ledger.ts';
import type { RecordedOutcome } from '../../ledger/runs.ts';
import type { Stage } from '../../stage.ts';
import type { KeptObjects } from './kept-objects.ts';
import type { ObjectRow, Who } from './records.ts';
import { nodeOf } from './stations.ts';
import { dutyHolder, NOBODY, whoIs } from './who.ts';

/** Runs whose people are kept at hand, unsealed. A person looks at one, and goes back to the one before. */
const RUNS_AT_HAND = 2;

/** What is known of one object, from the bodies that were opened. */
interface Known {
  readonly who: Who;
  /** Of a duty: whose it is. */
  readonly holder?: string | undefined;
}

/**
 * The objects of a run as a table tells them. Opening the sealed bodies is what takes the time, so each is opened once
 * while somebody looks at its run; outcomes are read anew each time.
 */
export class ObjectRows {
  readonly #ledger: Ledger;
  readonly #kept: KeptObjects;
  readonly #atHand = new Map<string, People>();

  constructor(ledger: Ledger, kept: KeptObjects) {
    this.#ledger = ledger;
    this.#kept = kept;
  }

  async read(runId: string): Promise<ObjectRow[]> {
    const people = this.#people(runId);
    const outcomes = this.#ledger.runs.outcomes(runId);
    await people.meet(outcomes);
    const stations = this.#ledger.history.stations(runId);
    return outcomes.map((outcome) => {
      const { stage, id, batchId, reasons } = outcome;
      const nodeId = nodeOf(outcome, stations);
      return {
        stage,
        id,
        outcome: outcome.outcome,
        codes: reasons.map(({ code }) => code),
        fields: reasons.map(({ field = '' }) => field),
        ...(batchId === undefined ? {} : { batch: batchId }),
        ...(nodeId === undefined ? {} : { nodeId }),
        ...people.who(stage, id),
      };
    });
  }

  /** Puts all that was unsealed out of mind. */
  clear(): void {
    this.#atHand.clear();
  }

  #people(runId: string): People {
    const people = this.#atHand.get(runId) ?? new People(this.#ledger, this.#kept, runId);
    this.#atHand.delete(runId);
    this.#atHand.set(runId, people);
    for (const other of this.#atHand.keys()) if (this.#atHand.size > RUNS_AT_HAND) this.#atHand.delete(other);
    return people;
  }
}

/** Who the objects of one run are. */
class People {
  readonly #ledger: Ledger;
  readonly #kept: KeptObjects;
  readonly #runId: string;
  readonly #known: Record<Stage, Map<string, Known>> = {
    Person: new Map(),
    Duty: new Map(),
    Group: new Map(),
    Activity: new Map(),
  };
  readonly #roles = new Map<string, Set<string>>();
  readonly #opened = new Set<string>();
  readonly #soughtInVain = new Set<string>();
  #lastAside = 0;

  constructor(ledger: Ledger, kept: KeptObjects, runId: string) {
    this.#ledger = ledger;
    this.#kept = kept;
    this.#runId = runId;
  }

  who(stage: Stage, id: string): Who {
    const known = this.#known[stage].get(id);
    if (!known) return NOBODY;
    if (stage === 'Person') {
      const roles = this.#roles.get(id);
      return roles ? { ...known.who, role: [...roles].join(', ') } : known.who;
    }
    if (known.holder === undefined) return known.who;
    const { name, civicNo, eppn } = this.#known.Person.get(known.holder)?.who ?? NOBODY;
    return { ...known.who, name, civicNo, eppn };
  }

  /** Opens what has come since the last time; Node-RED gets its turn in between. */
  async meet(outcomes: readonly RecordedOutcome[]): Promise<void> {
    for (const { aside, objects } of this.#kept.asides(this.#runId, this.#lastAside)) {
      this.#lastAside = Math.max(this.#lastAside, aside.seq);
      for (const [id, object] of objects) this.#note(aside.stage, id, object);
    }
    for (const { id, stage, operation } of this.#ledger.history.batches(this.#runId)) {
      if (this.#opened.has(id) || operation === 'delete') continue;
      this.#opened.add(id);
      for (const [objectId, object] of this.#kept.ofBatch(id)) this.#note(stage, objectId, object);
      await breathe();
    }
    for (const [stage, ofStage] of Map.groupBy(outcomes, (outcome) => outcome.stage)) {
      await this.#seekEarlier(
        stage,
        ofStage.map(({ id }) => id),
      );
    }
    const holders = [...this.#known.Duty.values()].map(({ holder }) => holder);
    await this.#seekEarlier(
      'Person',
      holders.filter((holder) => holder !== undefined),
    );
  }

  /** What was not sent this time may have been sent before. */
  async #seekEarlier(stage: Stage, ids: readonly string[]): Promise<void> {
    const wanted = new Set(ids.filter((id) => !this.#known[stage].has(id) && !this.#soughtInVain.has(id)));
    if (wanted.size === 0) return;
    for (const batch of this.#ledger.history.lastBatches(stage, [...wanted])) {
      for (const [id, object] of this.#kept.ofBatch(batch)) if (wanted.has(id)) this.#note(stage, id, object);
      await breathe();
    }
    for (const id of wanted) if (!this.#known[stage].has(id)) this.#soughtInVain.add(id);
  }

  #note(stage: Stage, id: string, object: unknown): void {
    const who = whoIs(stage, object);
    const holder = stage === 'Duty' ? dutyHolder(object) : undefined;
    this.#known[stage].set(id, { who, holder });
    if (holder === undefined || who.role === '') return;
    const roles = this.#roles.get(holder) ?? new Set();
    this.#roles.set(holder, roles.add(who.role));
  }
}
