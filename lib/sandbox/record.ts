import type { EndpointName } from '../dnp/endpoints.ts';
import type { Operation } from '../operation.ts';
import type { Stage } from '../stage.ts';

/** One object that a job came to an end with. */
export interface Judged {
  /** 1 for the first object that the sandbox ever judged. */
  readonly sequence: number;
  /** ms since 1970. */
  readonly at: number;
  /** Ten digits. */
  readonly organisation: string;
  readonly stage: Stage;
  readonly id: string;
  readonly operation: Operation;
  readonly jobId: string;
  /** `Success` and `Warning` were accepted. */
  readonly status: string;
}

/**
 * Something that a well-behaved sender does not do.
 *
 * - `reference-not-in-place` – an object arrived before one that it refers to was accepted
 * - `two-jobs-in-flight` – an object was sent again while a job with it was under way
 * - `same-object-twice` – one call carried an object twice
 * - `attribute-not-in-contract` – an attribute left the sender's machine that the contract does not name
 */
export interface Violation {
  readonly kind: 'reference-not-in-place' | 'two-jobs-in-flight' | 'same-object-twice' | 'attribute-not-in-contract';
  readonly stage: Stage;
  readonly id: string;
  readonly jobId: string;
  /** The attribute; for a reference also what it refers to. */
  readonly attribute?: string;
  readonly refersTo?: { readonly stage: Stage; readonly id: string };
}

export type CallName = EndpointName | 'transaction';

/** The record as it goes over the control endpoint. */
export interface RecordSnapshot {
  readonly calls: Readonly<Partial<Record<CallName, number>>>;
  readonly callsByStage: Readonly<Partial<Record<Stage, Partial<Record<CallName, number>>>>>;
  /** Answers by HTTP status; `0` are the ones that were lost. */
  readonly answers: Readonly<Record<number, number>>;
  readonly tooManyCalls: number;
  readonly violations: readonly Violation[];
  readonly mostJobsInFlight: number;
  readonly judged: readonly Judged[];
}

/** What happened at the sandbox, for whoever has to prove how a client behaved. Ids and counts, no attribute's value. */
export class SandboxRecord {
  readonly calls: Partial<Record<CallName, number>> = {};
  readonly callsByStage: Partial<Record<Stage, Partial<Record<CallName, number>>>> = {};
  readonly answers: Record<number, number> = {};
  readonly violations: Violation[] = [];
  readonly judged: Judged[] = [];
  mostJobsInFlight = 0;
  readonly #inFlight = new Map<string, number>();
  #jobsInFlight = 0;

  /** Calls answered 429, whether the quota was spent or the sandbox misbehaved. */
  get tooManyCalls(): number {
    return this.answers[429] ?? 0;
  }

  called(name: CallName, stage?: Stage): void {
    this.calls[name] = (this.calls[name] ?? 0) + 1;
    if (stage === undefined) return;
    this.callsByStage[stage] ??= {};
    const ofStage = this.callsByStage[stage];
    ofStage[name] = (ofStage[name] ?? 0) + 1;
  }

  /** `status` 0 for an answer that is lost. */
  answered(status: number): void {
    this.answers[status] = (this.answers[status] ?? 0) + 1;
  }

  violated(violation: Violation): void {
    this.violations.push(violation);
  }

  /** Takes note of a job's objects. Each key is the object's organiser, stage and id. */
  jobStarted(keys: readonly string[]): { readonly alreadyInFlight: readonly string[] } {
    this.mostJobsInFlight = Math.max(this.mostJobsInFlight, ++this.#jobsInFlight);
    const alreadyInFlight = keys.filter((key) => this.#inFlight.has(key));
    for (const key of keys) this.#inFlight.set(key, (this.#inFlight.get(key) ?? 0) + 1);
    return { alreadyInFlight };
  }

  jobEnded(keys: readonly string[]): void {
    this.#jobsInFlight--;
    for (const key of keys) {
      const left = (this.#inFlight.get(key) ?? 1) - 1;
      if (left === 0) this.#inFlight.delete(key);
      else this.#inFlight.set(key, left);
    }
  }

  wasJudged(judged: Omit<Judged, 'sequence'>): void {
    this.judged.push({ sequence: this.judged.length + 1, ...judged });
  }

  /** Forgets what happened. Jobs that are under way are still known to be. */
  reset(): void {
    for (const tally of [this.calls, this.callsByStage, this.answers]) {
      for (const key of Object.keys(tally)) Reflect.deleteProperty(tally, key);
    }
    this.violations.length = 0;
    this.judged.length = 0;
    this.mostJobsInFlight = this.#jobsInFlight;
  }

  toJSON(): RecordSnapshot {
    const { calls, callsByStage, answers, tooManyCalls, violations, mostJobsInFlight, judged } = this;
    return { calls, callsByStage, answers, tooManyCalls, violations, mostJobsInFlight, judged };
  }
}
