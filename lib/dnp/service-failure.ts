import { Failure } from '../failure.ts';
import type { LogEntry } from './service.ts';

/** What to do about an answer, by the service's error id. Source: the contract's examples and its CHANGELOG. */
const REMEDIES: Readonly<Record<string, string>> = {
  '2010': 'Correct the ids of the request: each must be a UUID.',
  '2011': 'Correct the id: it must be a UUID.',
  '3085': 'Ask for pages of 1 to 100.',
  '5002':
    'Check that the token was issued for this environment, and that the organisation may transfer to the test service.',
  '5020': 'Send fewer objects in one call.',
  '5021': 'Wait a moment, and see to it that no other program uses the same address for the service.',
  '5022': 'Try again later; the service says that it is unavailable.',
  '6001': 'Ask for fewer objects in one call.',
};

/**
 * The service answered, and it was no. `code` is its first error id (`5002`), or `http-418` where it gave none, or
 * `unreadable-answer`. The message names ids only: the texts and values in `entries` can echo personal data.
 */
export class ServiceFailure extends Failure {
  readonly code: string;
  readonly status: number;
  /** The service's log, to be kept encrypted or not at all. Not enumerable, so that no dump of the error shows it. */
  declare readonly entries: readonly LogEntry[];
  /** Whether it is certain that the service took nothing of the call. */
  readonly rejected: boolean;

  constructor(status: number, entries: readonly LogEntry[] = [], options: { code?: string; cause?: unknown } = {}) {
    const code = options.code ?? entries[0]?.id ?? `http-${status}`;
    const remedy = REMEDIES[code];
    super(`The provisioning service answered ${status} (${code})`, {
      retryable: status === 429 || (status >= 500 && code !== '6001'),
      ...(remedy === undefined ? {} : { remedy }),
      cause: options.cause,
    });
    this.code = code;
    this.status = status;
    this.rejected = (status >= 300 && status < 500) || status === 503;
    Object.defineProperty(this, 'entries', { value: entries, enumerable: false });
  }
}
