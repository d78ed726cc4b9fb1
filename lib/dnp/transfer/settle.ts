import type { Batch } from '../../ledger/batches.ts';
import type { ObjectOutcome, Outcome, Reason } from '../../outcome.ts';
import { contentHash, sendable } from '../canonical.ts';
import type { CallOptions, JobEntry } from '../service.ts';
import { ServiceFailure } from '../service-failure.ts';
import type { TransferContext } from './context.ts';
import { reasonOf } from './reasons-of.ts';
import { unlessAborted } from './unless-aborted.ts';

/** Between two looks at a job that takes longer than expected, ms: doubled each time. */
const SLOW_JOB_MS = { first: 500, longest: 60_000 };

/** What is known of one object at the end of its batch. `taken`: the service has it (or, for a delete, no longer has it). */
interface Verdict {
  readonly id: string;
  readonly hash: string;
  readonly outcome: Outcome;
  readonly reasons: readonly Reason[];
  readonly taken: boolean;
}

/**
 * Brings batches to their end, each by one worker however many ask for it: follows the job, or, where an answer was lost,
 * asks the service what it has. Every object of a batch that has ended has an outcome in the ledger.
 *
 * The work belongs to the connection, not to who asked: a node that is redeployed leaves it running.
 */
export class Settling {
  readonly #context: TransferContext;
  readonly #underWay = new Map<string, Promise<void>>();

  constructor(context: TransferContext) {
    this.#context = context;
  }

  /**
   * Resolves when the batch has ended, or its job has been waited for long enough: then it stays open, its objects are
   * `unconfirmed`, and the next to settle it asks again.
   * @throws what kept the service from being asked, {@link LedgerFailure}, or the signal's reason
   */
  async settle(batchId: string, options: CallOptions = {}): Promise<void> {
    let work = this.#underWay.get(batchId);
    if (!work) {
      work = this.#toTheEnd(batchId, options.onWait).finally(() => this.#underWay.delete(batchId));
      work.catch(() => undefined); // whoever waits is told; nobody may be waiting any more
      this.#underWay.set(batchId, work);
    }
    await unlessAborted(work, options.signal);
  }

  /** Resolves when nothing is being settled any more. */
  async idle(): Promise<void> {
    await Promise.allSettled(this.#underWay.values());
  }

  async #toTheEnd(batchId: string, onWait: CallOptions['onWait']): Promise<void> {
    const { closing: signal, ledger } = this.#context;
    const calls = { signal, onWait };
    await this.#context.calls.over(batchId);
    const batch = ledger.batches.get(batchId);
    if (!batch || batch.state === 'ended') return;
    if (batch.state === 'submitted' && batch.jobId !== undefined) {
      const answer = await this.#followJob(batch, batch.jobId, calls);
      if (answer === 'not-finished') return this.#leaveOpen(batch);
      if (answer !== 'unknown') return this.#end(batch, answer, this.#judge(batch, answer));
      const now = this.#context.clock.now();
      ledger.batches.unconfirmed(batch.id, now);
      return this.#confirm(batch, 'job-unknown', now, calls);
    }
    // An intent that a crash left behind may have been sent until the crash: the time since then is what counts.
    const lostAt = batch.state === 'intent' ? Math.max(batch.sentAt, this.#context.startedAt) : batch.sentAt;
    return this.#confirm(batch, 'answer-lost', lostAt, calls);
  }

  /**
   * Looks at the job when it is probably done. Only one seen to be slow is asked whether it is completed, and one whose
   * entries leave open what became of an object: then its being completed is what makes the entries final.
   */
  async #followJob(
    batch: Batch,
    jobId: string,
    calls: CallOptions,
  ): Promise<readonly JobEntry[] | 'unknown' | 'not-finished'> {
    const { clock, pace, service, settings } = this.#context;
    const begun = batch.sentAt;
    const end = begun + settings.jobPatienceMs;
    let pause = SLOW_JOB_MS.first;
    let slow = false;
    const early = begun + pace.expected() - clock.now();
    await clock.sleep(Math.max(0, early), calls.signal);
    for (;;) {
      try {
        if (!slow || (await service.isCompleted(batch.stage, jobId, calls))) {
          const entries = await service.job(batch.stage, jobId, calls);
          if (slow ? !entries.some(isPending) : decidesAll(entries, batch.objects)) {
            // One that nobody followed had ended before anybody looked, nobody knows when.
            if (early > 0 || slow) pace.learn(clock.now() - begun);
            return entries;
          }
        }
      } catch (error) {
        if (error instanceof ServiceFailure && error.status === 404) return 'unknown';
        throw error;
      }
      slow = true;
      if (clock.now() >= end) return 'not-finished';
      await clock.sleep(pause, calls.signal);
      pause = Math.min(pause * 2, SLOW_JOB_MS.longest);
    }
  }

