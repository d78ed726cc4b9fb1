/** What can be asked of the ARP service, and the check that is made of the answer. */
export type ArpOperation = 'check' | 'policy' | 'schools' | 'serviceProviders' | 'configuration';

/** The settings of an `arp-lookup`. Each typed input is a value and the type it is read by. */
export interface ArpLookupConfig {
  name: string;
  /** The id of an `arp-connection`. */
  connection: string;
  operation: ArpOperation;
  /** The school, for `check` and `policy`. */
  brin: string;
  brinType: string;
  /** The service provider, for `check` and `policy`. */
  organisationCode: string;
  organisationCodeType: string;
  /** The attributes that `check` is about: a list, or a text with commas. */
  required: string;
  requiredType: string;
  /** Whether `schools` and `serviceProviders` ask the service although a list is kept. */
  refresh: boolean;
}
