import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type ArpOptions, createArpClient } from '../../../lib/arp/client.ts';
import { type HttpRequest, type Transport, TransportFailure } from '../../../lib/transport/transport.ts';
import { ManualClock, settled } from '../../support/manual-clock.ts';

const KEY = 'a-key-nobody-may-read';
const schools = [{ brin: '01JO', friendlyName: 'De Wilgenroos', extra: 1 }];

/** A service that gives one answer to everything and notes what it was asked. */
function service(status: number, body: unknown) {
  const asked: HttpRequest[] = [];
  const transport: Transport = {
    async request(request) {
      asked.push(request);
      return { status, headers: {}, body: typeof body === 'string' ? body : JSON.stringify(body) };
    },
    close: async () => undefined,
  };
  return { asked, transport };
}

function client(transport: Transport, options: Partial<ArpOptions> = {}) {
  return createArpClient({
    baseUrl: 'https://arp.example',
    version: 2,
    apiKey: KEY,
    transport,
    clock: new ManualClock(undefined, { autoAdvance: true }),
    random: () => 0.5,
    ...options,
  });
}

describe('an ARP client', () => {
  it('asks each version at its own address', async () => {
    const { asked, transport } = service(200, []);
    await client(transport).schools();
    await client(transport, { version: 1, baseUrl: 'https://arp.example/gateway/' }).serviceProviders();
    await client(transport).policy('00nt03', 'A & B');
    assert.deepEqual(
      asked.map(({ method, url }) => `${method} ${url}`),
      [
        'GET https://arp.example/v2/arp/school-list',
        'GET https://arp.example/gateway/v1/arp/sp-list',
        'GET https://arp.example/v2/arp/school/00NT03/sp/A%20%26%20B',
      ],
    );
  });

  it('sends the key in the header of the settings and nowhere else', async () => {
    const { asked, transport } = service(200, []);
    await client(transport).schools();
    await client(transport, { headerName: 'X-API-Key', apiKey: ` ${KEY}\n` }).schools();
    assert.equal(asked[0]?.headers?.apiKey, KEY);
    assert.equal(asked[1]?.headers?.['X-API-Key'], KEY);
    assert.equal(asked[1]?.headers?.apiKey, undefined);
    assert.ok(asked.every(({ url }) => !url.includes(KEY)));
  });

  it('gives every caller a list of its own, with all that the service sent', async () => {
    const { asked, transport } = service(200, schools);
    const arp = client(transport);
    const first = await arp.schools();
    assert.deepEqual(first, schools);
    first.length = 0;
    assert.deepEqual(await arp.schools(), schools);
    assert.equal(asked.length, 1);
  });

  it('has a configuration of all schools in version 1 only, and says so without asking', async () => {
    const { asked, transport } = service(200, { serviceProvider: 'Leesplein', attributeReleasePolicy: [] });
    await assert.rejects(client(transport).configuration(), { code: 'operation-not-in-version' });
    assert.equal(asked.length, 0);
    const configuration = await client(transport, { version: 1 }).configuration();
    assert.deepEqual(configuration, { serviceProvider: 'Leesplein', attributeReleasePolicy: [] });
    assert.equal(asked[0]?.url, 'https://arp.example/v1/arp/sp-config');
  });

  it('sends nothing for a school or a service provider that cannot be', async () => {
    const { asked, transport } = service(200, []);
    await assert.rejects(client(transport).policy('nonsense', 'ACME'), { code: 'brin-not-valid' });
    await assert.rejects(client(transport).policy('01JO', '../sp-config'), { code: 'organisation-code-not-valid' });
    assert.equal(asked.length, 0);
  });

  it('cannot be made without a key, over plain http, or with a header that is none', () => {
    const { transport } = service(200, []);
    assert.throws(() => client(transport, { apiKey: ' ' }), { code: 'key-missing' });
    assert.throws(() => client(transport, { apiKey: 'a\r\nhost: b' }), { code: 'key-missing' });
    assert.throws(() => client(transport, { headerName: 'api key' }), { code: 'header-name-not-valid' });
    for (const baseUrl of [
      'http://arp.example',
      'arp.example',
      '',
      'https://u:p@arp.example',
      'https://arp.example/?x',
    ]) {
      assert.throws(() => client(transport, { baseUrl }), { code: 'base-url-not-valid' });
    }
  });
});

