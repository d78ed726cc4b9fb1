import { STAGES, type Stage } from '../stage.ts';
import type { Database } from './database.ts';
import { blob, json, text, word } from './rows.ts';
import type { Seal } from './seal.ts';

/** An object that a gate keeps: `held` has not gone at all, `partial` is a group that went without some of its members. */
export interface HeldObject {
  readonly id: string;
  readonly kind: 'held' | 'partial';
  /** Ids that it refers to and that were not in place; none where it has left. */
  readonly missing: readonly string[];
  /** The place in custody of the message that it left with, whole or without some members. */
  readonly leftWith?: string | undefined;
  /** The whole object as JSON. */
  readonly body: string;
}

/** What the gates keep until its references are in place. */
export class Held {
  readonly #db: Database;
  readonly #seal: Seal;
  constructor(db: Database, seal: Seal) {
    this.#db = db;
    this.#seal = seal;
  }

  keep(gate: string, runId: string, stage: Stage, objects: readonly HeldObject[], since: number): void {
    this.#db.write(() => {
      for (const { id, kind, missing, body, leftWith = null } of objects) {
        this.#db.run(
          `INSERT INTO held (gate, stage, object_id, run, kind, missing, body, since, left_with)
           SELECT :gate, :stage, :id, seq, :kind, :missing, :body, :since, :leftWith FROM run WHERE run.id = :runId
           ON CONFLICT (gate, stage, object_id) DO UPDATE SET
             run = excluded.run, kind = excluded.kind, missing = excluded.missing, body = excluded.body,
             since = excluded.since, left_with = excluded.left_with`,
          {
            gate,
            stage,
            id,
            runId,
            kind,
            missing: JSON.stringify(missing),
            body: this.#seal.close(body),
            since,
            leftWith,
          },
        );
      }
    });
  }

  release(gate: string, stage: Stage, ids: Iterable<string>): void {
    this.#db.write(() => {
      for (const id of ids) {
        this.#db.run('DELETE FROM held WHERE gate = :gate AND stage = :stage AND object_id = :id', { gate, stage, id });
      }
    });
  }

  list(gate: string, stage: Stage): HeldObject[] {
    return this.#db
      .all(
        `SELECT object_id, kind, missing, body, left_with FROM held
         WHERE gate = :gate AND stage = :stage ORDER BY since, rowid`,
        { gate, stage },
      )
      .map((row) => ({
        id: text(row, 'object_id'),
        kind: text(row, 'kind') === 'held' ? 'held' : 'partial',
        missing: json<string[]>(row, 'missing'),
        body: this.#seal.open(blob(row, 'body')),
        leftWith: row.left_with === null ? undefined : text(row, 'left_with'),
      }));
  }

  /** Removes what came to its gate before `before` (ms since 1970) and not since. @returns how many */
  removeOld(before: number): number {
    return this.#db.write(() => this.#db.run('DELETE FROM held WHERE since < :before', { before }));
  }

  /** Gates that keep something. */
  gates(): string[] {
    return this.#db.all('SELECT DISTINCT gate FROM held').map((row) => text(row, 'gate'));
  }

  /** Lets go of all that a gate keeps. @returns what has not gone at all, with the run that it came in */
  abandon(gate: string): { readonly runId: string; readonly stage: Stage; readonly id: string }[] {
    return this.#db.write(() => {
      const rows = this.#db.all(
        `SELECT run.id AS run_id, stage, object_id FROM held JOIN run ON run.seq = held.run
         WHERE gate = :gate AND kind = 'held'`,
        { gate },
      );
      this.#db.run('DELETE FROM held WHERE gate = :gate', { gate });
      return rows.map((row) => ({
        runId: text(row, 'run_id'),
        stage: word(row, 'stage', STAGES),
        id: text(row, 'object_id'),
      }));
    });
  }
}
