import type { NodeAPI } from 'node-red';
import { z } from 'zod';
import { Failure } from '../../lib/failure.ts';
import { reported } from './failure.ts';

type Handler = ReturnType<NodeAPI['auth']['needsPermission']>;
type Request = Parameters<Handler>[0];
type Response = Parameters<Handler>[1];

/** A route of the admin API. What it answers goes out as JSON, to nobody's cache. */
export interface AdminRoute<Params extends z.ZodType, Query extends z.ZodType, Body extends z.ZodType> {
  readonly method: 'get' | 'post';
  readonly path: string;
  /** Without it the caller is answered 403; who has not signed in at all, 401. */
  readonly permission: string;
  /** Whatever they do not take is answered 400. */
  readonly params: Params;
  readonly query?: Query;
  readonly body?: Body;
  /** @throws {Refused} what is to be answered instead */
  answer(asked: {
    readonly params: z.output<Params>;
    readonly query: z.output<Query>;
    readonly body: z.output<Body>;
  }): unknown;
}

/** An answer that is none. Its message is for the editor's user, and holds no personal data. */
export class Refused extends Error {
  readonly status: number;
  readonly code: string;
  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

/** Any node's id, as Node-RED makes it or a flow file has it; nothing that could be taken for a path. */
export const nodeId = z
  .string()
  .regex(/^[\w-]+(?:\.[\w-]+)*$/)
  .max(64);

/** Puts a route into Node-RED's admin API. */
export function addRoute<
  Params extends z.ZodType,
  Query extends z.ZodType = z.ZodUndefined,
  Body extends z.ZodType = z.ZodUndefined,
>(RED: NodeAPI, route: AdminRoute<Params, Query, Body>): void {
  const work: Handler = (request, response) => {
    response.set({ 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' });
    answerTo(route, request)
      .then((answer) => {
        // Ids only, and who it was: for an organiser that has to answer for what is done with its people's data.
        const done = { level: RED.log.AUDIT, event: request.path.slice(1) };
        if (route.method === 'post') RED.log.audit(done, request);
        response.json(answer);
      })
      .catch((thrown: unknown) => refuse(RED, response, thrown));
  };
  const { needsPermission } = RED.auth;
  RED.httpAdmin[route.method](route.path, needsPermission(''), forbidding(needsPermission(route.permission)), work);
}

async function answerTo<Params extends z.ZodType, Query extends z.ZodType, Body extends z.ZodType>(
  { params, query, body, method, answer }: AdminRoute<Params, Query, Body>,
  request: Request,
): Promise<unknown> {
  // A page elsewhere can make a browser post a form, but not JSON.
  if (method === 'post' && !request.is('application/json'))
    throw new Refused(415, 'not-json', 'The request must be JSON.');
  return answer({
    params: sound(params, request.params),
    query: sound(query ?? z.unknown(), request.query) as z.output<Query>, // nobody reads one that is not declared
    body: sound(body ?? z.unknown(), request.body) as z.output<Body>,
  });
}

/** Node-RED answers 401 to whoever lacks a permission, also to a caller whom it knows: that one is told 403. */
function forbidding(check: Handler): Handler {
  return (request, response, next) => {
    const { status } = response;
    response.status = (code) => status.call(response, code === 401 ? 403 : code);
    check(request, response, (error?: unknown) => {
      response.status = status;
      next(error);
    });
  };
}

function sound<Schema extends z.ZodType>(schema: Schema, value: unknown): z.output<Schema> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const [field = 'the request'] = result.error.issues[0]?.path ?? [];
  throw new Refused(400, 'bad-request', `${String(field)} is not as it should be.`);
}

function refuse(RED: NodeAPI, response: Response, thrown: unknown): void {
  if (thrown instanceof Refused) {
    response.status(thrown.status).json({ code: thrown.code, message: thrown.message });
    return;
  }
  const { code, message } = reported(thrown);
  if (!(thrown instanceof Failure)) RED.log.error(message);
  response.status(thrown instanceof Failure ? 503 : 500).json({ code, message });
}
