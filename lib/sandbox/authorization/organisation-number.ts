import type { X509Certificate } from 'node:crypto';

/** The three ways in which approved authorities write an organisation number: Expisoft, SITHS, EFOS. */
const FORMS = [/^16(\d{10})$/, /^SE(\d{10})-\w+$/, /^EFOS16(\d{10})-\w+$/];

/** The subject's attributes by short name: `CN`, `O`, `serialNumber` … The first of each counts. */
export function subjectOf(certificate: X509Certificate): ReadonlyMap<string, string> {
  const attributes = new Map<string, string>();
  for (const line of certificate.subject.split('\n')) {
    const at = line.indexOf('=');
    const name = line.slice(0, at);
    if (at > 0 && !attributes.has(name)) attributes.set(name, line.slice(at + 1));
  }
  return attributes;
}

/** The ten digits of the organisation number in a client certificate, or undefined where there is none. */
export function organisationNumberOf(certificate: X509Certificate): string | undefined {
  const subject = subjectOf(certificate);
  for (const attribute of ['serialNumber', 'organizationIdentifier']) {
    const value = subject.get(attribute) ?? '';
    for (const form of FORMS) {
      const digits = form.exec(value)?.[1];
      if (digits !== undefined) return digits;
    }
  }
  return undefined;
}
