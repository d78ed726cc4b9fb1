import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type EditorEvent, EditorEvents } from '../../lib/start/editor-events.ts';

const root = join(import.meta.dirname, '..', '..');

/** How long anything here may take before the test is told what was logged instead, in milliseconds. */
const PATIENCE_MS = 60_000;

export interface NodeRedOptions {
  /** A folder to start in again; without it a new one, which goes away at the end. */
  readonly userDir?: string;
  /** In addition to this process's own. */
  readonly env?: Readonly<Record<string, string>>;
  /** More for Node-RED's settings file, such as `adminAuth`: anything that JSON can say. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Node-RED's own `red.js`; the project's unless told. */
  readonly program?: string;
  /** How our package gets into the user folder: linked from the project unless told. */
  readonly install?: (userDir: string) => void;
}

/** A node of a flow file. */
export interface FlowNode {
  readonly id: string;
  readonly type: string;
  readonly [setting: string]: unknown;
}

/** A set of nodes as the admin API lists it; `err` where it could not be loaded. */
export interface NodeSet {
  readonly id: string;
  readonly module: string;
  readonly types: readonly string[];
  readonly enabled: boolean;
  readonly err?: string;
}

/** Links the project into a user folder as `npm link` would. The project must be built. */
function link(userDir: string): void {
  const { name }: { name: string } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const place = join(userDir, 'node_modules', name);
  rmSync(place, { recursive: true, force: true });
  mkdirSync(dirname(place), { recursive: true });
  symlinkSync(root, place, 'junction');
  writeFileSync(join(userDir, 'package.json'), JSON.stringify({ name: 'test', dependencies: { [name]: '*' } }));
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no TCP port');
  return address.port;
}

/**
 * A real Node-RED in a process of its own: its loader, its admin API, its catalogues and its log, none of which
 * node-red-node-test-helper has. Stop it in the end, or declare it with `await using`.
 */
export class NodeRed {
  readonly url: string;
  readonly userDir: string;
  /** What the runtime has told its editor so far, oldest first. */
  readonly events: EditorEvent[] = [];
  readonly #child: ChildProcess;
  readonly #disposable: boolean;
  #log = '';
  #editor: EditorEvents | undefined;

