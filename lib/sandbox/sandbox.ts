import { randomUUID } from 'node:crypto';
import { LIMITS } from '../dnp/endpoints.ts';
import { systemClock } from '../transport/clock.ts';
import { createArp } from './arp/service.ts';
import { createAuthorization } from './authorization/service.ts';
import { AUDIENCE, createTokens } from './authorization/tokens.ts';
import type { KeyPair } from './certificates.ts';
import { type Controlled, createControl } from './control.ts';
import { type Listener, type ListenOptions, listen } from './http-server.ts';
import { createIdentities, ENTITY_ID, type IssueOptions } from './identities.ts';
import { Misconduct } from './misbehaviour.ts';
import { createOpenData, OPEN_DATA_PATH } from './open-data/service.ts';
import { TEST_ACTIVITIES } from './open-data/test-activities.ts';
import type { SandboxOptions } from './options.ts';
import type { Expected } from './organiser/expected.ts';
import { sampleOrganiser } from './organiser/sample.ts';
import { Jobs } from './provisioning/jobs.ts';
import { Quota } from './provisioning/quota.ts';
import { createProvisioning, PROVISIONING_PATH } from './provisioning/service.ts';
import type { Store } from './provisioning/store.ts';
import { SandboxRecord } from './record.ts';
import { seededRandom } from './seeded.ts';
import { readSisContent } from './sis/export-folder.ts';
import { createSis, SIS_PATH } from './sis/service.ts';
import type { SisContent } from './sis/ss12000.ts';
import { contentsOf, keepSaving, loadState, saveState } from './state-file.ts';

/** Where the services of a sandbox are, and what a client needs to be let in. */
export interface SandboxAddresses {
  /** The authorization server's transaction endpoint. Mutual TLS. */
  readonly authUrl: string;
  /** The `iss` of every token. */
  readonly issuer: string;
  readonly jwksUrl: string;
  /** The `aud` of every token. */
  readonly audience: string;
  /** The federation member that the client certificate speaks for. */
  readonly entityId: string;
  readonly provisioningUrl: string;
  readonly openDataUrl: string;
  readonly arpUrl: string;
  /** The `apiKey` of an invented service provider. */
  readonly arpKey: string;
  /** A valid key that belongs to no service provider. */
  readonly arpKeyWithoutProvider: string;
  readonly sisUrl: string;
  /** Plain http on loopback, below a path that is a secret. */
  readonly controlUrl: string;
}

/** A running sandbox: its addresses, what a client needs to be let in, and the means to steer it. */
export interface Sandbox extends SandboxAddresses, Controlled {
  /** The root that signed every server certificate here and the client certificate, PEM. */
  readonly ca: string;
  /** PEM */
  readonly clientCert: string;
  /** PEM, PKCS#8, not encrypted */
  readonly clientKey: string;
  /** What a run over the sample organiser has to come out as; undefined where a folder is served in its place. */
  readonly expected: Expected | undefined;
  issueClientCertificate(options?: IssueOptions): Promise<KeyPair>;
  close(): Promise<void>;
}

/** Each on a port of its own, in this order. */
const SERVICES = ['authorization', 'provisioning', 'openData', 'arp', 'sis', 'control'] as const;
type ServiceName = (typeof SERVICES)[number];
type Servers = Readonly<Record<ServiceName, Pick<ListenOptions, 'service' | 'tls'>>>;

