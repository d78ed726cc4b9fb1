import type { X509Certificate } from 'node:crypto';
import { TLSSocket } from 'node:tls';
import { z } from 'zod';
import type { Clock } from '../../transport/clock.ts';
import { spkiPin, thumbprint } from '../certificates.ts';
import type { Answer, Call, Service } from '../http-server.ts';
import { parseJson } from '../json.ts';
import type { Misconduct } from '../misbehaviour.ts';
import type { SandboxRecord } from '../record.ts';
import { organisationNumberOf, subjectOf } from './organisation-number.ts';
import type { Tokens } from './tokens.ts';

/** A member of the TLS federation: which keys may speak for it. */
export interface Member {
  readonly organisationNumber: string;
  /** SPKI pins as the federation's metadata carries them. */
  readonly pins: Set<string>;
}

export interface AuthorizationOptions {
  readonly clock: Clock;
  readonly tokens: Tokens;
  readonly misconduct: Misconduct;
  readonly record: SandboxRecord;
  readonly members: ReadonlyMap<string, Member>;
  /** RFC 8705 thumbprints of certificates that were revoked. */
  readonly revoked: ReadonlySet<string>;
  readonly tokenLifetimeSeconds: number;
  /** The contract lets `expires_in` be absent; a client must then read the token. */
  readonly omitExpiresIn: boolean;
}

/** A GNAP request (RFC 9635 §2) as far as the service's page describes it. */
const TRANSACTION = z.object({
  access_token: z
    .array(
      z.object({
        access: z
          .array(z.object({ type: z.literal('provisioning-api'), locations: z.array(z.string()).min(1) }))
          .min(1),
        flags: z.array(z.string()).optional(),
      }),
    )
    .length(1),
  client: z.object({
    key: z.union([z.string(), z.object({ proof: z.literal('mtls'), 'cert#S256': z.string() })]),
  }),
});
type Key = z.infer<typeof TRANSACTION>['client']['key'];

interface Identity {
  readonly organisationNumber: string;
  readonly claims: Readonly<Record<string, unknown>>;
}

/** A reason to say no, in the server's words. The first is all that most callers ever see. */
class Denied extends Error {
  constructor(description = 'permission denied') {
    super(description);
  }
}

/** The authorization server: `POST /transaction` over mutual TLS, and its public keys. */
export function createAuthorization(options: AuthorizationOptions): Service {
  return async (call) => {
    if (call.method === 'GET' && call.path === '/.well-known/jwks.json')
      return { status: 200, json: options.tokens.keys };
    if (call.path !== '/transaction') return { status: 404, json: { detail: 'Not Found' } };
    if (call.method !== 'POST') return { status: 405, json: { detail: 'Method Not Allowed' } };
    options.record.called('transaction');
    const fault = options.misconduct.beforeCall('transaction');
    if (fault === 'request-lost') return { lost: true };
    if (fault !== undefined) return { status: 503 };
    const answer = await transact(call, options);
    return options.misconduct.afterCall('transaction') ? { lost: true } : answer;
  };
}

async function transact(call: Call, options: AuthorizationOptions): Promise<Answer> {
  const request = TRANSACTION.safeParse(parseJson(call.body)).data;
  const wanted = request?.access_token[0];
  if (request === undefined || wanted === undefined) return refusal(400, 'invalid_request', 'invalid request');
  if (!wanted.flags?.includes('bearer')) return refusal(400, 'invalid_request', 'only bearer tokens are supported');
  try {
    const identity = identify(call, request.client.key, options);
    const token = await options.tokens.issue(
      call.origin,
      { ...identity.claims, requested_access: wanted.access },
      {
        organisationNumber: identity.organisationNumber,
        locations: wanted.access.flatMap(({ locations }) => locations),
      },
      options.tokenLifetimeSeconds,
    );
    return {
      status: 200,
      headers: { 'cache-control': 'no-store' },
      json: {
        access_token: {
          value: token,
          access: wanted.access,
          ...(options.omitExpiresIn ? {} : { expires_in: options.tokenLifetimeSeconds }),
          flags: ['bearer'],
        },
      },
    };
  } catch (refused) {
    if (refused instanceof Denied) return refusal(401, 'request_denied', refused.message);
    throw refused;
  }
}

function identify(call: Call, key: Key, options: AuthorizationOptions): Identity {
  const certificate = call.socket instanceof TLSSocket ? call.socket.getPeerX509Certificate() : undefined;
  if (certificate === undefined) throw new Denied();
  if (options.revoked.has(thumbprint(certificate))) throw new Denied('client certificate revoked');
  return typeof key === 'string'
    ? memberIdentity(key, certificate, options)
    : certificateIdentity(key['cert#S256'], certificate, call, options);
}

/** A federation trusts the keys in its metadata, whoever signed the certificate. */
function memberIdentity(entityId: string, certificate: X509Certificate, options: AuthorizationOptions): Identity {
  const member = options.members.get(entityId);
  if (member === undefined || !member.pins.has(spkiPin(certificate))) throw new Denied();
  checkPeriod(certificate, options.clock);
  return {
    organisationNumber: member.organisationNumber,
    claims: {
      auth_source: 'tlsfed',
      source: 'https://sandbox.example/federation',
      entity_id: entityId,
      organization_id: `SE${member.organisationNumber}`,
    },
  };
}

/** A certificate of an approved authority speaks for the organisation in its subject. */
function certificateIdentity(
  claimed: string,
  certificate: X509Certificate,
  call: Call,
  options: AuthorizationOptions,
): Identity {
  if (!isThumbprintOf(certificate, claimed)) throw new Denied();
  if (!isTrusted(call)) throw new Denied();
  checkPeriod(certificate, options.clock);
  const organisationNumber = organisationNumberOf(certificate);
  if (organisationNumber === undefined) throw new Denied('missing organization id in client certificate');
  const subject = subjectOf(certificate);
  return {
    organisationNumber,
    claims: {
      auth_source: 'ca',
      source: certificate.issuer.replaceAll('\n', ', '),
      common_name: subject.get('CN'),
      organization_name: subject.get('O'),
      organization_id: `SE${organisationNumber}`,
      country_code: subject.get('C'),
    },
  };
}

/** RFC 8705 asks for base64url without padding; the server still takes the padded base64 of Skolverket's pages. */
function isThumbprintOf(certificate: X509Certificate, claimed: string): boolean {
  const right = thumbprint(certificate);
  return claimed === right || claimed === Buffer.from(right, 'base64url').toString('base64');
}

/** Whether TLS could verify the certificate, its dates aside: those have an answer of their own. */
function isTrusted({ socket }: Call): boolean {
  if (!(socket instanceof TLSSocket)) return false;
  const problem: unknown = socket.authorizationError; // Node sets the error's code here, its types say Error
  return socket.authorized || problem === 'CERT_HAS_EXPIRED' || problem === 'CERT_NOT_YET_VALID';
}

function checkPeriod(certificate: X509Certificate, clock: Clock): void {
  const now = clock.now();
  if (now < Date.parse(certificate.validFrom) || now > Date.parse(certificate.validTo)) {
    throw new Denied('client certificate expired or not yet valid');
  }
}

const refusal = (status: number, code: string, description: string): Answer => ({
  status,
  json: { error: { code, description } },
});
