import type { Stage } from '../stage.ts';
import type { Database } from './database.ts';
import { text } from './rows.ts';

/** What the service has, as far as the ledger saw: the content last accepted of every object that was not deleted since. */
export class Objects {
  readonly #db: Database;
  constructor(db: Database) {
    this.#db = db;
  }

  /** The content hash of those among `ids` that the service has. */
  accepted(stage: Stage, ids: Iterable<string>): Map<string, string> {
    const found = new Map<string, string>();
    for (const id of ids) {
      const row = this.#db.get('SELECT hash FROM object WHERE stage = :stage AND object_id = :id', { stage, id });
      if (row) found.set(id, text(row, 'hash'));
    }
    return found;
  }

  accept(stage: Stage, contents: Iterable<{ readonly id: string; readonly hash: string }>, at: number): void {
    this.#db.write(() => {
      for (const { id, hash } of contents) {
        this.#db.run(
          `INSERT INTO object (stage, object_id, hash, accepted_at) VALUES (:stage, :id, :hash, :at)
           ON CONFLICT (stage, object_id) DO UPDATE SET hash = excluded.hash, accepted_at = excluded.accepted_at`,
          { stage, id, hash, at },
        );
      }
    });
  }

  forget(stage: Stage, ids: Iterable<string>): void {
    this.#db.write(() => {
      for (const id of ids) this.#db.run('DELETE FROM object WHERE stage = :stage AND object_id = :id', { stage, id });
    });
  }
}
