import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createClient } from '../../../lib/dnp/client.ts';
import { LIMITS } from '../../../lib/dnp/endpoints.ts';
import type { TokenSource } from '../../../lib/dnp/grant/token.ts';
import type { ProvisioningService } from '../../../lib/dnp/service.ts';
import { ServiceFailure } from '../../../lib/dnp/service-failure.ts';
import { limiterFor } from '../../../lib/transport/limiter.ts';
import { type HttpRequest, type HttpResponse, TransportFailure } from '../../../lib/transport/transport.ts';
import { ManualClock } from '../../support/manual-clock.ts';
import { answer, ScriptedTransport } from '../../support/scripted-transport.ts';

const BASE = 'https://api.example/provisioning/v1';
const JOB = '3fa85f64-5717-4562-b3fc-2c963f66afa7';
const accepted = () => answer(202, { jobId: JOB }, { location: 'https://elsewhere.example/jobs/1' });
const log = (status: number, id: string) =>
  answer(status, [
    { id, statusCode: status, message: 'Nej, 200901272385', severityLevel: 'Error', timeOfOccurance: '2026-11-21' },
  ]);

interface Bench {
  readonly service: ProvisioningService;
  readonly requests: readonly HttpRequest[];
  readonly clock: ManualClock;
  /** How often the token was renewed. */
  readonly renewals: () => number;
}

function bench(
  reply: (request: HttpRequest, call: number, clock: ManualClock) => HttpResponse | Promise<HttpResponse>,
  more: { patienceMs?: number; token?: Partial<TokenSource> } = {},
): Bench {
  const clock = new ManualClock(undefined, { autoAdvance: true });
  const transport = new ScriptedTransport((request, call) => reply(request, call, clock));
  let renewals = 0;
  const token: TokenSource = {
    token: async () => `token-${renewals}`,
    refresh: async () => `token-${++renewals}`,
    grant: async () => ({ organisationId: 'SE2120009999', expiresAt: clock.now() + 3_600_000 }),
    ...more.token,
  };
  const service = createClient({
    baseUrl: `${BASE}/`,
    transport,
    limiter: limiterFor(new URL(BASE).origin, clock, LIMITS.callsPerSecond),
    token,
    clock,
    random: () => 0.5,
    patienceMs: more.patienceMs,
  });
  return { service, requests: transport.requests, clock, renewals: () => renewals };
}

const lost = () => {
  throw new TransportFailure('answer-lost', 'reset');
};
const unsent = () => {
  throw new TransportFailure('not-sent', 'refused');
};
const isFailure = (expected: Partial<ServiceFailure>) => (error: unknown) => {
  assert.ok(error instanceof ServiceFailure, String(error));
  for (const [name, value] of Object.entries(expected)) assert.equal(Reflect.get(error, name), value, name);
  return true;
};
const codeIs = (code: string) => (error: unknown) => error instanceof TransportFailure && error.code === code;

