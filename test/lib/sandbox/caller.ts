import { createHash, randomUUID, X509Certificate } from 'node:crypto';
import { setTimeout as later } from 'node:timers/promises';
import { z } from 'zod';
import type { KeyPair } from '../../../lib/sandbox/certificates.ts';
import type { SandboxOptions } from '../../../lib/sandbox/options.ts';
import { type Sandbox, startSandbox } from '../../../lib/sandbox/sandbox.ts';
import type { HttpResponse, Transport } from '../../../lib/transport/transport.ts';
import { openTransport } from '../../../lib/transport/undici-transport.ts';

const LOG_ENTRY = z.looseObject({
  id: z.string(),
  statusCode: z.number(),
  severityLevel: z.string(),
  attributeName: z.string().optional(),
});
const LOG = z.array(LOG_ENTRY);
const JOB = z.object({
  jobId: z.string(),
  responses: z.array(
    z.object({
      id: z.string(),
      response: z.looseObject({
        status: z.string(),
        location: z.string().optional(),
        errors: LOG.optional(),
        warnings: LOG.optional(),
      }),
    }),
  ),
});
const GRANTED = z.object({ access_token: z.object({ value: z.string(), expires_in: z.number().optional() }) });

/** Quick jobs and no quota to speak of: for tests that are about something else. */
export const BRISK = { jobDelay: { minimum: 1, maximum: 2 }, callsPerSecond: { transfer: 100_000, read: 100_000 } };

/** A client without manners: one call for one call, nothing tried again, nothing hidden. */
export class Caller implements AsyncDisposable {
  readonly sandbox: Sandbox;
  readonly #plain: Transport;
  #token = '';

  private constructor(sandbox: Sandbox) {
    this.sandbox = sandbox;
    this.#plain = openTransport({ ca: sandbox.ca });
  }

  /** Starts a sandbox and has a token for it. */
  static async start(options: SandboxOptions = {}): Promise<Caller> {
    const caller = new Caller(await startSandbox(options));
    await caller.authorize();
    return caller;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#plain.close();
    await this.sandbox.close();
  }

  /** Asks the authorization server for a token. */
  async transaction(body: unknown, pair: KeyPair | undefined = this.ownPair): Promise<HttpResponse> {
    const { ca, authUrl } = this.sandbox;
    const transport = openTransport(pair === undefined ? { ca } : { ca, identity: pair });
    try {
      return await transport.request({ method: 'POST', url: authUrl, body: JSON.stringify(body) });
    } finally {
      await transport.close();
    }
  }

  get ownPair(): KeyPair {
    return { cert: this.sandbox.clientCert, key: this.sandbox.clientKey };
  }

  /** A request for a token as the service's page has it. */
  grantFor(key: unknown, flags: readonly string[] = ['bearer']): unknown {
    const access = [{ type: 'provisioning-api', locations: [this.sandbox.provisioningUrl] }];
    return { access_token: [{ access, flags }], client: { key } };
  }

  /** @returns the token, which is used from now on */
  async authorize(): Promise<string> {
    const answer = await this.transaction(this.grantFor(certificateKey(this.ownPair)));
    this.#token = GRANTED.parse(JSON.parse(answer.body)).access_token.value;
    return this.#token;
  }

  /** One call to the provisioning API, or with a whole URL to another service. */
  async call(method: 'GET' | 'POST' | 'PUT', path: string, body?: unknown, token = this.#token) {
    const response = await this.#plain.request({
      method,
      url: path.startsWith('http') ? path : this.sandbox.provisioningUrl + path,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const json: unknown = response.body === '' ? undefined : JSON.parse(response.body);
    return { status: response.status, headers: response.headers, json };
  }

  /** The id of the first log entry that a refused call was answered with, and its HTTP status. */
  async refusal(method: 'GET' | 'POST' | 'PUT', path: string, body?: unknown, token?: string): Promise<string> {
    const { status, json } = await this.call(method, path, body, token);
    return `${status} ${LOG.parse(json)[0]?.id}`;
  }

  /** Sends a bulk call and waits for its job. */
  async bulk(path: string, data: readonly unknown[], method: 'POST' | 'PUT' = 'POST') {
    const { status, json } = await this.call(method, path, { data });
    if (status !== 202) throw new Error(`not taken: ${status} ${JSON.stringify(json)}`);
    const { jobId } = z.object({ jobId: z.string() }).parse(json);
    const resource = path.split('/')[1];
    for (let reading = 0; reading < 500; reading++) {
      const { responses } = await this.job(`/${resource}/bulk/jobs/${jobId}`);
      if (responses.every(({ response }) => response.status !== 'Pending')) return responses;
      await later(2);
    }
    throw new Error('the job did not come to an end');
  }

  async job(path: string) {
    return JOB.parse((await this.call('GET', path)).json);
  }

  /** Statuses of the objects of a bulk call, in order. */
  async statuses(path: string, data: readonly unknown[], method: 'POST' | 'PUT' = 'POST'): Promise<string[]> {
    return (await this.bulk(path, data, method)).map(({ response }) => response.status);
  }
}

/** The key of a client that comes with a certificate: its thumbprint as RFC 8705 has it. */
export function certificateKey({ cert }: KeyPair, encoding: 'base64url' | 'base64' = 'base64url'): unknown {
  const print = createHash('sha256').update(new X509Certificate(cert).raw).digest(encoding);
  return { proof: 'mtls', 'cert#S256': print };
}

export const UNIT = 'fb22448b-b724-5e53-8a2c-d8b339206901';
export const TEST_ACTIVITY = 'b229977a-7bd3-58ad-b7a2-3fdc774840fd';

/** A pupil without a fault. The civic number is from the series kept free for test. */
export function pupil(change: object = {}) {
  const id = randomUUID();
  return {
    id,
    givenName: 'Signe',
    familyName: 'Öberg',
    civicNo: { value: '201512259852', nationality: 'SE' },
    eduPersonPrincipalNames: [`${id}@edu.granlunda.example`],
    enrolments: [{ enroledAt: { id: UNIT }, schoolType: 'GR', schoolYear: 4 }],
    ...change,
  };
}

export function teacher(change: object = {}) {
  const { enrolments: _, ...person } = pupil();
  return { ...person, emails: [{ value: 'larare@edu.granlunda.example', type: 'Skola personal' }], ...change };
}

export function duty(person: string, change: object = {}) {
  return { id: randomUUID(), person: { id: person }, dutyAt: { id: UNIT }, dutyRole: 'Lärare', ...change };
}

export function group(members: readonly string[], change: object = {}) {
  return {
    id: randomUUID(),
    displayName: '4A',
    groupType: 'Klass',
    schoolType: 'GR',
    organisation: { id: UNIT },
    groupMemberships: members.map((id) => ({ person: { id } })),
    ...change,
  };
}

export function activity(groups: readonly string[], duties: readonly string[], change: object = {}) {
  return {
    id: randomUUID(),
    displayName: 'Matematik 6A',
    activityType: 'Undervisning',
    groups: groups.map((id) => ({ id })),
    teachers: duties.map((id) => ({ duty: { id } })),
    organisation: { id: UNIT },
    parentActivity: { id: TEST_ACTIVITY },
    ...change,
  };
}
