import { Agent, type Dispatcher } from 'undici';
import { clientRefusal, connectorFor } from './connector.ts';
import { parsePins } from './server-pin.ts';
import { secureContext, type TlsIdentity } from './tls-identity.ts';
import { type HttpResponse, type Transport, TransportClosed, TransportFailure } from './transport.ts';

export interface TransportOptions {
  /** Our certificate, where the server asks for one. */
  readonly identity?: TlsIdentity | undefined;
  /** Base64 SHA-256 of the server's public key; several apart by spaces. On top of the usual checks, not in their place. */
  readonly serverPin?: string | undefined;
  /** Authorities (PEM) to trust besides those of the machine. */
  readonly ca?: string | undefined;
  /** Milliseconds for a connection with its handshake; default 10,000. */
  readonly connectTimeoutMs?: number | undefined;
  /** Milliseconds for a whole exchange that names no time of its own; default 60,000. */
  readonly timeoutMs?: number | undefined;
  /** The longest answer that is read, in bytes; default 50,000,000. */
  readonly maxAnswerBytes?: number | undefined;
}

/** Enough for ten calls a second that each take six seconds; the rest wait for a connection. */
const CONNECTIONS = 64;

/**
 * Opens a transport: HTTP/1.1 over TLS 1.2 or later, certificates always checked, redirects never followed, connections
 * kept for the next call.
 *
 * @throws {IdentityFailure} where the certificate or its key cannot be used
 */
export function openTransport(options: TransportOptions = {}): Transport {
  const { timeoutMs = 60_000, maxAnswerBytes = 50_000_000 } = options;
  const closing = new AbortController();
  const agent = new Agent({
    connections: CONNECTIONS,
    pipelining: 1,
    allowH2: false,
    headersTimeout: 0, // the exchange as a whole has a time-out
    bodyTimeout: 0,
    connect: connectorFor({
      secureContext: secureContext(options.identity, options.ca),
      pins: parsePins(options.serverPin),
      timeoutMs: options.connectTimeoutMs ?? 10_000,
      closing: closing.signal,
    }),
  });

  return {
    async request(request) {
      request.signal?.throwIfAborted();
      if (closing.signal.aborted) throw new TransportClosed();
      const exchange = new Exchange(new URL(request.url), maxAnswerBytes);
      const { host, origin, pathname, search } = exchange.url;
      const onAbort = () => exchange.abort(request.signal?.reason);
      const timer = setTimeout(() => exchange.expire(request.timeoutMs ?? timeoutMs), request.timeoutMs ?? timeoutMs);
      request.signal?.addEventListener('abort', onAbort, { once: true });
      try {
        const { method, headers = {}, body = null } = request;
        agent.dispatch({ origin, path: pathname + search, method, headers: { ...headers }, body }, exchange);
        return await exchange.response;
      } catch (error) {
        throw error instanceof TransportFailure || error === request.signal?.reason
          ? error
          : new TransportFailure('not-sent', `${host}: the request could not be made`, { cause: error });
      } finally {
        clearTimeout(timer);
        request.signal?.removeEventListener('abort', onAbort);
      }
    },
    async close() {
      closing.abort();
      await agent.destroy();
    },
  };
}

/** One request on its way. It knows whether a byte may have left, which decides what a failure means. */
class Exchange implements Dispatcher.DispatchHandler {
  readonly url: URL;
  readonly response: Promise<HttpResponse>;
  readonly #maxBytes: number;
  #resolve: (response: HttpResponse) => void = () => undefined;
  #reject: (reason: unknown) => void = () => undefined;
  readonly #chunks: Buffer[] = [];
  #bytes = 0;
  #controller: Dispatcher.DispatchController | undefined;
  #head: Pick<HttpResponse, 'status' | 'headers'> | undefined;
  #ended = false;

  constructor(url: URL, maxBytes: number) {
    this.url = url;
    this.#maxBytes = maxBytes;
    this.response = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
  }

  /** The caller no longer wants it. Before sending that is the end of it; afterwards the answer is lost. */
  abort(reason: unknown): void {
    if (this.#controller === undefined) this.#fail(reason);
    else this.#fail(new TransportFailure('answer-lost', `${this.url.host}: stopped while waiting`, { cause: reason }));
  }

  expire(ms: number): void {
    const code = this.#controller === undefined ? 'not-sent' : 'answer-lost';
    this.#fail(new TransportFailure(code, `${this.url.host}: no answer in ${ms} ms`));
  }

  #failure(error: Error): TransportFailure {
    const { host } = this.url;
    const reason = 'code' in error ? String(error.code) : error.name;
    const code = this.#controller === undefined ? 'not-sent' : 'answer-lost';
    return clientRefusal(host, error) ?? new TransportFailure(code, `${host}: ${reason}`, { cause: error });
  }

  #fail(reason: unknown): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#reject(reason);
    this.#controller?.abort(new Error('exchange ended'));
  }

  /** Called when a connection is ready, just before the first byte is written. */
  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#ended) controller.abort(new Error('exchange ended'));
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    headers: Record<string, string | string[] | undefined>,
  ): void {
    if (status < 200) return;
    const joined: Record<string, string> = {};
    for (const [name, value] of Object.entries(headers)) {
      if (value !== undefined) joined[name.toLowerCase()] = Array.isArray(value) ? value.join(', ') : value;
    }
    this.#head = { status, headers: joined };
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#bytes += chunk.length;
    if (this.#bytes > this.#maxBytes) {
      this.#fail(
        new TransportFailure('answer-lost', `${this.url.host}: the answer is longer than ${this.#maxBytes} bytes`),
      );
    } else {
      this.#chunks.push(chunk);
    }
  }

  onResponseEnd(): void {
    if (this.#ended || this.#head === undefined) return;
    this.#ended = true;
    this.#resolve({ ...this.#head, body: Buffer.concat(this.#chunks).toString('utf8') });
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.#fail(error instanceof TransportFailure ? error : this.#failure(error));
  }
}
