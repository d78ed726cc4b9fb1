import { OPERATIONS, type Operation } from '../operation.ts';
import type { Reason } from '../outcome.ts';
import { STAGES, type Stage } from '../stage.ts';
import type { Database, Row } from './database.ts';
import { blob, json, number, text, word } from './rows.ts';
import type { Seal } from './seal.ts';

export const BATCH_STATES = ['intent', 'submitted', 'unconfirmed', 'ended'] as const;

/**
 * - `intent` – about to be sent; after a crash nobody knows whether it was
 * - `submitted` – the service gave it a job
 * - `unconfirmed` – sent, but the answer was lost, or the service no longer knows the job
 * - `ended` – every object of it has an outcome
 */
export type BatchState = (typeof BATCH_STATES)[number];

export interface Batch {
  readonly id: string;
  readonly runId: string;
  readonly stage: Stage;
  /** All batches that one message led to, repeats included. */
  readonly transfer: string;
  readonly operation: Operation;
  /** From 1. */
  readonly attempt: number;
  readonly state: BatchState;
  readonly jobId: string | undefined;
  readonly objects: number;
  /** ms since 1970. */
  readonly createdAt: number;
  /** When its job was given out or its answer was lost, as far as is known; before that, when it was about to be sent. */
  readonly sentAt: number;
}

export interface BatchObject {
  readonly id: string;
  readonly hash: string;
  /** Warnings of ours that are told with the object's outcome. */
  readonly notes: readonly Reason[];
}

export interface Intent extends Omit<Batch, 'state' | 'jobId' | 'objects' | 'sentAt'> {
  readonly content: readonly BatchObject[];
  /** The exact body of the call. */
  readonly body: string;
}

/** What was sent of an object last. */
export interface Sent {
  readonly batch: Batch;
  readonly hash: string;
}

const COLUMNS = `batch.id, run.id AS run_id, stage, transfer, operation, attempt, state, job_id, objects, created_at,
    coalesce(submitted_at, created_at) AS sent_at
  FROM batch JOIN run ON run.seq = batch.run`;

/** Batches and the jobs that the service made of them. Each change is on disk when its call returns. */
export class Batches {
  readonly #db: Database;
  readonly #seal: Seal;
  constructor(db: Database, seal: Seal) {
    this.#db = db;
    this.#seal = seal;
  }

