import type { Words } from './desk.ts';

/** Brings a node of the flow into sight, or says that it is there no more. */
export function showNode(id: string, words: Words): void {
  if (RED.nodes.node(id)) RED.view.reveal(id, true);
  else RED.notify(words('history.failure.no-node'), { type: 'warning' });
}
