/** The settings of a `dnp-job-status`. */
export interface DnpJobStatusConfig {
  name: string;
  connection: string;
}
