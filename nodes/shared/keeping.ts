import { setImmediate as turn } from 'node:timers/promises';
import type { Node, NodeAPI, NodeMessageInFlow } from 'node-red';
import type { Connection } from '../../lib/dnp/connection.ts';
import type { FlowMessage } from '../../lib/dnp/custody.ts';
import type { Send } from './input.ts';
import { type Rebuilding, rebuildingOf } from './rebuilding.ts';

/**
 * Node-RED delivers a message on the next turn of its loop, and one that goes through links, junctions or into a subflow
 * takes a turn for each: so many turns after it was sent a message has come out of them.
 */
const TURNS = 6;

/** What passes a message on without keeping it: a deploy in between loses it. */
const PASSING = /^(?:link out|junction|subflow(?::.*)?)$/;

/**
 * One message in a node's custody: on disk from the moment that it belongs to a run until it has arrived at the next
 * node, so that it goes on here after a restart or a deploy.
 */
export class Keeping {
  readonly #custody: Connection['custody'];
  readonly #node: Node;
  readonly #msg: NodeMessageInFlow;
  readonly #rebuilding: Rebuilding;
  readonly #passesOn: boolean;
  #place: string | undefined;
  #sentOn = false;

  constructor(RED: NodeAPI, connection: Connection, node: Node, msg: NodeMessageInFlow) {
    this.#custody = connection.custody;
    this.#node = node;
    this.#msg = msg;
    this.#rebuilding = rebuildingOf(RED);
    this.#passesOn = wiredTo(RED, node).some((type) => PASSING.test(type));
  }

  take(): void {
    this.#place ??= this.#custody.take(this.#node.id, this.#msg as FlowMessage); // msg.dnp was read by dnpOf
  }

  /**
   * Sends the message on, for the next of our nodes to take it over. Where a deploy takes the flow apart this waits until
   * it is together again; what got lost on its way meanwhile is sent once more.
   *
   * @throws the signal's reason: the message is still the node's
   */
  async handOn(send: Send, messages: Parameters<Send>[0], signal: AbortSignal): Promise<void> {
    for (;;) {
      await this.#rebuilding.over(signal);
      signal.throwIfAborted();
      const { count } = this.#rebuilding;
      this.#begin();
      send(messages);
      if (this.#passesOn) for (let turns = 0; turns < TURNS; turns++) await turn();
      if (this.#rebuilding.count === count || !this.#takeBack()) return this.#end();
    }
  }

  #begin(): void {
    if (this.#place === undefined) return;
    this.#msg.dnp = Object.assign({}, this.#msg.dnp, { custody: this.#place });
    this.#custody.handOn(this.#place);
    this.#sentOn = true;
  }

  #takeBack(): boolean {
    if (this.#place === undefined || !this.#custody.takeBack(this.#place, this.#node.id)) return false;
    this.#sentOn = false;
    return true;
  }

  #end(): void {
    if (this.#place !== undefined) this.#custody.arrived(this.#place);
  }

  /** The node is stopped. @returns whether the message waits here for it to come back */
  suspend(): boolean {
    if (this.#place === undefined) return false;
    if (!this.#sentOn) this.#custody.suspend(this.#place);
    return true;
  }

  /** The node is done with the message, or has reported what is wrong with it. */
  end(): void {
    if (this.#place !== undefined && !this.#sentOn) this.#custody.drop(this.#place);
  }
}

/** The types of the nodes that a node's wires lead to. */
function wiredTo(RED: NodeAPI, node: Node): string[] {
  // Node-RED's typings leave out a node's wires: a list of ids for each output.
  const wires: unknown = Reflect.get(node, 'wires');
  const ids = Array.isArray(wires) ? wires.flat() : [];
  return ids.flatMap((id) => (typeof id === 'string' ? (RED.nodes.getNode(id)?.type ?? []) : []));
}
