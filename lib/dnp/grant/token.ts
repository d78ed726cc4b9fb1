import { Failure } from '../../failure.ts';
import type { Clock, Random } from '../../transport/clock.ts';
import { sendLimited } from '../../transport/limited.ts';
import { limiterFor } from '../../transport/limiter.ts';
import { persistently, type Trouble } from '../../transport/retry.ts';
import { SingleFlight } from '../../transport/single-flight.ts';
import type { TlsIdentity } from '../../transport/tls-identity.ts';
import { type Transport, TransportFailure } from '../../transport/transport.ts';
import type { Grant } from '../connection.ts';
import { inspectCertificate } from './certificate.ts';
import { GrantUnavailable } from './failures.ts';
import { type ClientIdentity, requestToken } from './request.ts';
import { createVerifier } from './verify.ts';

/** Where calls get their token. One request is under way at a time, for all who wait. */
export interface TokenSource {
  /** The token in hand, or a new one. @throws {GrantRefused} with the likely cause */
  token(options?: { readonly signal?: AbortSignal | undefined }): Promise<string>;
  /** A new token in place of one that the service did not take; the one in hand where that is newer already. */
  refresh(used: string, options?: { readonly signal?: AbortSignal | undefined }): Promise<string>;
  /** Who we are and for how long, by the token in hand or a new one. */
  grant(options?: { readonly signal?: AbortSignal | undefined }): Promise<Grant>;
}

export interface TokenSourceOptions {
  /** The transaction endpoint. */
  readonly authorizationUrl: string;
  /** Base URL of the Provisioning API: the only place that the token is good for. */
  readonly provisioningUrl: string;
  readonly identity: ClientIdentity;
  /** What the transport shows the server. */
  readonly certificate: TlsIdentity;
  readonly transport: Transport;
  readonly clock: Clock;
  readonly random: Random;
  /** Default: the authorization URL without `/transaction`. */
  readonly issuer?: string | undefined;
  readonly audience?: string | undefined;
  /** How long one request may go on trying, in milliseconds; default a minute. */
  readonly patienceMs?: number | undefined;
  readonly approvedIssuers?: readonly RegExp[] | undefined;
  /** Ends a renewal that nobody waits for. */
  readonly closing?: AbortSignal | undefined;
}

interface Held {
  readonly token: string;
  readonly grant: Grant;
  /** ms since 1970; moved on where a renewal is under way. */
  renewAt: number;
}

/** Renewed this long before its end, or a fifth of its life where that is less. */
const EARLY_MS = 60_000;
/** Between two attempts to renew a token that is still good. */
const RENEWAL_PAUSE_MS = 10_000;

/** Calls a second to the authorization server: a courtesy, it names no quota. */
const RATES = { grant: 5 };

/** Fetches, verifies and keeps the token of one certificate for one environment. */
export function createTokenSource(options: TokenSourceOptions): TokenSource {
  const { transport, clock, random, identity, certificate, patienceMs = 60_000 } = options;
  const limiter = limiterFor(new URL(options.authorizationUrl).origin, clock, RATES);
  const verify = createVerifier({
    issuer: options.issuer ?? options.authorizationUrl.replace(/\/transaction\/?$/, ''),
    audience: options.audience,
    transport,
    clock,
  });
  const request = {
    url: options.authorizationUrl,
    identity,
    location: options.provisioningUrl,
    inspect: () =>
      inspectCertificate(certificate, {
        now: clock.now(),
        federation: identity.kind === 'federation',
        approvedIssuers: options.approvedIssuers,
      }),
  };
  let held: Held | undefined;

  async function fetchOnce(signal: AbortSignal, deadline: number): Promise<Held> {
    const askedAt = clock.now();
    const issued = await requestToken(
      (exchange) => sendLimited(transport, limiter, exchange, { quota: 'grant', signal, deadline }),
      request,
    );
    const claims = await verify(issued.value);
    // By its length and not its end, so that a clock that is a little off does not shorten it.
    const seconds = issued.expiresIn ?? claims.exp - (claims.iat ?? askedAt / 1000);
    const lifetimeMs = Math.max(0, seconds * 1000);
    return {
      token: issued.value,
      grant: {
        organisationId: claims.organization_id ?? claims.entity_id ?? '',
        organisationName: claims.organization_name,
        expiresAt: askedAt + lifetimeMs,
      },
      renewAt: askedAt + lifetimeMs - Math.min(EARLY_MS, lifetimeMs / 5),
    };
  }

  const flight = new SingleFlight<Held>(async (signal) => {
    const deadline = clock.now() + patienceMs;
    held = await persistently(() => fetchOnce(signal, deadline), {
      clock,
      random,
      patienceMs,
      signal,
      harmless: true, // a token too many hurts nobody
      troubleOf,
    });
    return held;
  });

  /** A token that is about to expire is still used while its successor is fetched. */
  async function current(signal: AbortSignal | undefined): Promise<Held> {
    const now = clock.now();
    if (held === undefined || now >= held.grant.expiresAt) return flight.join(signal);
    if (now >= held.renewAt) {
      held.renewAt = now + RENEWAL_PAUSE_MS;
      // Whoever comes after the end of this token meets the failure, if it lasts until then.
      flight.join(options.closing).catch(() => undefined);
    }
    return held;
  }

  return {
    token: async ({ signal } = {}) => (await current(signal)).token,
    refresh: async (used, { signal } = {}) =>
      held !== undefined && held.token !== used ? held.token : (await flight.join(signal)).token,
    grant: async ({ signal } = {}) => (await current(signal)).grant,
  };
}

function troubleOf(error: unknown): Trouble | undefined {
  if (!(error instanceof Failure) || !error.retryable) return undefined;
  if (error instanceof TransportFailure) return error.code;
  return error instanceof GrantUnavailable ? error.status : undefined;
}
