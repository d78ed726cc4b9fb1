import { Failure } from '../../failure.ts';
import type { Operation } from '../../operation.ts';
import type { ObjectOutcome, Outcome, Reason } from '../../outcome.ts';
import type { Stage } from '../../stage.ts';
import { TransportFailure } from '../../transport/transport.ts';
import type { Progress } from '../connection.ts';
import { bodyOf, pack } from '../pack.ts';
import type { CallOptions } from '../service.ts';
import { ServiceFailure } from '../service-failure.ts';
import type { TransferContext } from './context.ts';
import { reasonOf, reasonOfFailure } from './reasons-of.ts';

/** One object on its way into a batch. */
export interface Outgoing {
  readonly id: string;
  readonly hash: string;
  readonly notes: readonly Reason[];
  /** As it stands in the body. */
  readonly json: string;
}

export interface Post extends CallOptions {
  readonly runId: string;
  readonly stage: Stage;
  readonly transfer: string;
  readonly operation: Operation;
  readonly attempt: number;
  readonly onProgress?: ((progress: Progress) => void) | undefined;
}

export interface Posted {
  /** Objects that did not go, each with its outcome. */
  readonly setAside: readonly ObjectOutcome[];
  /** Why sending stopped early, where it did. */
  readonly failure?: Error;
}

/** Calls under way at once: enough to use the whole quota at answers of two seconds. */
const AT_ONCE = 10;

/**
 * Packs objects and sends the batches. Each is in the ledger before its call, and its job before this returns.
 * What the service cannot be told now comes back as `temporary`; an answer that was lost leaves its batch `unconfirmed`.
 * @throws {LedgerFailure} nothing more is sent; the signal's reason where it was aborted
 */
export async function post(context: TransferContext, items: readonly Outgoing[], options: Post): Promise<Posted> {
  const { batches, tooLarge } = pack(items, context.settings.bodyBytes);
  const work = new Posting(context, options, batches);
  work.refuseTooLarge(tooLarge);
  const workers = Array.from({ length: Math.min(AT_ONCE, batches.length) }, () => work.run());
  const ends = await Promise.allSettled(workers);
  for (const end of ends) if (end.status === 'rejected') throw end.reason;
  options.signal?.throwIfAborted();
  return { setAside: work.setAside, ...(work.failure ? { failure: work.failure } : {}) };
}

class Posting {
  readonly setAside: ObjectOutcome[] = [];
  failure: Error | undefined;
  readonly #context: TransferContext;
  readonly #options: Post;
  readonly #queue: (readonly Outgoing[])[];
  #broken = false;
  #done = 0;
  #total: number;

  constructor(context: TransferContext, options: Post, batches: readonly (readonly Outgoing[])[]) {
    this.#context = context;
    this.#options = options;
    this.#queue = [...batches];
    this.#total = batches.length;
  }

