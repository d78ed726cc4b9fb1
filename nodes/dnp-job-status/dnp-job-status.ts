import type { Node, NodeAPI, NodeDef } from 'node-red';
import { NodeFailure } from '../shared/failure.ts';
import { onStep } from '../shared/step.ts';
import { summary, total } from '../shared/summary.ts';
import type { DnpJobStatusConfig } from './dnp-job-status.shared.ts';

/** Follows the jobs of a message to their end. */
export default function dnpJobStatus(RED: NodeAPI): void {
  function DnpJobStatusNode(this: Node, config: NodeDef & DnpJobStatusConfig): void {
    RED.nodes.createNode(this, config);
    onStep(RED, this, config.connection, async (step) => {
      const { msg, dnp, send, handOn, status, words, connection } = step;
      const { stage, jobs = [] } = dnp;
      if (stage === undefined) throw nothingSubmitted();
      const runId = step.startRun(stage);
      const show = step.progress('status.waiting-for-jobs');
      const onProgress = (progress: { readonly done: number; readonly total: number }) => {
        show(progress);
        send([null, null, { topic: 'progress', payload: progress, dnp: { runId, stage } }]);
      };

      show({ done: 0, total: jobs.length });
      const { attention, counts, failure } =
        jobs.length === 0
          ? { attention: [], counts: dnp.counts ?? {}, failure: undefined }
          : await connection.followUp({ ...step.calls, onProgress, runId, stage, jobs });

      msg.dnp = { ...dnp, runId, stage, jobs, counts };
      await handOn([msg, step.report(runId, stage, attention), null]);
      if (failure) throw failure;
      const { tone, text } = summary(words, 'status.done', { done: total(counts) }, counts);
      status.settleText(tone, text);
    });
  }
  RED.nodes.registerType('dnp-job-status', DnpJobStatusNode);
}

function nothingSubmitted(): NodeFailure {
  return new NodeFailure('no-stage', 'The message has not been through a node that submits.', {
    remedy: 'Wire the first output of a person, duty, group or activity node to this one.',
  });
}
