import 'reflect-metadata';
import { createHash, randomBytes, type X509Certificate } from 'node:crypto';
import * as x509 from '@peculiar/x509';

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;
const DAY = 86_400_000;
/** Attribute type of a subject's serial number (X.520), where SITHS, EFOS and Expisoft put the organisation number. */
const SERIAL_NUMBER = '2.5.4.5';

/** A certificate and its private key, both PEM. */
export interface KeyPair {
  readonly cert: string;
  readonly key: string;
}

/** What may be different about a client certificate, for a test of refusals. */
export interface ClientCertificateOptions {
  /** Common name; default the sample organiser's. */
  readonly commonName?: string;
  readonly organisationName?: string;
  /** The subject's serial number as it stands there: `SE2120009999-A001`, `EFOS16…-…`, `16…`; `null` for none. */
  readonly organisationNumber?: string | null;
  readonly notBefore?: Date;
  readonly notAfter?: Date;
  /** Extended key usages; an empty list makes a certificate without the extension. Default `['clientAuth']`. */
  readonly purposes?: readonly ('clientAuth' | 'serverAuth')[];
}

/** Makes certificates. Lives in memory only: a new one for every start of the sandbox. */
export interface CertificateAuthority {
  /** The root certificate, PEM. */
  readonly ca: string;
  serverCertificate(): Promise<KeyPair>;
  clientCertificate(options?: ClientCertificateOptions): Promise<KeyPair>;
}

/** SHA-256 of the certificate's DER form as RFC 8705 writes it: base64url, no padding. */
export function thumbprint(certificate: X509Certificate): string {
  return createHash('sha256').update(certificate.raw).digest('base64url');
}

/** Base64 of the SHA-256 of the public key: how a federation names a certificate's key. */
export function spkiPin(certificate: X509Certificate): string {
  return createHash('sha256')
    .update(certificate.publicKey.export({ type: 'spki', format: 'der' }))
    .digest('base64');
}

/** A certificate authority with a root of its own. `name` is the root's common name. */
export async function createAuthority(name: string): Promise<CertificateAuthority> {
  const keys = await crypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
  const root = await x509.X509CertificateGenerator.createSelfSigned({
    ...validity(),
    serialNumber: serialNumber(),
    name: new x509.Name([{ CN: [{ utf8String: name }] }]),
    keys,
    signingAlgorithm: ALGORITHM,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });

  async function issue(
    subject: x509.JsonNameParams,
    period: { notBefore: Date; notAfter: Date },
    extensions: x509.Extension[],
  ): Promise<KeyPair> {
    const own = await crypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
    const certificate = await x509.X509CertificateGenerator.create({
      ...period,
      serialNumber: serialNumber(),
      subject: new x509.Name(subject),
      issuer: root.subjectName,
      publicKey: own.publicKey,
      signingKey: keys.privateKey,
      signingAlgorithm: ALGORITHM,
      extensions: [
        new x509.BasicConstraintsExtension(false, undefined, true),
        new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
        await x509.AuthorityKeyIdentifierExtension.create(keys.publicKey),
        await x509.SubjectKeyIdentifierExtension.create(own.publicKey),
        ...extensions,
      ],
    });
    const pkcs8 = await crypto.subtle.exportKey('pkcs8', own.privateKey);
    return { cert: pem(certificate.toString('pem')), key: pem(x509.PemConverter.encode(pkcs8, 'PRIVATE KEY')) };
  }

  return {
    ca: pem(root.toString('pem')),
    serverCertificate: () =>
      issue([{ CN: [{ utf8String: 'localhost' }] }], validity(), [
        new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
        new x509.SubjectAlternativeNameExtension([
          { type: 'dns', value: 'localhost' },
          { type: 'ip', value: '127.0.0.1' },
          { type: 'ip', value: '::1' },
        ]),
      ]),
    clientCertificate: (options = {}) => {
      const purposes = options.purposes ?? ['clientAuth'];
      const period = validity();
      const notBefore = options.notBefore ?? period.notBefore;
      return issue(subjectOf(options), { notBefore, notAfter: options.notAfter ?? period.notAfter }, [
        ...(purposes.length === 0
          ? []
          : [new x509.ExtendedKeyUsageExtension(purposes.map((purpose) => x509.ExtendedKeyUsage[purpose]))]),
      ]);
    },
  };
}

function subjectOf(options: ClientCertificateOptions): x509.JsonNameParams {
  const number = options.organisationNumber === undefined ? 'SE2120009999-A001' : options.organisationNumber;
  return [
    { C: [{ printableString: 'SE' }] },
    { O: [{ utf8String: options.organisationName ?? 'Granlunda kommun' }] },
    { CN: [{ utf8String: options.commonName ?? 'Granlunda provisionering' }] },
    ...(number === null ? [] : [{ [SERIAL_NUMBER]: [{ printableString: number }] }]),
  ];
}

/** A year: long enough for a sandbox that is left running, and nothing of it outlives the process. */
function validity(): { notBefore: Date; notAfter: Date } {
  const now = Date.now();
  return { notBefore: new Date(now - DAY), notAfter: new Date(now + 365 * DAY) };
}

/** Sixteen bytes with the first bit clear, since a serial number is a positive integer (RFC 5280 §4.1.2.2). */
function serialNumber(): string {
  const bytes = randomBytes(16);
  bytes[0] = (bytes.readUInt8(0) & 0x7f) | 0x01;
  return bytes.toString('hex');
}

const pem = (text: string) => (text.endsWith('\n') ? text : `${text}\n`);
