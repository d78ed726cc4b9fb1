import type { Operation } from '../../operation.ts';
import type { Counts, Outcome } from '../../outcome.ts';
import type { Stage } from '../../stage.ts';

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
  /** Ids of the nodes that had it, in the order in which they had it last. */
  readonly nodes: readonly string[];
}

export interface JobRow {
  readonly batch: string;
  readonly stage: Stage;
  readonly operation: Operation;
  readonly attempt: number;
  readonly state: 'intent' | 'submitted' | 'unconfirmed' | 'ended';
  /** Empty where the service's answer was lost. */
  readonly jobId: string;
  readonly objects: number;
  /** ms since 1970. */
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

/** Who or what an object is, as a table tells it. All of it is empty where the ledger no longer holds it. */
export interface Who {
  readonly name: string;
  /** A person's or a duty's role; the type of a group or an activity. */
  readonly role: string;
  /** Masked (`20130827-****`). */
  readonly civicNo: string;
  readonly eppn: string;
  readonly schoolYear: string;
  readonly schoolType: string;
  /** Ids of school units. */
  readonly schoolUnit: string;
}

/** One object of a run. */
export interface ObjectRow extends Who {
  readonly stage: Stage;
  readonly id: string;
  readonly outcome: Outcome;
  readonly codes: readonly string[];
  /** The field that each of the codes is about, in the same order; empty where it is about none. */
  readonly fields: readonly string[];
  readonly batch?: string;
  /** The node that it was last at, where known. */
  readonly nodeId?: string;
}

export interface ObjectDetail extends ObjectRow {
  readonly reasons: readonly ReasonText[];
  /** The service's log entries in full. */
  readonly entries: readonly Readonly<Record<string, unknown>>[];
  /** What was sent or set aside; absent where it has been removed. */
  readonly sent?: unknown;
  /** What was answered for this object; absent where there was no answer, or it has been removed. */
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

/** What has become of a stage of a run so far. */
export interface RunChange {
  readonly run: string;
  readonly stage: Stage;
  readonly counts: Counts;
}
