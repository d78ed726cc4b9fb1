import type { Stage } from '../../stage.ts';
import { type Conforming, checkContract, type Duty } from './contract.ts';
import type { Finding } from './log-entry.ts';
import { hasNameFragment, personFaults } from './person-rules.ts';
import { referencesOf } from './references.ts';
import type { Store } from './store.ts';

const VERSION_5 = /^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i;

/** What the service knows besides what it was sent. */
export interface Register {
  readonly testActivities: ReadonlySet<string>;
  /** Without it any version 5 UUID is a school unit. */
  readonly schoolUnits: ReadonlySet<string> | undefined;
}

/** What the service finds about an object. With any error it is not taken. */
export interface Judgement {
  readonly errors: readonly Finding[];
  readonly warnings: readonly Finding[];
}

/** Judges an object by the contract and the rules for the data, given what its organiser already has in the service. */
export function judge(stage: Stage, object: unknown, store: Store, register: Register): Judgement {
  const text = badText(object, []);
  if (text !== undefined) return { errors: [{ id: 'SANDBOX-TEXT', attribute: text }], warnings: [] };
  const { findings } = checkContract(stage, object);
  if (findings.length > 0) return { errors: findings, warnings: [] };
  const conforming = { stage, object } as Conforming; // the contract check has just said so
  const unknown: Finding[] = referencesOf(stage, object)
    .filter((reference) => !store.has(reference.stage, reference.id))
    .map(({ attribute, id }) => ({ id: 'SANDBOX-REFERENCE', attribute, value: id }));
  const errors = [...ownFaults(conforming, store), ...unitFaults(conforming, register)];
  // A group is taken without the members that are not there (CHANGELOG 1.3.2); everything else needs all it refers to.
  if (stage === 'Group') return { errors, warnings: unknown };
  return { errors: [...errors, ...unknown], warnings: warningsOf(conforming) };
}

function ownFaults(conforming: Conforming, store: Store): Finding[] {
  if (conforming.stage === 'Duty') return dutyFaults(conforming.object, store);
  if (conforming.stage !== 'Person') return [];
  const { object } = conforming;
  const faults = personFaults(object);
  const eppn = object.eduPersonPrincipalNames[0] ?? '';
  const holder = store.personWithEppn(eppn);
  if (holder !== undefined && holder !== object.id.toLowerCase()) {
    faults.push({ id: 'SANDBOX-EPPN-TAKEN', attribute: 'eduPersonPrincipalNames.0', value: eppn });
  }
  return faults;
}

/** Only a duty makes a person staff, so only here can the service miss the e-mail address. */
function dutyFaults(duty: Duty, store: Store): Finding[] {
  const person = store.get('Person', duty.person.id.toLowerCase())?.resource;
  if (person === undefined) return [];
  const reachable = Array.isArray(person.emails) && person.emails.some(({ type }) => type === 'Skola personal');
  return reachable ? [] : [{ id: 'SANDBOX-STAFF-EMAIL', attribute: 'person.emails' }];
}

function unitFaults(conforming: Conforming, register: Register): Finding[] {
  const faults = unitsOf(conforming)
    .filter(({ id }) => !isSchoolUnit(id, register))
    .map(({ attribute, id }): Finding => ({ id: 'SANDBOX-SCHOOL-UNIT', attribute, value: id }));
  if (conforming.stage !== 'Activity') return faults;
  const { id } = conforming.object.parentActivity;
  if (!register.testActivities.has(id.toLowerCase())) {
    faults.push({ id: 'SANDBOX-TEST-ACTIVITY', attribute: 'parentActivity.id', value: id });
  }
  return faults;
}

function unitsOf(conforming: Conforming): { attribute: string; id: string }[] {
  switch (conforming.stage) {
    case 'Person':
      return (conforming.object.enrolments ?? []).map(({ enroledAt }, index) => ({
        attribute: `enrolments.${index}.enroledAt.id`,
        id: enroledAt.id,
      }));
    case 'Duty':
      return [{ attribute: 'dutyAt.id', id: conforming.object.dutyAt.id }];
    default:
      return [{ attribute: 'organisation.id', id: conforming.object.organisation.id }];
  }
}

function isSchoolUnit(id: string, { schoolUnits }: Register): boolean {
  return schoolUnits === undefined ? VERSION_5.test(id) : schoolUnits.has(id.toLowerCase());
}

function warningsOf(conforming: Conforming): Finding[] {
  if (conforming.stage !== 'Person' || !hasNameFragment(conforming.object)) return [];
  return [{ id: '3047', attribute: 'eppn', value: conforming.object.eduPersonPrincipalNames[0] }];
}

/** The path of the first text that is not well-formed Unicode. */
function badText(value: unknown, trail: readonly string[]): string | undefined {
  if (typeof value === 'string') return value.isWellFormed() ? undefined : trail.join('.');
  if (typeof value !== 'object' || value === null) return undefined;
  for (const [key, part] of Object.entries(value)) {
    const found = badText(part, [...trail, key]);
    if (found !== undefined) return found;
  }
  return undefined;
}
