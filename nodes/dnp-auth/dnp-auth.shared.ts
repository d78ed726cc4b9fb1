/** The settings of a `dnp-auth`. */
export interface DnpAuthConfig {
  name: string;
  connection: string;
}
