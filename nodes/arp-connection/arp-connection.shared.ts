/** The sandbox of this package, Kennisnet's own service, or any other address. */
export type ArpEnvironment = 'sandbox' | 'production' | 'custom';

/** The settings of an `arp-connection`. Numbers come from fields that hold text. */
export interface ArpConnectionConfig {
  name: string;
  environment: ArpEnvironment;
  /** The address of a `custom` environment. */
  baseUrl: string;
  version: '1' | '2';
  /** The header that carries the key. */
  headerName: string;
  /** How many minutes the lists of schools and service providers are kept; 0: not at all. */
  cacheMinutes: string;
}

export interface ArpConnectionCredentials {
  apiKey?: string;
}
