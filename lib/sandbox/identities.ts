import { X509Certificate } from 'node:crypto';
import type { Member } from './authorization/service.ts';
import {
  type CertificateAuthority,
  type ClientCertificateOptions,
  createAuthority,
  type KeyPair,
  spkiPin,
  thumbprint,
} from './certificates.ts';

/** A client certificate to be made: what it says, who signs it, and what the authorization server knows of it. */
export interface IssueOptions extends ClientCertificateOptions {
  /** Signed by an authority that the authorization server has not approved. */
  readonly otherAuthority?: boolean;
  /** Makes the certificate's key one of a federation member's. */
  readonly entityId?: string;
  readonly revoked?: boolean;
}

/** Who can come to the sandbox: the authorities, the federation and the certificates that were handed out. */
export interface Identities {
  /** The authority that the services trust. */
  readonly authority: CertificateAuthority;
  /** The certificate that a client gets to begin with. */
  readonly client: KeyPair;
  /** The federation, by entity id. */
  readonly members: ReadonlyMap<string, Member>;
  /** RFC 8705 thumbprints. */
  readonly revoked: ReadonlySet<string>;
  issue(options?: IssueOptions): Promise<KeyPair>;
}

/** The federation member that the first client certificate speaks for. */
export const ENTITY_ID = 'https://granlunda.sandbox.example/provisioning';

/** Makes two authorities, one that the services trust and one that they do not, and the first client certificate. */
export async function createIdentities(): Promise<Identities> {
  const authority = await createAuthority('Sandbox CA');
  const stranger = await createAuthority('Sandbox CA that nobody approved');
  const members = new Map<string, Member>();
  const revoked = new Set<string>();

  async function issue(options: IssueOptions = {}): Promise<KeyPair> {
    const pair = await (options.otherAuthority ? stranger : authority).clientCertificate(options);
    const certificate = new X509Certificate(pair.cert);
    if (options.revoked) revoked.add(thumbprint(certificate));
    if (options.entityId !== undefined) {
      const member = members.get(options.entityId) ?? { organisationNumber: '2120009999', pins: new Set() };
      member.pins.add(spkiPin(certificate));
      members.set(options.entityId, member);
    }
    return pair;
  }

  return { authority, client: await issue({ entityId: ENTITY_ID }), members, revoked, issue };
}
