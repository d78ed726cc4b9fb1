import type { NodeMessage, NodeMessageInFlow } from 'node-red';
import type { Connection } from '../../lib/dnp/connection.ts';
import type { FlowMessage } from '../../lib/dnp/custody.ts';

/**
 * One message in a node's custody: on disk from the moment that it belongs to a run until it has been sent on, so that it
 * goes on here after a restart or a deploy.
 */
export class Keeping {
  readonly #custody: Connection['custody'];
  readonly #nodeId: string;
  readonly #msg: NodeMessageInFlow;
  #place: string | undefined;
  #sentOn = false;

  constructor(connection: Connection, nodeId: string, msg: NodeMessageInFlow) {
    this.#custody = connection.custody;
    this.#nodeId = nodeId;
    this.#msg = msg;
  }

  take(): void {
    this.#place ??= this.#custody.take(this.#nodeId, this.#msg as FlowMessage); // msg.dnp was read by dnpOf
  }

  /** Called before anything is sent: the next of our nodes takes the message over from here. */
  beforeSend(messages: NodeMessage | readonly (NodeMessage | null)[]): void {
    if (this.#place === undefined || this.#sentOn) return;
    if (messages !== this.#msg && !(Array.isArray(messages) && messages.includes(this.#msg))) return;
    this.#sentOn = true;
    this.#msg.dnp = Object.assign({}, this.#msg.dnp, { custody: this.#place });
    this.#custody.handOn(this.#place);
  }

  /** The node is stopped. @returns whether the message waits here for it to come back */
  suspend(): boolean {
    if (this.#place === undefined) return false;
    this.#custody.suspend(this.#place);
    return true;
  }

  /** The node is done with the message, or has reported what is wrong with it. */
  end(): void {
    if (this.#place !== undefined && !this.#sentOn) this.#custody.drop(this.#place);
  }
}
