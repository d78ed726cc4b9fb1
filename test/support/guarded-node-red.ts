import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer, type RequestListener, request } from 'node:http';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { FlowNode } from './node-red.ts';

const require = createRequire(import.meta.url);
const root = join(import.meta.dirname, '..', '..');

/** A route of the admin API, as the router has it. */
export interface AdminRoute {
  readonly method: 'GET' | 'POST';
  readonly path: string;
}

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

/** The part of Express 4 that Node-RED's admin API is made with. */
interface Router {
  readonly _router: {
    readonly stack: readonly {
      readonly route?: { readonly path: string; readonly methods: Record<string, boolean> };
    }[];
  };
}

/** As much of Node-RED as it takes to embed it. */
interface EmbeddedNodeRed {
  init(server: object, settings: object): void;
  start(): Promise<void>;
  stop(): Promise<void>;
  readonly httpAdmin: RequestListener;
  readonly runtime: { readonly httpAdmin: Router; readonly events: NodeJS.EventEmitter };
}

/**
 * A real Node-RED with `adminAuth`, in this process: only here can its router be looked into. One for each process. The
 * project must be built.
 *
 * @param permissions what each token allows: `{ secret: 'read' }`
 */
export async function startGuarded(
  flows: readonly FlowNode[],
  permissions: Readonly<Record<string, string | readonly string[]>>,
) {
  const userDir = mkdtempSync(join(tmpdir(), 'guarded-'));
  const { name }: { name: string } = require(join(root, 'package.json'));
  mkdirSync(join(userDir, 'node_modules', name, '..'), { recursive: true });
  symlinkSync(root, join(userDir, 'node_modules', name), 'junction');
  writeFileSync(join(userDir, 'package.json'), JSON.stringify({ name: 'test', dependencies: { [name]: '*' } }));
  writeFileSync(join(userDir, 'flows.json'), JSON.stringify(flows));

  const RED: EmbeddedNodeRed = require('node-red');
  const server = createServer();
  RED.init(server, {
    userDir,
    flowFile: 'flows.json',
    credentialSecret: 'test',
    telemetry: { enabled: false, updateNotification: false },
    logging: { console: { level: 'off' } },
    adminAuth: {
      type: 'credentials',
      users: () => Promise.resolve(null),
      authenticate: () => Promise.resolve(null),
      tokens: (token: string) =>
        Promise.resolve(
          Object.hasOwn(permissions, token) ? { username: token, permissions: permissions[token] } : null,
        ),
    },
  });
  server.on('request', RED.httpAdmin);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const started = once(RED.runtime.events, 'flows:started');
  await RED.start();
  await started;
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;

  return {
    /** Every route that the nodes and plugins have added, ours and others'. */
    routes(): AdminRoute[] {
      return RED.runtime.httpAdmin._router.stack.flatMap(({ route }) =>
        route === undefined
          ? []
          : (['GET', 'POST'] as const)
              .filter((method) => route.methods[method.toLowerCase()])
              .map((method) => ({ method, path: route.path })),
      );
    },
    /** One request, its path exactly as it is given: no client here tidies it up. */
    async ask(method: string, path: string, options: { token?: string; body?: unknown; type?: string } = {}) {
      const { token, body, type = 'application/json' } = options;
      const outgoing = request({
        host: '127.0.0.1',
        port,
        method,
        path,
        headers: { 'content-type': type, ...(token ? { authorization: `Bearer ${token}` } : {}) },
      });
      outgoing.end(method === 'GET' || body === undefined ? undefined : JSON.stringify(body));
      const [incoming] = await once(outgoing, 'response');
      const answer: Answer = { status: incoming.statusCode, headers: incoming.headers, body: await text(incoming) };
      return answer;
    },
    async stop(): Promise<void> {
      await RED.stop();
      server.closeAllConnections();
      server.close();
      rmSync(userDir, { recursive: true, force: true });
    },
  };
}
