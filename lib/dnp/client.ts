import { Failure } from '../failure.ts';
import type { Stage } from '../stage.ts';
import type { Clock, Random } from '../transport/clock.ts';
import { sendLimited } from '../transport/limited.ts';
import type { Limiter } from '../transport/limiter.ts';
import { persistently, type Trouble } from '../transport/retry.ts';
import { type HttpResponse, type Transport, TransportFailure } from '../transport/transport.ts';
import { read, readLog } from './answers.ts';
import { ENDPOINTS, type Endpoint, type EndpointName, LIMITS, pathOf } from './endpoints.ts';
import type { TokenSource } from './grant/token.ts';
import { type LookupSize, lookUp, newLookupSize, tooMuch } from './lookup.ts';
import type { CallOptions, ProvisioningService } from './service.ts';
import { ServiceFailure } from './service-failure.ts';

export interface ClientOptions {
  /** Of the Provisioning API, e.g. `https://api.skolverket.se/provtjanst/provisioning/v1`. */
  readonly baseUrl: string;
  readonly transport: Transport;
  /** The origin's, from `limiterFor`. */
  readonly limiter: Limiter;
  readonly token: TokenSource;
  readonly clock: Clock;
  readonly random: Random;
  /** How long one call may go on trying, in milliseconds; default two hours. */
  readonly patienceMs?: number | undefined;
}

interface Call extends CallOptions {
  readonly stage?: Stage;
  readonly id?: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly patienceMs?: number;
}

const TWO_HOURS = 7_200_000;

/** The service gives the same error for a token that is missing, broken or expired. */
const BAD_TOKEN = '5002';

/**
 * The provisioning service over HTTP: every operation of the contract from one table, at the pace the service allows,
 * tried again where that is harmless.
 */
