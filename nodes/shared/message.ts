import type { NodeMessage } from 'node-red';
import { z } from 'zod';
import type { Counts } from '../../lib/dnp/outcome.ts';
import { OUTCOMES } from '../../lib/dnp/outcome.ts';
import { STAGES } from '../../lib/dnp/stage.ts';
import { NodeFailure } from './failure.ts';

const counts = z.partialRecord(z.enum(OUTCOMES), z.number());

/** What our nodes tell each other in `msg.dnp`. */
const dnp = z.looseObject({
  runId: z.string().min(1).optional(),
  stage: z.enum(STAGES).optional(),
  jobs: z.array(z.object({ jobId: z.string().min(1), objects: z.number() })).optional(),
  counts: counts.optional(),
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

/** Two counts in one. */
export function addCounts(one: Counts, other: Counts): Counts {
  const sum: Counts = { ...one };
  for (const outcome of OUTCOMES) {
    const more = other[outcome];
    if (more) sum[outcome] = (sum[outcome] ?? 0) + more;
  }
  return sum;
}