describe('a bulk call', () => {
  test('carries the body as it is, with the token, to where its operation belongs', async () => {
    const { service, requests } = bench(accepted);
    const body = '{"data":[{"id":"Å"}]}';
    for (const operation of ['send', 'create', 'update', 'delete'] as const) {
      assert.deepEqual(await service.submit('Duty', operation, body), { jobId: JOB });
    }
    assert.deepEqual(
      requests.map(({ method, url }) => `${method} ${url.slice(BASE.length)}`),
      [
        'POST /duties/bulk?updateIfExists=true',
        'POST /duties/bulk?updateIfExists=false',
        'PUT /duties/bulk',
        'POST /duties/bulk/delete',
      ],
    );
    for (const request of requests) {
      assert.equal(request.body, body);
      assert.equal(request.headers?.authorization, 'Bearer token-0');
      assert.equal(request.headers?.['content-type'], 'application/json');
    }
  });

  for (const [name, trouble] of Object.entries({
    'quota (429)': () => log(429, '5021'),
    'unavailability (503)': () => log(503, '5022'),
    'a connection that failed before sending': unsent,
  })) {
    test(`is sent again after ${name}`, async () => {
      const { service, requests } = bench((_request, call) => (call < 4 ? trouble() : accepted()));
      assert.deepEqual(await service.submit('Person', 'send', '{"data":[]}'), { jobId: JOB });
      assert.equal(requests.length, 4);
    });
  }

  test('is never sent again where its answer was lost', async () => {
    const { service, requests } = bench(lost);
    await assert.rejects(service.submit('Person', 'send', '{"data":[]}'), codeIs('answer-lost'));
    assert.equal(requests.length, 1);
  });

  test('is never sent again after an error that leaves open what was done', async () => {
    for (const status of [500, 502, 504]) {
      const { service, requests } = bench(() => answer(status, 'x'));
      const expected = { status, code: `http-${status}`, rejected: false };
      await assert.rejects(service.submit('Person', 'send', '{"data":[]}'), isFailure(expected));
      assert.equal(requests.length, 1);
    }
  });

  test('that was taken without a job id has lost its answer', async () => {
    for (const reply of [answer(202, {}), answer(202, { jobId: '' }), { status: 202, headers: {}, body: '' }]) {
      const { service, requests } = bench(() => reply);
      await assert.rejects(service.submit('Person', 'send', '{"data":[]}'), codeIs('answer-lost'));
      assert.equal(requests.length, 1);
    }
  });

  test('that is too large, or wrong, is certain to have been rejected', async () => {
    for (const [status, id] of [
      [413, '5020'],
      [400, '2010'],
      [403, '5099'],
    ] as const) {
      const { service, requests } = bench(() => log(status, id));
      const expected = { status, code: id, rejected: true, retryable: false };
      await assert.rejects(service.submit('Person', 'send', '{"data":[]}'), isFailure(expected));
      assert.equal(requests.length, 1);
    }
  });

  test('tries for as long as its patience lasts and says why it waits', async () => {
    const { service, clock, requests } = bench(() => log(503, '5022'), { patienceMs: 600_000 });
    const began = clock.now();
    const causes = new Set<string>();
    const onWait = ({ cause }: { cause: string }) => causes.add(cause);
    await assert.rejects(service.submit('Person', 'send', '{"data":[]}', { onWait }));
    const took = clock.now() - began;
    assert.ok(took > 500_000 && took <= 600_000, `gave up after ${took} ms`);
    assert.ok(requests.length < 30, `${requests.length} calls`);
    assert.deepEqual([...causes], ['unavailable', 'outage']);
  });

  test('ends with the reason when it is called off', async () => {
    const stop = new AbortController();
    const { service } = bench(unsent);
    const reason = new Error('redeployed');
    const options = { signal: stop.signal, onWait: () => stop.abort(reason) };
    await assert.rejects(service.submit('Person', 'send', '{"data":[]}', options), reason);
  });
});

describe('a token that the service does not take', () => {
  test('is renewed once, and the call is made with the new one', async () => {
    const { service, requests, renewals } = bench(({ headers }) =>
      headers?.authorization === 'Bearer token-1' ? accepted() : log(403, '5002'),
    );
    assert.deepEqual(await service.submit('Person', 'send', '{"data":[]}'), { jobId: JOB });
    assert.equal(renewals(), 1);
    assert.equal(requests.length, 2);
  });

  test('is not renewed again and again', async () => {
    const { service, requests, renewals } = bench(() => log(403, '5002'));
    const error: unknown = await service.job('Person', JOB).catch((reason: unknown) => reason);
    assert.ok(error instanceof ServiceFailure);
    assert.equal(error.code, '5002');
    assert.ok(error.remedy);
    assert.equal(renewals(), 1);
    assert.equal(requests.length, 2);
  });

  test('is renewed once for all attempts of a call', async () => {
    const { service, renewals } = bench((_request, call) => (call === 2 ? log(503, '5022') : log(403, '5002')));
    await assert.rejects(service.submit('Person', 'send', '{"data":[]}'), isFailure({ code: '5002' }));
    assert.equal(renewals(), 1);
  });

  test('is not the matter with every refusal', async () => {
    const { service, renewals } = bench(() => log(403, '5003'));
    await assert.rejects(service.job('Person', JOB), isFailure({ status: 403 }));
    assert.equal(renewals(), 0);
  });

  test('cannot make a bulk call doubtful while there is none: nothing was sent', async () => {
    const token = { token: async () => lost() };
    const { service, requests } = bench(accepted, { token, patienceMs: 2000 });
    await assert.rejects(service.submit('Person', 'send', '{"data":[]}'), codeIs('not-sent'));
    assert.equal(requests.length, 0);
  });
});

