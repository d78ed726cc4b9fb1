import type { HttpRequest, HttpResponse, Transport } from '../../lib/transport/transport.ts';

/** A transport whose answers a test decides, call by call, and which remembers the calls. */
export class ScriptedTransport implements Transport {
  readonly requests: HttpRequest[] = [];
  readonly #answer: (request: HttpRequest, call: number) => HttpResponse | Promise<HttpResponse>;

  /** @param answer may throw; `call` counts from 1 */
  constructor(answer: (request: HttpRequest, call: number) => HttpResponse | Promise<HttpResponse>) {
    this.#answer = answer;
  }

  async request(request: HttpRequest): Promise<HttpResponse> {
    request.signal?.throwIfAborted();
    this.requests.push(request);
    return this.#answer(request, this.requests.length);
  }

  async close(): Promise<void> {}
}

/** An answer in JSON. */
export function answer(status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): HttpResponse {
  return { status, headers, body: JSON.stringify(body) };
}
