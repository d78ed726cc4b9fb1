import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { createServer, type Server, type ServerOptions } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import type { KeyPair } from '../../lib/sandbox/certificates.ts';

/** A real HTTPS server on loopback, and what it saw. */
export interface TlsServer {
  readonly url: string;
  readonly port: number;
  readonly requests: { readonly method: string; readonly path: string; readonly body: string }[];
  /** How many TCP connections were opened. */
  readonly connections: () => number;
  close(): Promise<void>;
}

export interface TlsServerOptions extends ServerOptions {
  readonly keyPair: KeyPair;
  readonly port?: number;
  readonly answer?: (request: IncomingMessage, response: ServerResponse, body: string) => void;
}

export async function startTlsServer({ keyPair, port = 0, answer, ...options }: TlsServerOptions): Promise<TlsServer> {
  const requests: { method: string; path: string; body: string }[] = [];
  const sockets = new Set<Duplex>();
  let connections = 0;
  const listener: RequestListener = (request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString('utf8');
      requests.push({ method: request.method ?? '', path: request.url ?? '', body });
      if (answer === undefined) response.end('{}');
      else answer(request, response, body);
    });
  };
  const server: Server = createServer({ ...keyPair, ...options }, listener);
  server.on('connection', (socket) => {
    connections++;
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  server.on('tlsClientError', () => undefined); // a test of failing handshakes causes them on purpose
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const address = server.address() as AddressInfo; // a TCP server that listens has one
  return {
    url: `https://127.0.0.1:${address.port}`,
    port: address.port,
    requests,
    connections: () => connections,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}
