import { randomBytes, X509Certificate } from 'node:crypto';
import { LIMITS } from '../dnp/endpoints.ts';
import { systemClock } from '../transport/clock.ts';
import { createAuthorization, type Member } from './authorization/service.ts';
import { AUDIENCE, createTokens } from './authorization/tokens.ts';
import {
  type CertificateAuthority,
  type ClientCertificateOptions,
  createAuthority,
  type KeyPair,
  spkiPin,
  thumbprint,
} from './certificates.ts';
import { createControl } from './control.ts';
import { type Listener, type ListenOptions, listen } from './http-server.ts';
import { type MisbehaviourChange, Misconduct } from './misbehaviour.ts';
import { TEST_ACTIVITIES } from './open-data/test-activities.ts';
import type { SandboxOptions } from './options.ts';
import { Jobs } from './provisioning/jobs.ts';
import { Quota } from './provisioning/quota.ts';
import { BASE_PATH, createProvisioning } from './provisioning/service.ts';
import type { Store } from './provisioning/store.ts';
import { SandboxRecord } from './record.ts';
import { seededRandom } from './seeded.ts';
import { type Contents, contentsOf, loadState, saveState } from './state-file.ts';

/** A client certificate to be made: what it says, who signs it, and what the authorization server knows of it. */
export interface IssueOptions extends ClientCertificateOptions {
  /** Signed by an authority that the authorization server has not approved. */
  readonly otherAuthority?: boolean;
  /** Makes the certificate's key one of a federation member's. */
  readonly entityId?: string;
  readonly revoked?: boolean;
}

/** Where the services of a sandbox are, and what a client needs to be let in. Certificates and keys are PEM. */
export interface Sandbox {
  /** The authorization server's transaction endpoint. Mutual TLS. */
  readonly authUrl: string;
  readonly issuer: string;
  readonly jwksUrl: string;
  /** The `aud` of every token. */
  readonly audience: string;
  readonly provisioningUrl: string;
  /** Plain http on loopback, with a path that is a secret. */
  readonly controlUrl: string;
  /** The root that signed every server certificate here, and the client certificates. */
  readonly ca: string;
  readonly clientCert: string;
  readonly clientKey: string;
  /** The federation member that {@link clientCert} speaks for. */
  readonly entityId: string;
  readonly record: SandboxRecord;
  contents(): Contents;
  misbehave(change: MisbehaviourChange): void;
  /** Every token issued until now is refused from now on. */
  invalidateTokens(): void;
  /** Behaves well again and forgets its record; with `contents` also everything it has taken. */
  reset(what?: { readonly contents?: boolean }): void;
  issueClientCertificate(options?: IssueOptions): Promise<KeyPair>;
  close(): Promise<void>;
}

const ENTITY_ID = 'https://granlunda.sandbox.example/provisioning';
const SAMPLE_ORGANISER = { organisationNumber: '2120009999', organisationName: 'Granlunda kommun' };

