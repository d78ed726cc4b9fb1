import type { Node, NodeStatus } from 'node-red';
import type { WordParams, Words } from './words.ts';

/** At most four updates a second: the editor draws each of them in every open browser. */
const MIN_INTERVAL_MS = 250;

const TONES = {
  busy: { fill: 'blue', shape: 'ring' },
  waiting: { fill: 'yellow', shape: 'ring' },
  done: { fill: 'green', shape: 'dot' },
  attention: { fill: 'yellow', shape: 'dot' },
  failed: { fill: 'red', shape: 'dot' },
} as const satisfies Record<string, NodeStatus>;

export type Tone = keyof typeof TONES;

/** What one message is doing, as the node shows it. `key` is a sentence of the node's catalogue. */
export interface StatusLine {
  /** On the way: shown soon, and not at all if something newer comes first. */
  show(tone: Tone, key: string, params?: WordParams): void;
  /** The end of this message: stays, unless another message is still under way. */
  settle(tone: Tone, key: string, params?: WordParams): void;
  /** As `settle`, with a finished sentence. */
  settleText(tone: Tone, text: string): void;
}

/** The line under one node, shared by all messages it works on at the same time. */
export class StatusBoard {
  readonly #node: Pick<Node, 'status'>;
  readonly #words: Words;
  #busy = 0;
  #lastAt = Number.NEGATIVE_INFINITY;
  #timer: NodeJS.Timeout | undefined;
  #next: NodeStatus | undefined;
  #closed = false;

  constructor(node: Pick<Node, 'status'>, words: Words) {
    this.#node = node;
    this.#words = words;
  }

  /** A line for one message. `end` must follow, once; it clears a line that was never settled. */
  begin(): StatusLine & { end(): void } {
    this.#busy += 1;
    let settled: NodeStatus = {};
    const settleText = (tone: Tone, text: string) => {
      settled = { ...TONES[tone], text };
    };
    return {
      show: (tone, key, params) => this.#soon({ ...TONES[tone], text: this.#words(key, params) }),
      settle: (tone, key, params) => settleText(tone, this.#words(key, params)),
      settleText,
      end: () => {
        this.#busy -= 1;
        if (this.#busy === 0) this.#now(settled);
      },
    };
  }

  /** Clears the line for good. */
  close(): void {
    this.#now({});
    this.#closed = true;
  }

  #soon(status: NodeStatus): void {
    this.#next = status;
    if (this.#timer) return;
    const wait = this.#lastAt + MIN_INTERVAL_MS - Date.now();
    if (wait <= 0) this.#now(status);
    else
      this.#timer = setTimeout(() => {
        if (this.#next) this.#now(this.#next);
      }, wait).unref();
  }

  #now(status: NodeStatus): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#next = undefined;
    if (this.#closed) return;
    this.#lastAt = Date.now();
    this.#node.status(status);
  }
}
