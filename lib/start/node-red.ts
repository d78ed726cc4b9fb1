import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { EditorEvents } from './editor-events.ts';
import { StartFailure } from './failure.ts';
import type { UserFolder } from './user-folder.ts';

/** How long Node-RED may take until its flows run, in milliseconds; a Raspberry Pi needs a good part of a minute. */
const START_MS = 120_000;
/** How long a polite end may take before it is enforced, in milliseconds. */
const STOP_MS = 10_000;

export interface NodeRedOptions {
  readonly root: string;
  readonly folder: UserFolder;
  /** The flow file, relative to the user folder. */
  readonly flowFile: string;
  readonly port: number;
  /** In addition to this process's own. */
  readonly env: Readonly<Record<string, string>>;
}

/** A Node-RED that runs as a child of this process, its flows deployed. */
export class NodeRed {
  readonly address: string;
  readonly events: EditorEvents;
  readonly #child: ChildProcess;

  private constructor(address: string, events: EditorEvents, child: ChildProcess) {
    this.address = address;
    this.events = events;
    this.#child = child;
  }

  /** @throws {StartFailure} `node-red-not-started`, or `nodes-missing` where a node of the flow could not be loaded */
  static async start({ root, folder, flowFile, port, env }: NodeRedOptions): Promise<NodeRed> {
    const address = `http://127.0.0.1:${port}/`;
    const child = spawn(
      process.execPath,
      [
        join(root, 'node_modules', 'node-red', 'red.js'),
        ...['--settings', folder.settingsFile, '--userDir', folder.path, '--port', String(port), flowFile],
      ],
      { cwd: folder.path, env: { ...process.env, ...env }, stdio: ['ignore', process.stderr, process.stderr] },
    );
    const ended = new AbortController();
    child.once('exit', (code) =>
      ended.abort(new StartFailure('node-red-not-started', `Node-RED ended with code ${code} before its flows ran.`)),
    );
    try {
      const late = AbortSignal.timeout(START_MS);
      const signal = AbortSignal.any([ended.signal, late]);
      const events = await EditorEvents.open(address, signal);
      await flowsRunning(events, signal);
      return new NodeRed(address, events, child);
    } catch (cause) {
      await stop(child);
      if (cause instanceof StartFailure) throw cause;
      if (ended.signal.aborted) throw ended.signal.reason;
      throw new StartFailure('node-red-not-started', `Node-RED's flows did not run after ${START_MS / 1000} s.`, {
        cause,
      });
    }
  }

  /** Resolves when Node-RED has ended, by itself or because it was told to. */
  async ended(): Promise<void> {
    if (this.#child.exitCode === null && this.#child.signalCode === null) await once(this.#child, 'exit');
  }

  /** Presses the button of an inject node, which then sets these properties of its message instead of its own. */
  async press(nodeId: string, properties: Readonly<Record<string, string>>): Promise<void> {
    const props = Object.entries(properties).map(([p, v]) => ({ p, v, vt: 'str' }));
    const { status } = await fetch(new URL(`inject/${nodeId}`, this.address), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ __user_inject_props__: props }),
    });
    if (status !== 200)
      throw new StartFailure('run-failed', `The flow has no button ${nodeId} to press (HTTP ${status}).`, {
        remedy: "Delete the user folder's flows.json to get the example back.",
      });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.events.close();
    await stop(this.#child);
  }
}

/** Waits until the flows run; missing node types keep them from it. */
function flowsRunning(events: EditorEvents, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const end = events.listen(({ topic, data }) => {
      if (topic !== 'notification/runtime-state' || typeof data !== 'object' || data === null) return;
      if ('error' in data) {
        const types = 'types' in data && Array.isArray(data.types) ? `: ${data.types.join(', ')}` : '';
        end();
        reject(new StartFailure('nodes-missing', `The flow does not run, because of ${data.error}${types}.`));
      } else if ('state' in data && data.state === 'start') {
        end();
        resolve();
      }
    });
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    events.subscribe('notification/runtime-state');
  });
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, 'exit');
  child.kill('SIGTERM');
  const enforce = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
  await exit;
  clearTimeout(enforce);
}

/** The first port from `port` on that is free on this machine. */
export async function freePort(port: number): Promise<number> {
  for (let candidate = port; candidate <= 65_535; candidate++) {
    if (await isFree(candidate)) return candidate;
  }
  throw new StartFailure('node-red-not-started', `No port from ${port} on is free.`);
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
