import { z } from 'zod';
import { OPERATIONS } from '../../operation.ts';
import { STAGES } from '../../stage.ts';
import type { Connection } from '../connection.ts';
import type { Submission } from '../transfer/submit.ts';
import { isOfHistory } from './station.ts';

/** Objects of a stage to be sent once more. */
export const Task = z.object({
  stage: z.enum(STAGES),
  operation: z.enum(OPERATIONS),
  objects: z.array(z.unknown()),
  /** The gate that they pass first. */
  gate: z.string().optional(),
  /** Somebody has decided that these may be sent. */
  protectedPersons: z.literal('send').optional(),
});

export type Task = z.infer<typeof Task>;

/** The steps of a transfer that an action is made of. */
export interface Steps extends Pick<Connection, 'passGate' | 'followUp'> {
  submit(step: Submission): ReturnType<Connection['submit']>;
}

/**
 * Carries tasks out, stage by stage in the order of transfer; deletions come last, in the opposite order, so that nothing
 * is deleted before what refers to it.
 * @throws {LedgerFailure}, or the signal's reason: done again, it takes up what was under way
 */
export async function carryOut(
  steps: Steps,
  runId: string,
  tasks: readonly Task[],
  signal: AbortSignal,
): Promise<void> {
  for (const { stage, operation, objects, gate, protectedPersons } of inOrder(tasks)) {
    signal.throwIfAborted();
    const step = { runId, stage, signal };
    // A gate holds a group only where it was told to.
    const incompleteGroups = gate && isOfHistory(gate) ? 'send' : 'hold';
    const input = gate ? (await steps.passGate({ ...step, gate, input: objects, incompleteGroups })).open : objects;
    if (input.length === 0) continue;
    const allowed = protectedPersons ? { protectedPersons } : {};
    const { jobs } = await steps.submit({ ...step, operation, input, ...allowed });
    if (jobs.length > 0) await steps.followUp({ ...step, jobs });
  }
}

function inOrder(tasks: readonly Task[]): Task[] {
  const place = ({ stage, operation }: Task) =>
    operation === 'delete' ? 2 * STAGES.length - STAGES.indexOf(stage) : STAGES.indexOf(stage);
  return tasks.toSorted((one, other) => place(one) - place(other));
}
