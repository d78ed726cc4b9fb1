import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type RequestValidator from 'openapi-request-validator';
import type ResponseValidator from 'openapi-response-validator';
import type { OpenAPIV3 } from 'openapi-types';
import { parse } from 'yaml';
import type { Exchange } from '../../lib/sandbox/http-server.ts';

// Both are CommonJS with a `default`, which an import would give one level too deep.
const load = createRequire(import.meta.url);
const requests: { default: typeof RequestValidator } = load('openapi-request-validator');
const responses: { default: typeof ResponseValidator } = load('openapi-response-validator');

const folder = join(import.meta.dirname, '..', 'data', 'contracts');

/** The contracts' one known flaw: declared integer and exampled 0.5. */
const FLAWED_HEADER = 'x-ratelimit-reset';

interface Operation {
  readonly method: string;
  readonly path: RegExp;
  /** Problems of a request that this operation would not take. */
  readonly request: (exchange: Exchange, params: Record<string, string>) => string[];
  readonly response: (exchange: Exchange) => string[];
}

/** A service's OpenAPI contract as the judge of what went over the wire. */
export class Contract {
  readonly #operations: readonly Operation[];

  /** @param name a file in `test/data/contracts` */
  constructor(name: string) {
    const document: OpenAPIV3.Document = withoutReferences(parse(readFileSync(join(folder, name), 'utf8')));
    this.#operations = Object.entries(document.paths).flatMap(([path, item]) =>
      (['get', 'post', 'put'] as const).flatMap((method) => {
        const operation = item?.[method];
        return operation === undefined
          ? []
          : [judge(method, path, { ...operation, parameters: both(item, operation) })];
      }),
    );
  }

  /**
   * What is wrong with an exchange; nothing where the contract allows both the request and the answer. A request that
   * the service refused for its form (400, 404, 413) is not held against the contract.
   *
   * @param base the path that the contract's paths begin at
   */
  problems(exchange: Exchange, base: string): string[] {
    const path = new URL(exchange.url, 'http://service').pathname.slice(base.length);
    // `/persons/lookup` is not `/persons/{id}`: the pattern with the most fixed text wins.
    const operation = this.#operations
      .filter(({ method, path: pattern }) => method === exchange.method.toLowerCase() && pattern.test(path))
      .sort((one, other) => (one.path.source.includes('?<') ? 1 : 0) - (other.path.source.includes('?<') ? 1 : 0))[0];
    const name = `${exchange.method} ${path} → ${exchange.status}`;
    if (operation === undefined) return [`${name}: not in the contract`];
    const params = { ...operation.path.exec(path)?.groups };
    const refused = [400, 404, 413].includes(exchange.status);
    return [...(refused ? [] : operation.request(exchange, params)), ...operation.response(exchange)].map(
      (problem) => `${name}: ${problem}`,
    );
  }
}

function judge(method: string, path: string, operation: OpenAPIV3.OperationObject): Operation {
  const request = new requests.default({
    ...(operation.parameters ? { parameters: operation.parameters } : {}),
    ...(isResolved(operation.requestBody) ? { requestBody: operation.requestBody } : {}),
    additionalQueryProperties: false,
  });
  const answers = Object.entries(operation.responses).filter((entry): entry is [string, OpenAPIV3.ResponseObject] =>
    isResolved(entry[1]),
  );
  const answer = new responses.default({
    responses: Object.fromEntries(
      answers.map(([status, { content }]) => [status, { schema: content?.['application/json']?.schema ?? {} }]),
    ),
  });
  const headers = new Map(answers.map(([status, response]) => [status, headerValidator(response)]));
  return {
    method,
    path: new RegExp(`^${path.replace(/\{(\w+)\}/g, '(?<$1>[^/]+)')}$`),
    request: ({ url, requestHeaders, requestBody }, params) =>
      said(
        request.validateRequest({
          headers: requestHeaders,
          body: requestBody === '' ? undefined : JSON.parse(requestBody),
          params,
          query: typed(Object.fromEntries(new URL(url, 'http://service').searchParams)),
        }),
      ),
    response: ({ status, headers: sent, body }) => [
      ...said(answer.validateResponse(String(status), body === '' ? undefined : JSON.parse(body))),
      ...said(
        (headers.get(String(status)) ?? headers.get('default'))?.validateRequest({
          headers: typed(Object.fromEntries(Object.entries(sent).map(([name, value]) => [name.toLowerCase(), value]))),
        }),
      ),
    ],
  };
}

/** An answer's headers are validated as a request's would be; those that the contract names must all be there. */
function headerValidator({ headers = {} }: OpenAPIV3.ResponseObject): RequestValidator {
  const parameters = Object.entries(headers).flatMap(([name, header]) =>
    !isResolved(header) || name.toLowerCase() === FLAWED_HEADER
      ? []
      : [{ name: name.toLowerCase(), in: 'header', required: true, schema: header.schema ?? {} }],
  );
  return new requests.default({ parameters });
}

/** A URL and a header know only text; the contract's types are those of JSON. */
function typed(texts: Readonly<Record<string, string>>): Record<string, unknown> {
  const isJson = /^(?:true|false|\d+(?:\.\d+)?)$/;
  return Object.fromEntries(
    Object.entries(texts).map(([name, text]) => [name, isJson.test(text) ? JSON.parse(text) : text]),
  );
}

function both(item: Pick<OpenAPIV3.PathItemObject, 'parameters'> | undefined, operation: OpenAPIV3.OperationObject) {
  return [...(item?.parameters ?? []), ...(operation.parameters ?? [])];
}

function isResolved<T extends object>(value: T | OpenAPIV3.ReferenceObject | undefined): value is T {
  return value !== undefined && !('$ref' in value);
}

/** Where and why, without the value: test output is read by more people than the data. */
function said(
  result: { message?: string; errors?: { path?: string; location?: string; message: string }[] } | undefined,
) {
  if (!result) return [];
  if (!result.errors?.length) return [result.message ?? 'not allowed'];
  return result.errors.map(({ location, path, message }) => [location, path, message].filter(Boolean).join(' '));
}

/** The document with every `$ref` replaced by what it points to; the contracts have no circles. */
function withoutReferences(document: OpenAPIV3.Document): OpenAPIV3.Document {
  const resolve = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(resolve);
    if (typeof value !== 'object' || value === null) return value;
    if ('$ref' in value && typeof value.$ref === 'string') return resolve(at(document, value.$ref));
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, resolve(inner)]));
  };
  // The same document, only longer.
  return resolve(document) as OpenAPIV3.Document;
}

function at(document: unknown, reference: string): unknown {
  return reference
    .slice('#/'.length)
    .split('/')
    .reduce((place, key) => Object(place)[key.replaceAll('~1', '/').replaceAll('~0', '~')], document);
}
