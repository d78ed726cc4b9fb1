import type { Node, NodeAPI } from 'node-red';
import type { Connection } from '../../lib/dnp/connection.ts';
import { PART, type Stage } from '../../lib/stage.ts';
import { liveConnections } from '../shared/connection-node.ts';
import { onStarted } from '../shared/started.ts';

/** How long after the last change in any run a gate looks whether something that it holds may go. */
const PAUSE_MS = 2_000;

/**
 * Sends a gate an empty message of its own once something that it holds may go: then it comes out as in any run.
 * @returns to be called with the connection when the gate first uses it
 */
export function releaseWhenInPlace(
  RED: NodeAPI,
  node: Node,
  connectionId: string,
  stage: Stage,
): (connection: Connection) => void {
  let timer: NodeJS.Timeout | undefined;
  let watched: Connection | undefined;
  let unwatch: (() => void) | undefined;
  let closed = false;

  const look = (connection: Connection) => {
    // A run under way has its own messages.
    if (!connection.idle()) lookLater(connection);
    else if (connection.mayRelease(node.id, stage)) node.receive({ topic: 'released', payload: { [PART[stage]]: [] } });
  };
  const lookLater = (connection: Connection) => {
    clearTimeout(timer);
    timer = setTimeout(() => look(connection), PAUSE_MS);
  };
  const watch = (connection: Connection) => {
    if (closed || watched === connection) return;
    watched = connection;
    unwatch = connection.watch(() => lookLater(connection));
    lookLater(connection);
  };

  onStarted(RED, node, async () => {
    const connection = await liveConnections.get(connectionId)?.existing();
    if (connection) watch(connection);
  });
  node.on('close', () => {
    closed = true;
    clearTimeout(timer);
    unwatch?.();
  });
  return watch;
}
