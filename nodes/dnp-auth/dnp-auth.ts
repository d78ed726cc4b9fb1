import type { Node, NodeAPI, NodeDef } from 'node-red';
import { onStep } from '../shared/step.ts';
import type { DnpAuthConfig } from './dnp-auth.shared.ts';

/** Makes sure that we are let in, and starts the run. */
export default function dnpAuth(RED: NodeAPI): void {
  function DnpAuthNode(this: Node, config: NodeDef & DnpAuthConfig): void {
    RED.nodes.createNode(this, config);
    onStep(RED, this, config.connection, async ({ msg, dnp, send, status, connection, calls, startRun }) => {
      status.show('busy', 'status.authorizing');
      const { organisationId, organisationName, expiresAt } = await connection.authorize(calls);
      const organisation = { id: organisationId, name: organisationName };
      msg.dnp = { ...dnp, runId: startRun(), organisation, expiresAt };
      send(msg);
      const minutes = Math.max(0, Math.floor((expiresAt - Date.now()) / 60_000));
      status.settle('done', 'status.authorized', { organisation: organisationName ?? organisationId, minutes });
    });
  }
  RED.nodes.registerType('dnp-auth', DnpAuthNode);
}
