import { createHash } from 'node:crypto';
import type { Database } from './database.ts';
import { blob, json } from './rows.ts';
import type { Seal } from './seal.ts';

/** A message in a node's custody: as it came in, ready to be taken up again. */
export interface WaitingMessage {
  readonly id: string;
  readonly nodeId: string;
  /** `working`: the node is at it. `handed-on`: it was sent on, and nobody after it has taken it over yet. */
  readonly state: 'working' | 'handed-on';
}

/** A message to keep. `parts` are its large pieces, kept once however many nodes the message passes. */
export interface Kept {
  readonly message: string;
  readonly parts: Readonly<Record<string, string>>;
}

/** Messages on their way between our nodes, so that a restart loses none of them. */
export class Waiting {
  readonly #db: Database;
  readonly #seal: Seal;
  constructor(db: Database, seal: Seal) {
    this.#db = db;
    this.#seal = seal;
  }

  /** Takes a message into a node's custody; in the same step out of the custody of the node it came from. */
  take(id: string, nodeId: string, runId: string | undefined, kept: Kept, since: number): void {
    const parts: Record<string, string> = {};
    const message = this.#seal.close(kept.message);
    this.#db.write(() => {
      for (const [name, body] of Object.entries(kept.parts)) parts[name] = this.#keepPart(body);
      this.#db.run(
        `INSERT INTO waiting (id, node_id, run, state, message, parts, since)
         VALUES (:id, :nodeId, (SELECT seq FROM run WHERE id = :runId), 'working', :message, :parts, :since)
         ON CONFLICT (id) DO UPDATE SET node_id = excluded.node_id, run = excluded.run, state = 'working',
           message = excluded.message, parts = excluded.parts, since = excluded.since`,
        { id, nodeId, runId: runId ?? null, message, parts: JSON.stringify(parts), since },
      );
      this.#dropUnusedParts();
    });
  }

  state(id: string): WaitingMessage | undefined {
    const row = this.#db.get('SELECT id, node_id, state FROM waiting WHERE id = :id', { id });
    return row && toWaiting(row);
  }

  handOn(id: string): void {
    this.#db.write(() => this.#db.run("UPDATE waiting SET state = 'handed-on' WHERE id = :id", { id }));
  }

  /** @returns whether the message is still the node's: handed on, and taken over by nobody */
  takeBack(id: string, nodeId: string): boolean {
    const taken = this.#db.write(() =>
      this.#db.run(
        "UPDATE waiting SET state = 'working' WHERE id = :id AND node_id = :nodeId AND state = 'handed-on'",
        {
          id,
          nodeId,
        },
      ),
    );
    return taken > 0;
  }

  drop(id: string): void {
    this.#db.write(() => {
      this.#db.run('DELETE FROM waiting WHERE id = :id', { id });
      this.#dropUnusedParts();
    });
  }

  /** Oldest first; of one node, or of all. */
  list(nodeId?: string): WaitingMessage[] {
    return this.#db
      .all('SELECT id, node_id, state FROM waiting WHERE :nodeId IS NULL OR node_id = :nodeId ORDER BY since, rowid', {
        nodeId: nodeId ?? null,
      })
      .map(toWaiting);
  }

  /** Whether a message of the run is on its way. */
  hasRun(runId: string): boolean {
    return (
      this.#db.get('SELECT 1 FROM waiting JOIN run ON run.seq = waiting.run WHERE run.id = :runId', { runId }) !==
      undefined
    );
  }

  read(id: string): Kept | undefined {
    const row = this.#db.get('SELECT message, parts FROM waiting WHERE id = :id', { id });
    if (!row) return undefined;
    const parts: Record<string, string> = {};
    for (const [name, hash] of Object.entries(json<Record<string, string>>(row, 'parts'))) {
      const part = this.#db.get('SELECT body FROM part WHERE hash = :hash', { hash });
      if (part) parts[name] = this.#seal.open(blob(part, 'body'));
    }
    return { message: this.#seal.open(blob(row, 'message')), parts };
  }

  #keepPart(body: string): string {
    const hash = partHash(body);
    if (!this.#db.get('SELECT 1 FROM part WHERE hash = :hash', { hash })) {
      this.#db.run('INSERT INTO part (hash, body) VALUES (:hash, :body)', { hash, body: this.#seal.close(body) });
    }
    return hash;
  }

  #dropUnusedParts(): void {
    this.#db.run(`DELETE FROM part WHERE hash NOT IN (SELECT value FROM waiting, json_each(waiting.parts))`);
  }
}

/** What a part is kept under: the same list is kept once. */
export function partHash(body: string): string {
  return createHash('sha256').update(body).digest('base64url');
}

function toWaiting(row: Record<string, unknown>): WaitingMessage {
  return { id: String(row.id), nodeId: String(row.node_id), state: row.state === 'working' ? 'working' : 'handed-on' };
}
