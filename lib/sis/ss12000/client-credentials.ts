import { z } from 'zod';
import type { HttpResponse, Transport } from '../../transport/transport.ts';
import { SisFailure } from '../failure.ts';
import { parseJson } from '../json.ts';
import { secureAddress } from './address.ts';

/** How the system knows us: OAuth 2.0 client credentials (RFC 6749, 4.4), as IST's cloud asks for. */
export interface ClientCredentials {
  readonly tokenUrl: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly scope?: string | undefined;
  /** Where the id and secret go: the `Authorization` header (RFC 6749's own choice), or the form. */
  readonly sentIn?: 'header' | 'form' | undefined;
}

const answer = z.object({ access_token: z.string().min(1) });

/**
 * Fetches an access token.
 *
 * @throws {SisFailure} `sis-token-refused`, with the error code of RFC 6749, 5.2; `sis-failed` where the server itself is
 * in trouble; `sis-answer-unreadable`
 * @throws {TransportFailure}
 */
export async function fetchToken(
  { tokenUrl, clientId, clientSecret, scope, sentIn = 'header' }: ClientCredentials,
  transport: Transport,
  signal?: AbortSignal,
): Promise<string> {
  const form = new URLSearchParams({ grant_type: 'client_credentials' });
  if (scope) form.set('scope', scope);
  const headers: Record<string, string> = {
    accept: 'application/json',
    'content-type': 'application/x-www-form-urlencoded',
  };
  if (sentIn === 'header') headers.authorization = basic(clientId, clientSecret);
  else {
    form.set('client_id', clientId);
    form.set('client_secret', clientSecret);
  }
  const response = await transport.request({
    method: 'POST',
    url: secureAddress(tokenUrl).href,
    headers,
    body: form.toString(),
    ...(signal && { signal }),
  });
  if (response.status !== 200) throw refusal(response);
  const parsed = answer.safeParse(parseJson(response.body));
  if (parsed.success) return parsed.data.access_token;
  throw new SisFailure('sis-answer-unreadable', 'The token server answered without an access token.', {
    remedy: 'Check the address of the token server.',
  });
}

/** RFC 6749, 2.3.1: both parts are form-encoded before they are joined. */
function basic(clientId: string, clientSecret: string): string {
  const encode = (part: string) => new URLSearchParams({ '': part }).toString().slice(1);
  return `Basic ${Buffer.from(`${encode(clientId)}:${encode(clientSecret)}`).toString('base64')}`;
}

/** RFC 6749, 5.2 and 4.4: the codes are fixed words, so they may be shown; the description beside them may not. */
const REFUSALS = z.object({
  error: z.enum([
    'invalid_request',
    'invalid_client',
    'invalid_grant',
    'unauthorized_client',
    'unsupported_grant_type',
    'invalid_scope',
  ]),
});

function refusal({ status, body }: HttpResponse): SisFailure {
  if (status === 429 || status >= 500) {
    return new SisFailure('sis-failed', `The token server answered with status ${status}.`, {
      retryable: true,
      status,
    });
  }
  const parsed = REFUSALS.safeParse(parseJson(body));
  const reason = parsed.success ? parsed.data.error : `status ${status}`;
  return new SisFailure('sis-token-refused', `The token server refused us: ${reason}.`, {
    status,
    remedy: 'Check the client id, the client secret and the scope with the supplier of the system.',
  });
}
