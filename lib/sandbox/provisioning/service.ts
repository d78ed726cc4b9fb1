import { ENDPOINTS, LIMITS } from '../../dnp/endpoints.ts';
import type { Bearer } from '../authorization/tokens.ts';
import type { Answer, Call, Service } from '../http-server.ts';
import { jobStatus, refusal } from './answers.ts';
import type { ProvisioningOptions, ResourceCall } from './context.ts';
import { isCompleted } from './jobs.ts';
import { getOne, list, lookUp } from './reading.ts';
import { type Route, routeOf } from './routes.ts';
import { Store } from './store.ts';
import { takeBulk } from './transfer.ts';

/** The path of the base URL, as in production. */
export const PROVISIONING_PATH = '/provtjanst/provisioning/v1';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** The Provisioning API 1.3.2. */
export function createProvisioning(options: ProvisioningOptions): Service {
  const { clock, misconduct, record, quota } = options;

  function withQuota(call: Call, route: Route): Answer {
    const { allowed, headers } = quota.take(ENDPOINTS[route.name].limit, call.ip);
    const fault = misconduct.beforeCall(route.name, route.stage);
    if (fault === 'request-lost') return { lost: true };
    // The contract promises no quota headers with 503.
    if (fault === 'unavailable') return refusal('5022', clock.now());
    if (!allowed || fault === 'too-many-calls') return withHeaders(refusal('5021', clock.now()), headers);
    const bearer = fault === 'token-refused' ? undefined : bearerOf(call, options);
    const answer = bearer === undefined ? refusal('5002', clock.now()) : carryOut(call, route, bearer, options);
    return misconduct.afterCall(route.name, route.stage) ? { lost: true } : withHeaders(answer, headers);
  }

  return (call) => {
    const route = call.path.startsWith(`${PROVISIONING_PATH}/`)
      ? routeOf(call.method, call.path.slice(PROVISIONING_PATH.length))
      : undefined;
    if (route === undefined) return refusal('SANDBOX-NO-OPERATION', clock.now());
    const name = route.name === 'send' && call.query.get('updateIfExists') !== 'true' ? 'create' : route.name;
    record.called(name, route.stage);
    const answer = name === 'alive' ? alive(options) : withQuota(call, { ...route, name });
    record.answered('lost' in answer ? 0 : answer.status);
    return answer;
  };
}

/** The one operation without token and quota. */
function alive({ misconduct, clock }: ProvisioningOptions): Answer {
  return misconduct.beforeCall('alive') === undefined ? { status: 200 } : refusal('5022', clock.now());
}

/** Whom the call's token speaks for here. A token for another base URL counts for nothing. */
function bearerOf(call: Call, { tokens }: ProvisioningOptions): Bearer | undefined {
  const token = /^Bearer (\S+)$/i.exec(call.headers.authorization ?? '')?.[1];
  const bearer = token === undefined ? undefined : tokens.bearerOf(token);
  return bearer?.locations.includes(call.origin + PROVISIONING_PATH) ? bearer : undefined;
}

function carryOut(call: Call, { name, stage, id }: Route, bearer: Bearer, options: ProvisioningOptions): Answer {
  const now = options.clock.now();
  if (stage === undefined) return refusal('SANDBOX-NO-OPERATION', now);
  if (call.bytes > LIMITS.bodyBytes) return refusal('5020', now);
  if (id !== undefined && !UUID.test(id)) {
    return refusal('2011', now, { parameterName: 'id', parameterValue: id, resourceType: stage });
  }
  const organisation = bearer.organisationNumber;
  const request: ResourceCall = {
    call,
    stage,
    id: (id ?? '').toLowerCase(),
    organisation,
    store: storeOf(options.stores, organisation),
    now,
  };
  switch (name) {
    case 'send':
    case 'create':
    case 'update':
    case 'delete':
      return takeBulk(name, request, options);
    case 'job':
    case 'isCompleted':
      return followUp(name, request, options);
    case 'list':
      return list(request);
    case 'lookup':
      return lookUp(request);
    default:
      return getOne(request);
  }
}

function followUp(name: 'job' | 'isCompleted', request: ResourceCall, { jobs }: ProvisioningOptions): Answer {
  const { call, stage, id, now } = request;
  const job = jobs.get(id);
  if (job?.organisation !== request.organisation || job.stage !== stage || job.fate === 'forgotten') {
    return refusal('4001', now, { parameterName: 'id', parameterValue: id, resourceType: stage });
  }
  if (name === 'isCompleted') return { status: 200, json: isCompleted(job) };
  return jobStatus(job, call.origin, call.query.get('showOnlyError') === 'true');
}

/** An organiser's part of the service. */
export function storeOf(stores: Map<string, Store>, organisation: string): Store {
  let store = stores.get(organisation);
  if (store === undefined) {
    store = new Store();
    stores.set(organisation, store);
  }
  return store;
}

function withHeaders(answer: Answer, headers: Readonly<Record<string, string>>): Answer {
  return 'lost' in answer ? answer : { ...answer, headers: { ...headers, ...answer.headers } };
}
