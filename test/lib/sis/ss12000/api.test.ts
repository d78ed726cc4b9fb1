import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { after, before, beforeEach, describe, test } from 'node:test';
import { Failure } from '../../../../lib/failure.ts';
import { fetchSs12000, type Ss12000Api } from '../../../../lib/sis/ss12000/api.ts';
import { importSs12000 } from '../../../../lib/sis/ss12000/import.ts';
import { openTransport } from '../../../../lib/transport/undici-transport.ts';
import { ManualClock } from '../../../support/manual-clock.ts';
import { duty, id, organisations, pupil, TODAY } from './organiser.ts';

/** A student information system with an API, and a memory of what it was asked. */
const content: Readonly<Record<string, readonly unknown[]>> = {
  organisations,
  persons: [1, 2, 3, 4, 5].map((number) => pupil(number)),
  duties: [duty(6, 1)],
  groups: [],
  activities: [],
};

interface Asked {
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

type Answer = { readonly status: number; readonly body: unknown };

let asked: Asked[] = [];
/** What a test makes of a call; undefined for the usual answer. */
let instead: (call: Asked, number: number) => Answer | 'hang-up' | undefined = () => undefined;

function usual({ path, query }: Asked): Answer {
  if (path === '/token') return { status: 200, body: { access_token: `token-${tokens()}`, token_type: 'Bearer' } };
  const objects = content[path.replace('/ss12000/v2.0/', '')];
  if (!objects) return { status: 404, body: 'no such thing' };
  const start = Number(query.pageToken ?? 0);
  const end = start + Number(query.limit ?? 2);
  return {
    status: 200,
    body: { data: objects.slice(start, end), pageToken: end < objects.length ? String(end) : null },
  };
}

const tokens = () => asked.filter(({ path }) => path === '/token').length;

async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const url = new URL(request.url ?? '/', 'http://localhost');
  const call: Asked = {
    method: request.method ?? '',
    path: url.pathname,
    query: Object.fromEntries(url.searchParams),
    headers: request.headers,
    body: Buffer.concat(chunks).toString(),
  };
  asked.push(call);
  const answer = instead(call, asked.length) ?? usual(call);
  if (answer === 'hang-up') request.socket.destroy();
  else response.writeHead(answer.status, { location: 'http://localhost/elsewhere' }).end(JSON.stringify(answer.body));
}

let server: Server;
let origin = '';
const transport = openTransport();
const clock = new ManualClock(undefined, { autoAdvance: true });

