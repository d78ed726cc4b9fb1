import { Failure } from '../../failure.ts';

const SAYINGS = {
  'unknown-run': ['The ledger has no such run.', 'Load the list of runs again.'],
  'unknown-object': ['The run has no such object.', 'Load the run again.'],
  'nothing-to-do': [
    'There is nothing left to send again or to let go.',
    'Either a later run has dealt with it, or the ledger no longer holds what it would take: run the import again.',
  ],
} as const;

/** What was asked for is not there. */
export class HistoryFailure extends Failure {
  readonly code: keyof typeof SAYINGS;
  constructor(code: keyof typeof SAYINGS) {
    super(SAYINGS[code][0], { remedy: SAYINGS[code][1] });
    this.code = code;
  }
}
