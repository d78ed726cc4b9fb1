import type { X509Certificate } from 'node:crypto';
import { Socket } from 'node:net';
import { createSecureContext, getCACertificates, type SecureContext, TLSSocket } from 'node:tls';
import { Failure } from '../failure.ts';

/**
 * How we show who we are: a PEM certificate (chain) with its key, or a PKCS#12 file, either of them perhaps encrypted.
 * The names are those of Node's TLS options, so that what Node-RED's `tls-config` gives can be passed on.
 */
export interface TlsIdentity {
  readonly cert?: string | Buffer | undefined;
  readonly key?: string | Buffer | undefined;
  readonly pfx?: Buffer | undefined;
  readonly passphrase?: string | undefined;
}

type IdentityFailureCode =
  | 'certificate-missing'
  | 'certificate-unreadable'
  | 'certificate-format-outdated'
  | 'key-missing'
  | 'key-unreadable'
  | 'key-does-not-match'
  | 'passphrase-wrong';

const REMEDIES: Record<IdentityFailureCode, string> = {
  'certificate-missing': 'Choose a certificate with its private key, or a PKCS#12 file.',
  'certificate-unreadable': 'Give the certificate as PEM (-----BEGIN CERTIFICATE-----) or as a PKCS#12 file.',
  'certificate-format-outdated':
    'The PKCS#12 file is encrypted in an old way (RC2 or 3DES). Export it again with AES-256, or convert it to PEM.',
  'key-missing': 'Add the private key that belongs to the certificate.',
  'key-unreadable': 'Give the private key as PEM (-----BEGIN PRIVATE KEY-----).',
  'key-does-not-match': 'Choose the private key that the certificate was ordered with.',
  'passphrase-wrong': 'Enter the passphrase of the private key or of the PKCS#12 file.',
};

/** The certificate or its key cannot be used. The message says which of them, never what is in it. */
export class IdentityFailure extends Failure {
  readonly code: IdentityFailureCode;
  constructor(code: IdentityFailureCode, options: { cause?: unknown } = {}) {
    super(`The certificate cannot be used: ${code}`, { ...options, remedy: REMEDIES[code] });
    this.code = code;
  }
}

/** The authorities that servers are checked against: those of the machine, and `extra` (PEM). */
function authorities(extra: string | undefined): string[] | undefined {
  return extra === undefined || extra.trim() === '' ? undefined : [...getCACertificates('default'), extra];
}

/**
 * Makes a TLS context once for all connections: at least TLS 1.2, our identity, the authorities we trust.
 *
 * @throws {IdentityFailure}
 */
export function secureContext(identity: TlsIdentity | undefined, ca?: string): SecureContext {
  const { cert, key, pfx, passphrase } = identity ?? {};
  if (cert !== undefined && key === undefined) throw new IdentityFailure('key-missing');
  if (key !== undefined && cert === undefined) throw new IdentityFailure('certificate-missing');
  try {
    return createSecureContext({ cert, key, pfx, passphrase, ca: authorities(ca), minVersion: 'TLSv1.2' });
  } catch (error) {
    throw new IdentityFailure(causeOf(error, pfx !== undefined), { cause: error });
  }
}

/** OpenSSL's own words for what is wrong with a certificate or a key, as Node passes them on. */
function causeOf(error: unknown, pkcs12: boolean): IdentityFailureCode {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const text = error instanceof Error ? error.message : '';
  if (code === 'ERR_OSSL_X509_KEY_VALUES_MISMATCH') return 'key-does-not-match';
  if (/BAD_DECRYPT|INTERRUPTED_OR_CANCELLED|PASSPHRASE/.test(code) || text.includes('mac verify failure')) {
    return 'passphrase-wrong';
  }
  if (pkcs12 && code === 'ERR_CRYPTO_UNSUPPORTED_OPERATION') return 'certificate-format-outdated';
  if (pkcs12 && text.includes('private key')) return 'key-missing';
  return code.includes('UNSUPPORTED') ? 'key-unreadable' : 'certificate-unreadable';
}

/**
 * The certificate that a server will be shown, whatever form it came in.
 *
 * @throws {IdentityFailure}
 */
export function ownCertificate(identity: TlsIdentity): X509Certificate {
  // A socket that never connects: it knows its own certificate, and so spares us a PKCS#12 reader.
  const socket = new TLSSocket(new Socket(), { secureContext: secureContext(identity) });
  try {
    const certificate = socket.getX509Certificate();
    if (certificate === undefined) throw new IdentityFailure('certificate-missing');
    return certificate;
  } finally {
    socket.destroy();
  }
}
