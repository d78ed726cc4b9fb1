import type { Node, NodeAPI, NodeDef } from 'node-red';
import { OPERATIONS, type Operation } from '../../../lib/operation.ts';
import { PART, type Stage } from '../../../lib/stage.ts';
import { NodeFailure, namingInput } from '../failure.ts';
import { onStep, type Step } from '../step.ts';
import { summary } from '../summary.ts';
import { typedInput } from '../typed-input.ts';
import { lookupQuery, oneId } from './lookup-query.ts';
import type { ResourceConfig, ResourceOperation } from './resource.shared.ts';

/** The node of one stage: sends its part of the dataset, or reads it back. */
export function resourceNode(stage: Stage): (RED: NodeAPI) => void {
  return (RED) => {
    function ResourceNode(this: Node, config: NodeDef & ResourceConfig): void {
      RED.nodes.createNode(this, config);
      const source = { value: config.source, type: config.sourceType };
      onStep(RED, this, config.connection, async (step) => {
        const { operation } = config;
        if (operation === 'list') return answer(step, await list(step, stage, Number(config.limit)));
        const given = await typedInput(RED, this, source, step.msg);
        if (given === undefined || given === null) throw nothingGiven(config, stage);
        if (isBulk(operation)) return namingInput(placeOf(config), submit(step, stage, operation, given));
        step.status.show('busy', 'shared.status.reading');
        if (operation === 'get')
          return answer(step, await step.connection.service.get(stage, oneId(given), step.calls));
        return answer(step, await step.connection.lookup(stage, lookupQuery(given), step.calls));
      });
    }
    RED.nodes.registerType(`dnp-${stage.toLowerCase()}`, ResourceNode);
  };
}

const isBulk = (operation: ResourceOperation): operation is Operation => OPERATIONS.some((bulk) => bulk === operation);

async function submit(step: Step, stage: Stage, operation: Operation, input: unknown): Promise<void> {
  const { msg, dnp, handOn, status, words, connection } = step;
  const runId = step.startRun(stage);
  const onProgress = step.progress('shared.status.sending');
  const submitted = await connection.submit({ ...step.calls, onProgress, runId, stage, operation, input });
  const { jobs, setAside, counts, failure } = submitted;
  msg.dnp = { ...dnp, runId, stage, jobs, counts };
  await handOn([msg, step.report(runId, stage, setAside)]);
  if (failure) throw failure;
  const sent = jobs.reduce((sum, { objects }) => sum + objects, 0);
  const key = sent > 0 ? 'shared.status.submitted' : 'shared.status.nothing-to-send';
  const { tone, text } = summary(words, key, { sent, count: jobs.length }, counts);
  status.settleText(tone, text);
}

/** All pages in one list, or as much of it as the limit asks for. */
async function list({ connection, status, calls }: Step, stage: Stage, limit: number): Promise<unknown[]> {
  const most = limit > 0 ? limit : Number.POSITIVE_INFINITY;
  const found: unknown[] = [];
  for await (const page of connection.service.list(stage, { ...calls, pageSize: Math.min(most, 100) })) {
    found.push(...page);
    status.show('busy', 'shared.status.listing', { found: found.length });
    if (found.length >= most) break;
  }
  return found.slice(0, most);
}

/** The result of a reading becomes the payload; one that the service does not have is `null`. */
async function answer({ msg, handOn, status }: Step, found: unknown): Promise<void> {
  msg.payload = found ?? null;
  await handOn([msg, null]);
  const number = Array.isArray(found) ? found.length : Number(msg.payload !== null);
  status.settle('done', 'shared.status.found', { found: number });
}

function nothingGiven(config: ResourceConfig, stage: Stage): NodeFailure {
  return new NodeFailure('no-input', `${placeOf(config)} is missing, so there is nothing to ${config.operation}.`, {
    remedy: `Put the ${PART[stage]} there, or change the input of the node.`,
  });
}

const placeOf = ({ source, sourceType }: ResourceConfig): string =>
  sourceType === 'msg' ? `msg.${source}` : `The ${sourceType} input`;
