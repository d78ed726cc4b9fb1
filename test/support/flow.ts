import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Node, NodeAPI, NodeInitializer, NodeMessage } from 'node-red';
import helper from 'node-red-node-test-helper';

const require = createRequire(import.meta.url);
const nodesFolder = join(import.meta.dirname, '..', '..', 'nodes');

/** Node-RED's own nodes, for a flow to be tested with. */
export const core = {
  catch: require('@node-red/nodes/core/common/25-catch.js') as NodeInitializer,
  complete: require('@node-red/nodes/core/common/24-complete.js') as NodeInitializer,
  tlsConfig: require('@node-red/nodes/core/network/05-tls.js') as NodeInitializer,
};

/** A message as a Catch node passes it on. */
export interface Caught extends NodeMessage {
  readonly error: { readonly message: string; readonly code?: string; readonly cause?: unknown };
}

/** A node of a flow: its settings, where it has any. */
export interface FlowNode {
  readonly id: string;
  readonly type: string;
  readonly [setting: string]: unknown;
}

type Catalogue = { readonly [key: string]: string | Catalogue };

/** A node's English catalogue, as the build puts it together. */
function catalogue(type: string): Catalogue {
  const read = (path: string): Catalogue => JSON.parse(readFileSync(join(nodesFolder, path), 'utf8'));
  return { ...read('shared/locales/en-US.json'), ...read(`${type}/locales/en-US/${type}.json`) };
}

/** Speaks English as the real runtime does; the test helper's own `RED._` gives the key back. */
export function speaking(type: string, initialize: NodeInitializer): NodeInitializer {
  const words = catalogue(type);
  const find = (key: string) =>
    key
      .split('.')
      .reduce<string | Catalogue | undefined>((at, step) => (typeof at === 'object' ? at[step] : at), words);
  const say = (key: string, params: Record<string, unknown> = {}) => {
    const found =
      find(params.count === undefined ? key : `${key}_${params.count === 1 ? 'one' : 'other'}`) ?? find(key);
    if (typeof found !== 'string') return String(params.defaultValue ?? key);
    return found.replace(/__(\w+?)__/g, (_, name: string) => String(params[name]));
  };
  return (RED: NodeAPI) => initialize(Object.create(RED, { _: { value: say } }));
}

/** Messages, statuses and errors of a running flow, to be waited for. */
export class Flow {
  static readonly userDir = mkdtempSync(join(tmpdir(), 'flow-'));
  readonly #heard = new Map<string, NodeMessage[]>();

  /** Prepares Node-RED; once for a file. */
  static async open(): Promise<void> {
    helper.init(require.resolve('node-red'));
    helper.settings({ userDir: Flow.userDir });
    await new Promise<void>((resolve) => helper.startServer(resolve));
  }

  static async close(): Promise<void> {
    await new Promise<void>((resolve) => helper.stopServer(resolve));
    rmSync(Flow.userDir, { recursive: true, force: true });
  }

  /** Deploys `nodes`; every id that a wire leads to and that is none of theirs becomes a listener. */
  static async deploy(
    types: readonly NodeInitializer[],
    nodes: readonly FlowNode[],
    credentials: Record<string, Record<string, string>> = {},
  ): Promise<Flow> {
    const known = new Set(nodes.map(({ id }) => id));
    const wired = nodes.flatMap(({ wires }) => (Array.isArray(wires) ? wires.flat(2) : [])).map(String);
    const listeners = [...new Set(wired)]
      .filter((id) => !known.has(id))
      .map((id) => ({ id, type: 'helper', z: 'tab', x: 0, y: 0 }));
    const onTab = nodes.map((node) => (node.wires ? { z: 'tab', x: 0, y: 0, ...node } : node));
    // The helper's typings ask for NodeCredentials (types of fields) where it takes the values themselves.
    const values = credentials as Record<string, never>;
    await helper.load([...types], [{ id: 'tab', type: 'tab', label: 'tab' }, ...onTab, ...listeners], values);
    const flow = new Flow();
    for (const { id } of listeners) {
      const heard: NodeMessage[] = [];
      flow.#heard.set(id, heard);
      helper.getNode(id).on('input', (msg, _send, done) => {
        heard.push(msg);
        done();
      });
    }
    return flow;
  }

  static async undeploy(): Promise<void> {
    await helper.unload();
  }

  node(id: string): Node {
    return helper.getNode(id);
  }

  send(id: string, msg: NodeMessage): void {
    this.node(id).receive(msg);
  }

  /** All that a listener has heard so far. */
  heard(id: string): readonly NodeMessage[] {
    return this.#heard.get(id) ?? [];
  }

  /** The next message that a listener hears, from the `from`th on (from 0). */
  async next(id: string, from = 0): Promise<NodeMessage> {
    return until(() => this.heard(id)[from], `a message at ${id}`);
  }

  /** The error that a Catch node wired to `id` passed on. */
  async caught(id: string, from = 0): Promise<Caught> {
    const msg = await this.next(id, from);
    if (typeof msg.error === 'object' && msg.error !== null && 'message' in msg.error) return msg as Caught;
    throw new Error('not an error message');
  }

  /** The lines that were under a node, oldest first. */
  statuses(id: string): string[] {
    const node = this.node(id);
    // The helper has put a sinon spy in the method's place, one for all nodes.
    const { args, thisValues } = node.status as unknown as { args: [{ text?: string }][]; thisValues: unknown[] };
    return args.filter((_, call) => thisValues[call] === node).map(([status]) => status.text ?? '');
  }
}

/** Waits until `condition` gives something. @throws after ten seconds, unless told otherwise */
export async function until<T>(condition: () => T | undefined, what: string, patienceMs = 10_000): Promise<T> {
  const deadline = Date.now() + patienceMs;
  for (;;) {
    const found = condition();
    if (found !== undefined) return found;
    if (Date.now() > deadline) throw new Error(`waited in vain for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
