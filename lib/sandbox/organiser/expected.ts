import type { Outcome } from '../../outcome.ts';
import { STAGES, type Stage } from '../../stage.ts';
import type { Municipality } from './records.ts';

/** What a defect does to the object that it was planted in. The last three let it through. */
export type Effect = 'reject' | 'hold' | 'skip' | 'warn' | 'accept' | 'normalise' | 'collapse';

/** A defect that was planted on purpose. */
export interface Planted {
  readonly rule: string;
  readonly resource: Stage;
  readonly id: string;
  readonly effect: Effect;
  readonly note?: string;
}

/** What a run over an organiser has to come out as. */
export interface Expected {
  /** YYYY-MM-DD */
  readonly today: string;
  readonly seed: number;
  readonly planted: readonly Planted[];
  /** Each object id counted once. */
  readonly outcomes: Readonly<Record<Stage, Readonly<Partial<Record<Outcome, number>>>>>;
  /** Every object that does not simply succeed. */
  readonly notSuccess: Readonly<Record<Stage, Readonly<Record<string, Outcome>>>>;
  /** How many objects the export holds, copies included. */
  readonly counts: Readonly<Record<keyof Municipality, number>>;
}

const OUTCOME_OF: Readonly<Partial<Record<Effect, Outcome>>> = {
  reject: 'rejected',
  hold: 'held',
  skip: 'skipped',
  warn: 'warning',
};
const IN_PLACE: ReadonlySet<Outcome> = new Set(['success', 'warning']);

/**
 * Follows every defect to what depends on it. An object's own defect comes first; then a duty waits for its person, a
 * group goes without the members that are not in place, and an activity waits for its groups and its teachers' duties.
 */
export function expectedOf(
  { organisations, persons, duties, groups, activities }: Municipality,
  planted: readonly Planted[],
  { today, seed }: { readonly today: string; readonly seed: number },
): Expected {
  const found: Record<Stage, Map<string, Outcome>> = {
    Person: new Map(),
    Duty: new Map(),
    Group: new Map(),
    Activity: new Map(),
  };
  const own = new Map(planted.map(({ resource, id, effect }) => [`${resource} ${id}`, OUTCOME_OF[effect]]));
  const decide = (stage: Stage, id: string, derived: () => Outcome) =>
    found[stage].set(id, own.get(`${stage} ${id}`) ?? derived());
  const inPlace = (stage: Stage, id: string) => IN_PLACE.has(found[stage].get(id) ?? 'held');

  for (const { id } of persons) decide('Person', id, () => 'success');
  for (const { id, person } of duties) decide('Duty', id, () => (inPlace('Person', person.id) ? 'success' : 'held'));
  for (const { id, groupMemberships } of groups) {
    const members = groupMemberships.filter(({ endDate }) => endDate === undefined || endDate >= today);
    decide('Group', id, () => (members.every(({ person }) => inPlace('Person', person.id)) ? 'success' : 'warning'));
  }
  for (const { id, groups: taught, teachers, parentActivity } of activities) {
    const complete =
      taught.every((group) => inPlace('Group', group.id)) && teachers.every(({ duty }) => inPlace('Duty', duty.id));
    decide('Activity', id, () => (parentActivity === undefined ? 'skipped' : complete ? 'success' : 'held'));
  }
  return {
    today,
    seed,
    planted,
    outcomes: byStage((stage) => tally(found[stage].values())),
    notSuccess: byStage((stage) =>
      Object.fromEntries([...found[stage]].filter(([, outcome]) => outcome !== 'success')),
    ),
    counts: {
      organisations: organisations.length,
      persons: persons.length,
      duties: duties.length,
      groups: groups.length,
      activities: activities.length,
    },
  };
}

function byStage<Value>(value: (stage: Stage) => Value): Record<Stage, Value> {
  const [Person, Duty, Group, Activity] = STAGES;
  return { Person: value(Person), Duty: value(Duty), Group: value(Group), Activity: value(Activity) };
}

function tally(outcomes: Iterable<Outcome>): Partial<Record<Outcome, number>> {
  const counts: Partial<Record<Outcome, number>> = {};
  for (const outcome of outcomes) counts[outcome] = (counts[outcome] ?? 0) + 1;
  return counts;
}
