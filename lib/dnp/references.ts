import type { Stage } from '../stage.ts';
import { at } from './path.ts';

/** A reference from one object to another. */
export interface Reference {
  readonly stage: Stage;
  /** The id referred to, in lower case. */
  readonly id: string;
  /** Where in the object: `person`, `groupMemberships[3].person`. */
  readonly field: string;
  /** Whether the object may go without it: a group without one of its members, and nothing else. */
  readonly optional: boolean;
}

type Pointer = {
  readonly to: Stage;
  readonly path: readonly string[];
  readonly list?: string;
  readonly optional: boolean;
};

/** What refers to what (provisioning-api README). A list's path is within each of its entries. */
const POINTERS: Readonly<Record<Stage, readonly Pointer[]>> = {
  Person: [],
  Duty: [{ to: 'Person', path: ['person', 'id'], optional: false }],
  Group: [{ to: 'Person', list: 'groupMemberships', path: ['person', 'id'], optional: true }],
  Activity: [
    { to: 'Group', list: 'groups', path: ['id'], optional: false },
    { to: 'Duty', list: 'teachers', path: ['duty', 'id'], optional: false },
  ],
};

/** The list of a group that may be shortened. */
const MEMBERS = 'groupMemberships';

/**
 * Every reference of an object to an earlier stage. The object need not be sound: what is no reference is passed over,
 * since the rules will name it.
 */
export function referencesOf(stage: Stage, object: unknown): Reference[] {
  const references: Reference[] = [];
  for (const { to, path, list, optional } of POINTERS[stage]) {
    const add = (id: unknown, field: string) => {
      if (typeof id === 'string') references.push({ stage: to, id: id.toLowerCase(), field, optional });
    };
    const field = path.slice(0, -1).join('.');
    if (list === undefined) add(at(object, path), field);
    else {
      const entries = at(object, [list]);
      if (!Array.isArray(entries)) continue;
      for (const [index, entry] of entries.entries()) {
        add(at(entry, path), `${list}[${index}]${field === '' ? '' : `.${field}`}`);
      }
    }
  }
  return references;
}

/** The stages that a stage refers to. */
export function refersTo(stage: Stage): Stage[] {
  return POINTERS[stage].map(({ to }) => to);
}

/** The group without the members named. Nothing else of it changes. */
export function withoutMembers<T extends object>(group: T, missing: ReadonlySet<string>): T {
  const members = at(group, [MEMBERS]);
  if (!Array.isArray(members)) return group;
  const isMissing = (member: unknown) => {
    const id = at(member, ['person', 'id']);
    return typeof id === 'string' && missing.has(id.toLowerCase());
  };
  return { ...group, [MEMBERS]: members.filter((member) => !isMissing(member)) };
}
