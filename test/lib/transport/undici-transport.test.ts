import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { createServer, type Socket } from 'node:net';
import { after, before, describe, test } from 'node:test';
import { type CertificateAuthority, createAuthority, type KeyPair } from '../../../lib/sandbox/certificates.ts';
import { spkiPin } from '../../../lib/transport/server-pin.ts';
import { type HttpRequest, TransportClosed, TransportFailure } from '../../../lib/transport/transport.ts';
import { openTransport, type TransportOptions } from '../../../lib/transport/undici-transport.ts';
import { startTlsServer, type TlsServer, type TlsServerOptions } from '../../support/tls-server.ts';

let authority: CertificateAuthority;
let keyPair: KeyPair;

before(async () => {
  authority = await createAuthority('Test authority');
  keyPair = await authority.serverCertificate();
});

const closers: (() => Promise<void>)[] = [];
after(() => Promise.all(closers.map((close) => close())));

async function server(options: Partial<TlsServerOptions> = {}): Promise<TlsServer> {
  const started = await startTlsServer({ keyPair, ...options });
  closers.push(() => started.close());
  return started;
}

function transport(options: TransportOptions = {}) {
  const opened = openTransport({ ca: authority.ca, ...options });
  closers.push(() => opened.close());
  return opened;
}

const get = (url: string, more: Partial<HttpRequest> = {}): HttpRequest => ({ method: 'GET', url, ...more });

/** The failure's code, for `assert.rejects`. */
const failure = (code: TransportFailure['code']) => (error: unknown) =>
  error instanceof TransportFailure && error.code === code;

describe('an exchange', () => {
  test('brings status, headers in lower case with repeated ones joined, and the body as text', async () => {
    const { url } = await server({
      answer: (_request, response) => {
        response.writeHead(202, { 'X-RateLimit-Reset': '0.5', 'X-Twice': ['a', 'b'] }).end('{"namn":"Åsa"}');
      },
    });
    const { status, headers, body } = await transport().request(get(url));
    assert.equal(status, 202);
    assert.equal(headers['x-ratelimit-reset'], '0.5');
    assert.equal(headers['x-twice'], 'a, b');
    assert.equal(body, '{"namn":"Åsa"}');
  });

  test('carries method, path with query and body', async () => {
    const { url, requests } = await server();
    await transport().request({ method: 'PUT', url: `${url}/persons/bulk?a=b`, body: '{"data":["ö"]}' });
    assert.deepEqual(requests, [{ method: 'PUT', path: '/persons/bulk?a=b', body: '{"data":["ö"]}' }]);
  });

  test('uses connections again for the next calls', async () => {
    const { url, requests, connections } = await server();
    const { request } = transport();
    for (let call = 0; call < 6; call++) await request(get(url));
    assert.equal(requests.length, 6);
    assert.ok(connections() <= 2, `${connections()} connections for 6 calls one after the other`);
  });

  test('does not follow a redirect', async () => {
    const elsewhere = await server();
    const { url } = await server({
      answer: (_request, response) => response.writeHead(307, { location: `${elsewhere.url}/stolen` }).end(),
    });
    const response = await transport().request(get(url, { headers: { authorization: 'Bearer secret' } }));
    assert.equal(response.status, 307);
    assert.deepEqual(elsewhere.requests, []);
  });
});

describe('a server that is not the right one', () => {
  test('is not spoken to where its authority is unknown', async () => {
    const { url, requests } = await server();
    await assert.rejects(openTransport().request(get(url)), failure('server-not-trusted'));
    assert.deepEqual(requests, []);
  });

  test('is not spoken to where its certificate is for another name', async () => {
    const { url, requests } = await server({ keyPair: await authority.clientCertificate() });
    await assert.rejects(transport().request(get(url)), failure('server-not-trusted'));
    assert.deepEqual(requests, []);
  });

  test('is not spoken to over TLS 1.1', async () => {
    const { url, requests } = await server({
      minVersion: 'TLSv1',
      maxVersion: 'TLSv1.1',
      ciphers: 'DEFAULT@SECLEVEL=0',
    });
    await assert.rejects(transport().request(get(url)), failure('not-sent'));
    assert.deepEqual(requests, []);
  });

  test('is not spoken to without TLS, unless it is this machine', async () => {
    await assert.rejects(transport().request(get('http://192.0.2.1/')), failure('server-not-trusted'));
  });

  test('is not spoken to where its key is not the pinned one, on any connection', async () => {
    const other = new X509Certificate((await authority.serverCertificate()).cert);
    const { url, requests } = await server();
    const { request } = transport({ serverPin: spkiPin(other.publicKey) });
    await assert.rejects(request(get(url)), failure('server-not-trusted'));
    await assert.rejects(request(get(url)), failure('server-not-trusted'));
    assert.deepEqual(requests, []);
  });

  test('is found out when it takes over the address and the TLS sessions of the right one', async () => {
    const ticketKeys = Buffer.alloc(48, 7);
    const pin = spkiPin(new X509Certificate(keyPair.cert).publicKey);
    const { request } = transport({ serverPin: pin });
    const right = await server({ ticketKeys });
    assert.equal((await request(get(right.url))).status, 200);
    await right.close();
    const wrong = await server({ ticketKeys, port: right.port, keyPair: await authority.serverCertificate() });
    await assert.rejects(request(get(wrong.url)), failure('server-not-trusted'));
    assert.deepEqual(wrong.requests, []);
  });

  test('is spoken to where its key is one of the pinned ones', async () => {
    const pin = spkiPin(new X509Certificate(keyPair.cert).publicKey);
    const { url } = await server();
    const { request } = transport({ serverPin: `sha256/${Buffer.alloc(32).toString('base64')}, ${pin}` });
    assert.equal((await request(get(url))).status, 200);
  });
});