  #judge(batch: Batch, entries: readonly JobEntry[]): Verdict[] {
    const byId = new Map(entries.map((entry) => [entry.id.toLowerCase(), entry]));
    return this.#context.ledger.batches.content(batch.id).map(({ id, hash, notes }) => {
      const entry = byId.get(id);
      return { id, hash, ...verdictOf(entry, notes) };
    });
  }

  /** Nobody knows what became of the call: the service is asked what it has, once a job has had the time to end. */
  async #confirm(batch: Batch, code: 'answer-lost' | 'job-unknown', lostAt: number, calls: CallOptions): Promise<void> {
    const { clock, ledger, service, settings } = this.#context;
    await clock.sleep(Math.max(0, lostAt + settings.quietMs - clock.now()), calls.signal);
    const content = ledger.batches.content(batch.id);
    const found = await service.lookup(batch.stage, { ids: content.map(({ id }) => id) }, calls);
    const present = new Map(found.map((resource) => [resource.id.toLowerCase(), resource]));
    const verdicts = content.map(({ id, hash, notes }): Verdict => {
      const resource = present.get(id);
      const same = resource && sendable(batch.stage, resource);
      const taken = batch.operation === 'delete' ? !resource : same !== undefined && contentHash(same) === hash;
      if (!taken) return { id, hash, taken, outcome: 'unconfirmed', reasons: [{ code }] };
      const reasons = [...notes, { code: 'confirmed-by-lookup' }];
      return { id, hash, taken, outcome: notes.length > 0 ? 'warning' : 'success', reasons };
    });
    this.#end(batch, found, verdicts);
  }

  /** The job may still be at work: nothing of it is sent again before it has ended. */
  #leaveOpen({ id: batchId, runId, stage }: Batch): void {
    const { changed, clock, ledger } = this.#context;
    const reasons: Reason[] = [{ code: 'job-not-finished' }];
    const outcomes = ledger.batches
      .content(batchId)
      .map(({ id }): ObjectOutcome => ({ stage, id, outcome: 'unconfirmed', reasons }));
    ledger.runs.record(runId, outcomes, clock.now(), batchId);
    changed(runId, stage);
  }

  /** All that the end of a batch means, in one step. */
  #end(batch: Batch, answer: readonly unknown[], verdicts: readonly Verdict[]): void {
    const { changed, clock, ledger } = this.#context;
    const now = clock.now();
    const outcomes = verdicts.map(
      ({ id, outcome, reasons }): ObjectOutcome => ({ stage: batch.stage, id, outcome, reasons }),
    );
    const taken = verdicts.filter((verdict) => verdict.taken);
    ledger.write(() => {
      if (batch.operation === 'delete') ledger.objects.forget(batch.stage, idsOf(taken));
      else ledger.objects.accept(batch.stage, taken, now);
      ledger.runs.record(batch.runId, outcomes, now, batch.id);
      ledger.batches.ended(batch.id, now, JSON.stringify(answer));
    });
    changed(batch.runId, batch.stage);
  }
}

/** Statuses that say what became of an object (Provisioning API 1.3.2). */
const DECIDED: ReadonlySet<string> = new Set(['Success', 'Warning', 'Error', 'TemporaryError']);

function isPending({ status }: JobEntry): boolean {
  return status === 'Pending';
}

function decidesAll(entries: readonly JobEntry[], objects: number): boolean {
  return entries.length >= objects && entries.every(({ status }) => DECIDED.has(status));
}

function idsOf(verdicts: readonly Verdict[]): string[] {
  return verdicts.map(({ id }) => id);
}

/** Our own notes that say what the service says too, where it does. */
const SAME: Readonly<Record<string, string>> = { 'eppn-name-fragment': '3047' };

function verdictOf(entry: JobEntry | undefined, notes: readonly Reason[]): Omit<Verdict, 'id' | 'hash'> {
  if (!entry) return { taken: false, outcome: 'unconfirmed', reasons: [{ code: 'job-unknown' }] };
  const errors = entry.errors.map(reasonOf);
  const remarks = entry.warnings.map(reasonOf);
  const warnings = [...remarks, ...notes.filter(({ code }) => !remarks.some((remark) => remark.code === SAME[code]))];
  switch (entry.status) {
    case 'Success':
    case 'Warning': {
      const warned = entry.status === 'Warning' || notes.length > 0;
      return { taken: true, outcome: warned ? 'warning' : 'success', reasons: warnings };
    }
    case 'Error':
      return { taken: false, outcome: 'error', reasons: [...errors, ...warnings] };
    case 'TemporaryError':
      return { taken: false, outcome: 'temporary', reasons: [{ code: 'temporary-error' }, ...errors] };
    default:
      return {
        taken: false,
        outcome: 'unconfirmed',
        reasons: [{ code: 'status-unknown', params: { status: entry.status.slice(0, 40) } }],
      };
  }
}
