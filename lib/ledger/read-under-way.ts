import { existsSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { asLedgerFailure } from './ledger-failure.ts';

/** How long the writer may keep its file to itself, ms: it does while it opens or ends it. */
const PATIENCE_MS = 2_000;

/**
 * Runs that go on by themselves, the latest first: one of their messages waits in a node, or is on its way to the next.
 * Read beside the process that writes the ledger, or after that has died; no lease is taken and no key is needed.
 *
 * A job that is still open where no message waits is followed by nobody: the next run that has its objects settles it.
 *
 * @throws {LedgerFailure}
 */
export function readRunsUnderWay(file: string): string[] {
  if (!existsSync(file)) return [];
  try {
    using db = new DatabaseSync(file, { readOnly: true, timeout: PATIENCE_MS });
    const made = db.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'waiting'").get();
    if (!made) return [];
    const runs = db.prepare('SELECT id FROM run WHERE seq IN (SELECT run FROM waiting) ORDER BY seq DESC').all();
    return runs.map(({ id }) => String(id));
  } catch (error) {
    throw asLedgerFailure(error);
  }
}
