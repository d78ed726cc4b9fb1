import { z } from 'zod';
import type { Answer, Service } from './http-server.ts';
import { parseJson } from './json.ts';
import { MISBEHAVIOUR, type MisbehaviourChange } from './misbehaviour.ts';
import type { SandboxRecord } from './record.ts';
import type { Contents } from './state-file.ts';

/** How a sandbox is looked into and steered. */
export interface Controlled {
  readonly record: SandboxRecord;
  /** Everything it has taken. */
  contents(): Contents;
  misbehave(change: MisbehaviourChange): void;
  /** Every token issued until now is refused from now on. */
  invalidateTokens(): void;
  /** Behaves well again and forgets its record; with `contents` also everything it has taken. */
  reset(what?: { readonly contents?: boolean }): void;
}

const RESET = z.strictObject({ contents: z.boolean().optional() });

/**
 * The control endpoint, for whoever steers a sandbox in another process: `GET /record`, `GET /contents`,
 * `POST /misbehave`, `POST /invalidate-tokens`, `POST /reset`, below a path that only the starter knows.
 */
export function createControl(secretPath: string, sandbox: Controlled): Service {
  const routes: Readonly<Record<string, (body: unknown) => Answer>> = {
    'GET /record': () => ({ status: 200, json: sandbox.record }),
    'GET /contents': () => ({ status: 200, json: sandbox.contents() }),
    'POST /misbehave': (body) => {
      const change = MISBEHAVIOUR.partial().safeParse(body);
      if (!change.success) return badRequest(change.error);
      // Only what was named: the defaults of what was left out must not undo an earlier change.
      const named = Object.keys(body as object); // an object, or it would not have been parsed
      sandbox.misbehave(Object.fromEntries(Object.entries(change.data).filter(([key]) => named.includes(key))));
      return { status: 204 };
    },
    'POST /invalidate-tokens': () => {
      sandbox.invalidateTokens();
      return { status: 204 };
    },
    'POST /reset': (body) => {
      const what = RESET.safeParse(body ?? {});
      if (!what.success) return badRequest(what.error);
      sandbox.reset(what.data.contents === undefined ? {} : { contents: what.data.contents });
      return { status: 204 };
    },
  };
  return ({ method, path, body }) => {
    const route = path.startsWith(`${secretPath}/`) ? routes[`${method} ${path.slice(secretPath.length)}`] : undefined;
    return route === undefined ? { status: 404 } : route(parseJson(body));
  };
}

const badRequest = (error: z.ZodError): Answer => ({ status: 400, json: { message: z.prettifyError(error) } });
