import { createRemoteJWKSet, customFetch, errors, jwtVerify } from 'jose';
import { z } from 'zod';
import type { Clock } from '../../transport/clock.ts';
import { type Transport, TransportFailure } from '../../transport/transport.ts';
import { GrantUnavailable, TokenNotTrusted } from './failures.ts';

export interface VerifierOptions {
  /** As the token names it; its keys are at `<issuer>/.well-known/jwks.json`. */
  readonly issuer: string;
  /** Where it is known. */
  readonly audience?: string | undefined;
  readonly transport: Transport;
  readonly clock: Clock;
}

/** What a verified token says. Times in seconds since 1970. */
export type Claims = z.infer<typeof Claims>;
const Claims = z.object({
  exp: z.number(),
  iat: z.number().optional(),
  entity_id: z.string().optional(),
  organization_id: z.string().optional(),
  organization_name: z.string().optional(),
});

/** How far the server's clock and ours may be apart, in seconds. */
const CLOCK_TOLERANCE = 60;

/** The service signs with this and nothing else. */
const ALGORITHMS = ['ES256'];

/**
 * Verifies tokens against the issuer's keys, which are fetched over the same transport as all else (its trust, its pin)
 * and kept.
 *
 * @throws {TokenNotTrusted}
 * @throws {GrantUnavailable} where the keys could not be fetched, or TransportFailure
 */
export function createVerifier(options: VerifierOptions): (token: string) => Promise<Claims> {
  const { audience, transport, clock } = options;
  const issuer = options.issuer.replace(/\/+$/, '');
  const keys = createRemoteJWKSet(new URL(`${issuer}/.well-known/jwks.json`), {
    [customFetch]: async (url, { signal }) => {
      const { status, headers, body } = await transport.request({
        method: 'GET',
        url,
        headers: { accept: 'application/json' },
        ...(signal ? { signal } : {}),
      });
      if (status !== 200) throw new GrantUnavailable(status);
      return new Response(body, { status, headers: { ...headers } });
    },
  });

  return async (token) => {
    try {
      const { payload } = await jwtVerify(token, keys, {
        issuer: [issuer, `${issuer}/`],
        algorithms: ALGORITHMS,
        requiredClaims: ['exp'],
        clockTolerance: CLOCK_TOLERANCE,
        currentDate: new Date(clock.now()),
        ...(audience === undefined ? {} : { audience }),
      });
      return Claims.parse(payload);
    } catch (error) {
      if (error instanceof errors.JWKSTimeout) throw new TransportFailure('not-sent', 'No keys of the issuer in time');
      if (error instanceof errors.JWTClaimValidationFailed || error instanceof errors.JWTExpired) {
        throw new TokenNotTrusted(error.claim);
      }
      if (error instanceof errors.JOSEError) throw new TokenNotTrusted(error.code);
      if (error instanceof z.ZodError) throw new TokenNotTrusted(String(error.issues[0]?.path[0] ?? 'claims'));
      throw error;
    }
  };
}
