import type { Operation } from '../operation.ts';
import type { Stage } from '../stage.ts';

/** An entry of the service's log (`LogEntry`, with the contract's own spelling). May echo personal data: never log it. */
export interface LogEntry {
  readonly id: string;
  readonly statusCode: number;
  readonly message: string;
  readonly severityLevel: string;
  readonly timeOfOccurance: string;
  readonly messageType?: string | undefined;
  readonly parameterName?: string | undefined;
  readonly parameterValue?: unknown;
  readonly resourceType?: string | undefined;
  readonly resourceId?: string | undefined;
  readonly attributeName?: string | undefined;
  readonly attributeValue?: unknown;
}

/** The status of one object in a job. A status that no contract names is kept as it came; it never counts as success. */
export interface JobEntry {
  readonly id: string;
  readonly status: 'Pending' | 'Success' | 'Warning' | 'Error' | 'TemporaryError' | (string & {});
  readonly errors: readonly LogEntry[];
  readonly warnings: readonly LogEntry[];
}

/** A resource as the service returns it: at least an id; the attributes of the contract's schema. */
export interface Resource {
  readonly id: string;
  readonly [attribute: string]: unknown;
}

export interface LookupQuery {
  readonly ids?: readonly string[];
  /** Persons only, 12 digits. */
  readonly civicNos?: readonly string[];
  /** Persons only. */
  readonly eduPersonPrincipalNames?: readonly string[];
}

/** Options of every call. `onWait` is told why and until when (ms since 1970) a call waits to be sent or sent again. */
export interface CallOptions {
  readonly signal?: AbortSignal | undefined;
  readonly onWait?: ((wait: { readonly cause: string; readonly until: number }) => void) | undefined;
}

/**
 * The provisioning service as the core sees it: every operation of the contract, once for all four resources.
 * Rate limits, retries of what is harmless to repeat, and the token are its own business.
 *
 * @throws {ServiceFailure} the service answered, and it was no
 * @throws {TransportFailure} `answer-lost`: whether a bulk call was carried out is not known; it is never repeated here
 */
export interface ProvisioningService {
  /** One bulk call. `body` is the exact JSON text `{"data":[…]}`; at most 200,000 bytes. */
  submit(stage: Stage, operation: Operation, body: string, options?: CallOptions): Promise<{ jobId: string }>;
  /** Every object's status. */
  job(stage: Stage, jobId: string, options?: CallOptions): Promise<JobEntry[]>;
  isCompleted(stage: Stage, jobId: string, options?: CallOptions): Promise<boolean>;
  /** All that were found, complete; splits long lists into as many calls as needed. */
  lookup(stage: Stage, query: LookupQuery, options?: CallOptions): Promise<Resource[]>;
  /** Page by page. */
  list(stage: Stage, options?: CallOptions & { readonly pageSize?: number | undefined }): AsyncIterable<Resource[]>;
  /** One, or undefined where the service has none (404). */
  get(stage: Stage, id: string, options?: CallOptions): Promise<Resource | undefined>;
  alive(options?: CallOptions): Promise<boolean>;
}
