import type { Stage } from '../../stage.ts';
import type { Clock } from '../../transport/clock.ts';
import type { Tokens } from '../authorization/tokens.ts';
import type { Call } from '../http-server.ts';
import type { Misconduct } from '../misbehaviour.ts';
import type { SandboxRecord } from '../record.ts';
import type { Jobs } from './jobs.ts';
import type { Register } from './judge.ts';
import type { Quota } from './quota.ts';
import type { Store } from './store.ts';

/** What the Provisioning API works with. */
export interface ProvisioningOptions {
  readonly clock: Clock;
  readonly tokens: Tokens;
  readonly misconduct: Misconduct;
  readonly record: SandboxRecord;
  readonly quota: Quota;
  readonly jobs: Jobs;
  readonly register: Register;
  /** By organisation number. One is made where there is none. */
  readonly stores: Map<string, Store>;
}

/** One call that got as far as being carried out. */
export interface ResourceCall {
  readonly call: Call;
  readonly stage: Stage;
  readonly id: string;
  readonly organisation: string;
  readonly store: Store;
  readonly now: number;
}
