import type { Counts, ObjectOutcome, Outcome } from './outcome.ts';
import type { CallOptions, LookupQuery, Operation, ProvisioningService, Resource } from './service.ts';
import type { Stage } from './stage.ts';

/** A language that reasons are written in. */
export type Language = 'en' | 'sv' | 'nl';

/** One job of a stage, as it travels in `msg.dnp.jobs`. `objects` is how many it carries. */
export interface JobRef {
  readonly jobId: string;
  readonly objects: number;
}

/** An outcome in words, as the second outputs of the nodes carry it. */
export interface Described {
  readonly stage: Stage;
  readonly id: string;
  readonly outcome: Outcome;
  readonly reasons: readonly { readonly code: string; readonly field: string; readonly text: string }[];
}

export interface Progress {
  readonly done: number;
  readonly total: number;
  /** Why nothing moves just now, and until when (ms since 1970). */
  readonly waiting?: { readonly cause: string; readonly until: number };
}

/** What all calls about a run have in common. */
export interface Step extends CallOptions {
  readonly runId: string;
  readonly stage: Stage;
  readonly onProgress?: (progress: Progress) => void;
}

export interface Submitted {
  readonly jobs: readonly JobRef[];
  /** `rejected`, `held` (protected identity), `temporary` (the service could not be reached in time). */
  readonly setAside: readonly ObjectOutcome[];
  readonly counts: Counts;
}

export interface FollowedUp {
  /** All that is neither `success` nor `unchanged`. */
  readonly attention: readonly ObjectOutcome[];
  readonly counts: Counts;
}

export interface GateDecision {
  /** What may be sent now; groups without the members that are not in place. */
  readonly open: readonly Resource[];
  readonly held: readonly ObjectOutcome[];
}

/** Who we are at the authorization server, and for how long. */
export interface Grant {
  readonly organisationId: string;
  readonly organisationName?: string | undefined;
  /** ms since 1970. */
  readonly expiresAt: number;
}

/**
 * One organiser's access to one environment: certificate, token, quota, ledger and rules, shared by all nodes that use it.
 */
export interface Connection {
  readonly language: Language;
  readonly service: ProvisioningService;
  /** Fetches and verifies a token, or reuses the one in hand. @throws {GrantRefused} with the likely cause */
  authorize(options?: CallOptions): Promise<Grant>;
  /** Starts a run, or takes up the one of that id. */
  startRun(runId?: string): string;
  /** Notes outcomes that were decided elsewhere (an import that leaves objects out). */
  record(runId: string, outcomes: readonly ObjectOutcome[]): void;
  /** Checks, leaves out what has not changed, packs and sends. `input` is anything: an array, one object, rubbish. */
  submit(step: Step & { readonly operation: Operation; readonly input: unknown }): Promise<Submitted>;
  /** Polls a stage's jobs to the end and saves every outcome; temporary errors are sent again. */
  followUp(step: Step & { readonly jobs: readonly JobRef[] }): Promise<FollowedUp>;
  /** Sorts what may go on from what must wait. `gate` tells one gate from another (the node's id). */
  passGate(
    step: Step & { readonly gate: string; readonly input: unknown; readonly incompleteGroups: 'send' | 'hold' },
  ): Promise<GateDecision>;
  lookup(stage: Stage, query: LookupQuery, options?: CallOptions): Promise<Resource[]>;
  describe(outcomes: readonly ObjectOutcome[]): Described[];
  /** Ends everything that is under way within two seconds. */
  close(): Promise<void>;
}
