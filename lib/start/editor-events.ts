import { setTimeout as sleep } from 'node:timers/promises';

/** What Node-RED tells its editor as it happens. Source: `@node-red/editor-api`, comms. */
export interface EditorEvent {
  readonly topic: string;
  readonly data: unknown;
}

/**
 * Listens as an editor in a browser does: debug messages, statuses and the runtime's own notices. What Node-RED retains
 * (the state of its flows) comes first.
 *
 * @param address the editor's, such as `http://127.0.0.1:1880/`
 */
export class EditorEvents {
  readonly #socket: WebSocket;
  readonly #listeners = new Set<(event: EditorEvent) => void>();

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.addEventListener('message', ({ data }) => {
      const events: unknown = JSON.parse(String(data));
      for (const event of Array.isArray(events) ? events : [events]) {
        for (const listener of this.#listeners) listener(event);
      }
    });
  }

  static async open(address: string, signal: AbortSignal): Promise<EditorEvents> {
    const url = new URL('comms', address.replace(/^http/, 'ws'));
    for (;;) {
      signal.throwIfAborted();
      const socket = await connect(url);
      if (socket) return new EditorEvents(socket);
      await sleep(100, undefined, { signal });
    }
  }

  /** Calls the listener for every event until the returned function is called. */
  listen(listener: (event: EditorEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Asks for what Node-RED retains on a topic, besides what comes anyway. */
  subscribe(topic: string): void {
    this.#socket.send(JSON.stringify({ subscribe: topic }));
  }

  close(): void {
    this.#socket.close();
  }
}

/** A socket that is open, or undefined where nobody answers yet. */
function connect(url: URL): Promise<WebSocket | undefined> {
  return new Promise((resolve) => {
    const socket = new WebSocket(url);
    socket.addEventListener('open', () => resolve(socket), { once: true });
    socket.addEventListener('error', () => resolve(undefined), { once: true });
  });
}
