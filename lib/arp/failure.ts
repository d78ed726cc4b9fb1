import { Failure } from '../failure.ts';

/**
 * Everything that can go wrong with a question to the ARP service, apart from the network (`TransportFailure`).
 *
 * The service documents four refusals and tells them apart by a sentence only; here each has a code:
 * - `key-not-valid` – 403: the key is unknown or withdrawn
 * - `no-policy-for-combination` – 400: this school has no policy for this service provider
 * - `key-without-service-provider` – 400: the key is good but is bound to no service provider
 * - `arp-internal-error` – 500
 *
 * and what no page documents:
 * - `arp-unavailable` – 429, 502, 503, 504
 * - `arp-unexpected-status`, `arp-answer-not-understood`
 *
 * The rest is found here, before anything is sent.
 */
export type ArpFailureCode =
  | 'key-not-valid'
  | 'no-policy-for-combination'
  | 'key-without-service-provider'
  | 'arp-internal-error'
  | 'arp-unavailable'
  | 'arp-unexpected-status'
  | 'arp-answer-not-understood'
  | 'operation-not-in-version'
  | 'brin-not-valid'
  | 'organisation-code-not-valid'
  | 'required-attributes-not-valid'
  | 'policy-not-valid'
  | 'base-url-not-valid'
  | 'key-missing'
  | 'header-name-not-valid';

const REMEDY: Record<ArpFailureCode, string> = {
  'key-not-valid':
    'Check the API key and the name of its header; ask Kennisnet (implementaties@kennisnet.nl) for a new key.',
  'no-policy-for-combination':
    'Check the BRIN and the organisation code against the lists of the service; the school may not have set a policy yet.',
  'key-without-service-provider': 'Ask Kennisnet to bind the API key to your service provider.',
  'arp-internal-error': 'Try again later; tell Kennisnet if it stays.',
  'arp-unavailable': 'Try again later.',
  'arp-unexpected-status': 'Check the base URL and the version of the service.',
  'arp-answer-not-understood':
    'Check the base URL and the version; something other than the ARP service may answer there.',
  'operation-not-in-version': 'Choose version 1, or look up the policies school by school.',
  'brin-not-valid': 'Write two digits and two letters, and two digits more for a location: 01JO, 00NT03.',
  'organisation-code-not-valid': 'Take the organisation code from the list of service providers.',
  'required-attributes-not-valid': 'Give a list of attribute names, such as ["uid", "sn", "mail"].',
  'policy-not-valid': 'Give the policies as the service returned them.',
  'base-url-not-valid': 'Write the address of the service with https://, without a query.',
  'key-missing': 'Fill in the API key on the connection, letters and digits as Kennisnet gave it.',
  'header-name-not-valid': 'Write the name of an HTTP header, such as apiKey.',
};

const RETRYABLE: ReadonlySet<ArpFailureCode> = new Set(['arp-internal-error', 'arp-unavailable']);

/** A question that the ARP service refused, or that could not be asked. */
export class ArpFailure extends Failure {
  readonly code: ArpFailureCode;
  /** The HTTP status, where the service answered. */
  readonly status: number | undefined;

  constructor(code: ArpFailureCode, message: string, options: { status?: number; cause?: unknown } = {}) {
    super(message, { remedy: REMEDY[code], retryable: RETRYABLE.has(code), cause: options.cause });
    this.code = code;
    this.status = options.status;
  }
}