before(async () => {
  server = createServer((request, response) => void serve(request, response)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  assert.ok(address !== null && typeof address === 'object');
  origin = `http://127.0.0.1:${address.port}`;
});
after(async () => {
  await transport.close();
  server.close();
});
beforeEach(() => {
  asked = [];
  instead = () => undefined;
});

const fetchAll = (options: Partial<Ss12000Api> = {}) =>
  fetchSs12000({ baseUrl: `${origin}/ss12000/v2.0/`, transport, clock, random: () => 0.5, ...options });

async function failing(options: Partial<Ss12000Api> = {}): Promise<string> {
  try {
    await fetchAll(options);
  } catch (error) {
    assert.ok(error instanceof Failure, String(error));
    assert.doesNotMatch(`${error.message} ${error.remedy}`, /:secret|s:ecret|Alva|quoted/);
    return `${error.code}${error.retryable ? ' (retryable)' : ''}: ${error.message}`;
  }
  return 'no failure';
}

const credentials = () => ({
  clientCredentials: { tokenUrl: `${origin}/token`, clientId: 'a client', clientSecret: 's:ecret&ü' },
});

describe('the API of a student information system', () => {
  test('is read page by page to the end', async () => {
    const pages: string[] = [];
    const found = await fetchAll({
      access: { bearer: 'the-token' },
      headers: { 'x-api-key': 'k' },
      onPage: (collection, objects) => pages.push(`${collection} ${objects}`),
    });
    const { dataset } = importSs12000(found, { today: TODAY });
    assert.deepEqual(
      dataset.persons.map((person) => Object(person).id),
      [1, 2, 3, 4, 5].map(id),
    );
    assert.equal(dataset.duties.length, 1);
    assert.deepEqual(
      asked.map(({ path, query }) => `${path.replace('/ss12000/v2.0', '')} ${query.pageToken ?? ''}`),
      ['/organisations ', '/persons ', '/persons 2', '/persons 4', '/duties ', '/groups ', '/activities '],
    );
    assert.deepEqual(pages.slice(1, 4), ['persons 2', 'persons 4', 'persons 5']);
    for (const { headers, method } of asked) {
      assert.equal(method, 'GET');
      assert.equal(headers.authorization, 'Bearer the-token');
      assert.equal(headers['x-api-key'], 'k');
    }
  });

  test('is asked for pages of the size one wishes', async () => {
    await fetchAll({ pageSize: 100 });
    assert.deepEqual(
      asked.map(({ query }) => query.limit),
      ['100', '100', '100', '100', '100'],
    );
  });

  test('is shown a token of its OAuth server, fetched once', async () => {
    await fetchAll({ access: credentials() });
    assert.equal(tokens(), 1);
    const [first, ...pages] = asked;
    assert.equal(first?.method, 'POST');
    assert.equal(first?.body, 'grant_type=client_credentials');
    assert.equal(first?.headers['content-type'], 'application/x-www-form-urlencoded');
    const basic = Buffer.from(String(first?.headers.authorization).replace('Basic ', ''), 'base64').toString();
    assert.equal(basic, 'a+client:s%3Aecret%26%C3%BC', 'each part form-encoded: RFC 6749, 2.3.1');
    assert.ok(pages.every(({ headers }) => headers.authorization === 'Bearer token-1'));
  });

  test('may want the secret in the form, and a scope', async () => {
    const { clientCredentials } = credentials();
    await fetchAll({ access: { clientCredentials: { ...clientCredentials, scope: 'ss12000 read', sentIn: 'form' } } });
    assert.equal(asked[0]?.headers.authorization, undefined);
    assert.deepEqual(Object.fromEntries(new URLSearchParams(asked[0]?.body)), {
      grant_type: 'client_credentials',
      scope: 'ss12000 read',
      client_id: 'a client',
      client_secret: 's:ecret&ü',
    });
  });

  test('may let a token run out in the middle', async () => {
    instead = ({ headers, query }) =>
      query.pageToken === '2' && headers.authorization === 'Bearer token-1' ? { status: 401, body: {} } : undefined;
    const { persons } = await fetchAll({ access: credentials() });
    assert.equal(persons.length, 5);
    assert.equal(tokens(), 2);
  });

  test('may be busy, away for a moment, or hang up', async () => {
    instead = (_, number) =>
      number === 2
        ? { status: 429, body: {} }
        : number === 3
          ? { status: 503, body: {} }
          : number === 5
            ? 'hang-up'
            : undefined;
    const waits: string[] = [];
    const { persons } = await fetchAll({ onWait: ({ cause }) => waits.push(cause) });
    assert.equal(persons.length, 5);
    assert.deepEqual(waits, ['rate-limit', 'unavailable', 'unreachable']);
  });

  test('that stays away is given up, and may be tried again later', async () => {
    instead = () => ({ status: 503, body: {} });
    assert.match(await failing({ patienceMs: 60_000 }), /^sis-failed \(retryable\): .*503.*"organisations"/);
    assert.ok(asked.length > 5, 'after some attempts');
  });

  test('may refuse us, and is not asked over and over', async () => {
    for (const status of [401, 403]) {
      asked = [];
      instead = () => ({ status, body: { error: 'quoted' } });
      assert.match(await failing({ access: { bearer: 'x' } }), /^sis-refused: .*"organisations"/);
      assert.equal(asked.length, 1);
    }
  });

  test('may have a token server that refuses us', async () => {
    instead = ({ path }) =>
      path === '/token' ? { status: 401, body: { error: 'invalid_client', error_description: 'quoted' } } : undefined;
    assert.match(await failing({ access: credentials() }), /^sis-token-refused: .*invalid_client/);
    instead = ({ path }) => (path === '/token' ? { status: 400, body: 'quoted' } : undefined);
    assert.match(await failing({ access: credentials() }), /^sis-token-refused: .*status 400/);
    instead = ({ path }) => (path === '/token' ? { status: 200, body: { token: 'quoted' } } : undefined);
    assert.match(await failing({ access: credentials() }), /^sis-answer-unreadable: /);
    assert.equal(asked.length, 3, 'and no page was asked for');
  });

  test('may answer nonsense', async () => {
    const nonsense: unknown[] = ['quoted', [], { persons: [] }, { data: { id: 1 } }, null];
    for (const body of nonsense) {
      instead = () => ({ status: 200, body });
      assert.match(await failing(), /^sis-answer-unreadable: .*"organisations"/);
    }
    instead = () => ({ status: 404, body: 'quoted' });
    assert.match(await failing(), /^sis-failed: .*404/);
  });

  test('is not followed elsewhere', async () => {
    instead = () => ({ status: 302, body: {} });
    assert.match(await failing({ access: { bearer: 'x' } }), /^sis-failed: .*302/);
    assert.equal(asked.length, 1);
  });

  test('that gives the same page token for ever is left', async () => {
    instead = ({ path }) =>
      path.endsWith('persons') ? { status: 200, body: { data: [], pageToken: 'a' } } : undefined;
    assert.match(await failing(), /^sis-pages-repeat: .*"persons"/);
  });

  test('must be reached over TLS unless it is this machine', async () => {
    for (const baseUrl of [
      'http://sis.example/v2',
      'sis.example',
      '',
      'https://me:secret@sis.example',
      'ftp://sis.example',
    ]) {
      assert.match(await failing({ baseUrl }), /^sis-address-unusable: /);
    }
    const { clientCredentials } = credentials();
    const access = { clientCredentials: { ...clientCredentials, tokenUrl: 'http://sis.example/token' } };
    assert.match(await failing({ access }), /^sis-address-unusable: /);
    assert.equal(asked.length, 0);
  });

  test('can be left at any moment', async () => {
    const leaving = new AbortController();
    instead = ({ query }) => {
      if (query.pageToken === '2') leaving.abort(new Error('redeployed'));
      return undefined;
    };
    await assert.rejects(fetchAll({ signal: leaving.signal }));
    assert.equal(asked.at(-1)?.query.pageToken, '2');
  });
});
