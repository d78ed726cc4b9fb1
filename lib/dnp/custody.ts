import type { Ledger } from '../ledger/ledger.ts';
import type { Kept } from '../ledger/waiting.ts';
import type { Clock } from '../transport/clock.ts';

/** A message of a flow, as far as custody looks at it. */
export interface FlowMessage {
  payload?: unknown;
  dnp?: { runId?: string; custody?: string; [property: string]: unknown };
  [property: string]: unknown;
}

/** How long after a message was handed on it would be sent again if Node-RED died, unless a later node took it over. */
const HAND_OVER_MS = 5_000;
/** What is never kept: live objects of Node-RED's HTTP nodes. */
const LIVE = new Set(['req', 'res']);

/**
 * - `resumed` – given back to its node, which has not begun with it yet
 * - `at work` – its node works on it
 * - `on its way` – sent on, and not known to have arrived anywhere
 * - `arrived` – delivered, to another node of ours or to somebody else's
 */
type Whereabouts = 'resumed' | 'at work' | 'on its way' | 'arrived';

/**
 * Keeps messages while our nodes work on them, so that a restart goes on where each of them was.
 *
 * A message is in the custody of one node at a time, and `msg.dnp.custody` names its place in the ledger. The next of our
 * nodes takes it over; where none does, the message has left for other nodes and is let go after {@link HAND_OVER_MS}.
 */
export class Custody {
  readonly #ledger: Ledger;
  readonly #clock: Clock;
  readonly #newId: () => string;
  readonly #closing: AbortSignal;
  /** Where this process has the messages of these places; of the others a process before it has left them. */
  readonly #here = new Map<string, Whereabouts>();
  /** Places of messages that the next node could not take over, since the disk failed: they stay where they were. */
  readonly #refused = new Set<string>();

  constructor(ledger: Ledger, clock: Clock, newId: () => string, closing: AbortSignal) {
    this.#ledger = ledger;
    this.#clock = clock;
    this.#newId = newId;
    this.#closing = closing;
  }

  /** Takes a message in; on disk when this returns. Names its place in `message.dnp.custody`. */
  take(nodeId: string, message: FlowMessage): string {
    const { waiting } = this.#ledger;
    const from = message.dnp?.custody;
    const place = from === undefined ? undefined : waiting.state(from);
    // A place that a node is at work on belongs to another copy of the message.
    const resumed = place?.nodeId === nodeId && place.state === 'working' && this.#here.get(place.id) !== 'at work';
    const id = place && (resumed || place.state === 'handed-on') ? place.id : this.#newId();
    message.dnp = { ...message.dnp, custody: id };
    if (!resumed) {
      this.#refused.add(id);
      waiting.take(id, nodeId, message.dnp.runId, keep(message), this.#clock.now());
      this.#refused.delete(id);
    }
    this.#here.set(id, 'at work');
    return id;
  }

  /** The node is about to send the message on: the next of our nodes may take it over from now. */
  handOn(id: string): void {
    this.#ledger.waiting.handOn(id);
    this.#here.set(id, 'on its way');
  }

  /** What was handed on has been delivered; it is let go unless the next node has taken it over, or soon does. */
  arrived(id: string): void {
    if (this.#here.get(id) !== 'on its way') return;
    this.#here.set(id, 'arrived');
    this.#clock
      .sleep(HAND_OVER_MS, this.#closing)
      .then(() => this.#letGo(id))
      .catch(() => undefined); // closing, or a disk that fails: the ledger lets go of all that has arrived
  }

  /**
   * What was handed on may have got lost, since the flow was rebuilt around it.
   * @returns whether it is the node's again: no other node has taken it over
   */
  takeBack(id: string, nodeId: string): boolean {
    if (!this.#ledger.waiting.takeBack(id, nodeId)) return false;
    this.#here.set(id, 'at work');
    return true;
  }

  /** The message needs no keeping any more: its node has reported an error, or it was given up. */
  drop(id: string): void {
    this.#here.delete(id);
    this.#ledger.waiting.drop(id);
  }

  /** The node stops before it is done; the message waits for it to come back. */
  suspend(id: string): void {
    this.#here.delete(id);
  }

  /**
   * The messages that wait for a node to come back, oldest first: those that it had when it stopped, and those that came
   * to it after that. Each is given back once.
   */
  resume(nodeId: string): FlowMessage[] {
    const messages: FlowMessage[] = [];
    for (const { id } of this.#ledger.waiting.list(nodeId)) {
      if (this.#here.has(id)) continue;
      const kept = this.#ledger.waiting.read(id);
      if (!kept) continue;
      this.#here.set(id, 'resumed');
      messages.push(restore(kept));
    }
    return messages;
  }

  /** Whether no node has a message, and none is on its way. */
  idle(): boolean {
    return this.#ledger.waiting.list().every(({ id }) => this.#here.get(id) === 'arrived');
  }

  /** Nodes that have messages waiting. */
  holders(): string[] {
    return [...new Set(this.#ledger.waiting.list().map(({ nodeId }) => nodeId))];
  }

  /** A calm end: what has arrived at nodes that are not ours needs no keeping. */
  settle(): void {
    for (const [id, whereabouts] of this.#here) if (whereabouts === 'arrived') this.#letGo(id);
  }

  #letGo(id: string): void {
    if (this.#ledger.waiting.state(id)?.state !== 'handed-on' || this.#refused.has(id)) return;
    this.#ledger.waiting.drop(id);
    this.#here.delete(id); // only now: where the disk fails, the calm end tries once more
  }
}

/** The message as text, its lists apart: they make up nearly all of it and change seldom. */
function keep(message: FlowMessage): Kept {
  const parts: Record<string, string> = {};
  const rest: string[] = [];
  for (const [name, value] of Object.entries(message)) {
    if (LIVE.has(name)) continue;
    const text = name === 'payload' && isRecord(value) ? withoutLists(value, parts) : textOf(value);
    if (text !== undefined) rest.push(`${JSON.stringify(name)}:${text}`);
  }
  return { message: `{${rest.join(',')}}`, parts };
}

function withoutLists(payload: Record<string, unknown>, parts: Record<string, string>): string {
  const rest: string[] = [];
  for (const [name, value] of Object.entries(payload)) {
    const text = textOf(value);
    if (text === undefined) continue;
    if (Array.isArray(value)) parts[name] = text;
    else rest.push(`${JSON.stringify(name)}:${text}`);
  }
  return `{${rest.join(',')}}`;
}

function restore({ message, parts }: Kept): FlowMessage {
  const restored: FlowMessage = JSON.parse(message);
  if (isRecord(restored.payload)) {
    for (const [name, text] of Object.entries(parts)) restored.payload[name] = JSON.parse(text);
  }
  return restored;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !Buffer.isBuffer(value);
}

/** As JSON, or undefined where JSON cannot hold it: a function, a ring, a socket. */
function textOf(value: unknown): string | undefined {
  try {
    return JSON.stringify(value);
  } catch {
    return undefined;
  }
}
