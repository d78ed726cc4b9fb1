import type { Node, NodeAPI, NodeDef } from 'node-red';
import { STAGES } from '../../lib/stage.ts';
import { connectionNode } from '../shared/connection-node.ts';
import { onStep } from '../shared/step.ts';
import type { DnpAuthConfig } from './dnp-auth.shared.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
/** A new certificate takes weeks to order. */
const WARN_DAYS = 30;

/** Makes sure that we are let in, and starts the run. */
export default function dnpAuth(RED: NodeAPI): void {
  function DnpAuthNode(this: Node, config: NodeDef & DnpAuthConfig): void {
    RED.nodes.createNode(this, config);
    onStep(RED, this, config.connection, async ({ msg, dnp, handOn, status, connection, calls, startRun }) => {
      status.show('busy', 'status.authorizing');
      const { organisationId, organisationName, expiresAt } = await connection.authorize(calls);
      const organisation = { id: organisationId, name: organisationName };
      msg.dnp = { ...dnp, runId: startRun(...STAGES), organisation, expiresAt };
      await handOn(msg);

      const { validTo } = await connectionNode(config.connection).certificate();
      const days = Math.max(0, Math.floor((validTo - Date.now()) / DAY_MS));
      const minutes = Math.max(0, Math.floor((expiresAt - Date.now()) / MINUTE_MS));
      const name = organisationName ?? organisationId;
      if (days < WARN_DAYS) status.settle('attention', 'status.certificate-ends', { organisation: name, count: days });
      else status.settle('done', 'status.authorized', { organisation: name, minutes });
    });
  }
  RED.nodes.registerType('dnp-auth', DnpAuthNode);
}
