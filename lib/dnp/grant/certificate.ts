import { createHash, type X509Certificate } from 'node:crypto';
import { spkiPin } from '../../transport/server-pin.ts';
import { ownCertificate, type TlsIdentity } from '../../transport/tls-identity.ts';
import { hasForeignText } from './subject-encoding.ts';

/** What the authorization server would turn a certificate down for, the likeliest first. */
export type CertificateProblem =
  | 'certificate-expired'
  | 'certificate-not-yet-valid'
  | 'certificate-not-for-clients'
  | 'issuer-not-approved'
  | 'organisation-number-missing'
  | 'certificate-names-not-utf8';

/** A certificate as its owner may see it; nothing of the key. */
export interface CertificateReport {
  /** One line, `C=SE, O=…, serialNumber=…, CN=…`. */
  readonly subject: string;
  readonly issuer: string;
  /** ms since 1970. */
  readonly validFrom: number;
  readonly validTo: number;
  /** SHA-256 of the DER form as RFC 8705 writes it: base64url without padding. */
  readonly thumbprint: string;
  /** How a federation's metadata names the key. */
  readonly spkiPin: string;
  /** Ten digits. */
  readonly organisationNumber?: string;
  readonly problems: readonly CertificateProblem[];
}

export interface InspectionOptions {
  /** ms since 1970. */
  readonly now: number;
  /** In a federation the metadata vouches for the key: who issued the certificate, and to whom, does not matter. */
  readonly federation?: boolean | undefined;
  /** What an approved authority's name looks like; default {@link APPROVED_ISSUERS}. */
  readonly approvedIssuers?: readonly RegExp[] | undefined;
}

/** The approved authorities: SITHS (Inera), EFOS (Försäkringskassan), Expisoft. Source: authentication-api README. */
export const APPROVED_ISSUERS: readonly RegExp[] = [/\bSITHS\b/i, /\bEFOS\b/i, /\bExpi(soft|trust)\b/i];

/** Where the organisation number stands in a subject's serial number: Expisoft, SITHS, EFOS. */
const ORGANISATION_NUMBER = [/^16(\d{10})$/, /^SE(\d{10})-/, /^EFOS16(\d{10})-/];

/** Extended key usage `clientAuth` (RFC 5280 §4.2.1.12). */
const CLIENT_AUTH = '1.3.6.1.5.5.7.3.2';

/** The thumbprint that a grant request names a certificate by (RFC 8705 §3.1). */
export function thumbprint(certificate: X509Certificate): string {
  return createHash('sha256').update(certificate.raw).digest('base64url');
}

/**
 * Reads our certificate and finds what the authorization server would not like about it.
 *
 * @throws {IdentityFailure} where it cannot be read at all, or its key does not fit
 */
export function inspectCertificate(identity: TlsIdentity, options: InspectionOptions): CertificateReport {
  const certificate = ownCertificate(identity);
  const organisationNumber = organisationNumberOf(certificate);
  return {
    subject: oneLine(certificate.subject),
    issuer: oneLine(certificate.issuer),
    validFrom: Date.parse(certificate.validFrom),
    validTo: Date.parse(certificate.validTo),
    thumbprint: thumbprint(certificate),
    spkiPin: spkiPin(certificate.publicKey),
    ...(organisationNumber === undefined ? {} : { organisationNumber }),
    problems: problemsOf(certificate, options),
  };
}

function problemsOf(certificate: X509Certificate, options: InspectionOptions): CertificateProblem[] {
  const { now, federation = false, approvedIssuers = APPROVED_ISSUERS } = options;
  // `keyUsage` holds the extended usages, and is undefined where the certificate does not restrict them.
  const usages: readonly string[] | undefined = certificate.keyUsage;
  const problems: [CertificateProblem, boolean][] = [
    ['certificate-expired', now > Date.parse(certificate.validTo)],
    ['certificate-not-yet-valid', now < Date.parse(certificate.validFrom)],
    ['certificate-not-for-clients', usages !== undefined && !usages.includes(CLIENT_AUTH)],
    ['issuer-not-approved', !federation && !approvedIssuers.some((name) => name.test(certificate.issuer))],
    ['organisation-number-missing', !federation && organisationNumberOf(certificate) === undefined],
    ['certificate-names-not-utf8', !federation && hasForeignText(certificate)],
  ];
  return problems.filter(([, present]) => present).map(([problem]) => problem);
}

function organisationNumberOf(certificate: X509Certificate): string | undefined {
  for (const line of certificate.subject.split('\n')) {
    const serialNumber = /^serialNumber=(.*)$/.exec(line)?.[1] ?? '';
    for (const form of ORGANISATION_NUMBER) {
      const digits = form.exec(serialNumber)?.[1];
      if (digits !== undefined) return digits;
    }
  }
  return undefined;
}

const oneLine = (name: string) => name.replaceAll('\n', ', ');
