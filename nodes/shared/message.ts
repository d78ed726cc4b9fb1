import type { NodeMessage } from 'node-red';
import { z } from 'zod';
import { OUTCOMES } from '../../lib/outcome.ts';
import { STAGES } from '../../lib/stage.ts';
import { NodeFailure } from './failure.ts';

/** What our nodes tell each other in `msg.dnp`; what others put there is kept. */
const dnp = z.looseObject({
  runId: z.string().min(1).optional(),
  custody: z.string().optional(),
  stage: z.enum(STAGES).optional(),
  jobs: z.array(z.object({ batch: z.string().min(1), jobId: z.string(), objects: z.number() })).optional(),
  counts: z.partialRecord(z.enum(OUTCOMES), z.number()).optional(),
});

export type DnpProperty = z.infer<typeof dnp>;

/**
 * Reads `msg.dnp`; an absent one is empty.
 *
 * @throws {NodeFailure} `bad-message`: something in the flow has put another thing there
 */
export function dnpOf(msg: NodeMessage): DnpProperty {
  const parsed = dnp.safeParse(msg.dnp ?? {});
  if (parsed.success) return parsed.data;
  const field = ['msg.dnp', ...(parsed.error.issues[0]?.path ?? [])].join('.');
  throw new NodeFailure('bad-message', `${field} is not what the nodes of this package put there.`, {
    remedy: 'Leave msg.dnp as it was when you change the message on its way.',
  });
}
