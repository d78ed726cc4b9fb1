import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { checkAttributes } from '../../../lib/arp/attributes.ts';
import { type ArpClient, type ArpOptions, createArpClient } from '../../../lib/arp/client.ts';
import { systemClock } from '../../../lib/transport/clock.ts';
import type { Transport } from '../../../lib/transport/transport.ts';
import { openTransport } from '../../../lib/transport/undici-transport.ts';
import { type ArpService, startArpService } from '../../support/arp-service.ts';

describe('the ARP service over TLS', () => {
  let service: ArpService;
  let transport: Transport;
  before(async () => {
    service = await startArpService();
    transport = openTransport({ ca: service.ca });
  });
  after(async () => {
    await transport.close();
    await service.close();
  });

  const client = (options: Partial<ArpOptions> = {}): ArpClient =>
    createArpClient({
      baseUrl: service.baseUrl,
      version: 2,
      apiKey: service.key,
      patienceMs: 0,
      transport,
      clock: systemClock,
      random: () => 0.5,
      ...options,
    });
  /** The document that the service sent last. */
  const sent = (): unknown => JSON.parse(service.exchanges.at(-1)?.body ?? '');

  for (const version of [1, 2] as const) {
    it(`gives its lists and policies in version ${version} as the service sends them`, async () => {
      const arp = client({ version });
      const schools = await arp.schools();
      assert.deepEqual(schools, sent());
      assert.deepEqual(Object.keys(schools[0] ?? {}), ['brin', 'friendlyName']);
      const providers = await arp.serviceProviders();
      assert.deepEqual(providers, sent());
      assert.deepEqual(Object.keys(providers[0] ?? {}), ['organisationCode', 'friendlyName']);
      const policies = await arp.policy('99XB', 'REKENBOS');
      assert.deepEqual(policies, sent());
      assert.equal(policies.length, 2, 'one for each identity provider');
      assert.deepEqual(Object.keys(policies[0] ?? {}).sort(), [
        'attributes',
        'identityProvider',
        'school',
        'serviceProvider',
      ]);
    });
  }

  it('gives the configuration of all schools in version 1', async () => {
    const configuration = await client({ version: 1 }).configuration();
    assert.deepEqual(configuration, sent());
    assert.ok(configuration.attributeReleasePolicy.length > 1);
  });

  it('answers the question of what a school releases to us', async () => {
    const arp = client();
    const required = ['uid', 'sn', 'mail'];
    const verdict = async (brin: string) => checkAttributes(await arp.policy(brin, 'REKENBOS'), required).verdict;
    assert.equal(await verdict('99XA'), 'released');
    assert.equal(await verdict('99XB'), 'partly');
    assert.equal(await verdict('99XC00'), 'refused');
  });

  it('tells its four refusals apart', async () => {
    await assert.rejects(client({ apiKey: 'wrong' }).schools(), { code: 'key-not-valid' });
    await assert.rejects(client().policy('99XC01', 'REKENBOS'), { code: 'no-policy-for-combination' });
    const unbound = client({ version: 1, apiKey: service.keyWithoutProvider });
    await assert.rejects(unbound.configuration(), { code: 'key-without-service-provider' });
    service.misbehave({ arpErrors: 1 });
    await assert.rejects(client().schools(), { code: 'arp-internal-error', retryable: true });
    service.misbehave({ arpErrors: 0 });
  });

  it('is not asked where its certificate is not trusted', async () => {
    const untrusting = openTransport({});
    const asked = service.exchanges.length;
    await assert.rejects(client({ transport: untrusting }).schools(), { code: 'server-not-trusted' });
    assert.equal(service.exchanges.length, asked);
    await untrusting.close();
  });
});
