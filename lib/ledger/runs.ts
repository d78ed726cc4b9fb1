import { type Counts, type ObjectOutcome, OUTCOMES, type Reason } from '../outcome.ts';
import { STAGES, type Stage } from '../stage.ts';
import type { Database, Row } from './database.ts';
import { json, number, text, word } from './rows.ts';

export interface RecordedOutcome extends ObjectOutcome {
  /** The batch that led to it, where one did. */
  readonly batchId: string | undefined;
}

/** Runs, and what became of each object in each of them. */
export class Runs {
  readonly #db: Database;
  constructor(db: Database) {
    this.#db = db;
  }

  /** Notes a run unless it is known already. */
  start(id: string, startedAt: number): void {
    this.#db.write(() =>
      this.#db.run('INSERT INTO run (id, started_at) VALUES (:id, :startedAt) ON CONFLICT (id) DO NOTHING', {
        id,
        startedAt,
      }),
    );
  }

  /** Writes outcomes; the latest word on an object stands. */
  record(runId: string, outcomes: readonly ObjectOutcome[], at: number, batchId: string | null = null): void {
    this.#db.write(() => {
      for (const { stage, id, outcome, reasons } of outcomes) {
        this.#db.run(
          `INSERT INTO outcome (run, stage, object_id, outcome, reasons, batch_id, at)
           SELECT seq, :stage, :id, :outcome, :reasons, :batchId, :at FROM run WHERE run.id = :runId
           ON CONFLICT (run, stage, object_id) DO UPDATE SET
             outcome = excluded.outcome, reasons = excluded.reasons, batch_id = excluded.batch_id, at = excluded.at`,
          { runId, stage, id, outcome, reasons: JSON.stringify(reasons), batchId, at },
        );
      }
    });
  }

  outcomes(runId: string, stage?: Stage): RecordedOutcome[] {
    return this.#db
      .all(
        `SELECT stage, object_id, outcome, reasons, batch_id FROM outcome JOIN run ON run.seq = outcome.run
         WHERE run.id = :runId AND (:stage IS NULL OR stage = :stage) ORDER BY stage, object_id`,
        { runId, stage: stage ?? null },
      )
      .map(toOutcome);
  }

  /** How many objects of each stage have each outcome. */
  counts(runId: string): Partial<Record<Stage, Counts>> {
    const counts: Partial<Record<Stage, Counts>> = {};
    const rows = this.#db.all(
      `SELECT stage, outcome, count(*) AS objects FROM outcome JOIN run ON run.seq = outcome.run
       WHERE run.id = :runId GROUP BY stage, outcome`,
      { runId },
    );
    for (const row of rows) {
      const stage = word(row, 'stage', STAGES);
      const ofStage = counts[stage] ?? {};
      ofStage[word(row, 'outcome', OUTCOMES)] = number(row, 'objects');
      counts[stage] = ofStage;
    }
    return counts;
  }

  /** Adds what a gate has to say about objects that it lets through; an empty list takes it back. */
  note(runId: string, stage: Stage, notes: ReadonlyMap<string, readonly Reason[]>): void {
    this.#db.write(() => {
      for (const [id, reasons] of notes) {
        this.#db.run(
          `INSERT INTO note (run, stage, object_id, reasons) SELECT seq, :stage, :id, :reasons FROM run WHERE id = :runId
           ON CONFLICT (run, stage, object_id) DO UPDATE SET reasons = excluded.reasons`,
          { runId, stage, id, reasons: JSON.stringify(reasons) },
        );
      }
    });
  }

  notes(runId: string, stage: Stage): Map<string, Reason[]> {
    const rows = this.#db.all(
      'SELECT object_id, reasons FROM note JOIN run ON run.seq = note.run WHERE run.id = :runId AND stage = :stage',
      { runId, stage },
    );
    return new Map(rows.map((row) => [text(row, 'object_id'), json<Reason[]>(row, 'reasons')]));
  }
}

export function toOutcome(row: Row): RecordedOutcome {
  return {
    stage: word(row, 'stage', STAGES),
    id: text(row, 'object_id'),
    outcome: word(row, 'outcome', OUTCOMES),
    reasons: json<Reason[]>(row, 'reasons'),
    batchId: row.batch_id === null ? undefined : text(row, 'batch_id'),
  };
}
