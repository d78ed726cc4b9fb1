import type { LimitClass } from '../dnp/endpoints.ts';
import type { Clock } from '../transport/clock.ts';
import type { Exchange } from './http-server.ts';
import type { MisbehaviourChange } from './misbehaviour.ts';
import type { JobDelay } from './provisioning/jobs.ts';
import type { QuotaWindow } from './provisioning/quota.ts';

/** How to start a sandbox. Everything has a default: `startSandbox()` serves the sample organiser and behaves well. */
export interface SandboxOptions {
  /** The first of the ports, one for each service; 0 (default) takes free ones. */
  readonly port?: number | undefined;
  /** Seed of the sample organiser and of every lot that is drawn. Default 1. */
  readonly seed?: number | undefined;
  /** The day, YYYY-MM-DD, that the sample organiser's dates are relative to. Default: today in Sweden. */
  readonly today?: string | undefined;
  /** A folder of SS12000 pages (`persons.json` …) that the SIS serves in place of the sample organiser. */
  readonly exportDir?: string | undefined;
  /** Where what was taken is kept from one start to the next. Default: nowhere. */
  readonly stateFile?: string | undefined;
  readonly misbehave?: MisbehaviourChange | undefined;
  /** How long a job takes, in milliseconds. Default 150–400. */
  readonly jobDelay?: JobDelay | undefined;
  /** Calls a second for each client address. Default 5 for transfer and follow-up, 10 for reading. */
  readonly callsPerSecond?: Readonly<Record<LimitClass, number>> | undefined;
  readonly quotaWindow?: QuotaWindow | undefined;
  readonly tokenLifetimeSeconds?: number | undefined;
  readonly omitExpiresIn?: boolean | undefined;
  /** Ids of the only school units that are taken. Default: any version 5 UUID. */
  readonly schoolUnits?: readonly string[] | undefined;
  /** Is shown every call and its answer, for a test that holds them against the contracts. */
  readonly onExchange?: ((exchange: Exchange) => void) | undefined;
  readonly clock?: Clock | undefined;
}
