import type { z } from 'zod';
import type { Clock, Random } from '../transport/clock.ts';
import { persistently } from '../transport/retry.ts';
import { type HttpResponse, type Transport, TransportFailure } from '../transport/transport.ts';
import { ArpFailure } from './failure.ts';
import { parseBrin, parseOrganisationCode } from './identifiers.ts';
import { ListCache } from './list-cache.ts';
import { Configuration, Policy, School, ServiceProvider } from './model.ts';
import { refusal } from './refusal.ts';

/** Where Kennisnet serves it. */
export const ARP_BASE_URL = 'https://arpservice.entree.kennisnet.nl';

/** 2 is current; 1 still has `sp-config`. */
export type ArpVersion = 1 | 2;

export interface ArpOptions {
  /** With https, without `/v1/arp`. */
  readonly baseUrl: string;
  readonly version: ArpVersion;
  readonly apiKey: string;
  /** The header that carries the key. Not documented; `apiKey` is what a public client sends. */
  readonly headerName?: string | undefined;
  /** How long one question may go on trying while the service cannot be reached or fails, in ms. 15,000 unless told. */
  readonly patienceMs?: number | undefined;
  /** Milliseconds that a list is good for. An hour unless told. */
  readonly cacheMs?: number | undefined;
  readonly transport: Transport;
  readonly clock: Clock;
  readonly random: Random;
}

export interface ArpCallOptions {
  readonly signal?: AbortSignal | undefined;
}

export interface ArpListOptions extends ArpCallOptions {
  /** Asks the service even where the kept list is still good. */
  readonly refresh?: boolean | undefined;
}

/**
 * Kennisnet's ARP service. Every answer is a copy of the caller's own.
 *
 * @throws {ArpFailure} what the service or its answer was wrong about, or an argument, before anything is sent
 * @throws {TransportFailure} no answer came
 */
export interface ArpClient {
  /** All schools that the federation knows; kept for a while. */
  schools(options?: ArpListOptions): Promise<School[]>;
  /** All service providers; kept for a while. */
  serviceProviders(options?: ArpListOptions): Promise<ServiceProvider[]>;
  /** What a school releases to a service provider: one policy for each of its identity providers. Never kept. */
  policy(brin: string, organisationCode: string, options?: ArpCallOptions): Promise<Policy[]>;
  /** The policies of all schools for the key's own service provider. @throws {ArpFailure} `operation-not-in-version` in 2 */
  configuration(options?: ArpCallOptions): Promise<Configuration>;
}

const HOUR_MS = 3_600_000;
const TIMEOUT_MS = 30_000;
const PATIENCE_MS = 15_000;

/** RFC 9110: a token. */
const HEADER_NAME = /^[!#$%&'*+.^_`|~\w-]+$/;
/** Printable ASCII, so that no header can be smuggled in with it. */
const HEADER_VALUE = /^[\x21-\x7e]+$/;

/** `…/v2/arp`, without a slash at the end. @throws {ArpFailure} `base-url-not-valid` */
function root({ baseUrl, version }: ArpOptions): string {
  const url = URL.parse(baseUrl.trim());
  const plain = url !== null && url.search === '' && url.hash === '' && url.username === '' && url.password === '';
  if (!plain || url.protocol !== 'https:') {
    throw new ArpFailure('base-url-not-valid', 'The base URL of the ARP service is not an https address.');
  }
  return `${url.href.replace(/\/+$/, '')}/v${version}/arp`;
}

/** @throws {ArpFailure} `key-missing`, `header-name-not-valid` */
function keyHeader({ apiKey, headerName = 'apiKey' }: ArpOptions): Record<string, string> {
  if (!HEADER_VALUE.test(apiKey.trim())) {
    throw new ArpFailure('key-missing', 'The API key is missing or holds a character that no key has.');
  }
  if (!HEADER_NAME.test(headerName)) {
    throw new ArpFailure(
      'header-name-not-valid',
      'The name of the header for the API key is not the name of a header.',
    );
  }
  return { [headerName]: apiKey.trim() };
}

function parse<Shape extends z.ZodType>(shape: Shape, { body, status }: HttpResponse): z.infer<Shape> {
  let document: unknown;
  try {
    document = JSON.parse(body);
  } catch (cause) {
    // The parser's message quotes the text, which is nobody's business here.
    const name = cause instanceof Error ? cause.name : 'error';
    throw new ArpFailure('arp-answer-not-understood', `The ARP service's answer is not JSON (${name}).`, { status });
  }
  const result = shape.safeParse(document);
  if (result.success) return result.data;
  const fields = new Set(
    result.error.issues.map(({ path }) => path.filter((key) => typeof key === 'string').join('.')),
  );
  throw new ArpFailure(
    'arp-answer-not-understood',
    `The ARP service's answer does not have the documented shape (${[...fields].filter(Boolean).join(', ') || 'as a whole'}).`,
    { status },
  );
}

/** What may pass by itself: an answer that never came, and the service's own trouble. */
function troubleOf(error: unknown) {
  if (error instanceof TransportFailure) return error.code;
  return error instanceof ArpFailure && error.retryable ? error.status : undefined;
}

/**
 * A client for one API key.
 *
 * @throws {ArpFailure} `base-url-not-valid`, `key-missing`, `header-name-not-valid`
 *
 * @example
 * const arp = createArpClient({ baseUrl: ARP_BASE_URL, version: 2, apiKey, transport, clock, random });
 * const policies = await arp.policy('00NT03', 'ACME');
 */
export function createArpClient(options: ArpOptions): ArpClient {
  const { version, transport, clock, random, cacheMs = HOUR_MS, patienceMs = PATIENCE_MS } = options;
  const base = root(options);
  const headers = { ...keyHeader(options), accept: 'application/json' };

  async function get<Shape extends z.ZodType>(path: string, shape: Shape, signal?: AbortSignal) {
    const ask = async () => {
      const response = await transport.request({
        method: 'GET',
        url: `${base}/${path}`,
        headers,
        timeoutMs: TIMEOUT_MS,
        ...(signal && { signal }),
      });
      if (response.status !== 200) throw refusal(response);
      return parse(shape, response);
    };
    return persistently(ask, { clock, random, harmless: true, patienceMs, signal, troubleOf });
  }

  const schools = new ListCache((signal) => get('school-list', School.array(), signal), clock, cacheMs);
  const providers = new ListCache((signal) => get('sp-list', ServiceProvider.array(), signal), clock, cacheMs);

  return {
    // What is kept must not change when a flow changes the message it was given.
    schools: async (call) => structuredClone(await schools.get(call)),
    serviceProviders: async (call) => structuredClone(await providers.get(call)),
    async policy(brin, organisationCode, { signal } = {}) {
      const school = parseBrin(brin);
      const provider = encodeURIComponent(parseOrganisationCode(organisationCode));
      return get(`school/${school}/sp/${provider}`, Policy.array(), signal);
    },
    async configuration({ signal } = {}) {
      if (version !== 1) {
        throw new ArpFailure(
          'operation-not-in-version',
          `Version ${version} of the ARP service has no configuration of all schools at once.`,
        );
      }
      return get('sp-config', Configuration, signal);
    },
  };
}
