import type { Station } from '../../ledger/history.ts';
import type { RecordedOutcome } from '../../ledger/runs.ts';

/** The nodes that a stage passes, by what they do to an object. */
const IMPORT = 'sis-import';
const GATE = 'dnp-gate';
const JOBS = 'dnp-job-status';

/**
 * The node that an object was at last, as far as the ledger knows which nodes had its stage: what waits for a reference
 * is at the gate, what was sent at the last node of the stage, and what was not sent never came to the follow-up of jobs.
 */
export function nodeOf(outcome: RecordedOutcome, stations: readonly Station[]): string | undefined {
  const ofStage = stations.filter(({ stage }) => stage === outcome.stage);
  if (ofStage.length === 0) return undefined;
  const last = (...types: string[]) => ofStage.findLast(({ nodeType }) => types.includes(nodeType))?.nodeId;
  if (outcome.batchId !== undefined) return ofStage.at(-1)?.nodeId;
  if (outcome.reasons.some(({ code }) => code.startsWith('reference-missing-'))) return last(GATE);
  return last(`dnp-${outcome.stage.toLowerCase()}`) ?? last(IMPORT, GATE, JOBS);
}