  private constructor(child: ChildProcess, url: string, userDir: string, disposable: boolean) {
    this.#child = child;
    this.url = url;
    this.userDir = userDir;
    this.#disposable = disposable;
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        this.#log += text;
      });
    }
  }

  static async start(options: NodeRedOptions = {}): Promise<NodeRed> {
    const userDir = options.userDir ?? mkdtempSync(join(tmpdir(), 'node-red-'));
    const port = await freePort();
    const settings = {
      uiHost: '127.0.0.1',
      uiPort: port,
      flowFile: 'flows.json',
      credentialSecret: 'test',
      lang: 'en-US',
      debugMaxLength: 10_000_000,
      // No welcome tour over the page, no list of other people's nodes from the internet.
      editorTheme: { tours: false, palette: { catalogues: [] } },
      telemetry: { enabled: false, updateNotification: false },
      logging: { console: { level: 'info', metrics: false, audit: false } },
      ...options.settings,
    };
    const settingsFile = join(userDir, 'settings.cjs');
    writeFileSync(settingsFile, `module.exports = ${JSON.stringify(settings, null, 2)};\n`);
    (options.install ?? link)(userDir);
    const program = options.program ?? join(root, 'node_modules', 'node-red', 'red.js');
    const child = spawn(process.execPath, [program, '--settings', settingsFile, '--userDir', userDir], {
      cwd: userDir,
      env: { ...process.env, ...options.env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const red = new NodeRed(child, `http://127.0.0.1:${port}/`, userDir, options.userDir === undefined);
    try {
      await red.until(() => red.#log.includes('Server now running'), 'Node-RED answers');
      red.#editor = await EditorEvents.open(red.url, AbortSignal.timeout(PATIENCE_MS));
      red.#editor.listen((event) => red.events.push(event));
      red.#editor.subscribe('status/#');
      red.#editor.subscribe('notification/runtime-state');
      await red.#flowsRun(0);
      return red;
    } catch (error) {
      await red.stop();
      throw error;
    }
  }

  /** All that it has written so far. */
  get log(): string {
    return this.#log;
  }

  /** The lines of the log that are warnings or errors, without those that every new user folder gets. */
  get complaints(): string[] {
    const lines = this.#log.split('\n').filter((line) => / - \[(?:warn|error|fatal)\] |Error:/.test(line));
    return lines.filter((line) => !/-{20}|Projects disabled|Encrypted credentials not found/.test(line));
  }

  /** One call of the admin API; the answer's JSON, or undefined where there is none. */
  async admin(method: 'GET' | 'POST' | 'PUT' | 'DELETE', path: string, body?: unknown): Promise<unknown> {
    const response = await fetch(new URL(path, this.url), {
      method,
      headers: { accept: 'application/json', 'content-type': 'application/json', 'node-red-api-version': 'v2' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} /${path}: HTTP ${response.status} ${text}`);
    return text.startsWith('{') || text.startsWith('[') ? JSON.parse(text) : undefined;
  }

  /** Every set of nodes that Node-RED found, ours among them. */
  async nodeSets(): Promise<NodeSet[]> {
    const sets = await this.admin('GET', 'nodes');
    // The admin API's own answer, as its documentation has it.
    return sets as NodeSet[];
  }

  /** Replaces all flows. It has ended when the new ones run. */
  async deploy(flows: readonly FlowNode[], kind: 'full' | 'nodes' | 'flows' = 'full'): Promise<void> {
    const earlier = this.events.length;
    const response = await fetch(new URL('flows', this.url), {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'node-red-deployment-type': kind },
      body: JSON.stringify(flows),
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    if (!response.ok) throw new Error(`deploy: HTTP ${response.status} ${await response.text()}`);
    await this.#flowsRun(earlier);
  }

  /** Waits for the runtime to say, after its first `earlier` events, that the flows run or why they do not. */
  async #flowsRun(earlier: number): Promise<void> {
    const state = await this.until(() => {
      const states = this.events.slice(earlier).filter(({ topic }) => topic === 'notification/runtime-state');
      return states.map(({ data }) => Object(data)).find((data) => data.state === 'start' || data.error);
    }, 'the flows run');
    if (state.error) throw new Error(`the flows do not run: ${JSON.stringify(state)}`);
  }

  /** Presses the button of an inject node. */
  async press(id: string): Promise<void> {
    await this.admin('POST', `inject/${id}`, {});
  }

  /** The complete messages that a debug node (set to the complete message) has shown so far. */
  debugged(id: string): Record<string, unknown>[] {
    return this.events.flatMap(({ topic, data }) => {
      if (topic !== 'debug' || typeof data !== 'object' || data === null) return [];
      return 'id' in data && data.id === id && 'msg' in data ? [JSON.parse(String(data.msg))] : [];
    });
  }

  /** The status that a node shows just now; undefined where it never had one. */
  status(id: string): { fill?: string; shape?: string; text?: string } | undefined {
    const last = this.events.findLast(({ topic }) => topic === `status/${id}`);
    return typeof last?.data === 'object' && last.data !== null ? last.data : undefined;
  }

  /**
   * Waits until `condition` gives something and returns that.
   *
   * @throws with the end of the log, where it takes longer than a minute or Node-RED ends
   */
  async until<Found>(condition: () => Found | Promise<Found>, what: string, patienceMs = PATIENCE_MS): Promise<Found> {
    const deadline = Date.now() + patienceMs;
    for (;;) {
      const found = await condition();
      if (found) return found;
      const ended = this.#child.exitCode !== null || this.#child.signalCode !== null;
      if (ended || Date.now() > deadline) {
        throw new Error(`${ended ? 'Node-RED ended' : 'waited in vain'} before: ${what}\n${this.#log.slice(-4_000)}`);
      }
      await sleep(25);
    }
  }

  /** Ends it as a service manager does, or as a power cut does. */
  async stop(signal: 'SIGTERM' | 'SIGKILL' = 'SIGTERM'): Promise<void> {
    this.#editor?.close();
    if (this.#child.exitCode === null && this.#child.signalCode === null) {
      const exit = once(this.#child, 'exit');
      this.#child.kill(signal);
      const enforce = setTimeout(() => this.#child.kill('SIGKILL'), 15_000);
      await exit;
      clearTimeout(enforce);
    }
    if (this.#disposable) rmSync(this.userDir, { recursive: true, force: true });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }
}
