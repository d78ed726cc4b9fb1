import type { Operation } from '../operation.ts';
import { PART, type Part, type Stage } from '../stage.ts';

/**
 * The Provisioning API 1.3.2 as data: four resources × operations, described once. The client builds its calls from
 * this table and the sandbox its routes.
 */

/** The four resources by stage: `Person` is `persons` in paths. Source: the contract's `paths`. */
export const RESOURCES = PART;

/** The quota that a call counts against. Transfer and job follow-up share one, all reading has the other. */
export type LimitClass = 'transfer' | 'read';

export interface Endpoint {
  readonly method: 'GET' | 'POST' | 'PUT';
  /** Relative to the base URL; `{resource}` is one of {@link RESOURCES}, `{id}` the object's or the job's. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly limit: LimitClass;
  /** The one status of success. */
  readonly success: 200 | 202;
  /** Whether the call changes nothing at the service, so that sending it twice does no harm. */
  readonly harmless: boolean;
}

/** Every operation of the contract. `send` and `create` are one operation there, apart in `updateIfExists`. */
export const ENDPOINTS = {
  send: {
    method: 'POST',
    path: '/{resource}/bulk',
    query: { updateIfExists: 'true' },
    limit: 'transfer',
    success: 202,
    harmless: false,
  },
  create: {
    method: 'POST',
    path: '/{resource}/bulk',
    query: { updateIfExists: 'false' },
    limit: 'transfer',
    success: 202,
    harmless: false,
  },
  update: { method: 'PUT', path: '/{resource}/bulk', limit: 'transfer', success: 202, harmless: false },
  delete: { method: 'POST', path: '/{resource}/bulk/delete', limit: 'transfer', success: 202, harmless: false },
  job: { method: 'GET', path: '/{resource}/bulk/jobs/{id}', limit: 'transfer', success: 200, harmless: true },
  isCompleted: {
    method: 'GET',
    path: '/{resource}/bulk/jobs/{id}/isCompleted',
    limit: 'transfer',
    success: 200,
    harmless: true,
  },
  list: { method: 'GET', path: '/{resource}', limit: 'read', success: 200, harmless: true },
  lookup: { method: 'POST', path: '/{resource}/lookup', limit: 'read', success: 200, harmless: true },
  get: { method: 'GET', path: '/{resource}/{id}', limit: 'read', success: 200, harmless: true },
  alive: { method: 'GET', path: '/alive', limit: 'read', success: 200, harmless: true },
} as const satisfies Record<Operation, Endpoint> & Record<string, Endpoint>;

export type EndpointName = keyof typeof ENDPOINTS;

/** The service's limits. Source: provisioning-api README and CHANGELOG 1.3.1. */
export const LIMITS = {
  /** Bytes of one call's body. The README says 200 KB; taken as the smaller of the two readings, 1 KB = 1,000 bytes. */
  bodyBytes: 200_000,
  /** Calls a second, per client IP address. */
  callsPerSecond: { transfer: 5, read: 10 },
  /** Objects on one page of a list. */
  pageSize: { minimum: 1, default: 50, maximum: 100 },
} as const satisfies {
  bodyBytes: number;
  callsPerSecond: Record<LimitClass, number>;
  pageSize: Record<'minimum' | 'default' | 'maximum', number>;
};

export interface Environment {
  /** The authorization server's transaction endpoint. */
  readonly authorization: string;
  readonly provisioning: string;
  readonly openData: string;
}

/** Where the services are. Both environments ask for a production certificate. */
export const ENVIRONMENTS = {
  production: {
    authorization: 'https://nutid-auth.sunet.se/transaction',
    provisioning: 'https://api.skolverket.se/provtjanst/provisioning/v1',
    openData: 'https://api.skolverket.se/provtjanst/open-data/v1',
  },
  verification: {
    authorization: 'https://nutid-auth.sunet.se/transaction',
    provisioning: 'https://apigw-pre.skolverket.se/provtjanst/verifieringstest/provisioning/v1',
    openData: 'https://apigw-pre.skolverket.se/provtjanst/verifieringstest/open-data/v1',
  },
} as const satisfies Record<string, Environment>;

/**
 * Fills an endpoint's template. The path begins with a slash and carries the endpoint's fixed query.
 *
 * @throws {RangeError} for an id that would lead to another path
 */
export function pathOf(name: EndpointName, stage?: Stage, id = ''): string {
  const endpoint: Endpoint = ENDPOINTS[name];
  const resource: Part | '' = stage === undefined ? '' : RESOURCES[stage];
  if (endpoint.path.includes('{id}') && /^\.{0,2}$/.test(id)) throw new RangeError(`${name} needs an id`);
  const path = endpoint.path.replace('{resource}', resource).replace('{id}', encodeURIComponent(id));
  return endpoint.query === undefined ? path : `${path}?${new URLSearchParams(endpoint.query)}`;
}
