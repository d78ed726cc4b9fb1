import { seededRandom } from '../../../lib/sandbox/seeded.ts';
import { FAULT_KINDS, type Fault, isCallFault, randomFaults } from './faults.ts';
import { type Story, simulate } from './simulate.ts';
import { verdict } from './verdict.ts';

/** A simulation that can be run again: everything follows from these two. */
export interface Case {
  readonly seed: number;
  readonly faults: readonly Fault[];
}

export interface Failed extends Case {
  readonly broken: readonly string[];
}

export interface Result {
  readonly runs: number;
  readonly failed: readonly Failed[];
}

/** Several at once, for each of the seeds from the second hundred on. */
const RANDOM_PLANS = 40;
/** Seeds up to here have every fault at every step; they take some hundred runs each. */
const LAST_EXHAUSTIVE = 4;
/** More would not be read. */
const MOST_FAILED = 5;

/**
 * Runs simulations, from the seed given on and in steps, until there have been so many.
 * The first seeds have each kind of fault at step 1, then at step 2, until it does not fire; the others several at random.
 */
export async function runCases(first: number, step: number, runs: number): Promise<Result> {
  const failed: Failed[] = [];
  let done = 0;
  for (let seed = first; done < runs && failed.length < MOST_FAILED; seed += step) {
    const calm = await simulate(seed, [], true);
    done++;
    const broken = verdict(calm, calm);
    if (broken.length > 0) failed.push({ seed, faults: [], broken });
    for await (const outcome of seed <= LAST_EXHAUSTIVE ? eachStep(seed, calm) : atRandom(seed, calm)) {
      done++;
      if (outcome.broken.length > 0) failed.push(outcome);
      if (failed.length >= MOST_FAILED || done >= runs) break;
    }
    calm.world.ledger.close();
  }
  return { runs: done, failed };
}

/** Runs one case and judges it. */
export async function judged({ seed, faults }: Case, calm: Story): Promise<Failed & { readonly fired: boolean }> {
  try {
    const story = await simulate(seed, faults);
    const broken = verdict(story, calm);
    story.world.ledger.close();
    return { seed, faults, broken, fired: story.world.fired.length > 0 };
  } catch (error) {
    return { seed, faults, broken: [String(error)], fired: true };
  }
}

async function* eachStep(seed: number, calm: Story): AsyncGenerator<Failed> {
  for (const kind of FAULT_KINDS) {
    const steps = isCallFault(kind) ? calm.steps.calls : calm.steps.commits;
    for (let step = 1; ; step++) {
      const outcome = await judged({ seed, faults: [{ kind, step }] }, calm);
      yield outcome;
      if (!outcome.fired && step > steps) break;
    }
  }
}

async function* atRandom(seed: number, calm: Story): AsyncGenerator<Failed> {
  const random = seededRandom(seed);
  for (let plan = 0; plan < RANDOM_PLANS; plan++) {
    yield await judged({ seed, faults: randomFaults(random, calm.steps) }, calm);
  }
}