/**
 * Starts the services on loopback, with a certificate authority made for the occasion.
 *
 * @example
 * const sandbox = await startSandbox();
 * // … sandbox.authUrl, sandbox.provisioningUrl, sandbox.ca …
 * await sandbox.close();
 *
 * @throws {PortTaken} {@link StateFileUnreadable} {@link ExportFolderUnreadable}
 */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const { clock = systemClock, seed = 1, stateFile } = options;
  const { content, expected } = await organiserOf(options, clock.now(), seed);
  const misconduct = new Misconduct(seed);
  misconduct.change(options.misbehave ?? {});
  const record = new SandboxRecord();
  const tokens = await createTokens(clock);
  const stores = new Map<string, Store>();
  const delay = options.jobDelay ?? { minimum: 150, maximum: 400 };
  const jobs = new Jobs({ clock, random: seededRandom(seed + 1), delay, misconduct, record });
  if (stateFile !== undefined) jobs.restore(await loadState(stateFile, stores, clock.now()));
  const identities = await createIdentities();
  const keys = { arpKey: randomUUID(), arpKeyWithoutProvider: randomUUID() };
  const secretPath = `/${randomUUID()}`;
  const steering: Controlled = {
    record,
    contents: () => contentsOf(stores),
    misbehave: (change) => misconduct.change(change),
    invalidateTokens: () => tokens.invalidate(),
    reset: (what = {}) => {
      misconduct.reset();
      record.reset();
      if (!what.contents) return;
      for (const store of stores.values()) store.clear();
      jobs.clear();
    },
  };

  const common = { clock, tokens, misconduct, record };
  const tls = { ...(await identities.authority.serverCertificate()), minVersion: 'TLSv1.2' } as const;
  const listeners = await listenAll(
    {
      authorization: {
        // An unknown certificate gets the documented refusal as an answer, not a broken handshake: the server lets the
        // handshake pass and looks at the outcome of the verification itself (authorization/service.ts).
        tls: { ...tls, ca: identities.authority.ca, requestCert: true, rejectUnauthorized: false },
        service: createAuthorization({
          ...common,
          members: identities.members,
          revoked: identities.revoked,
          tokenLifetimeSeconds: options.tokenLifetimeSeconds ?? 3600,
          omitExpiresIn: options.omitExpiresIn ?? false,
        }),
      },
      provisioning: {
        tls,
        service: createProvisioning({
          ...common,
          jobs,
          stores,
          quota: new Quota(options.callsPerSecond ?? LIMITS.callsPerSecond, options.quotaWindow ?? 'fixed', clock),
          register: {
            testActivities: new Set(TEST_ACTIVITIES.map(({ id }) => id)),
            schoolUnits: options.schoolUnits && new Set(options.schoolUnits.map((id) => id.toLowerCase())),
          },
        }),
      },
      openData: { tls, service: createOpenData(content.organisations, clock) },
      arp: { tls, service: createArp({ ...common, key: keys.arpKey, keyWithoutProvider: keys.arpKeyWithoutProvider }) },
      sis: { tls, service: createSis(content) },
      control: { service: createControl(secretPath, steering) },
    },
    options,
  );

  const save = async () => {
    if (stateFile !== undefined) await saveState(stateFile, stores, jobs.all());
  };
  const closing = new AbortController();
  const revision = () => Object.values(record.calls).reduce((sum, calls) => sum + calls, record.judged.length);
  const saving = stateFile === undefined ? undefined : keepSaving(save, revision, clock, closing.signal);
  saving?.catch(() => undefined); // told by close()

  const { authorization, provisioning, openData, arp, sis, control } = listeners;
  return {
    authUrl: `${authorization.origin}/transaction`,
    issuer: authorization.origin,
    jwksUrl: `${authorization.origin}/.well-known/jwks.json`,
    audience: AUDIENCE,
    entityId: ENTITY_ID,
    provisioningUrl: provisioning.origin + PROVISIONING_PATH,
    openDataUrl: openData.origin + OPEN_DATA_PATH,
    arpUrl: arp.origin,
    ...keys,
    sisUrl: sis.origin + SIS_PATH,
    controlUrl: control.origin + secretPath,
    ca: identities.authority.ca,
    clientCert: identities.client.cert,
    clientKey: identities.client.key,
    expected,
    ...steering,
    issueClientCertificate: identities.issue,
    async close() {
      await Promise.all(Object.values(listeners).map((listener) => listener.close()));
      jobs.end();
      closing.abort();
      await saving;
      await save();
    },
  };
}

/** What the SIS serves: the sample organiser, or the pages in a folder. */
async function organiserOf(
  { exportDir, today }: SandboxOptions,
  now: number,
  seed: number,
): Promise<{ content: SisContent; expected: Expected | undefined }> {
  if (exportDir !== undefined) return { content: await readSisContent(exportDir), expected: undefined };
  return sampleOrganiser({ seed, today: today ?? IN_SWEDEN.format(now) });
}

/** Dates as `YYYY-MM-DD`. */
const IN_SWEDEN = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Stockholm' });

/** All services listen, or none. */
async function listenAll(
  servers: Servers,
  { port = 0, onExchange }: SandboxOptions,
): Promise<Readonly<Record<ServiceName, Listener>>> {
  const attempts = await Promise.allSettled(
    SERVICES.map((name, index) => listen({ name, port: port === 0 ? 0 : port + index, onExchange, ...servers[name] })),
  );
  const listening = attempts.filter((attempt) => attempt.status === 'fulfilled').map(({ value }) => value);
  const failure = attempts.find((attempt) => attempt.status === 'rejected');
  if (failure !== undefined) {
    await Promise.all(listening.map((listener) => listener.close()));
    throw failure.reason;
  }
  const byName = SERVICES.map((name, index) => [name, listening[index]]);
  return Object.fromEntries(byName) as Record<ServiceName, Listener>; // one for each name: none has failed
}
