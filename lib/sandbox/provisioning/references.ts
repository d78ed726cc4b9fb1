import type { Stage } from '../../stage.ts';

/** A reference from one object to another. */
export interface Reference {
  readonly stage: Stage;
  readonly id: string;
  /** Where it stands in the object, such as `teachers.0.duty.id`. */
  readonly attribute: string;
}

/**
 * Where each resource names others; `[]` stands for every element of a list. The sandbox's own reading of the contract,
 * not the sender's (`lib/dnp/references.ts`): what one overlooks, the other shall notice.
 */
const PATHS: Readonly<Record<Stage, readonly { readonly path: string; readonly stage: Stage }[]>> = {
  Person: [],
  Duty: [{ path: 'person.id', stage: 'Person' }],
  Group: [{ path: 'groupMemberships.[].person.id', stage: 'Person' }],
  Activity: [
    { path: 'groups.[].id', stage: 'Group' },
    { path: 'teachers.[].duty.id', stage: 'Duty' },
  ],
};

/** Everything that an object refers to in earlier stages. Takes any object: what is not there is not referred to. */
export function referencesOf(stage: Stage, object: unknown): Reference[] {
  const found: Reference[] = [];
  for (const { path, stage: target } of PATHS[stage]) {
    walk(object, path.split('.'), [], (id, attribute) => found.push({ stage: target, id, attribute }));
  }
  return found;
}

function walk(
  value: unknown,
  path: readonly string[],
  trail: readonly string[],
  found: (id: string, attribute: string) => void,
): void {
  const [key, ...rest] = path;
  if (key === undefined) {
    if (typeof value === 'string') found(value.toLowerCase(), trail.join('.'));
  } else if (key === '[]') {
    if (Array.isArray(value)) {
      value.forEach((element, index) => {
        walk(element, rest, [...trail, String(index)], found);
      });
    }
  } else if (typeof value === 'object' && value !== null) walk(Reflect.get(value, key), rest, [...trail, key], found);
}
