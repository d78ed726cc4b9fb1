/**
 * What every error of this library is: a stable code for a flow to switch on, a sentence for a person, and a remedy.
 *
 * Messages name objects by id and fields by name; they never carry a value from a person's record or a secret.
 */
export abstract class Failure extends Error {
  /** Stable, kebab-case, the same in every language: `certificate-expired`, `answer-lost` … */
  abstract readonly code: string;
  /** Whether the same call may succeed later without anybody changing anything. */
  readonly retryable: boolean;
  /** What the reader can do about it, one sentence. */
  readonly remedy: string | undefined;

  constructor(message: string, options: { retryable?: boolean; remedy?: string; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = new.target.name;
    this.retryable = options.retryable ?? false;
    this.remedy = options.remedy;
  }
}