  /** Takes batch after batch until none is left. */
  async run(): Promise<void> {
    for (let batch = this.#queue.shift(); batch !== undefined; batch = this.#queue.shift()) {
      this.#options.signal?.throwIfAborted();
      if (this.#broken) return;
      if (this.failure) this.#postpone(batch, this.failure);
      else {
        try {
          await this.#send(batch);
        } catch (error) {
          this.#broken = true;
          throw error;
        }
      }
      this.#done++;
      this.#options.onProgress?.({ done: this.#done, total: this.#total });
    }
  }

  /** The largest attribute is named: it is the one to look at. */
  refuseTooLarge(items: readonly Outgoing[]): void {
    const params = { limit: this.#context.settings.bodyBytes };
    for (const item of items) {
      const field = largestAttribute(item.json);
      this.refuse([item], 'rejected', [
        { code: 'object-too-large', ...(field === undefined ? {} : { field }), params },
      ]);
    }
  }

  refuse(items: readonly Outgoing[], outcome: 'rejected' | 'error', reasons: readonly Reason[]): void {
    this.setAside.push(...recordAll(this.#context, this.#options, items, outcome, reasons));
  }

  async #send(items: readonly Outgoing[]): Promise<void> {
    const { calls, clock, ledger, newId } = this.#context;
    const { runId, stage, transfer, operation, attempt, signal } = this.#options;
    const body = bodyOf(items);
    const id = newId();
    ledger.batches.intend({
      id,
      runId,
      stage,
      transfer,
      operation,
      attempt,
      createdAt: clock.now(),
      content: items,
      body,
    });
    const refusal = await calls.during(id, () => this.#call(id, body));
    if (!refusal) return;
    signal?.throwIfAborted();
    if (isAboutContent(refusal)) return this.#divide(items, refusal);
    this.failure ??= refusal;
    this.#postpone(items, refusal);
  }

  /** Makes the call and writes down what came of it. @returns why it was not carried out, where that is certain */
  async #call(id: string, body: string): Promise<Failure | undefined> {
    const { calls, changed, clock, ledger, service } = this.#context;
    const { runId, stage, operation, attempt, signal, onWait } = this.#options;
    const answer = await service.submit(stage, repeatable(operation, attempt), body, { signal, onWait }).then(
      ({ jobId }) => ({ jobId }),
      (error: unknown) => ({ error }),
    );
    const at = clock.now();
    if ('jobId' in answer) {
      calls.writeDown(id, () => ledger.batches.submitted(id, answer.jobId, at));
      changed(runId, stage);
      return undefined;
    }
    const { error } = answer;
    if (isRefusal(error)) {
      calls.writeDown(id, () => ledger.batches.withdraw(id));
      return error;
    }
    if (signal?.aborted && error === signal.reason) {
      calls.writeDown(id, () => ledger.batches.withdraw(id));
      throw error;
    }
    calls.writeDown(id, () => ledger.batches.unconfirmed(id, at));
    if (error instanceof Error && !(error instanceof Failure)) this.failure ??= error; // a mistake of ours: it is told
    return undefined;
  }

  /** The service refused the whole call for something in it: halves go separately until only the culprit is left. */
  #divide(items: readonly Outgoing[], refusal: ServiceFailure): void {
    const middle = Math.ceil(items.length / 2);
    if (items.length > 1) {
      this.#queue.unshift(items.slice(0, middle), items.slice(middle));
      this.#total++;
      this.#done--;
    } else if (refusal.status === 413) {
      this.refuseTooLarge(items);
    } else {
      this.refuse(
        items,
        'error',
        refusal.entries.length > 0 ? refusal.entries.map(reasonOf) : [{ code: refusal.code }],
      );
    }
  }

  #postpone(items: readonly Outgoing[], failure: Error): void {
    this.setAside.push(...postpone(this.#context, this.#options, items, failure));
  }
}

/** The attribute of an object that takes most bytes; an id alone has none. */
function largestAttribute(json: string): string | undefined {
  const object: unknown = JSON.parse(json);
  if (typeof object !== 'object' || object === null) return undefined;
  const sizes = Object.entries(object).map(([field, value]) => ({
    field,
    bytes: Buffer.byteLength(JSON.stringify(value)),
  }));
  return sizes.sort((one, other) => other.bytes - one.bytes)[0]?.field;
}

/** What cannot be sent now is `temporary`: the next run sends it. */
export function postpone(
  context: TransferContext,
  of: Pick<Post, 'runId' | 'stage' | 'operation'>,
  items: readonly Outgoing[],
  failure: Error,
): ObjectOutcome[] {
  return recordAll(context, of, items, 'temporary', [reasonOfFailure(failure)]);
}

function recordAll(
  { changed, clock, ledger }: TransferContext,
  { runId, stage, operation }: Pick<Post, 'runId' | 'stage' | 'operation'>,
  items: readonly Outgoing[],
  outcome: Outcome,
  reasons: readonly Reason[],
): ObjectOutcome[] {
  const outcomes = items.map(({ id }) => ({ stage, id, outcome, reasons }));
  ledger.write(() => {
    ledger.runs.record(runId, outcomes, clock.now());
    ledger.asides.keep(runId, stage, operation, items, clock.now());
  });
  changed(runId, stage);
  return outcomes;
}

/** A create that is sent again may have been carried out before: as an upsert it does no harm. */
function repeatable(operation: Operation, attempt: number): Operation {
  return operation === 'create' && attempt > 1 ? 'send' : operation;
}

/** Whether it is certain that the service has not carried the call out. */
function isRefusal(error: unknown): error is Failure {
  if (error instanceof TransportFailure) return error.code !== 'answer-lost';
  if (error instanceof ServiceFailure) return error.rejected;
  return error instanceof Failure;
}

function isAboutContent(error: unknown): error is ServiceFailure {
  return error instanceof ServiceFailure && (error.status === 413 || error.status === 400);
}
