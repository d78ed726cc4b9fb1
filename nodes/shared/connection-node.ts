import type { Node } from 'node-red';
import type { Connection } from '../../lib/dnp/connection.ts';
import type { CertificateReport } from '../../lib/dnp/grant/certificate.ts';
import type { Language } from '../../lib/dnp/language.ts';
import type { DnpConnectionCredentials, EnvironmentName } from '../dnp-connection/dnp-connection.shared.ts';
import { NodeFailure } from './failure.ts';
import type { SandboxAccess } from './sandbox.ts';

/** A `dnp-connection` as the other nodes see it. */
export interface ConnectionNode extends Node<DnpConnectionCredentials> {
  readonly environment: EnvironmentName;
  readonly language: Language;
  /** The connection itself: opened at the first call, the same for all, closed with the node. */
  connection(): Promise<Connection>;
  /** The same, but only where there is a ledger already: what waits in it goes on. */
  existing(): Promise<Connection | undefined>;
  /** The certificate that it shows, and what is wrong with it. @throws {IdentityFailure} where it cannot be read */
  certificate(): Promise<CertificateReport>;
  /** Where the built-in sandbox is. @throws {NodeFailure} `not-the-sandbox` in any other environment */
  sandbox(): Promise<SandboxAccess>;
}

/** All connections that are deployed just now, by node id. */
export const liveConnections = new Map<string, ConnectionNode>();

/**
 * The connection node that a setting points to.
 *
 * @throws {NodeFailure} `no-connection`
 */
export function connectionNode(id: string | undefined): ConnectionNode {
  const node = id === undefined ? undefined : liveConnections.get(id);
  if (node) return node;
  throw new NodeFailure('no-connection', 'The node has no connection, or its connection is disabled.', {
    remedy: 'Open the node and choose a connection.',
  });
}
