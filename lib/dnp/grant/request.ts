import { z } from 'zod';
import { type HttpRequest, type HttpResponse, TransportFailure } from '../../transport/transport.ts';
import type { CertificateReport } from './certificate.ts';
import { GrantRefused, GrantUnavailable, type RefusalCause } from './failures.ts';

/** How we name ourselves: as a member of a TLS federation, or by a certificate from an approved authority. */
export type ClientIdentity =
  | { readonly kind: 'federation'; readonly entityId: string }
  | { readonly kind: 'certificate' };

export interface GrantRequest {
  /** The transaction endpoint. */
  readonly url: string;
  readonly identity: ClientIdentity;
  /** Base URL of the Provisioning API. */
  readonly location: string;
  /** Looks at our certificate, for its thumbprint and for the cause of a refusal. */
  readonly inspect: () => CertificateReport;
}

/** A token as the server gave it, not verified yet. `expiresIn` in seconds. */
export interface IssuedToken {
  readonly value: string;
  readonly expiresIn: number | undefined;
}

const GrantAnswer = z.object({
  access_token: z.object({ value: z.string().min(1), expires_in: z.number().positive().nullish() }),
});

const RefusalAnswer = z.object({ error: z.object({ code: z.string(), description: z.string().nullish() }) });

/** One exchange; a token takes the server well under a second. */
const TIMEOUT_MS = 20_000;

/**
 * Asks for a bearer token by GNAP (RFC 9635) over mutual TLS.
 *
 * @param send makes the exchange, showing our certificate
 * @throws {GrantRefused} with the likely cause
 * @throws {GrantUnavailable} for other answers, and TransportFailure for none
 */
export async function requestToken(
  send: (request: HttpRequest) => Promise<HttpResponse>,
  request: GrantRequest,
): Promise<IssuedToken> {
  const response = await send({
    method: 'POST',
    url: request.url,
    headers: { accept: 'application/json', 'content-type': 'application/json' },
    body: JSON.stringify(grantBody(request)),
    timeoutMs: TIMEOUT_MS,
  }).catch((error: unknown) => {
    if (!(error instanceof TransportFailure) || error.code !== 'client-refused') throw error;
    throw refusal(request, '', error);
  });
  const granted = GrantAnswer.safeParse(json(response));
  if (response.status === 200 && granted.success) {
    const { value, expires_in } = granted.data.access_token;
    return { value, expiresIn: expires_in ?? undefined };
  }
  const refused = RefusalAnswer.safeParse(json(response)).data?.error;
  if (refused === undefined || response.status >= 500) throw unclear(response.status, request);
  if (refused.code === 'invalid_request') throw new GrantRefused('grant-request-invalid');
  throw refusal(request, refused.description ?? '');
}

/** The request (RFC 9635 §2) for one bearer token to the Provisioning API. */
function grantBody({ identity, location, inspect }: Omit<GrantRequest, 'url'>): unknown {
  return {
    access_token: [{ access: [{ type: 'provisioning-api', locations: [location] }], flags: ['bearer'] }],
    client: {
      key: identity.kind === 'federation' ? identity.entityId : { proof: 'mtls', 'cert#S256': inspect().thumbprint },
    },
  };
}

/** What the server itself lets us know. Source: the descriptions in the server's code. */
function toldCause(description: string, problems: CertificateReport['problems']): RefusalCause | undefined {
  if (/revoked/i.test(description)) return 'certificate-revoked';
  if (/missing organization id/i.test(description)) return 'organisation-number-missing';
  if (!/expired|not yet valid/i.test(description)) return undefined;
  return problems.includes('certificate-not-yet-valid') ? 'certificate-not-yet-valid' : 'certificate-expired';
}

function refusal({ identity, inspect }: GrantRequest, description: string, cause?: unknown): GrantRefused {
  const { problems } = inspect();
  const code =
    toldCause(description, problems) ??
    problems[0] ??
    (identity.kind === 'federation' ? 'entity-not-known' : 'certificate-not-accepted');
  return new GrantRefused(code, { others: problems.filter((problem) => problem !== code), cause });
}

/** A front server that does not like a certificate says so in its own way, with a 400 or a 403 and a page. */
function unclear(status: number, request: GrantRequest): GrantRefused | GrantUnavailable {
  const aboutUs = status === 400 || status === 401 || status === 403;
  return aboutUs && request.inspect().problems.length > 0 ? refusal(request, '') : new GrantUnavailable(status);
}

function json({ body }: HttpResponse): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined; // no schema takes that
  }
}
