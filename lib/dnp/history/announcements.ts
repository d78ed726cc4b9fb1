import type { Ledger } from '../../ledger/ledger.ts';
import type { Stage } from '../../stage.ts';
import type { Clock } from '../../transport/clock.ts';
import type { RunChange } from './records.ts';

/** Between two announcements about a run, ms. */
const PAUSE_MS = 250;

export interface HistoryListener {
  changed(change: RunChange): void;
  /** An action could not be carried to its end. It is gone on with when the connection opens again. */
  failed(error: unknown): void;
}

/** Tells whoever listens what becomes of the runs, no oftener than a person can read. */
export class Announcements {
  readonly #ledger: Ledger;
  readonly #clock: Clock;
  readonly #closing: AbortSignal;
  readonly #listeners = new Set<HistoryListener>();
  /** Stages to tell of, for each run that something is to be told of. */
  readonly #due = new Map<string, Set<Stage>>();

  constructor(ledger: Ledger, clock: Clock, closing: AbortSignal) {
    this.#ledger = ledger;
    this.#clock = clock;
    this.#closing = closing;
  }

  add(listener: HistoryListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  changed(run: string, stage: Stage): void {
    if (this.#listeners.size === 0) return;
    const stages = this.#due.get(run);
    if (stages) {
      stages.add(stage);
      return;
    }
    this.#due.set(run, new Set([stage]));
    this.#tell(run)
      .catch(() => undefined) // closing, or a disk that fails: whoever writes to it says so
      .finally(() => this.#due.delete(run));
  }

  failed(error: unknown): void {
    for (const listener of this.#listeners) listener.failed(error);
  }

  async #tell(run: string): Promise<void> {
    const stages = this.#due.get(run) ?? new Set();
    while (stages.size > 0) {
      await this.#clock.sleep(PAUSE_MS, this.#closing);
      for (const stage of [...stages].slice(0, 1)) {
        stages.delete(stage);
        const counts = this.#ledger.runs.counts(run)[stage] ?? {};
        for (const listener of this.#listeners) listener.changed({ run, stage, counts });
      }
    }
  }
}
