import type { Grant } from '../connection.ts';
import type { CallOptions } from '../service.ts';

/** Where calls get their token. One request is under way at a time, for all who wait. */
export interface TokenSource {
  /** The token in hand, or a new one. @throws {GrantRefused} with the likely cause */
  token(options?: CallOptions): Promise<string>;
  /** A new token in place of one that the service did not take; the one in hand where that is newer already. */
  refresh(used: string, options?: CallOptions): Promise<string>;
  /** Who we are and for how long, by the token in hand or a new one. */
  grant(options?: CallOptions): Promise<Grant>;
}