  /** Writes down what is about to be sent. No call goes out before this has returned. */
  intend(intent: Intent): void {
    const { id, runId, stage, transfer, operation, attempt, createdAt, content } = intent;
    const body = this.#seal.close(intent.body);
    this.#db.write(() => {
      this.#db.run(
        `INSERT INTO batch (id, run, stage, transfer, operation, attempt, state, objects, created_at, body)
         SELECT :id, seq, :stage, :transfer, :operation, :attempt, 'intent', :objects, :createdAt, :body
         FROM run WHERE run.id = :runId`,
        { id, runId, stage, transfer, operation, attempt, objects: content.length, createdAt, body },
      );
      for (const object of content) {
        this.#db.run(
          'INSERT INTO batch_object (batch_id, object_id, hash, notes) VALUES (:batch, :id, :hash, :notes)',
          {
            batch: id,
            id: object.id,
            hash: object.hash,
            notes: JSON.stringify(object.notes),
          },
        );
      }
    });
  }

  submitted(id: string, jobId: string, at: number): void {
    this.#set(id, "state = 'submitted', job_id = :jobId, submitted_at = :at", { jobId, at });
  }

  /** @param at when the answer was lost: what the service made of the call shows some time after */
  unconfirmed(id: string, at: number): void {
    this.#set(id, "state = 'unconfirmed', submitted_at = :at", { at });
  }

  /** Takes an intent back that certainly was not sent. */
  withdraw(id: string): void {
    this.#db.write(() => this.#db.run('DELETE FROM batch WHERE id = :id', { id }));
  }

  /** @param answer the service's answer in full, for those who may read it */
  ended(id: string, at: number, answer: string): void {
    const sealed = this.#seal.close(answer);
    this.#set(id, "state = 'ended', ended_at = :at, answer = :sealed", { at, sealed });
  }

  get(id: string): Batch | undefined {
    const row = this.#db.get(`SELECT ${COLUMNS} WHERE batch.id = :id`, { id });
    return row && toBatch(row);
  }

  /** Batches that have not ended: of a stage, or of one transfer. */
  open(filter: { stage?: Stage; transfer?: string }): Batch[] {
    const { stage = null, transfer = null } = filter;
    return this.#db
      .all(
        `SELECT ${COLUMNS} WHERE state <> 'ended' AND (:stage IS NULL OR stage = :stage)
         AND (:transfer IS NULL OR transfer = :transfer) ORDER BY batch.rowid`,
        { stage, transfer },
      )
      .map(toBatch);
  }

  ofTransfer(transfer: string): Batch[] {
    return this.#db.all(`SELECT ${COLUMNS} WHERE transfer = :transfer ORDER BY batch.rowid`, { transfer }).map(toBatch);
  }

  content(id: string): BatchObject[] {
    return this.#db
      .all('SELECT object_id, hash, notes FROM batch_object WHERE batch_id = :id', { id })
      .map((row) => ({ id: text(row, 'object_id'), hash: text(row, 'hash'), notes: json<Reason[]>(row, 'notes') }));
  }

  /** What was sent in a run: the latest batch and content of each object of a stage. */
  sent(runId: string, stage: Stage): Map<string, Sent> {
    const batches = this.#db
      .all(`SELECT ${COLUMNS} WHERE run.id = :runId AND stage = :stage ORDER BY batch.rowid`, { runId, stage })
      .map(toBatch);
    return new Map(batches.flatMap((batch) => this.content(batch.id).map(({ id, hash }) => [id, { batch, hash }])));
  }

  /** Whether the object has been sent again since it was in this batch: then what this batch carried is out of date. */
  overtaken(stage: Stage, objectId: string, batchId: string): boolean {
    const later = this.#db.get(
      `SELECT 1 FROM batch_object JOIN batch ON batch.id = batch_object.batch_id
       WHERE object_id = :objectId AND stage = :stage AND batch.rowid > (SELECT rowid FROM batch WHERE id = :batchId)`,
      { stage, objectId, batchId },
    );
    return later !== undefined;
  }

  /** The exact body that was sent, or undefined where it has been removed. */
  body(id: string): string | undefined {
    return this.#opened('SELECT body AS sealed FROM batch WHERE id = :id', id);
  }

  /** The service's answer in full, or undefined where there is none or it has been removed. */
  answer(id: string): string | undefined {
    return this.#opened('SELECT answer AS sealed FROM batch WHERE id = :id', id);
  }

  /** Removes bodies and answers of batches that ended, or never did, before `before` (ms since 1970). @returns how many */
  removeBodies(before: number): number {
    return this.#db.write(() =>
      this.#db.run(
        `UPDATE batch SET body = NULL, answer = NULL
         WHERE coalesce(ended_at, created_at) < :before AND (body IS NOT NULL OR answer IS NOT NULL)`,
        { before },
      ),
    );
  }

  #opened(sql: string, id: string): string | undefined {
    const row = this.#db.get(sql, { id });
    return row && row.sealed !== null ? this.#seal.open(blob(row, 'sealed')) : undefined;
  }

  #set(id: string, assignments: string, values: Row): void {
    this.#db.write(() => this.#db.run(`UPDATE batch SET ${assignments} WHERE id = :id`, { id, ...values }));
  }
}

function toBatch(row: Row): Batch {
  return {
    id: text(row, 'id'),
    runId: text(row, 'run_id'),
    stage: word(row, 'stage', STAGES),
    transfer: text(row, 'transfer'),
    operation: word(row, 'operation', OPERATIONS),
    attempt: number(row, 'attempt'),
    state: word(row, 'state', BATCH_STATES),
    jobId: row.job_id === null ? undefined : text(row, 'job_id'),
    objects: number(row, 'objects'),
    createdAt: number(row, 'created_at'),
    sentAt: number(row, 'sent_at'),
  };
}
