import type { Counts, Outcome } from '../../lib/dnp/outcome.ts';
import type { Operation } from '../../lib/dnp/service.ts';
import type { Stage } from '../../lib/dnp/stage.ts';

/**
 * What the sidebar and its routes say to each other. Every route is below {@link ROOT}, with the connection's node id:
 *
 * | route | answer | permission |
 * |---|---|---|
 * | `GET connections` | {@link ConnectionSummary}[] | read |
 * | `GET :connection/runs?before=<seq>` | {@link RunSummary}[], newest first, 50 at the most | read |
 * | `GET :connection/runs/:run` | {@link RunDetail} | read |
 * | `GET :connection/runs/:run/objects` | {@link ObjectRow}[], all of the run | read |
 * | `GET :connection/runs/:run/objects/:stage/:id` | {@link ObjectDetail} | read |
 * | `POST :connection/runs/:run/retry` `{objects?: ObjectKey[]}` | {@link Started} | write |
 * | `POST :connection/runs/:run/release` `{objects?: ObjectKey[]}` | {@link Started} | write |
 * | `POST :connection/persons/:id/forget` | `{}` | write |
 *
 * Ids of runs and objects are UUIDs (an object may also be `#7`, sent as `n7`); anything else is answered 400.
 * Live: `RED.comms` topic {@link TOPIC}, payload {@link Change}, ids and counts only.
 */
export const ROOT = 'school-provisioning/history';
export const TOPIC = 'school-provisioning/history';

export const PERMISSIONS = { read: 'dnp-history.read', write: 'dnp-history.write' } as const;

export interface ConnectionSummary {
  readonly id: string;
  readonly name: string;
  readonly environment: string;
}

export interface RunSummary {
  readonly id: string;
  readonly seq: number;
  /** ms since 1970. */
  readonly startedAt: number;
  readonly counts: Partial<Record<Stage, Counts>>;
  /** Whether anything of it is still under way. */
  readonly running: boolean;
  /** Bulk calls that have ended, of all so far. */
  readonly jobs: { readonly done: number; readonly total: number };
}

export interface JobRow {
  readonly batch: string;
  readonly stage: Stage;
  readonly operation: Operation;
  readonly attempt: number;
  readonly state: 'intent' | 'submitted' | 'unconfirmed' | 'ended';
  readonly jobId: string;
  readonly objects: number;
  readonly createdAt: number;
  readonly endedAt?: number;
}

export interface RunDetail extends RunSummary {
  readonly jobList: readonly JobRow[];
}

/** A reason in the reader's words: what it means and what to do about it. `code` never changes with the language. */
export interface ReasonText {
  readonly code: string;
  readonly field: string;
  readonly what: string;
  readonly remedy: string;
}

/** A row of the table. Who it is about is empty where the ledger no longer holds it. */
export interface ObjectRow {
  readonly stage: Stage;
  readonly id: string;
  readonly outcome: Outcome;
  readonly codes: readonly string[];
  /** The field that each of the codes is about, in the same order; empty where it is about none. */
  readonly fields: readonly string[];
  readonly batch?: string;
  /** The node that it was last at, where known: for *Show node*. */
  readonly nodeId?: string;
  readonly name: string;
  readonly role: string;
  /** Masked (`20130827-****`); the whole number is in the detail. */
  readonly civicNo: string;
  readonly eppn: string;
  readonly schoolYear: string;
  readonly schoolType: string;
  readonly schoolUnit: string;
}

export interface ObjectDetail extends ObjectRow {
  readonly reasons: readonly ReasonText[];
  /** The service's log entries in full. */
  readonly entries: readonly Readonly<Record<string, unknown>>[];
  /** What was sent, and what was answered for this object; absent where retention has removed them. */
  readonly sent?: unknown;
  readonly answer?: unknown;
  readonly wholeCivicNo: string;
}

export interface ObjectKey {
  readonly stage: Stage;
  readonly id: string;
}

/** An action goes on in a run of its own. */
export interface Started {
  readonly runId: string;
  readonly objects: number;
}

export interface Change {
  readonly connection: string;
  readonly run: string;
  readonly stage: Stage;
  readonly counts: Counts;
}
