import type { ENVIRONMENTS } from '../../lib/dnp/endpoints.ts';

/** Skolverket's environments, the sandbox of this package, and any other two addresses. */
export type EnvironmentName = 'sandbox' | keyof typeof ENVIRONMENTS | 'custom';

/** The settings of a `dnp-connection`. Numbers come from text fields, where they are strings. */
export interface DnpConnectionConfig {
  name: string;
  environment: EnvironmentName;
  /** The two addresses of a `custom` environment. */
  authUrl: string;
  provisioningUrl: string;
  /** The id of a `tls-config`. */
  tls: string;
  /** How the authorization server knows us: by our entity id in a federation, or by a certificate of an approved CA. */
  identity: 'entity' | 'certificate';
  entityId: string;
  /** Base64 of the SHA-256 of the server's public key, or empty. */
  serverPin: string;
  /** The ledger's name, without folder; empty: the node's own id. */
  ledger: string;
  language: 'en' | 'sv' | 'nl';
  protectedPersons: 'hold' | 'send';
  /** How many days bodies are kept. */
  retentionDays: string;
  /** How many minutes to go on trying when the service cannot be reached. */
  patience: string;
}

export interface DnpConnectionCredentials {
  /** 32 bytes in base64, which the ledger's bodies are encrypted with. */
  ledgerKey?: string;
}
