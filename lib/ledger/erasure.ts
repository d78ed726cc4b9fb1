import { asideBody, asideContent } from './asides.ts';
import type { Database } from './database.ts';
import { blob, json, text } from './rows.ts';
import type { Seal } from './seal.ts';
import { partHash } from './waiting.ts';

/** What is rewritten: the sealed columns that may tell of a person. */
type Rewrite = (body: string) => string;

/**
 * Erases a person from the ledger: what was sent of them, what was answered, what was set aside, held or is on its way.
 * Outcomes stay, with the id alone; so do other objects' references to that id.
 *
 * What a node has in its hands just now may be written once more, so the erasure is repeated until nothing is on its way.
 */
export class Erasure {
  readonly #db: Database;
  readonly #seal: Seal;
  constructor(db: Database, seal: Seal) {
    this.#db = db;
    this.#seal = seal;
  }

  /** @param personId a UUID in lower case. On disk when this returns. */
  forget(personId: string): void {
    this.#db.write(() => {
      this.#db.run('INSERT OR IGNORE INTO forgotten (person_id) VALUES (:personId)', { personId });
      this.repeat();
    });
  }

  /** Erases again whoever was forgotten while something was on its way. @returns whether there was anybody */
  repeat(): boolean {
    const persons = this.#db.all('SELECT person_id FROM forgotten').map((row) => text(row, 'person_id'));
    if (persons.length === 0) return false;
    this.#db.write(() => {
      for (const personId of persons) this.#erase(personId);
      this.#db.run(
        `DELETE FROM forgotten WHERE NOT EXISTS (SELECT 1 FROM waiting)
         AND NOT EXISTS (SELECT 1 FROM batch WHERE state <> 'ended')`,
      );
    });
    return true;
  }

  #erase(id: string): void {
    const without: Rewrite = (body) => withoutObject(body, id);
    const batches = this.#db.all(
      `SELECT batch.id, state, body, answer FROM batch JOIN batch_object ON batch_object.batch_id = batch.id
       WHERE object_id = :id AND stage = 'Person'`,
      { id },
    );
    for (const row of batches) {
      const values = { batch: text(row, 'id'), id };
      const [body, answer] = [this.#rewritten(row.body, without), this.#rewritten(row.answer, without)];
      this.#db.run('UPDATE batch SET body = :body, answer = :answer WHERE id = :batch', {
        batch: values.batch,
        body,
        answer,
      });
      // Until its batch has ended, the hash is needed to tell what became of it.
      if (row.state === 'ended')
        this.#db.run("UPDATE batch_object SET hash = '' WHERE batch_id = :batch AND object_id = :id", values);
    }
    this.#db.run("UPDATE object SET hash = '' WHERE stage = 'Person' AND object_id = :id", { id });
    this.#db.run("DELETE FROM held WHERE stage = 'Person' AND object_id = :id", { id });
    this.#eraseAside(id);
    this.#eraseWaiting(id);
  }

  #eraseAside(id: string): void {
    for (const row of this.#db.all("SELECT seq, body FROM aside WHERE stage = 'Person'")) {
      const content = asideContent(this.#seal.open(blob(row, 'body')));
      const rest = content.filter(([, object]) => !isAbout(object, id)); // by its own id: a place is no name
      if (rest.length === content.length) continue;
      const body = asideBody(rest.map(([place, object]) => ({ id: place, json: JSON.stringify(object) })));
      this.#db.run('UPDATE aside SET body = :body WHERE seq = :seq', {
        body: this.#seal.close(body),
        seq: Number(row.seq),
      });
    }
  }

  #eraseWaiting(id: string): void {
    const renamed = new Map<string, string>();
    for (const row of this.#db.all('SELECT hash, body FROM part')) {
      const earlier = this.#seal.open(blob(row, 'body'));
      const later = withoutObject(earlier, id);
      if (later === earlier) continue;
      const hash = partHash(later);
      renamed.set(text(row, 'hash'), hash);
      this.#db.run('INSERT OR IGNORE INTO part (hash, body) VALUES (:hash, :body)', {
        hash,
        body: this.#seal.close(later),
      });
    }
    for (const row of this.#db.all('SELECT id, message, parts FROM waiting')) {
      const parts = Object.entries(json<Record<string, string>>(row, 'parts'));
      this.#db.run('UPDATE waiting SET message = :message, parts = :parts WHERE id = :id', {
        id: text(row, 'id'),
        message: this.#rewritten(row.message, (body) => withoutObject(body, id)),
        parts: JSON.stringify(Object.fromEntries(parts.map(([name, hash]) => [name, renamed.get(hash) ?? hash]))),
      });
    }
    for (const hash of renamed.keys()) this.#db.run('DELETE FROM part WHERE hash = :hash', { hash });
  }

  /** The sealed blob as it is where nothing changes: a new nonce would only wear the disk. */
  #rewritten(sealed: unknown, rewrite: Rewrite): Uint8Array | null {
    if (!(sealed instanceof Uint8Array)) return null;
    const earlier = this.#seal.open(sealed);
    const later = rewrite(earlier);
    return later === earlier ? sealed : this.#seal.close(later);
  }
}

/** The JSON text without any object of that id in its lists, wherever they are; the same text where there is none. */
function withoutObject(body: string, id: string): string {
  if (!body.toLowerCase().includes(id)) return body;
  return JSON.stringify(strip(JSON.parse(body), id));
}

/** References keep the id and nothing else; what has more than an id is the person, or an answer about the person. */
function strip(value: unknown, id: string): unknown {
  if (Array.isArray(value)) return value.filter((item) => !isAbout(item, id)).map((item) => strip(item, id));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, attribute]) => [name, isAbout(attribute, id) ? null : strip(attribute, id)]),
  );
}

function isAbout(value: unknown, id: string): boolean {
  if (typeof value !== 'object' || value === null || Object.keys(value).length < 2) return false;
  const own: unknown = Reflect.get(value, 'id');
  return typeof own === 'string' && own.toLowerCase() === id;
}
