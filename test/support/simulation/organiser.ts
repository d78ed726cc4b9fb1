import type { JobEntry } from '../../../lib/dnp/service.ts';
import { lot } from '../../../lib/sandbox/seeded.ts';
import type { Stage } from '../../../lib/stage.ts';
import type { Random } from '../../../lib/transport/clock.ts';
import { type Attributes, activity, duty, group, pupil, teacher, uuid } from '../../lib/dnp/sample.ts';
import { entry, log } from '../scripted-service.ts';

export type Payload = Readonly<Record<'persons' | 'duties' | 'groups' | 'activities', readonly Attributes[]>>;

/** One small organiser on two days: on the second some mistakes are mended and some people have come. */
export interface Organiser {
  readonly days: readonly [Payload, Payload];
  readonly incompleteGroups: 'send' | 'hold';
}

const PUPILS = [1, 2, 3, 4];
const STAFF = [5, 6];
/** Somebody whom other objects refer to, but who comes on the second day, if ever. */
const LATE = 7;
const NUMBER = { duty: 20, group: 30, activity: 40 };

export function organiser(random: Random): Organiser {
  const chance = (probability: number) => random() < probability;
  const some = (numbers: readonly number[], probability: number) => numbers.filter(() => chance(probability));
  const refer = (numbers: readonly number[]) => numbers.map((number) => ({ id: uuid(number) }));

  const persons = [...PUPILS.map((number) => pupil(number)), ...STAFF.map((number) => teacher(number))].map(
    (person) => {
      if (chance(0.08)) return { ...person, givenName: undefined };
      if (chance(0.05)) return { ...person, securityMarking: 'Sekretessmarkering' };
      return chance(0.15)
        ? { ...person, eduPersonPrincipalNames: [`nguasa.${String(person.id).slice(-2)}@x.example`] }
        : person;
    },
  );
  const duties = [0, 1, 2].map((index) => {
    const staff = chance(0.2) ? LATE : (STAFF[index % STAFF.length] ?? LATE);
    const role = chance(0.08) ? { dutyRole: 'Förskolechef' } : {};
    return duty(NUMBER.duty + index, { person: { id: uuid(staff) }, ...role });
  });
  const groups = Array.from({ length: chance(0.5) ? 3 : 4 }, (_, index) => {
    const members = [...some(PUPILS, 0.6), ...some([LATE], 0.25)];
    const groupMemberships = refer(members).map((person) => ({ person }));
    return group(NUMBER.group + index, { groupMemberships, ...(chance(0.1) ? { groupType: 'Mentor' } : {}) });
  });
  const activities = [0, 1, 2].map((index) =>
    activity(NUMBER.activity + index, {
      groups: refer([NUMBER.group + index, ...(chance(0.2) ? [NUMBER.group + 3] : [])]),
      teachers: refer(some([0, 1, 2], 0.4).map((which) => NUMBER.duty + which)).map((teaching) => ({ duty: teaching })),
      ...(chance(0.1) ? { parentActivity: undefined } : {}),
    }),
  );

  const mended = persons.map((person) => {
    if (!chance(0.7)) return person;
    return { ...person, givenName: chance(0.3) ? 'Bo' : 'Åsa', securityMarking: 'Ingen' };
  });
  const arrived = chance(0.7) ? [...mended, teacher(LATE)] : mended;
  const onlyPersons = chance(0.3);
  return {
    days: [
      { persons, duties, groups, activities },
      onlyPersons
        ? { persons: arrived, duties: [], groups: [], activities: [] }
        : { persons: arrived, duties, groups, activities },
    ],
    incompleteGroups: chance(0.8) ? 'send' : 'hold',
  };
}

/** How the service judges: by the object and how often it has been tried, whatever else happens. */
export function judge(seed: number): (stage: Stage, object: { readonly id: string }) => Partial<JobEntry> | undefined {
  const tries = new Map<string, number>();
  return (stage, { id }) => {
    const name = `${stage} ${id}`;
    const tried = (tries.get(name) ?? 0) + 1;
    tries.set(name, tried);
    const fate = lot(seed, name);
    if (fate < 0.04) return { ...entry(id, 'Error'), errors: [log('2010')] };
    if (fate < 0.1) return { ...entry(id, 'Warning'), warnings: [log('3047')] };
    return fate < 0.25 && tried <= (fate < 0.15 ? 2 : 1) ? entry(id, 'TemporaryError') : undefined;
  };
}
