/**
 * The measurements, each as a ratio against something of the same run, so that they mean the same on every machine.
 */
import { performance } from 'node:perf_hooks';
import { LIMITS } from '../../lib/dnp/endpoints.ts';
import { pack } from '../../lib/dnp/pack.ts';
import { assess } from '../../lib/dnp/rules.ts';
import { persons } from './persons.ts';
import { transfer } from './transfer.ts';

const say = (text: string) => process.stdout.write(`${text}\n`);

/** The best of a few: what the machine can do when nothing else disturbs it. */
function milliseconds(work: () => unknown): number {
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < 3; round++) {
    const begun = performance.now();
    work();
    best = Math.min(best, performance.now() - begun);
  }
  return best;
}

const MANY = 100_000;
const text = JSON.stringify(persons(MANY));
const parsed: unknown = JSON.parse(text);
const parsing = milliseconds(() => JSON.parse(text));
const preparing = milliseconds(() => {
  const { accepted } = assess('Person', parsed, { protectedPersons: 'hold' });
  const { batches } = pack(
    accepted.map(({ object }) => ({ json: JSON.stringify(object) })),
    LIMITS.bodyBytes,
  );
  if (accepted.length !== MANY || batches.length === 0) throw new Error('the bench measures something else');
});
say(`rules and packing of ${MANY} persons, against JSON.parse of the same: ${(preparing / parsing).toFixed(1)} ×`);

const SENT = 8_000;
const { batches, calls, seconds } = await transfer(persons(SENT));
say(
  `calls for ${SENT} persons, against the least (a post and a read a batch): ${(calls / (2 * batches)).toFixed(2)} ×`,
);
// Transfer and follow-up share a quota of five calls a second.
const floor = (2 * batches) / LIMITS.callsPerSecond.transfer;
say(`time for ${SENT} persons, against the least that the quota allows: ${(seconds / floor).toFixed(2)} ×`);
