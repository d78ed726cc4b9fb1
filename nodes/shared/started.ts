import type { Node, NodeAPI } from 'node-red';
import { reported } from './failure.ts';

/** Runs `work` once, when the deploy that made the node has started all of its flows. */
export function onStarted(RED: NodeAPI, node: Node, work: () => Promise<void>): void {
  const cancel = atNextStart(RED, () => {
    work().catch((error: unknown) => node.error(reported(error)));
  });
  node.on('close', cancel);
}

/** What waits for the next start of the flows. Nodes share one listener: Node-RED warns of more than ten. */
const waiting = new Set<() => void>();

function atNextStart({ events }: NodeAPI, begin: () => void): () => void {
  if (waiting.size === 0) events.once('flows:started', beginAll);
  waiting.add(begin);
  return () => {
    waiting.delete(begin);
    if (waiting.size === 0) events.removeListener('flows:started', beginAll);
  };
}

function beginAll(): void {
  const due = [...waiting];
  waiting.clear();
  for (const begin of due) begin();
}
