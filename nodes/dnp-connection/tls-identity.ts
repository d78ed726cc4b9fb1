import type { Node } from 'node-red';
import { NodeFailure } from '../shared/failure.ts';

/** A client certificate, as PEM pair or as PKCS#12, and what the server's certificate is checked against. */
export interface ConfiguredTls {
  cert?: string | Buffer;
  key?: string | Buffer;
  pfx?: Buffer;
  passphrase?: string;
  ca?: string | Buffer;
}

/** Node-RED's own `tls-config` node; it leaves out what could not be read. */
interface TlsConfigNode extends Node {
  addTLSOptions(options: object): ConfiguredTls;
}

const isTlsConfig = (node: Node | null): node is TlsConfigNode => node !== null && 'addTLSOptions' in node;

/**
 * What a `tls-config` holds. Its switch for not verifying the server is not taken over: verification is never off.
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
  return {
    ...(pfx ? { pfx } : {}),
    ...(cert && key ? { cert, key } : {}),
    ...(passphrase ? { passphrase } : {}),
    ...(ca ? { ca } : {}),
  };
}
