import type { NodeAPI } from 'node-red';
import { addHistoryRoutes } from './routes.ts';

/** The runtime side of the history in the sidebar. */
export default function dnpHistory(RED: NodeAPI): void {
  RED.plugins.registerPlugin('dnp-history', {
    type: 'school-provisioning',
    onadd: () => addHistoryRoutes(RED),
  });
}
