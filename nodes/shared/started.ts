import type { Node, NodeAPI } from 'node-red';
import { reported } from './failure.ts';

/** Runs `work` once, when the deploy that made the node has started all of its flows. */
export function onStarted(RED: NodeAPI, node: Node, work: (closed: () => boolean) => Promise<void>): void {
  let closed = false;
  const begin = () => {
    RED.events.removeListener('flows:started', begin);
    work(() => closed).catch((error: unknown) => node.error(reported(error)));
  };
  RED.events.on('flows:started', begin);
  node.on('close', () => {
    closed = true;
    RED.events.removeListener('flows:started', begin);
  });
}
