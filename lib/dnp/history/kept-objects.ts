import type { Aside } from '../../ledger/asides.ts';
import type { Ledger } from '../../ledger/ledger.ts';
import type { Operation } from '../../operation.ts';
import type { Stage } from '../../stage.ts';

/** An object as the ledger keeps it; where it was only to be deleted, its id. */
export interface KeptObject {
  readonly object: unknown;
  /** What was to be done with it, where that had been decided. */
  readonly operation: Operation | undefined;
}

/** Finds in the sealed bodies what was sent and what was set aside. */
export class KeptObjects {
  readonly #ledger: Ledger;
  constructor(ledger: Ledger) {
    this.#ledger = ledger;
  }

  /** What a batch carried, by id. Empty where retention has removed it. */
  ofBatch(batch: string): Map<string, unknown> {
    const body = this.#ledger.batches.body(batch);
    const { data = [] }: { data?: unknown[] } = body === undefined ? {} : JSON.parse(body);
    return new Map(data.map((object) => [idOf(object), object]));
  }

  /** What has not been sent of a run, by id: of a stage, or of what came after the aside of that number. */
  asides(runId: string, after = 0): { readonly aside: Aside; readonly objects: Map<string, unknown> }[] {
    return this.#ledger.asides
      .ofRun(runId)
      .filter(({ seq }) => seq > after)
      .map((aside) => ({ aside, objects: this.#ledger.asides.open(aside.seq) }));
  }

  /**
   * Objects of one stage of a run, by id, as the run had them last. Those that the ledger no longer holds are missing.
   * @param batchOf the batch that each of them was in last, where it was in one
   */
  ofRun(runId: string, stage: Stage, batchOf: ReadonlyMap<string, string | undefined>): Map<string, KeptObject> {
    const found = new Map<string, KeptObject>();
    for (const { aside, objects } of this.asides(runId)) {
      if (aside.stage !== stage) continue;
      for (const [id, object] of objects) {
        if (batchOf.has(id) && object !== null) found.set(id, { object, operation: aside.operation });
      }
    }
    const byBatch = Map.groupBy(batchOf.keys(), (id) => batchOf.get(id));
    for (const [batch, ids] of byBatch) {
      if (batch === undefined) continue;
      const operation = this.#ledger.batches.get(batch)?.operation;
      const carried = this.ofBatch(batch);
      for (const id of ids) {
        const object = carried.get(id);
        if (object !== undefined) found.set(id, { object, operation });
      }
    }
    return found;
  }

  /** What was last sent of an object, in whatever run. */
  lastSent(stage: Stage, id: string): unknown {
    const [batch] = this.#ledger.history.lastBatches(stage, [id]);
    return batch === undefined ? undefined : this.ofBatch(batch).get(id);
  }
}

/** As outcomes name it. */
function idOf(object: unknown): string {
  const id: unknown = typeof object === 'object' && object !== null ? Reflect.get(object, 'id') : object;
  return String(id).toLowerCase();
}