export function createClient(options: ClientOptions): ProvisioningService {
  const { transport, limiter, token, clock, random } = options;
  const baseUrl = options.baseUrl.replace(/\/+$/, '');
  const lookupSizes = new Map<Stage, LookupSize>();

  /** One attempt, with the token given. What comes back is an answer with status 2xx. */
  async function attempt(name: EndpointName, call: Call, bearer: string, deadline: number): Promise<HttpResponse> {
    const { limit, method }: Endpoint = ENDPOINTS[name];
    const url = new URL(baseUrl + pathOf(name, call.stage, call.id));
    for (const [key, value] of Object.entries(call.query ?? {})) url.searchParams.set(key, value);

    const response = await sendLimited(
      transport,
      limiter,
      {
        method,
        url: url.href,
        headers: {
          accept: 'application/json',
          authorization: `Bearer ${bearer}`,
          ...(call.body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(call.body === undefined ? {} : { body: call.body }),
      },
      { quota: limit, signal: call.signal, onWait: call.onWait, deadline, unavailable },
    );
    const failure = failureOf(response);
    if (failure !== undefined) throw failure;
    return response;
  }

  /** A call with all its attempts. A token that is refused is renewed once. */
  function send(name: EndpointName, call: Call): Promise<HttpResponse> {
    const patienceMs = call.patienceMs ?? options.patienceMs ?? TWO_HOURS;
    const deadline = clock.now() + patienceMs;
    let renewed = false;
    const once = async () => {
      const bearer = await beforeSending(token.token(call));
      try {
        return await attempt(name, call, bearer, deadline);
      } catch (error) {
        if (renewed || !badToken(error)) throw error;
        renewed = true;
        return attempt(name, call, await beforeSending(token.refresh(bearer, call)), deadline);
      }
    };
    const { signal, onWait } = call;
    const { harmless }: Endpoint = ENDPOINTS[name];
    return persistently(once, { clock, random, harmless, patienceMs, signal, onWait, troubleOf });
  }

  async function ask<T>(name: EndpointName, call: Call, reader: (body: string) => T): Promise<T> {
    const { status, body } = await send(name, call);
    try {
      return reader(body);
    } catch (cause) {
      throw new ServiceFailure(status, [], { code: 'unreadable-answer', cause });
    }
  }

  return {
    async submit(stage, operation, body, callOptions) {
      const response = await send(operation, { ...callOptions, stage, body });
      try {
        return read.accepted(response.body);
      } catch (cause) {
        // It was taken, but there is no job to ask about: the same as an answer that never came.
        throw new TransportFailure('answer-lost', `The service answered ${response.status} without a job id`, {
          cause,
        });
      }
    },

    job: (stage, jobId, callOptions) => ask('job', { ...callOptions, stage, id: jobId }, read.job),

    isCompleted: (stage, jobId, callOptions) =>
      ask('isCompleted', { ...callOptions, stage, id: jobId }, read.isCompleted),

    lookup(stage, query, callOptions) {
      const size = lookupSizes.get(stage) ?? newLookupSize();
      lookupSizes.set(stage, size);
      return lookUp(query, size, (body) => ask('lookup', { ...callOptions, stage, body }, read.resources));
    },

    async *list(stage, listOptions = {}) {
      const { minimum, maximum } = LIMITS.pageSize;
      let limit = Math.min(maximum, Math.max(minimum, Math.floor(listOptions.pageSize ?? maximum)));
      let pageToken: string | undefined;
      for (;;) {
        const query = { limit: String(limit), ...(pageToken === undefined ? {} : { pageToken }) };
        const page = await ask('list', { ...listOptions, stage, query }, read.page).catch((error: unknown) => {
          if (limit === minimum || !tooMuch(error)) throw error;
          limit = Math.ceil(limit / 2);
          return undefined;
        });
        if (page === undefined) continue;
        if (page.resources.length > 0) yield page.resources;
        // A service that names the same page again would be read for ever.
        if (page.pageToken !== undefined && page.pageToken === pageToken) {
          throw new ServiceFailure(200, [], { code: 'unreadable-answer' });
        }
        pageToken = page.pageToken;
        if (pageToken === undefined) return;
      }
    },

    async get(stage, id, callOptions) {
      try {
        return await ask('get', { ...callOptions, stage, id }, read.resource);
      } catch (error) {
        // A 404 without the service's log is a wrong address, not a missing object.
        if (error instanceof ServiceFailure && error.status === 404 && error.entries.length > 0) return undefined;
        throw error;
      }
    },

    async alive(callOptions) {
      try {
        await send('alive', { ...callOptions, patienceMs: 0 });
        return true;
      } catch (error) {
        if (callOptions?.signal?.aborted || !(error instanceof Failure && error.retryable)) throw error;
        return false;
      }
    },
  };
}

/** Without a token nothing has left: whatever kept it from coming, the call itself was not sent. */
async function beforeSending(token: Promise<string>): Promise<string> {
  try {
    return await token;
  } catch (error) {
    if (!(error instanceof Failure) || !error.retryable) throw error;
    throw new TransportFailure('not-sent', `No token: ${error.message}`, { cause: error });
  }
}

function failureOf({ status, body }: HttpResponse): ServiceFailure | undefined {
  return status >= 200 && status < 300 ? undefined : new ServiceFailure(status, readLog(body));
}

/** 503 also means that one answer would be too large (6001), which says nothing of the service's health. */
function unavailable(response: HttpResponse): boolean {
  return response.status === 503 && failureOf(response)?.code !== '6001';
}

/** 403/5002 by the contract; 401 is what a gateway would say. */
function badToken(error: unknown): error is ServiceFailure {
  return (
    error instanceof ServiceFailure &&
    (error.status === 401 || (error.status === 403 && error.entries.some(({ id }) => id === BAD_TOKEN)))
  );
}

function troubleOf(error: unknown): Trouble | undefined {
  if (error instanceof TransportFailure) return error.code;
  return error instanceof ServiceFailure && error.retryable ? error.status : undefined;
}
