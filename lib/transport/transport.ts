import { Failure } from '../failure.ts';

export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PUT';
  /** Absolute. Redirects are never followed. */
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
  readonly signal?: AbortSignal;
  /** The whole exchange, in milliseconds. */
  readonly timeoutMs?: number;
}

export interface HttpResponse {
  readonly status: number;
  /** Names in lower case; a repeated header's values joined with `, `. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** One HTTP exchange. The real one is undici with the organiser's TLS identity; a test scripts its own. */
export interface Transport {
  /** @throws {TransportFailure} where no complete answer came; the signal's reason where it was aborted before sending */
  request(request: HttpRequest): Promise<HttpResponse>;
  close(): Promise<void>;
}

/**
 * No complete answer came. The one thing that matters then is whether the request may have arrived:
 * `not-sent` failed before a byte left, `answer-lost` may have been carried out. With `server-not-trusted` we would not
 * speak to the server, with `client-refused` it would not speak to us (our certificate): nothing was carried out.
 */
export class TransportFailure extends Failure {
  readonly code: 'not-sent' | 'answer-lost' | 'server-not-trusted' | 'client-refused';
  constructor(code: TransportFailure['code'], message: string, options: { remedy?: string; cause?: unknown } = {}) {
    super(message, { ...options, retryable: code === 'not-sent' || code === 'answer-lost' });
    this.code = code;
  }
}

/** The transport was closed before the call: there is no point in trying again. */
export class TransportClosed extends Failure {
  readonly code = 'transport-closed';
  constructor() {
    super('The connection has been closed');
  }
}