describe('a job', () => {
  const entry = (id: string, response: object) => ({ id, response, meta: {} });

  test('is asked for by its id at our address, and every status is kept as it came', async () => {
    const { service, requests } = bench(() =>
      answer(200, {
        jobId: JOB,
        responses: [
          entry('a', { status: 'Success', location: 'https://elsewhere.example/a', news: 1 }),
          entry('b', { status: 'Warning', warnings: [{ id: 3047, statusCode: 200, novelty: true }] }),
          entry('c', { status: 'Sleeping', errors: null }),
        ],
      }),
    );
    const entries = await service.job('Group', JOB);
    assert.equal(requests[0]?.url, `${BASE}/groups/bulk/jobs/${JOB}`);
    assert.deepEqual(
      entries.map(({ id, status }) => [id, status]),
      [
        ['a', 'Success'],
        ['b', 'Warning'],
        ['c', 'Sleeping'],
      ],
    );
    assert.equal(entries[1]?.warnings[0]?.id, '3047');
    assert.deepEqual(entries[2]?.errors, []);
  });

  test('is asked for again where the answer was lost: asking changes nothing', async () => {
    const { service, requests } = bench((_request, call) => (call === 1 ? lost() : answer(200, true)));
    assert.equal(await service.isCompleted('Person', JOB), true);
    assert.equal(requests.length, 2);
  });

  test('that the service does not know is a failure with that status', async () => {
    const { service } = bench(() => log(404, '4001'));
    await assert.rejects(service.job('Person', JOB), isFailure({ status: 404, code: '4001' }));
  });

  test('whose answer makes no sense is not taken for anything', async () => {
    for (const body of ['', '<html>', 'null', '{"responses":[{"id":"a"}]}', '[]']) {
      const { service } = bench(() => ({ status: 200, headers: {}, body }));
      await assert.rejects(service.job('Person', JOB), isFailure({ code: 'unreadable-answer', retryable: false }));
      await assert.rejects(service.isCompleted('Person', JOB), isFailure({ code: 'unreadable-answer' }));
    }
  });
});