describe('our certificate', () => {
  test('is shown to a server that asks', async () => {
    const { url, requests } = await server({ requestCert: true, rejectUnauthorized: true, ca: authority.ca });
    await transport({ identity: await authority.clientCertificate() }).request(get(url));
    assert.equal(requests.length, 1);
  });

  test('is what is wrong where a server ends the handshake over it', async () => {
    const CERTIFICATE_REQUIRED = 116;
    const { url } = await rawServer((socket) => {
      socket.once('data', () => socket.end(Buffer.from([0x15, 0x03, 0x03, 0, 2, 2, CERTIFICATE_REQUIRED])));
    });
    await assert.rejects(transport().request(get(url)), failure('client-refused'));
  });
});

describe('a request that failed before a byte left is not sent', () => {
  test('where nobody listens', async () => {
    const closed = await server();
    await closed.close();
    await assert.rejects(transport().request(get(closed.url)), failure('not-sent'));
  });

  test('where the handshake never ends', async () => {
    const { url } = await rawServer(() => undefined);
    await assert.rejects(transport({ connectTimeoutMs: 30 }).request(get(url)), failure('not-sent'));
    await assert.rejects(transport().request(get(url, { timeoutMs: 30 })), failure('not-sent'));
  });

  test('where it was called off, and then the reason comes back as it was', async () => {
    const { url } = await rawServer(() => undefined);
    const reason = new Error('redeployed');
    await assert.rejects(transport().request(get(url, { signal: AbortSignal.abort(reason) })), reason);
    const stop = new AbortController();
    const pending = transport().request(get(url, { signal: stop.signal }));
    setImmediate(() => stop.abort(reason));
    await assert.rejects(pending, reason);
  });

  test('where the transport was closed', async () => {
    const { url } = await rawServer(() => undefined);
    const opened = transport();
    const pending = opened.request(get(url));
    setImmediate(() => opened.close());
    await assert.rejects(pending, failure('not-sent'));
    await assert.rejects(opened.request(get(url)), TransportClosed, 'and there it ends: nobody need try again');
  });
});

describe('a request that may have arrived has lost its answer', () => {
  const lost: Record<string, Partial<TlsServerOptions>> = {
    'the connection breaks instead of an answer': { answer: ({ socket }) => socket.destroy() },
    'the answer breaks off': {
      answer: ({ socket }, response) => {
        response.writeHead(202, { 'content-length': '100' }).write('{"jobId"', () => socket.destroy());
      },
    },
    'the answer is too long': { answer: (_request, response) => response.end('x'.repeat(2000)) },
    'no answer comes in time': { answer: () => undefined },
  };
  for (const [name, options] of Object.entries(lost)) {
    test(`where ${name}`, async () => {
      const { url, requests } = await server(options);
      const { request } = transport({ maxAnswerBytes: 1000 });
      const posted = request({ method: 'POST', url, body: '{}', timeoutMs: 300 });
      await assert.rejects(posted, failure('answer-lost'));
      assert.equal(requests.length, 1);
    });
  }

  test('where it was called off after sending', async () => {
    const stop = new AbortController();
    const { url } = await server({ answer: () => stop.abort(new Error('redeployed')) });
    const posted = transport().request({ method: 'POST', url, body: '{}', signal: stop.signal });
    await assert.rejects(posted, failure('answer-lost'));
  });

  test('where the transport was closed after sending', async () => {
    const opened = transport();
    const { url } = await server({ answer: () => void opened.close() });
    await assert.rejects(opened.request({ method: 'POST', url, body: '{}' }), failure('answer-lost'));
  });

  test('and says nothing of what was sent', async () => {
    const { url } = await server({ answer: ({ socket }) => socket.destroy() });
    const request = { method: 'POST', url: `${url}/persons/200901272385?t=secret`, body: '{"a":"Anka"}' } as const;
    const error: unknown = await transport()
      .request({ ...request, headers: { authorization: 'Bearer secret' } })
      .catch((reason: unknown) => reason);
    assert.ok(error instanceof TransportFailure);
    assert.doesNotMatch(JSON.stringify([error.message, error.remedy ?? '']), /secret|200901272385|Anka/);
  });
});

/** A TCP server that speaks no TLS of its own accord. */
async function rawServer(onConnection: (socket: Socket) => void): Promise<{ url: string }> {
  const sockets: Socket[] = [];
  const raw = createServer((socket) => {
    sockets.push(socket.on('error', () => undefined));
    onConnection(socket);
  });
  await new Promise<void>((resolve) => raw.listen(0, '127.0.0.1', resolve));
  closers.push(async () => {
    for (const socket of sockets) socket.destroy();
    raw.close();
  });
  const address = raw.address();
  assert.ok(address !== null && typeof address === 'object');
  return { url: `https://127.0.0.1:${address.port}` };
}
