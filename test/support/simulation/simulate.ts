import type { RecordedOutcome } from '../../../lib/ledger/runs.ts';
import { seededRandom } from '../../../lib/sandbox/seeded.ts';
import { type Fault, mayLeaveUnsent, type Steps } from './faults.ts';
import { carry } from './flow.ts';
import { type Organiser, organiser, type Payload } from './organiser.ts';
import { World } from './world.ts';

/** One seed in so many has two messages at once. */
const CROWDED = 4;
const UNTIL_HEALED_MS = 72 * 3_600_000;

/** One day as it went. */
export interface Day {
  readonly payload: Payload;
  readonly outcomes: readonly RecordedOutcome[];
  /** How often the message came out of the last station. */
  readonly out: number;
}

/** All that can be known about a simulation when it is over. */
export interface Story {
  readonly organiser: Organiser;
  readonly world: World;
  readonly days: readonly Day[];
  /** Whether the first day came twice, both at once, in place of the second. */
  readonly crowded: boolean;
  /** Whether a third day without faults was needed to put things right. */
  readonly healed: boolean;
  readonly steps: Steps;
}

/**
 * Carries a small organiser through two days, with the faults given; everything follows from the seed. Where a fault may
 * leave something unsent by its definition, or `heal` asks for it, a third day follows on which all is well.
 */
export async function simulate(seed: number, faults: readonly Fault[] = [], heal = false): Promise<Story> {
  const people = organiser(seededRandom(seed ^ 0x5eed));
  const world = new World(seed, faults);
  const days: Day[] = [];
  const live = async (...payloads: readonly Payload[]) => {
    const errands = payloads.map((payload) => ({ payload, runId: world.newId() }));
    const out = await carry(world, people, errands);
    for (const { runId, payload } of errands) {
      days.push({ payload, out: out.get(runId) ?? 0, outcomes: world.ledger.runs.outcomes(runId) });
    }
  };
  const [first, second] = people.days;
  const crowded = seed % CROWDED === 0;
  if (crowded) await live(first, first);
  else {
    await live(first);
    await live(second);
  }
  const { steps } = world;
  const healed = heal || crowded || world.fired.some(mayLeaveUnsent);
  if (healed) {
    world.heal();
    await world.time.until(world.time.sleeper().sleep(UNTIL_HEALED_MS));
    await live({ ...first, persons: second.persons });
  }
  world.service.catchUp();
  return { organiser: people, world, days, crowded, healed, steps };
}
