import type { AsideObject } from '../ledger/asides.ts';
import type { Operation } from '../operation.ts';
import type { Counts, ObjectOutcome, Outcome } from '../outcome.ts';
import type { Stage } from '../stage.ts';
import type { Custody } from './custody.ts';
import type { History } from './history/history.ts';
import type { Language } from './language.ts';
import type { CallOptions, LookupQuery, ProvisioningService, Resource } from './service.ts';

/** One bulk call of a stage, as it travels in `msg.dnp.jobs`. `jobId` is empty where the service's answer was lost. */
export interface JobRef {
  readonly batch: string;
  readonly jobId: string;
  /** How many it carries. */
  readonly objects: number;
}

/** An outcome in words, as the second outputs of the nodes carry it. */
export interface Described {
  readonly stage: Stage;
  readonly id: string;
  readonly outcome: Outcome;
  readonly reasons: readonly { readonly code: string; readonly field: string; readonly text: string }[];
}

/** Something waits: why, and until when (ms since 1970). */
export interface Wait {
  readonly cause: string;
  readonly until: number;
}

export interface Progress {
  readonly done: number;
  readonly total: number;
}

/** What all calls about a run have in common. */
export interface Step extends CallOptions {
  readonly runId: string;
  readonly stage: Stage;
  /** In calls: batches sent, or jobs ended. */
  readonly onProgress?: ((progress: Progress) => void) | undefined;
}

export interface GateStep extends Step {
  /** Tells one gate from another: the node's id. */
  readonly gate: string;
  readonly input: unknown;
  readonly incompleteGroups: 'send' | 'hold';
  /** The message's place in custody. What leaves with it is kept until the next node has taken the message over. */
  readonly custody?: string | undefined;
}

export interface Submitted {
  readonly jobs: readonly JobRef[];
  /** `rejected`, `held` (protected identity), `temporary` (could not be sent now). */
  readonly setAside: readonly ObjectOutcome[];
  /** Of the stage, in the whole run so far. */
  readonly counts: Counts;
  /** Why sending stopped early, where it did. What was not sent is among `setAside` as `temporary`. */
  readonly failure?: Error;
}

export interface FollowedUp {
  /** All that is neither `success` nor `unchanged`. */
  readonly attention: readonly ObjectOutcome[];
  readonly counts: Counts;
  /** Why some jobs could not be followed to their end. Their objects are `unconfirmed`. */
  readonly failure?: Error;
}

export interface GateDecision {
  /** What may be sent now; groups without the members that are not in place. */
  readonly open: readonly Resource[];
  readonly held: readonly ObjectOutcome[];
  /** Why the service could not be asked what it has. What the ledger does not know is then taken as not in place. */
  readonly failure?: Error;
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
  /** Keeps messages safe while a node works on them. */
  readonly custody: Custody;
  /** What has been, for somebody who looks back. */
  readonly history: History;
  /** Fetches and verifies a token, or reuses the one in hand. @throws {GrantRefused} with the likely cause */
  authorize(options?: CallOptions): Promise<Grant>;
  /** Starts a run, or takes up the one of that id. */
  startRun(runId?: string): string;
  /**
   * Notes outcomes that were decided elsewhere (an import that leaves objects out).
   * @param objects those that they are about, where they are to be kept with them; attributes of the contract only
   */
  record(
    runId: string,
    outcomes: readonly ObjectOutcome[],
    objects?: readonly (AsideObject & { readonly stage: Stage })[],
  ): void;
  /** Checks, leaves out what has not changed, packs and sends. `input` is anything: an array, one object, rubbish. */
  submit(step: Step & { readonly operation: Operation; readonly input: unknown }): Promise<Submitted>;
  /** Polls a stage's jobs to the end and saves every outcome; temporary errors are sent again. */
  followUp(step: Step & { readonly jobs: readonly JobRef[] }): Promise<FollowedUp>;
  /** Sorts what may go on from what must wait. */
  passGate(step: GateStep): Promise<GateDecision>;
  /** Ids of nodes in which something waits: messages, or objects at a gate. */
  holders(): string[];
  /** Whether no message is under way in a node. */
  idle(): boolean;
  /** Whether something that a gate holds refers to nothing that is still missing, as far as the ledger knows. */
  mayRelease(gate: string, stage: Stage): boolean;
  /** Gives up what waits in a node that was deleted; each object's outcome says so. @returns how much it was */
  giveUp(nodeId: string): { messages: number; objects: number };
  lookup(stage: Stage, query: LookupQuery, options?: CallOptions): Promise<Resource[]>;
  describe(outcomes: readonly ObjectOutcome[]): Described[];
  /** Tells of every change in a run, ids and counts only. @returns how to stop listening */
  watch(listener: (change: { readonly runId: string; readonly stage: Stage }) => void): () => void;
  /** Ends everything that is under way within two seconds. */
  close(): Promise<void>;
}
