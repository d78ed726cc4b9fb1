import { openLedger } from '../ledger/ledger.ts';
import { type Clock, type Random, systemClock } from '../transport/clock.ts';
import { limiterFor } from '../transport/limiter.ts';
import type { TlsIdentity } from '../transport/tls-identity.ts';
import { openTransport } from '../transport/undici-transport.ts';
import { createClient } from './client.ts';
import type { Connection } from './connection.ts';
import { createConnection } from './create-connection.ts';
import { LIMITS } from './endpoints.ts';
import type { ClientIdentity } from './grant/request.ts';
import { createTokenSource } from './grant/token.ts';
import type { Language } from './language.ts';
import type { TransferSettings } from './transfer/context.ts';

export interface ConnectionSettings {
  /** The authorization server's transaction endpoint. */
  readonly authUrl: string;
  /** The Provisioning API's base URL. The token goes there and nowhere else. */
  readonly provisioningUrl: string;
  /** Who we are: a member of a federation, or the holder of a certificate from an approved authority. */
  readonly identity: ClientIdentity;
  readonly tls: TlsIdentity;
  /** Authorities (PEM) to trust besides the machine's. */
  readonly ca?: string;
  /** Base64 SHA-256 of the authorization server's public key. */
  readonly serverPin?: string;
  readonly ledger: { readonly file: string; readonly key: Uint8Array };
  readonly language: Language;
  readonly protectedPersons: TransferSettings['protectedPersons'];
  readonly retentionDays: number;
  /** How long one call may go on trying, ms. */
  readonly patienceMs: number;
  readonly clock?: Clock;
  readonly random?: Random;
}

/**
 * Opens a connection to a real service. Nothing is sent before its first use.
 * @throws {LedgerFailure} the ledger cannot be used
 */
export function openConnection(settings: ConnectionSettings): Connection {
  const { clock = systemClock, random = Math.random, ca, identity, patienceMs, serverPin, tls } = settings;
  const ledger = openLedger(settings.ledger);
  const authorization = openTransport({ identity: tls, ca, serverPin });
  const provisioning = openTransport({ ca });
  const token = createTokenSource({
    authorizationUrl: settings.authUrl,
    provisioningUrl: settings.provisioningUrl,
    identity,
    certificate: tls,
    transport: authorization,
    clock,
    random,
    patienceMs,
  });
  const service = createClient({
    baseUrl: settings.provisioningUrl,
    transport: provisioning,
    limiter: limiterFor(new URL(settings.provisioningUrl).origin, clock, LIMITS.callsPerSecond),
    token,
    clock,
    random,
    patienceMs,
  });
  return createConnection({
    service,
    authorize: (options) => token.grant(options),
    ledger,
    clock,
    random,
    language: settings.language,
    settings: { protectedPersons: settings.protectedPersons },
    retentionDays: settings.retentionDays,
    afterClose: async () => {
      await Promise.all([authorization.close(), provisioning.close()]);
    },
  });
}
