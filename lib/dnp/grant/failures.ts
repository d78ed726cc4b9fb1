import { Failure } from '../../failure.ts';
import type { CertificateProblem } from './certificate.ts';

export type RefusalCause =
  | CertificateProblem
  | 'certificate-revoked'
  | 'certificate-not-accepted'
  | 'entity-not-known'
  | 'grant-request-invalid';

const CAUSES: Record<RefusalCause, { readonly message: string; readonly remedy: string }> = {
  'certificate-expired': {
    message: 'the certificate has expired',
    remedy: 'Order a new certificate, and put it and its key in place of the old one.',
  },
  'certificate-not-yet-valid': {
    message: 'the certificate is not valid yet',
    remedy: 'Wait until its first day, or check the clock of this machine.',
  },
  'certificate-not-for-clients': {
    message: 'the certificate is not meant for clients (no clientAuth in its extended key usage)',
    remedy: 'Order a certificate for client authentication; one for a web server does not do.',
  },
  'issuer-not-approved': {
    message: 'the certificate does not come from an approved authority',
    remedy: 'Use a certificate from SITHS, EFOS or Expisoft, or identify as a member of a federation.',
  },
  'organisation-number-missing': {
    message: 'the certificate has no organisation number in its subject',
    remedy: "Order a certificate for an organisation; its subject's serial number holds the organisation number.",
  },
  'certificate-names-not-utf8': {
    message: 'the names in the certificate are not encoded as UTF-8',
    remedy: 'Ask the authority for a certificate whose names are UTF-8.',
  },
  'certificate-revoked': {
    message: 'the certificate has been revoked',
    remedy: 'Order a new certificate, and find out why this one was revoked.',
  },
  'certificate-not-accepted': {
    message: 'the certificate looks right, but the server does not accept it',
    remedy: 'Check with Skolverket that the organisation is registered with this certificate.',
  },
  'entity-not-known': {
    message: 'the server does not know this entity id with this certificate',
    remedy:
      "Compare the entity id and the certificate's pin with the federation's metadata; a change takes a while to spread.",
  },
  'grant-request-invalid': {
    message: 'the server does not understand the request',
    remedy: 'Check the address of the authorization server and of the provisioning service.',
  },
};

/** What a cause means and what to do about it: half a sentence and a whole one. */
export function inWords(cause: RefusalCause): { readonly message: string; readonly remedy: string } {
  return CAUSES[cause];
}

/**
 * The authorization server said no. It gives the same answer for many reasons: `code` is the likeliest one, found by
 * looking at the certificate, and `others` are further things that are wrong with it.
 */
export class GrantRefused extends Failure {
  readonly code: RefusalCause;
  readonly others: readonly CertificateProblem[];

  constructor(code: RefusalCause, options: { others?: readonly CertificateProblem[]; cause?: unknown } = {}) {
    const { message, remedy } = CAUSES[code];
    super(`The authorization server refused: ${message}`, { remedy, cause: options.cause });
    this.code = code;
    this.others = options.others ?? [];
  }
}

/** The authorization server answered, but neither with a token nor with a refusal. */
export class GrantUnavailable extends Failure {
  readonly code = 'authorization-unavailable';
  readonly status: number;

  constructor(status: number) {
    super(`The authorization server answered ${status}`, {
      retryable: status === 429 || status >= 500,
      remedy: 'Check the address of the authorization server, or try again later.',
    });
    this.status = status;
  }
}

/** The token is not one that the authorization server signed for us, or is not valid now. It is not used. */
export class TokenNotTrusted extends Failure {
  readonly code = 'token-not-trusted';

  /** @param reason the check that failed: a claim's name, or the verifier's error code */
  constructor(reason: string) {
    super(`The token of the authorization server could not be verified (${reason})`, {
      remedy: "Check the issuer's address and the clock of this machine.",
    });
  }
}
