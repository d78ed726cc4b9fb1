import type { Node, NodeAPI, NodeDef } from 'node-red';
import { PART } from '../../lib/stage.ts';
import { NodeFailure, namingInput } from '../shared/failure.ts';
import { dnpOf } from '../shared/message.ts';
import { onStep } from '../shared/step.ts';
import type { DnpGateConfig } from './dnp-gate.shared.ts';
import { releaseWhenInPlace } from './release.ts';

/** Lets through what refers to nothing that is missing at the service, and holds the rest. */
export default function dnpGate(RED: NodeAPI): void {
  function DnpGateNode(this: Node, config: NodeDef & DnpGateConfig): void {
    RED.nodes.createNode(this, config);
    const { before: stage, incompleteGroups } = config;
    const part = PART[stage];
    const watchHeld = releaseWhenInPlace(RED, this, config.connection, stage);
    onStep(RED, this, config.connection, async (step) => {
      const { msg, dnp, handOn, status, connection } = step;
      const { payload } = msg;
      if (!isDataset(payload)) throw notADataset(part);
      const runId = step.startRun(stage);
      watchHeld(connection);

      const { open, held, failure } = await namingInput(
        `msg.payload.${part}`,
        connection.passGate({
          ...step.calls,
          onProgress: step.progress('status.checking'),
          runId,
          stage,
          gate: this.id,
          custody: dnpOf(msg).custody,
          input: payload[part] ?? [],
          incompleteGroups,
        }),
      );

      msg.payload = { ...payload, [part]: open };
      msg.dnp = { ...dnp, runId };
      await handOn([msg, step.report(runId, stage, held)]);
      if (failure) throw failure;
      const counts = { open: open.length, held: held.length };
      if (held.length > 0) status.settle('waiting', 'status.open-and-held', counts);
      else status.settle('done', 'status.open', counts);
    });
  }
  RED.nodes.registerType('dnp-gate', DnpGateNode);
}

const isDataset = (payload: unknown): payload is Readonly<Record<string, unknown>> =>
  typeof payload === 'object' && payload !== null && !Array.isArray(payload);

function notADataset(part: string): NodeFailure {
  return new NodeFailure('not-a-dataset', 'msg.payload is not a dataset, so the gate has nothing to sort.', {
    remedy: `Give it an object with the list ${part}, as the SIS import makes it.`,
  });
}
