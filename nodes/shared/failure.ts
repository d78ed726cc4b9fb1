import { InputFailure } from '../../lib/dnp/rules.ts';
import { Failure } from '../../lib/failure.ts';

/** What goes wrong in the wiring rather than at the service: a setting or an input that a node cannot work with. */
export class NodeFailure extends Failure {
  readonly code: string;
  constructor(code: string, message: string, options: { retryable?: boolean; remedy?: string; cause?: unknown } = {}) {
    super(message, options);
    this.code = code;
  }
}

/** Work on an input: where that is no list and no object, the failure says which place of the message it stood in. */
export async function namingInput<Result>(place: string, work: Promise<Result>): Promise<Result> {
  try {
    return await work;
  } catch (error) {
    if (!(error instanceof InputFailure)) throw error;
    const { code, message, remedy } = error;
    throw new NodeFailure(code, `${place}: ${message}`, { cause: error, ...(remedy === undefined ? {} : { remedy }) });
  }
}

/** The node was closed (deploy, restart) while it worked on a message. */
export function interrupted(): NodeFailure {
  return new NodeFailure(
    'interrupted',
    'The node was stopped by a deploy or a restart while it worked on this message.',
    {
      retryable: true,
      remedy: 'Send the message again: what had been accepted is not sent twice.',
    },
  );
}

/** What a flow may know of a failure: a plain object, since Node-RED's copies of a message lose what an Error holds. */
interface Cause {
  readonly code: string;
  readonly message?: string;
  readonly remedy?: string;
  readonly retryable?: boolean;
  readonly cause?: Cause;
}

/**
 * An error as a Catch node shows it. Node-RED copies `toString()`, `code`, `stack` and `cause` and nothing else, and only
 * own properties: so the remedy is part of the sentence, and `retryable` can be read on `cause` too.
 */
export class ReportedError extends Error {
  readonly code: string;
  readonly retryable: boolean;

  constructor(failure: Failure) {
    const sentence = failure.message.replace(/[^.!?]$/, '$&.');
    super(failure.remedy === undefined ? sentence : `${sentence} ${failure.remedy}`, { cause: causeOf(failure) });
    this.name = '';
    this.code = failure.code;
    this.retryable = failure.retryable;
    this.stack = [this.message, ...framesOf(failure)].join('\n');
  }
}

/** Of errors that are not ours only the code is passed on (`ECONNREFUSED`): their texts may quote anything. */
function causeOf(error: unknown): Cause | undefined {
  if (!(error instanceof Error)) return undefined;
  const cause = causeOf(error.cause);
  const deeper = cause === undefined ? {} : { cause };
  if (error instanceof Failure) {
    const { code, message, remedy, retryable } = error;
    return { code, message, retryable, ...(remedy === undefined ? {} : { remedy }), ...deeper };
  }
  return 'code' in error ? { code: String(error.code), ...deeper } : cause;
}

/** Where an error came from, without its text. */
const framesOf = (error: Error): readonly string[] => error.stack?.match(/^\s+at .*$/gm) ?? [];

/** Any thrown value as a Catch node shall see it. */
export function reported(thrown: unknown): ReportedError {
  if (thrown instanceof Failure) return new ReportedError(thrown);
  return new ReportedError(isAbort(thrown) ? interrupted() : unexpected(thrown));
}

/** The connection was closed before the node that works over it. */
const isAbort = (thrown: unknown): boolean => thrown instanceof Error && thrown.name === 'AbortError';

/** A mistake of ours. Its own text may quote what it choked on (a person's data), so only its kind and place are kept. */
function unexpected(thrown: unknown): NodeFailure {
  const kind = thrown instanceof Error ? thrown.name : typeof thrown;
  const failure = new NodeFailure('unexpected', `Something unexpected went wrong inside the node (${kind}).`, {
    remedy: 'This is a fault in the node: please report it with the stack trace.',
  });
  if (thrown instanceof Error) failure.stack = [failure.message, ...framesOf(thrown)].join('\n');
  return failure;
}