describe('a refusal of the ARP service', () => {
  const error = (status: number, message: string) => ({
    timestamp: '2026-11-21T10:00:00.000+00:00',
    status,
    error: status === 400 ? 'Bad Request' : 'Forbidden',
    message,
    path: '/v2/arp/school/01JO/sp/ACME',
  });
  const cases = [
    { status: 403, message: '403 Forbidden', code: 'key-not-valid', retryable: false },
    {
      status: 400,
      message: 'ARP configuration unavailable for school-Service Provider combination',
      code: 'no-policy-for-combination',
      retryable: false,
    },
    {
      status: 400,
      message: 'ARP configuration unavailable for organisation',
      code: 'key-without-service-provider',
      retryable: false,
    },
    { status: 500, message: 'Internal Server Error', code: 'arp-internal-error', retryable: true },
    { status: 400, message: 'Something else', code: 'arp-unexpected-status', retryable: false },
    { status: 404, message: 'Not Found', code: 'arp-unexpected-status', retryable: false },
    { status: 302, message: '', code: 'arp-unexpected-status', retryable: false },
    { status: 503, message: '', code: 'arp-unavailable', retryable: true },
  ];
  for (const { status, message, code, retryable } of cases) {
    it(`is told by code: ${status} "${message}" is ${code}`, async () => {
      const arp = client(service(status, error(status, message)).transport);
      await assert.rejects(arp.policy('01JO', 'ACME'), (failure: Error & Record<string, unknown>) => {
        assert.deepEqual([failure.code, failure.retryable, failure.status], [code, retryable, status]);
        assert.ok(typeof failure.remedy === 'string' && failure.remedy !== '');
        assert.doesNotMatch(JSON.stringify(failure) + failure.message, new RegExp(`${KEY}|01JO|ACME`));
        return true;
      });
    });
  }

  for (const [what, body] of [
    ['a page of a gateway', '<html>400</html>'],
    ['nothing', ''],
    ['an array', '[]'],
  ] as const) {
    it(`is told by its status where its body is ${what}`, async () => {
      await assert.rejects(client(service(400, body).transport).schools(), { code: 'arp-unexpected-status' });
    });
  }
});

describe('trouble that passes', () => {
  /** A service that answers with these one after the other, and then with an empty list. */
  function recovering(...answers: (number | TransportFailure)[]) {
    const asked: string[] = [];
    const transport: Transport = {
      async request({ url }) {
        asked.push(url);
        const answer = answers.shift() ?? 200;
        if (answer instanceof TransportFailure) throw answer;
        return { status: answer, headers: {}, body: '[]' };
      },
      close: async () => undefined,
    };
    return { asked, transport };
  }

  it('is waited out, for a question harms nobody when it is asked twice', async () => {
    const lost = new TransportFailure('answer-lost', 'reset');
    const { asked, transport } = recovering(503, 500, 429, lost, new TransportFailure('not-sent', 'refused'));
    assert.deepEqual(await client(transport).schools(), []);
    assert.equal(asked.length, 6);
  });

  it('is told after the time that was set for it', async () => {
    const { transport } = recovering(...Array.from({ length: 1000 }, () => 500));
    const clock = new ManualClock(undefined, { autoAdvance: true });
    const start = clock.now();
    await assert.rejects(client(transport, { clock, patienceMs: 60_000 }).schools(), { code: 'arp-internal-error' });
    assert.ok(clock.now() - start > 50_000 && clock.now() - start <= 60_000);
  });

  it('is not what a refusal is: that is told at once', async () => {
    for (const answer of [400, 403, 404, new TransportFailure('server-not-trusted', 'pin')]) {
      const { asked, transport } = recovering(answer);
      await assert.rejects(client(transport).schools());
      assert.equal(asked.length, 1);
    }
  });

  it('ends when nobody waits any more', async () => {
    const { asked, transport } = recovering(...Array.from({ length: 1000 }, () => 503));
    const leaving = new AbortController();
    const clock = new ManualClock();
    const answer = client(transport, { clock }).policy('01JO', 'ACME', { signal: leaving.signal });
    await settled();
    leaving.abort(new Error('redeploy'));
    await assert.rejects(answer, /redeploy/);
    assert.equal(asked.length, 1);
  });
});

describe('an answer that is not as documented', () => {
  for (const [what, body] of [
    ['a page', '<html>'],
    ['an object in place of a list', {}],
    ['a school without a BRIN', [{ friendlyName: 'Secret School' }]],
    ['null', 'null'],
  ] as const) {
    it(`is never taken for a list: ${what}`, async () => {
      await assert.rejects(client(service(200, body).transport).schools(), (failure: Error & { code?: string }) => {
        assert.equal(failure.code, 'arp-answer-not-understood');
        assert.doesNotMatch(failure.message, /Secret|<html>/);
        return true;
      });
    });
  }

  it('never counts as a released attribute: a transfer that is not a boolean', async () => {
    const odd = [{ school: '01JO', identityProvider: 'A', attributes: [{ name: 'sn', transfer: 'no' }] }];
    await assert.rejects(client(service(200, odd).transport).policy('01JO', 'ACME'), /attributes\.transfer/);
  });
});
