import { OPERATIONS, type Operation } from '../operation.ts';
import { OUTCOMES } from '../outcome.ts';
import { STAGES, type Stage } from '../stage.ts';
import { BATCH_STATES, type BatchState } from './batches.ts';
import type { Database, Row } from './database.ts';
import { number, text, word } from './rows.ts';
import { type RecordedOutcome, toOutcome } from './runs.ts';

/** A run with its place among all runs of the ledger. */
export interface NumberedRun {
  readonly id: string;
  readonly seq: number;
  /** ms since 1970. */
  readonly startedAt: number;
}

export interface PastBatch {
  readonly id: string;
  readonly stage: Stage;
  readonly operation: Operation;
  readonly attempt: number;
  readonly state: BatchState;
  readonly jobId: string | undefined;
  readonly objects: number;
  /** ms since 1970. */
  readonly createdAt: number;
  readonly endedAt: number | undefined;
}

/** A node that had a stage of a run. */
export interface Station {
  readonly stage: Stage;
  readonly nodeId: string;
  readonly nodeType: string;
}

/** What the ledger tells of runs that have been, for somebody who looks back. */
export class LedgerHistory {
  readonly #db: Database;
  constructor(db: Database) {
    this.#db = db;
  }

  /** Newest first. */
  runs({ before = Number.MAX_SAFE_INTEGER, limit = 50 }: { before?: number; limit?: number } = {}): NumberedRun[] {
    return this.#db
      .all('SELECT id, seq, started_at FROM run WHERE seq < :before ORDER BY seq DESC LIMIT :limit', { before, limit })
      .map(toRun);
  }

  run(id: string): NumberedRun | undefined {
    const row = this.#db.get('SELECT id, seq, started_at FROM run WHERE id = :id', { id });
    return row && toRun(row);
  }

  /** In the order in which they were sent. */
  batches(runId: string): PastBatch[] {
    return this.#db
      .all(
        `SELECT batch.id, stage, operation, attempt, state, job_id, objects, created_at, ended_at
         FROM batch JOIN run ON run.seq = batch.run WHERE run.id = :runId ORDER BY batch.rowid`,
        { runId },
      )
      .map((row) => ({
        id: text(row, 'id'),
        stage: word(row, 'stage', STAGES),
        operation: word(row, 'operation', OPERATIONS),
        attempt: number(row, 'attempt'),
        state: word(row, 'state', BATCH_STATES),
        jobId: row.job_id === null ? undefined : text(row, 'job_id'),
        objects: number(row, 'objects'),
        createdAt: number(row, 'created_at'),
        endedAt: row.ended_at === null ? undefined : number(row, 'ended_at'),
      }));
  }

  /** How many bulk calls of a run have come to their end. */
  progress(runId: string): { readonly done: number; readonly total: number } {
    const row = this.#db.get(
      `SELECT count(*) AS total, count(*) FILTER (WHERE state = 'ended') AS done
       FROM batch JOIN run ON run.seq = batch.run WHERE run.id = :runId`,
      { runId },
    );
    return { done: Number(row?.done), total: Number(row?.total) };
  }

  /**
   * The batches that carried each of these objects last and still hold their bodies, in the order in which they were
   * sent. They carry other objects too.
   */
  lastBatches(stage: Stage, ids: readonly string[]): string[] {
    return this.#db
      .all(
        `SELECT DISTINCT id FROM (
           SELECT batch.id AS id, max(batch.rowid) AS place FROM json_each(:ids) AS wanted
           JOIN batch_object ON batch_object.object_id = wanted.value
           JOIN batch ON batch.id = batch_object.batch_id
           WHERE stage = :stage AND operation <> 'delete' AND body IS NOT NULL
           GROUP BY wanted.value
         ) ORDER BY place`,
        { stage, ids: JSON.stringify(ids) },
      )
      .map((row) => text(row, 'id'));
  }

  /** What became of one object. */
  outcome(runId: string, stage: Stage, id: string): RecordedOutcome | undefined {
    const row = this.#db.get(
      `SELECT stage, object_id, outcome, reasons, batch_id FROM outcome JOIN run ON run.seq = outcome.run
       WHERE run.id = :runId AND stage = :stage AND object_id = :id`,
      { runId, stage, id },
    );
    return row && toOutcome(row);
  }

  /** Those objects of a run that a later run has had something to say about. */
  overruled(runId: string, stage: Stage): Set<string> {
    const rows = this.#db.all(
      `SELECT object_id FROM outcome AS earlier JOIN run ON run.seq = earlier.run
       WHERE run.id = :runId AND stage = :stage AND outcome IN (SELECT value FROM json_each(:unfinished)) AND EXISTS (
         SELECT 1 FROM run AS after JOIN outcome AS later
         ON later.run = after.seq AND later.stage = earlier.stage AND later.object_id = earlier.object_id
         WHERE after.seq > earlier.run)`,
      { runId, stage, unfinished: JSON.stringify(UNFINISHED) },
    );
    return new Set(rows.map((row) => text(row, 'object_id')));
  }

  /** Notes that a node has a stage of a run at hand. */
  visit(runId: string, stage: Stage, nodeId: string, nodeType: string): void {
    this.#db.write(() =>
      this.#db.run(
        `INSERT OR REPLACE INTO station (run, stage, node_id, node_type)
         SELECT seq, :stage, :nodeId, :nodeType FROM run WHERE run.id = :runId`,
        { runId, stage, nodeId, nodeType },
      ),
    );
  }

  /** In the order in which they had it last. */
  stations(runId: string): Station[] {
    return this.#db
      .all(
        `SELECT stage, node_id, node_type FROM station JOIN run ON run.seq = station.run
         WHERE run.id = :runId ORDER BY station.rowid`,
        { runId },
      )
      .map((row) => ({
        stage: word(row, 'stage', STAGES),
        nodeId: text(row, 'node_id'),
        nodeType: text(row, 'node_type'),
      }));
  }

  /** Whose people these are, as the authorization server last named them. */
  organiser(): string | undefined {
    const row = this.#db.get("SELECT value FROM about WHERE name = 'organiser'");
    return row && text(row, 'value');
  }

  nameOrganiser(name: string): void {
    if (name === this.organiser()) return;
    this.#db.write(() =>
      this.#db.run("INSERT OR REPLACE INTO about (name, value) VALUES ('organiser', :name)", { name }),
    );
  }
}

/** Outcomes that somebody may want to have another go at. */
const UNFINISHED = OUTCOMES.filter((outcome) => !['success', 'warning', 'unchanged', 'skipped'].includes(outcome));

function toRun(row: Row): NumberedRun {
  return { id: text(row, 'id'), seq: number(row, 'seq'), startedAt: number(row, 'started_at') };
}
