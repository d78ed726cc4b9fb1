import type { Node, NodeAPI } from 'node-red';
import type { History } from '../../lib/dnp/history/history.ts';
import { reported } from '../shared/failure.ts';
import { type Change, TOPIC } from './dnp-history.shared.ts';

/** Tells every open editor what becomes of a connection's runs. Whoever comes later asks for it: nothing is retained. */
export function announce(RED: NodeAPI, connection: Node, history: History): void {
  history.watch({
    changed: (change) => {
      const event: Change = { connection: connection.id, ...change };
      RED.comms.publish(TOPIC, event, false);
    },
    failed: (error) => connection.error(reported(error)),
  });
}
