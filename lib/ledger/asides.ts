import { OPERATIONS, type Operation } from '../operation.ts';
import { STAGES, type Stage } from '../stage.ts';
import type { Database } from './database.ts';
import { blob, number, word } from './rows.ts';
import type { Seal } from './seal.ts';

/** An object by the id of its outcome, which may be its place in the input (`#7`). */
export interface AsideObject {
  readonly id: string;
  /** As JSON. */
  readonly json: string;
}

/** Objects that one occasion set aside, sealed together. */
export interface Aside {
  readonly seq: number;
  readonly stage: Stage;
  /** What was to be done with them, where that had been decided. */
  readonly operation: Operation | undefined;
  /** ms since 1970. */
  readonly at: number;
}

/** What was set aside and is in no batch: kept so that a person can see who it is, and send it after all. */
export class Asides {
  readonly #db: Database;
  readonly #seal: Seal;
  constructor(db: Database, seal: Seal) {
    this.#db = db;
    this.#seal = seal;
  }

  keep(runId: string, stage: Stage, operation: Operation | null, objects: readonly AsideObject[], at: number): void {
    if (objects.length === 0) return;
    const body = this.#seal.close(asideBody(objects));
    this.#db.write(() =>
      this.#db.run(
        `INSERT INTO aside (run, stage, operation, at, body)
         SELECT seq, :stage, :operation, :at, :body FROM run WHERE run.id = :runId`,
        { runId, stage, operation, at, body },
      ),
    );
  }

  /** Of a run, oldest first: of two that hold the same object the later one counts. */
  ofRun(runId: string): Aside[] {
    return this.#db
      .all(
        `SELECT aside.seq, stage, operation, at FROM aside JOIN run ON run.seq = aside.run
         WHERE run.id = :runId ORDER BY aside.seq`,
        { runId },
      )
      .map((row) => ({
        seq: number(row, 'seq'),
        stage: word(row, 'stage', STAGES),
        operation: row.operation === null ? undefined : word(row, 'operation', OPERATIONS),
        at: number(row, 'at'),
      }));
  }

  /** What an occasion set aside, by id. Empty where it has been removed. */
  open(seq: number): Map<string, unknown> {
    const row = this.#db.get('SELECT body FROM aside WHERE seq = :seq', { seq });
    return new Map(row ? asideContent(this.#seal.open(blob(row, 'body'))) : []);
  }

  /** Removes what was set aside before `before` (ms since 1970). @returns how many occasions */
  remove(before: number): number {
    return this.#db.write(() => this.#db.run('DELETE FROM aside WHERE at < :before', { before }));
  }
}

/** Pairs of id and object, as one JSON text. */
export function asideBody(objects: readonly AsideObject[]): string {
  return `[${objects.map(({ id, json }) => `[${JSON.stringify(id)},${json}]`).join(',')}]`;
}

export function asideContent(body: string): [id: string, object: unknown][] {
  return JSON.parse(body); // written by asideBody
}
