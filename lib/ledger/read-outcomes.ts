import { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import { type ObjectOutcome, OUTCOMES } from '../outcome.ts';
import { STAGES } from '../stage.ts';
import { asLedgerFailure } from './ledger-failure.ts';

const row = z.object({
  stage: z.enum(STAGES),
  id: z.string(),
  outcome: z.enum(OUTCOMES),
  reasons: z.string().transform((json): ObjectOutcome['reasons'] => JSON.parse(json)),
});

/**
 * What became of each object in one run, read beside the process that writes the ledger: no lease is taken and no key
 * is needed, since ids and reasons are no secrets.
 *
 * @returns nothing where the ledger does not know the run
 * @throws {LedgerFailure}
 */
export function readOutcomes(file: string, runId: string): ObjectOutcome[] {
  try {
    using db = new DatabaseSync(file, { readOnly: true });
    const rows = db
      .prepare(
        `SELECT stage, object_id AS id, outcome, reasons FROM outcome
         WHERE run = (SELECT seq FROM run WHERE id = ?) ORDER BY stage, object_id`,
      )
      .all(runId);
    return z.array(row).parse(rows);
  } catch (error) {
    throw asLedgerFailure(error);
  }
}
