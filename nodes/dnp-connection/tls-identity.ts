import type { Node } from 'node-red';
import type { TlsIdentity } from '../../lib/transport/tls-identity.ts';
import { NodeFailure } from '../shared/failure.ts';

/** What Node-RED's own `tls-config` holds: our identity, and the authorities that its user trusts. */
export interface ConfiguredTls {
  readonly tls: TlsIdentity;
  readonly ca?: string;
}

/** It names what it holds as Node's TLS options, and leaves out what could not be read. */
interface TlsConfigNode extends Node {
  addTLSOptions(options: object): TlsIdentity & { readonly ca?: string | Buffer };
}

const isTlsConfig = (node: Node | null): node is TlsConfigNode => node !== null && 'addTLSOptions' in node;

/**
 * Reads a `tls-config`. Its switch for not verifying the server is not taken over: verification is never off.
 *
 * @throws {NodeFailure} `no-certificate`
 */
export function configuredTls(node: Node | null): ConfiguredTls {
  const { cert, key, pfx, passphrase, ca } = isTlsConfig(node) ? node.addTLSOptions({}) : {};
  if (!pfx && !(cert && key)) {
    throw new NodeFailure('no-certificate', 'The connection has no client certificate, or its files cannot be read.', {
      remedy: 'Open the connection and choose a TLS configuration with a certificate and its key.',
    });
  }
  return { tls: { cert, key, pfx, passphrase }, ...(ca ? { ca: ca.toString() } : {}) };
}
