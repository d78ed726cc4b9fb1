/** Where an export is read from. `sandbox` has a sample organiser of its own. */
export const SOURCES = ['message', 'folder', 'api', 'sandbox'] as const;

export type Source = (typeof SOURCES)[number];

/** The settings of a `sis-import`. */
export interface SisImportConfig {
  name: string;
  /** The id of a `dnp-connection`. */
  connection: string;
  source: Source;
  /** `message`: where the export is, a typed input. */
  payload: string;
  payloadType: string;
  /** `folder`: its path. */
  folder: string;
  /** `api`: the address before `/persons`. */
  baseUrl: string;
  /** `api`: what is shown on every call, a token that was handed out or one of OAuth client credentials. */
  access: 'none' | 'bearer' | 'client';
  tokenUrl: string;
  clientId: string;
  scope: string;
  /** Where the token server wants the client's id and secret. */
  secretSentIn: 'header' | 'form';
  /** The day that date ranges are judged by, `YYYY-MM-DD`; empty: today in Sweden. */
  today: string;
}

export interface SisImportCredentials {
  bearer?: string;
  clientSecret?: string;
}