/**
 * Starts the services on loopback, each on a port of its own, with a certificate authority made for the occasion.
 *
 * @example
 * const sandbox = await startSandbox();
 * // … sandbox.authUrl, sandbox.provisioningUrl, sandbox.ca …
 * await sandbox.close();
 *
 * @throws {PortTaken} {@link StateFileUnreadable}
 */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const clock = options.clock ?? systemClock;
  const seed = options.seed ?? 1;
  const misconduct = new Misconduct(seed);
  misconduct.change(options.misbehave ?? {});
  const record = new SandboxRecord();
  const tokens = await createTokens(clock);
  const certificates = await createCertificates();
  const stores = new Map<string, Store>();
  const jobs = new Jobs({
    clock,
    random: seededRandom(seed + 1),
    delay: options.jobDelay ?? { minimum: 150, maximum: 400 },
    misconduct,
    record,
  });
  if (options.stateFile !== undefined) {
    for (const job of await loadState(options.stateFile, stores, clock.now())) jobs.restore(job);
  }

  const listeners: Listener[] = [];
  const server = await certificates.authority.serverCertificate();
  const tls = { cert: server.cert, key: server.key, minVersion: 'TLSv1.2' } as const;
  async function serve(what: Pick<ListenOptions, 'name' | 'service' | 'tls'>): Promise<Listener> {
    const port = options.port ? options.port + listeners.length : 0;
    const listener = await listen({ ...what, port, onExchange: options.onExchange });
    listeners.push(listener);
    return listener;
  }

  const steering = {
    record,
    contents: () => contentsOf(stores),
    misbehave: (change: MisbehaviourChange) => misconduct.change(change),
    invalidateTokens: () => tokens.invalidate(),
    reset: (what: { readonly contents?: boolean } = {}) => {
      misconduct.reset();
      record.reset();
      if (!what.contents) return;
      for (const store of stores.values()) store.clear();
      jobs.clear();
    },
  };

  try {
    const provisioning = await serve({
      name: 'provisioning',
      tls,
      service: createProvisioning({
        clock,
        tokens,
        misconduct,
        record,
        quota: new Quota(options.callsPerSecond ?? LIMITS.callsPerSecond, options.quotaWindow ?? 'fixed', clock),
        jobs,
        register: {
          testActivities: new Set(TEST_ACTIVITIES.map(({ id }) => id)),
          schoolUnits: options.schoolUnits && new Set(options.schoolUnits.map((id) => id.toLowerCase())),
        },
        stores,
        origin: () => provisioningOrigin,
      }),
    });
    const provisioningOrigin = provisioning.origin;
    const authorization = await serve({
      name: 'authorization',
      // An unknown certificate gets the documented refusal as an answer, not a broken handshake: the server lets the
      // handshake pass and looks at the outcome of the verification itself (authorization/service.ts).
      tls: { ...tls, ca: certificates.authority.ca, requestCert: true, rejectUnauthorized: false },
      service: createAuthorization({
        clock,
        tokens,
        misconduct,
        record,
        members: certificates.members,
        revoked: certificates.revoked,
        tokenLifetimeSeconds: options.tokenLifetimeSeconds ?? 3600,
        omitExpiresIn: options.omitExpiresIn ?? false,
        issuer: () => issuer,
      }),
    });
    const issuer = authorization.origin;
    const secretPath = `/${randomBytes(16).toString('hex')}`;
    const control = await serve({ name: 'control', service: createControl(secretPath, steering) });

    return {
      authUrl: `${issuer}/transaction`,
      issuer,
      jwksUrl: `${issuer}/.well-known/jwks.json`,
      audience: AUDIENCE,
      provisioningUrl: provisioning.origin + BASE_PATH,
      controlUrl: control.origin + secretPath,
      ca: certificates.authority.ca,
      clientCert: certificates.client.cert,
      clientKey: certificates.client.key,
      entityId: ENTITY_ID,
      ...steering,
      issueClientCertificate: certificates.issue,
      async close() {
        await Promise.all(listeners.map((listener) => listener.close()));
        jobs.end();
        if (options.stateFile !== undefined) await saveState(options.stateFile, stores, jobs.all());
      },
    };
  } catch (error) {
    await Promise.all(listeners.map((listener) => listener.close()));
    throw error;
  }
}

interface Certificates {
  readonly authority: CertificateAuthority;
  readonly client: KeyPair;
  readonly members: ReadonlyMap<string, Member>;
  readonly revoked: ReadonlySet<string>;
  issue(options?: IssueOptions): Promise<KeyPair>;
}

/** The authority that the services trust, one that they do not, and the first client certificate. */
async function createCertificates(): Promise<Certificates> {
  const authority = await createAuthority('Sandbox CA');
  const stranger = await createAuthority('Sandbox CA that nobody approved');
  const members = new Map<string, Member>();
  const revoked = new Set<string>();

  async function issue(options: IssueOptions = {}): Promise<KeyPair> {
    const pair = await (options.otherAuthority ? stranger : authority).clientCertificate(options);
    const certificate = new X509Certificate(pair.cert);
    if (options.revoked) revoked.add(thumbprint(certificate));
    if (options.entityId !== undefined) {
      const member = members.get(options.entityId) ?? { ...SAMPLE_ORGANISER, pins: new Set() };
      member.pins.add(spkiPin(certificate));
      members.set(options.entityId, member);
    }
    return pair;
  }

  return { authority, client: await issue({ entityId: ENTITY_ID }), members, revoked, issue };
}
