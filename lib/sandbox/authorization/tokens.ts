import { exportJWK, generateKeyPair, type JSONWebKeySet, SignJWT } from 'jose';
import type { Clock } from '../../transport/clock.ts';

/** The audience of every token that the sandbox issues. */
export const AUDIENCE = 'provtjanst-sandbox';

/** Whom a token speaks for, and for which base URLs. */
export interface Bearer {
  readonly organisationNumber: string;
  readonly locations: readonly string[];
}

/** Issues the tokens and knows which of them are still good. */
export interface Tokens {
  readonly keys: JSONWebKeySet;
  issue(
    issuer: string,
    claims: Readonly<Record<string, unknown>>,
    bearer: Bearer,
    lifetimeSeconds: number,
  ): Promise<string>;
  /** Undefined where the token was not issued here, has expired or was called back. */
  bearerOf(token: string): Bearer | undefined;
  /** Calls back every token issued until now. */
  invalidate(): void;
}

/** A set of tokens with a signing key of its own (ES256). */
export async function createTokens(clock: Clock): Promise<Tokens> {
  const kid = 'sandbox-1';
  const { publicKey, privateKey } = await generateKeyPair('ES256');
  const keys: JSONWebKeySet = { keys: [{ ...(await exportJWK(publicKey)), kid, alg: 'ES256', use: 'sig' }] };
  /** The very text of a token is the proof: nobody else can write one that is in here. */
  const issued = new Map<string, Bearer & { readonly expiresAt: number }>();

  return {
    keys,
    async issue(issuer, claims, bearer, lifetimeSeconds) {
      const now = Math.floor(clock.now() / 1000);
      const token = await new SignJWT({ ...claims })
        .setProtectedHeader({ alg: 'ES256', kid, typ: 'JWT' })
        .setIssuer(issuer)
        .setAudience(AUDIENCE)
        .setIssuedAt(now)
        .setNotBefore(now)
        .setExpirationTime(now + lifetimeSeconds)
        .sign(privateKey);
      issued.set(token, { ...bearer, expiresAt: (now + lifetimeSeconds) * 1000 });
      return token;
    },
    bearerOf(token) {
      const bearer = issued.get(token);
      if (bearer === undefined || bearer.expiresAt > clock.now()) return bearer;
      issued.delete(token);
      return undefined;
    },
    invalidate: () => issued.clear(),
  };
}
