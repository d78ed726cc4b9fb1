import type { CallOptions } from '../../dnp/service.ts';
import { type Clock, type Random, systemClock } from '../../transport/clock.ts';
import { persistently, type Trouble } from '../../transport/retry.ts';
import { type HttpResponse, type Transport, TransportFailure } from '../../transport/transport.ts';
import { SisFailure } from '../failure.ts';
import { parseJson } from '../json.ts';
import { secureAddress } from './address.ts';
import { type ClientCredentials, fetchToken } from './client-credentials.ts';
import { COLLECTIONS, type Collection, isPage, nextPageToken, type Page, type Ss12000Export } from './pages.ts';

export interface Ss12000Api {
  /** The address that `/persons` and the others are added to, such as `https://sis.example/ss12000/v2.0`. */
  readonly baseUrl: string;
  readonly transport: Transport;
  /** What to show on every call. */
  readonly access?: { readonly bearer: string } | { readonly clientCredentials: ClientCredentials } | undefined;
  /** More headers, such as an API key. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Objects a page; the system's own choice where none is given. */
  readonly pageSize?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly clock?: Clock | undefined;
  readonly random?: Random | undefined;
  /** How long one call may go on trying where the system is busy or away, in milliseconds; default five minutes. */
  readonly patienceMs?: number | undefined;
  /** Told why and until when (ms since 1970) a call waits to be sent again. */
  readonly onWait?: CallOptions['onWait'];
  /** Told after every page how many objects of a collection have come. */
  readonly onPage?: ((collection: Collection, objects: number) => void) | undefined;
}

const PATIENCE_MS = 5 * 60_000;

/**
 * Fetches all pages of the five collections over the SS12000:2020 API, one call after the other.
 *
 * A token that the system no longer takes in the middle is fetched anew, once for each page.
 *
 * @throws {SisFailure} `sis-refused`, `sis-token-refused`, `sis-failed` (retryable), `sis-answer-unreadable`,
 * `sis-pages-repeat`, `sis-address-unusable`
 * @throws {TransportFailure} where no complete answer came
 */
export async function fetchSs12000(api: Ss12000Api): Promise<Ss12000Export> {
  const base = secureAddress(api.baseUrl);
  const session = new Session(api);
  const content: Record<Collection, unknown[]> = {
    organisations: [],
    persons: [],
    duties: [],
    groups: [],
    activities: [],
  };
  for (const collection of COLLECTIONS) {
    const seen = new Set<string>();
    let token: string | undefined;
    do {
      const page = await session.page(collection, pageAddress(base, collection, token, api.pageSize));
      for (const object of page.data) content[collection].push(object);
      api.onPage?.(collection, content[collection].length);
      token = nextPageToken(page);
      if (token !== undefined && seen.has(token)) {
        throw new SisFailure('sis-pages-repeat', `The system gave the same page token for "${collection}" twice.`, {
          remedy: 'This is a fault of the student information system: tell its supplier.',
        });
      }
      if (token !== undefined) seen.add(token);
    } while (token !== undefined);
  }
  return content;
}

function pageAddress(
  base: URL,
  collection: Collection,
  token: string | undefined,
  pageSize: number | undefined,
): string {
  const url = new URL(base);
  url.pathname = `${base.pathname.replace(/\/+$/, '')}/${collection}`;
  if (pageSize !== undefined) url.searchParams.set('limit', String(pageSize));
  if (token !== undefined) url.searchParams.set('pageToken', token);
  return url.href;
}

function readPage(collection: Collection, response: HttpResponse): Page {
  if (response.status !== 200) throw failed(collection, response.status);
  const page = parseJson(response.body);
  if (isPage(page)) return page;
  throw new SisFailure('sis-answer-unreadable', `The answer for "${collection}" is not a page of SS12000.`, {
    remedy: 'Check the address: it should end before /persons.',
  });
}

function failed(collection: Collection, status: number): SisFailure {
  if (status === 401 || status === 403) {
    return new SisFailure('sis-refused', `The system does not let us read "${collection}" (status ${status}).`, {
      status,
      remedy: 'Check the token or the client, and what it may read, with the supplier of the system.',
    });
  }
  const retryable = status === 429 || status >= 500;
  return new SisFailure('sis-failed', `The system answered with status ${status} for "${collection}".`, {
    retryable,
    status,
    remedy: retryable ? 'Try again in a while.' : 'Check the address: it should end before /persons.',
  });
}

/** Calls with the system's token, which is fetched when it is first needed and anew when it has run out. */
class Session {
  readonly #api: Ss12000Api;
  #token: string | undefined;

  constructor(api: Ss12000Api) {
    this.#api = api;
  }

  /** One page. Reading is harmless, so whatever may pass is tried again. */
  page(collection: Collection, url: string): Promise<Page> {
    const { clock = systemClock, random = Math.random, patienceMs = PATIENCE_MS, signal, onWait } = this.#api;
    const call = async () => readPage(collection, await this.#get(url));
    return persistently(call, { clock, random, harmless: true, patienceMs, signal, onWait, troubleOf });
  }

  async #get(url: string): Promise<HttpResponse> {
    const response = await this.#send(url);
    if (response.status !== 401 || this.#clientCredentials === undefined) return response;
    this.#token = undefined;
    return this.#send(url);
  }

  async #send(url: string): Promise<HttpResponse> {
    const { transport, headers, signal } = this.#api;
    const token = await this.#currentToken();
    return transport.request({
      method: 'GET',
      url,
      headers: {
        ...headers,
        accept: 'application/json',
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
      },
      ...(signal && { signal }),
    });
  }

  async #currentToken(): Promise<string | undefined> {
    const { access, transport, signal } = this.#api;
    if (access && 'bearer' in access) return access.bearer;
    const credentials = this.#clientCredentials;
    if (credentials) this.#token ??= await fetchToken(credentials, transport, signal);
    return this.#token;
  }

  get #clientCredentials(): ClientCredentials | undefined {
    const { access } = this.#api;
    return access && 'clientCredentials' in access ? access.clientCredentials : undefined;
  }
}

function troubleOf(error: unknown): Trouble | undefined {
  if (error instanceof TransportFailure) return error.code;
  return error instanceof SisFailure ? error.status : undefined;
}
