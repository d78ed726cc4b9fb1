import type { Ledger } from '../../ledger/ledger.ts';
import { LedgerFailure } from '../../ledger/ledger-failure.ts';
import type { Stage } from '../../stage.ts';
import type { Clock, Random } from '../../transport/clock.ts';
import type { ProvisioningService } from '../service.ts';
import type { Calls } from './calls.ts';
import type { JobPace } from './pace.ts';
import type { Turns } from './turns.ts';

export interface TransferSettings {
  /** Whether persons with a protected identity may be sent. */
  readonly protectedPersons: 'hold' | 'send';
  /** How often an object is sent in all, where the service has a temporary error or an answer was lost. */
  readonly attempts: number;
  /** How long a job may stay unfinished before its objects are `unconfirmed`, in ms. */
  readonly jobPatienceMs: number;
  /** How long after a lost answer the service is asked what it has, in ms: time for a job that nobody can see to end. */
  readonly quietMs: number;
  /** Bytes of one call. */
  readonly bodyBytes: number;
}

/** A failure that stops the work at hand and leaves the ledger as it is: the disk, or the flow's own end. */
export function stopsEverything(error: unknown, signal: AbortSignal | undefined): boolean {
  return error instanceof LedgerFailure || !(error instanceof Error) || signal?.aborted === true;
}

export const DEFAULT_SETTINGS: TransferSettings = {
  protectedPersons: 'hold',
  attempts: 5,
  jobPatienceMs: 24 * 3_600_000,
  quietMs: 10_000,
  bodyBytes: 200_000,
};

/** All that the transfer of objects needs from the world; a test brings its own. */
export interface TransferContext {
  readonly service: ProvisioningService;
  readonly ledger: Ledger;
  readonly clock: Clock;
  readonly random: Random;
  readonly newId: () => string;
  readonly settings: TransferSettings;
  readonly pace: JobPace;
  readonly turns: Turns;
  readonly calls: Calls;
  /** Aborted when the connection closes. */
  readonly closing: AbortSignal;
  /** When this process began, ms since 1970: an intent from before is one that a crash left behind. */
  readonly startedAt: number;
  readonly changed: (runId: string, stage: Stage) => void;
}
