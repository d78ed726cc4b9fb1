import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { type AdminRoute, startGuarded } from '../support/guarded-node-red.ts';

const OURS = '/school-provisioning/';

/** A sound value for each parameter of a path. */
const SOUND: Readonly<Record<string, string>> = {
  connection: 'c1',
  run: randomUUID(),
  stage: 'Person',
  id: randomUUID(),
};

const RUBBISH = ['%2f', 'a%2fb', '..', '%2e%2e', '..%2f..%2fsettings', '%00', 'a%20b', "'", '%c3%a5', 'x'.repeat(300)];

const connection = {
  id: 'c1',
  type: 'dnp-connection',
  name: 'Sollunda',
  environment: 'sandbox',
  identity: 'certificate',
  language: 'sv',
  protectedPersons: 'hold',
  retentionDays: '30',
  patience: '10',
};

describe('who may look back and who may act', () => {
  let red: Awaited<ReturnType<typeof startGuarded>>;
  let routes: AdminRoute[];

  before(async () => {
    red = await startGuarded([{ id: 'tab', type: 'tab' }, connection], {
      reader: 'read',
      historian: ['dnp-history.read'],
      operator: '*',
      stranger: ['flows.read'],
    });
    routes = red.routes().filter(({ path }) => path.startsWith(OURS));
  });
  after(() => red.stop());

  const address = (path: string, values: Readonly<Record<string, string>> = SOUND) =>
    path.replace(/:(\w+)/g, (_, name: string) => values[name] ?? assert.fail(`no value for ${name}`));

  it('has routes to guard, for reading and for writing', () => {
    assert.ok(routes.filter(({ method }) => method === 'GET').length >= 5, JSON.stringify(routes));
    assert.ok(routes.filter(({ method }) => method === 'POST').length >= 4, JSON.stringify(routes));
  });

  it('answers nobody who has not signed in', async () => {
    for (const { method, path } of routes) {
      assert.equal((await red.ask(method, address(path), { body: {} })).status, 401, `${method} ${path}`);
      const wrong = await red.ask(method, address(path), { token: 'nobody', body: {} });
      assert.equal(wrong.status, 401, `${method} ${path} with a wrong token`);
    }
  });

  it('forbids a reader every action, and a stranger everything', async () => {
    for (const { method, path } of routes) {
      const where = `${method} ${path}`;
      const { status } = await red.ask(method, address(path), { token: 'reader', body: {} });
      if (method === 'POST') assert.equal(status, 403, where);
      else assert.ok(status === 200 || status === 404, `${where}: ${status}`);
      assert.equal((await red.ask(method, address(path), { token: 'stranger', body: {} })).status, 403, where);
    }
  });

  it('lets in who may read the history and nothing else', async () => {
    const { status, body } = await red.ask('GET', `${OURS}history/connections`, { token: 'historian' });
    assert.equal(status, 200);
    assert.deepEqual(JSON.parse(body), [{ id: 'c1', name: 'Sollunda', environment: 'sandbox' }]);
  });

  it('takes no path and no rubbish for an id', async () => {
    let asked = 0;
    for (const { method, path } of routes) {
      for (const [, name = ''] of path.matchAll(/:(\w+)/g)) {
        for (const rubbish of RUBBISH) {
          const where = address(path, { ...SOUND, [name]: rubbish });
          const { status, body } = await red.ask(method, where, { token: 'operator', body: {} });
          assert.equal(status, 400, `${method} ${where}: ${status}`);
          assert.equal(JSON.parse(body).code, 'bad-request');
          asked++;
        }
      }
    }
    assert.ok(asked > 100);
  });

  it('takes nothing but sound JSON for an order', async () => {
    const retry = `${OURS}history/c1/runs/${SOUND.run}/retry`;
    const ask = (options: object) => red.ask('POST', retry, { token: 'operator', ...options });
    assert.equal((await ask({ body: {}, type: 'application/x-www-form-urlencoded' })).status, 415);
    assert.equal((await ask({ body: {}, type: 'text/plain' })).status, 415);
    for (const body of [[], { objects: 'all' }, { objects: [{ stage: 'Person', id: '../x' }] }, { other: 1 }]) {
      assert.equal((await ask({ body })).status, 400, JSON.stringify(body));
    }
    assert.equal((await ask({ body: { objects: [{ stage: 'Person', id: '#7' }] } })).status, 404);
  });

  it('says what it does not know, and leaves nothing in a cache', async () => {
    const ask = (path: string) => red.ask('GET', `${OURS}history/${path}`, { token: 'operator' });
    const unknown = await ask(`nobody/runs/${SOUND.run}`);
    assert.equal(unknown.status, 404);
    assert.equal(JSON.parse(unknown.body).code, 'unknown-connection');
    const none = await ask('c1/runs');
    assert.deepEqual([none.status, JSON.parse(none.body)], [200, []]);
    assert.equal(none.headers['cache-control'], 'no-store');
    assert.equal(JSON.parse((await ask(`c1/runs/${SOUND.run}`)).body).code, 'unknown-run');
    const test = await red.ask('POST', `${OURS}connections/undeployed/test`, { token: 'operator', body: {} });
    assert.deepEqual([test.status, JSON.parse(test.body).code], [404, 'not-deployed']);
  });

  it('tests a connection: certificate, organiser, nothing of the key or the token', async () => {
    const { status, body } = await red.ask('POST', `${OURS}connections/c1/test`, { token: 'operator', body: {} });
    assert.equal(status, 200);
    const { certificate, organiser, refusal, environment } = JSON.parse(body);
    assert.equal(refusal, undefined, body);
    assert.equal(environment, 'sandbox');
    assert.match(certificate.thumbprint, /^[\w-]{43}$/);
    assert.match(certificate.pin, /^[\w+/]{43}=$/);
    assert.deepEqual(certificate.problems, []);
    assert.ok(certificate.validTo > Date.now());
    assert.match(organiser.id, /\d{10}/);
    assert.ok(organiser.expiresAt > Date.now());
    assert.doesNotMatch(body, /PRIVATE|eyJ/);
  });
});