describe('a look-up', () => {
  const found = ({ body }: HttpRequest) => {
    const asked: Record<string, string[]> = JSON.parse(String(body));
    return answer(
      200,
      Object.values(asked)
        .flat()
        .map((id) => ({ id, novelty: 1 })),
    );
  };
  const ids = (count: number) =>
    Array.from({ length: count }, (_, n) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`);

  test('asks for any number in bodies below the limit, each object once', async () => {
    const { service, requests } = bench(found);
    const query = {
      ids: [...ids(2500), ...ids(10)],
      eduPersonPrincipalNames: [`${'å'.repeat(60_000)}@x`, `${'ä'.repeat(60_000)}@x`],
    };
    const resources = await service.lookup('Person', query);
    assert.equal(resources.length, 2502);
    assert.equal(resources[0]?.novelty, 1);
    for (const { body } of requests) assert.ok(Buffer.byteLength(String(body)) <= LIMITS.bodyBytes);
  });

  test('for nothing makes no call', async () => {
    const { service, requests } = bench(found);
    assert.deepEqual(await service.lookup('Person', {}), []);
    assert.deepEqual(await service.lookup('Duty', { ids: [] }), []);
    assert.equal(requests.length, 0);
  });

  test('asks for less where the answer would be too large, and remembers how much less', async () => {
    const { service, requests, clock } = bench((request) => {
      const asked: { ids: string[] } = JSON.parse(String(request.body));
      return asked.ids.length > 300 ? log(503, '6001') : found(request);
    });
    assert.equal((await service.lookup('Group', { ids: ids(1000) })).length, 1000);
    const first = requests.length;
    const began = clock.now();
    assert.equal((await service.lookup('Group', { ids: ids(1000) })).length, 1000);
    assert.equal(requests.length - first, 4);
    assert.ok(clock.now() - began < 2000, 'nothing was waited for');
  });

  test('of a single object that is too large fails and is not repeated', async () => {
    const { service, requests } = bench(() => log(503, '6001'));
    await assert.rejects(service.lookup('Group', { ids: ids(1) }), isFailure({ code: '6001', retryable: false }));
    assert.equal(requests.length, 1);
  });
});

describe('a list', () => {
  const pageOf = ({ url }: HttpRequest, total: number) => {
    const { searchParams } = new URL(url);
    const from = Number(searchParams.get('pageToken') ?? 0);
    const limit = Number(searchParams.get('limit'));
    const data = Array.from({ length: Math.min(limit, total - from) }, (_, n) => ({ id: String(from + n) }));
    return answer(200, { data, pageToken: from + limit < total ? String(from + limit) : null });
  };
  const all = async (pages: AsyncIterable<readonly { id: string }[]>) => {
    const found: string[] = [];
    for await (const page of pages) found.push(...page.map(({ id }) => id));
    return found;
  };

  test('is read page by page to the end, in the largest pages', async () => {
    const { service, requests } = bench((request) => pageOf(request, 250));
    assert.equal(new Set(await all(service.list('Activity'))).size, 250);
    assert.deepEqual(
      requests.map(({ url }) => new URL(url).search),
      ['?limit=100', '?limit=100&pageToken=100', '?limit=100&pageToken=200'],
    );
  });

  test('is read no further than somebody wants', async () => {
    const { service, requests } = bench((request) => pageOf(request, 250));
    for await (const page of service.list('Activity', { pageSize: 7 })) {
      assert.equal(page.length, 7);
      break;
    }
    assert.equal(requests.length, 1);
  });

  test('that goes round in circles ends with a failure', async () => {
    const { service } = bench(() => answer(200, { data: [{ id: 'a' }], pageToken: 'same' }));
    await assert.rejects(all(service.list('Person')), isFailure({ code: 'unreadable-answer' }));
  });

  test('comes in smaller pages where a large one is too much', async () => {
    const { service } = bench((request) =>
      Number(new URL(request.url).searchParams.get('limit')) > 30 ? log(503, '6001') : pageOf(request, 90),
    );
    assert.equal((await all(service.list('Person'))).length, 90);
  });
});

describe('one object, and the service itself', () => {
  test('an object that is not there is undefined; a wrong address is a failure', async () => {
    assert.equal(await bench(() => log(404, '4001')).service.get('Person', JOB), undefined);
    const elsewhere = bench(() => ({ status: 404, headers: {}, body: '<html>Not found</html>' }));
    await assert.rejects(elsewhere.service.get('Person', JOB), isFailure({ status: 404, code: 'http-404' }));
    assert.deepEqual(await bench(() => answer(200, { id: JOB })).service.get('Person', JOB), { id: JOB });
  });

  test('the service is alive, or it is not, and the answer comes at once', async () => {
    for (const [reply, alive] of [
      [() => answer(200, ''), true],
      [() => log(503, '5022'), false],
      [unsent, false],
    ] as const) {
      const { service, requests, clock } = bench(reply);
      const began = clock.now();
      assert.equal(await service.alive(), alive);
      assert.equal(requests.length, 1);
      assert.equal(clock.now(), began);
    }
    const untrusted = bench(() => {
      throw new TransportFailure('server-not-trusted', 'pin');
    });
    await assert.rejects(untrusted.service.alive(), codeIs('server-not-trusted'));
  });
});

describe('what a failure shows', () => {
  test('is the id of the error, never its text: that can echo personal data', async () => {
    const { service } = bench(() => log(400, '2010'));
    const error: unknown = await service.get('Person', JOB).catch((reason: unknown) => reason);
    assert.ok(error instanceof ServiceFailure);
    assert.equal(error.entries[0]?.message, 'Nej, 200901272385', 'it is there for who asks for it');
    assert.doesNotMatch(`${error.message}${error.stack}${JSON.stringify(error)}`, /200901272385/);
  });

  test('a redirect is not followed with the token', async () => {
    const { service, requests } = bench(() => answer(302, '', { location: 'https://elsewhere.example/' }));
    await assert.rejects(service.get('Person', JOB), isFailure({ status: 302, rejected: true }));
    assert.equal(requests.length, 1);
  });
});

test('the quota is used in full, submitting and asking for jobs together', async () => {
  const { service, clock } = bench((_request, call) => (call % 2 === 0 ? answer(200, true) : accepted()));
  const began = clock.now();
  await Promise.all(
    Array.from({ length: 25 }, async () => {
      await service.submit('Person', 'send', '{"data":[]}').catch(() => undefined);
      await service.isCompleted('Person', JOB).catch(() => undefined);
    }),
  );
  const seconds = (clock.now() - began) / 1000;
  assert.ok(seconds >= 9 && seconds < 9.5, `50 calls in ${seconds} s`);
});
