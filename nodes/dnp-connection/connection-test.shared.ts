/**
 * What the *Test* button and its route say to each other: `POST school-provisioning/connections/:id/test` with the
 * connection's node id, and {@link TEST_PERMISSION}. A connection that is not deployed is answered 404 `not-deployed`.
 */
export const TEST_ROOT = 'school-provisioning/connections';

export const TEST_PERMISSION = 'dnp-connection.write';

/** Something that went wrong: `code` never changes, the sentences are English. */
export interface Problem {
  readonly code: string;
  readonly message: string;
  readonly remedy: string;
}

/** The certificate that the connection shows; nothing of its key. */
export interface TestedCertificate {
  /** Whom it is for, and who issued it, in one line each: `C=SE, O=…, CN=…`. */
  readonly subject: string;
  readonly issuer: string;
  /** ms since 1970. */
  readonly validFrom: number;
  readonly validTo: number;
  /** As a grant request names the certificate (RFC 8705). */
  readonly thumbprint: string;
  /** As a federation's metadata names its key. */
  readonly pin: string;
  /** Ten digits, where the certificate has them. */
  readonly organisationNumber?: string;
  /** What the authorization server would turn it down for, the likeliest first. */
  readonly problems: readonly Problem[];
}

/** Whom the authorization server takes us for. */
export interface TestedOrganiser {
  readonly id: string;
  readonly name?: string;
  /** Until when the token is good, ms since 1970. */
  readonly expiresAt: number;
}

/** Each part is there as far as the test came. */
export interface ConnectionTest {
  readonly environment: string;
  readonly certificate?: TestedCertificate;
  readonly organiser?: TestedOrganiser;
  /** Why there is no organiser: the likely cause, and what else is wrong. */
  readonly refusal?: Problem;
}
