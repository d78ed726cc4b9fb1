import type { IncomingHttpHeaders, IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { createServer as createHttpServer } from 'node:http';
import { createServer as createHttpsServer, type ServerOptions } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { Failure } from '../failure.ts';

/** One request as a service sees it. */
export interface Call {
  readonly method: string;
  /** Path without the query, percent-decoded parts left as they came. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  /** The body as text; empty where it exceeds what any service here takes. */
  readonly body: string;
  /** Bytes of the body as they came over the wire. */
  readonly bytes: number;
  readonly ip: string;
  readonly socket: Socket;
  /** The server's own address, such as `https://127.0.0.1:4711`. */
  readonly origin: string;
}

/** What a service answers. `lost` hangs up without a word. */
export type Answer =
  | { readonly status: number; readonly headers?: Readonly<Record<string, string>>; readonly json?: unknown }
  | { readonly lost: true };

export type Service = (call: Call) => Answer | Promise<Answer>;

/** One call and its answer, as they went over the wire. */
export interface Exchange {
  readonly service: string;
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  readonly requestHeaders: IncomingHttpHeaders;
  readonly requestBody: string;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Text as sent; empty where there is none. */
  readonly body: string;
}

export interface Listener {
  /** `https://127.0.0.1:4711`, no slash at the end. */
  readonly origin: string;
  close(): Promise<void>;
}

export interface ListenOptions {
  readonly name: string;
  /** 0 takes a free one. */
  readonly port: number;
  readonly service: Service;
  /** Without it: plain http. */
  readonly tls?: ServerOptions;
  readonly onExchange?: ((exchange: Exchange) => void) | undefined;
}

/** A body beyond this is not kept: far more than the services take (200,000 bytes), little enough for a small machine. */
const KEPT_BYTES = 4_000_000;
/** A sender of more than this is cut off. */
const READ_BYTES = 64_000_000;
/**
 * An idle connection stays open this long, in milliseconds: a server that hangs up while a client writes its next call
 * makes an answer look lost, and that should happen here only when it is asked for.
 */
const KEEP_ALIVE_MS = 120_000;

/** The port that was asked for cannot be had. */
export class PortTaken extends Failure {
  readonly code = 'sandbox-port-taken';
}

/** Starts a server on loopback only. @throws {PortTaken} */
export async function listen({ name, port, service, tls, onExchange }: ListenOptions): Promise<Listener> {
  let origin = '';
  const handle: RequestListener = (request, response) => {
    respond({ name, service, origin, onExchange }, request, response).catch(() => {
      if (response.headersSent || request.destroyed) response.destroy();
      else response.writeHead(500).end();
    });
  };
  const server = tls === undefined ? createHttpServer(handle) : createHttpsServer(tls, handle);
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause) =>
      reject(new PortTaken(`The sandbox cannot listen on port ${port}.`, { cause, remedy: 'Choose another port.' })),
    );
    server.listen(port, '127.0.0.1', resolve);
  });
  const address = server.address() as AddressInfo; // a TCP server that listens has one
  origin = `${tls === undefined ? 'http' : 'https'}://127.0.0.1:${address.port}`;
  return {
    origin,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function respond(
  { name, service, origin, onExchange }: Pick<ListenOptions, 'name' | 'service' | 'onExchange'> & { origin: string },
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://sandbox');
  const { body, bytes } = await read(request);
  const answer = await service({
    method: request.method ?? 'GET',
    path: url.pathname,
    query: url.searchParams,
    headers: request.headers,
    body,
    bytes,
    ip: request.socket.remoteAddress ?? '',
    socket: request.socket,
    origin,
  });
  if ('lost' in answer) {
    response.destroy();
    return;
  }
  const text = answer.json === undefined ? '' : JSON.stringify(answer.json);
  const headers: Record<string, string> = {
    ...(text === '' ? {} : { 'content-type': 'application/json' }),
    ...answer.headers,
  };
  response.writeHead(answer.status, { ...headers, 'content-length': Buffer.byteLength(text) }).end(text);
  onExchange?.({
    service: name,
    method: request.method ?? 'GET',
    url: url.pathname + url.search,
    requestHeaders: request.headers,
    requestBody: body,
    status: answer.status,
    headers,
    body: text,
  });
}

async function read(request: IncomingMessage): Promise<{ body: string; bytes: number }> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    bytes += part.length;
    if (bytes > READ_BYTES) throw new RangeError('body too large to read');
    if (bytes <= KEPT_BYTES) parts.push(part);
  }
  return { body: bytes <= KEPT_BYTES ? Buffer.concat(parts).toString('utf8') : '', bytes };
}
