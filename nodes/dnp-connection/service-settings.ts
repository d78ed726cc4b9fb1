import type { Node } from 'node-red';
import { ENVIRONMENTS } from '../../lib/dnp/endpoints.ts';
import type { ConnectionSettings } from '../../lib/dnp/open-connection.ts';
import { NodeFailure } from '../shared/failure.ts';
import type { SandboxAccess } from '../shared/sandbox.ts';
import type { DnpConnectionConfig } from './dnp-connection.shared.ts';
import { configuredTls } from './tls-identity.ts';

/** What a connection needs to know of an environment. */
type Service = Pick<ConnectionSettings, 'authUrl' | 'provisioningUrl' | 'identity' | 'tls' | 'ca' | 'serverPin'>;

/** Where the services of the sandbox are, and the identity that it gives out. */
export function sandboxService(sandbox: SandboxAccess): Service {
  return {
    authUrl: sandbox.authUrl,
    provisioningUrl: sandbox.provisioningUrl,
    identity: { kind: 'certificate' },
    tls: { cert: sandbox.clientCert, key: sandbox.clientKey },
    ca: sandbox.ca,
  };
}

/**
 * Where the services of a real environment are, and who we are there.
 *
 * @param setting reads a text setting with its `${NAME}`s
 * @param tlsConfig the `tls-config` node that the connection names
 * @throws {NodeFailure} `no-address`, `no-entity-id`, `no-certificate`
 */
export function realService(
  config: DnpConnectionConfig,
  setting: (value: string | undefined) => string,
  tlsConfig: Node | null,
): Service {
  const serverPin = setting(config.serverPin);
  return {
    ...addresses(config, setting),
    identity: identity(config, setting),
    ...configuredTls(tlsConfig),
    ...(serverPin ? { serverPin } : {}),
  };
}

function addresses(config: DnpConnectionConfig, setting: (value: string | undefined) => string) {
  if (config.environment === 'production' || config.environment === 'verification') {
    const { authorization, provisioning } = ENVIRONMENTS[config.environment];
    return { authUrl: authorization, provisioningUrl: provisioning };
  }
  return { authUrl: address(setting(config.authUrl)), provisioningUrl: address(setting(config.provisioningUrl)) };
}

/** A token is sent there: nothing but TLS will do. */
function address(text: string): string {
  if (URL.canParse(text) && new URL(text).protocol === 'https:') return text.replace(/\/+$/, '');
  throw new NodeFailure('no-address', "An address of the connection's environment is not an https address.", {
    remedy: 'Open the connection and enter both addresses in full, beginning with https://.',
  });
}

function identity(config: DnpConnectionConfig, setting: (value: string | undefined) => string): Service['identity'] {
  if (config.identity === 'certificate') return { kind: 'certificate' };
  const entityId = setting(config.entityId);
  if (entityId) return { kind: 'federation', entityId };
  throw new NodeFailure('no-entity-id', 'The connection has no entity id.', {
    remedy: 'Open the connection and enter the entity id that your federation knows you by.',
  });
}
