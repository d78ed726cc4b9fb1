import type { Stage } from '../../stage.ts';
import { at } from '../path.ts';
import type { Who } from './records.ts';

export const NOBODY: Who = {
  name: '',
  role: '',
  civicNo: '',
  eppn: '',
  schoolYear: '',
  schoolType: '',
  schoolUnit: '',
};

/** What an object tells of itself: it may be unsound, so whatever is not as it should be is left out. */
export function whoIs(stage: Stage, object: unknown): Who {
  return { ...NOBODY, ...READ[stage](object) };
}

const READ: Readonly<Record<Stage, (object: unknown) => Partial<Who>>> = {
  Person: (person) => {
    const enrolments = listAt(person, 'enrolments');
    return {
      name: joined([textAt(person, 'givenName'), textAt(person, 'middleName'), textAt(person, 'familyName')], ' '),
      // The word that the services' own pages use, as the roles of staff are Swedish words too.
      role: enrolments.length > 0 ? 'Elev' : '',
      civicNo: masked(civicNoOf(person)),
      eppn: joined(listAt(person, 'eduPersonPrincipalNames').map((login) => textAt(login))),
      schoolYear: joined(enrolments.map((enrolment) => textAt(enrolment, 'schoolYear'))),
      schoolType: joined(enrolments.map((enrolment) => textAt(enrolment, 'schoolType'))),
      schoolUnit: joined(enrolments.map((enrolment) => textAt(enrolment, 'enroledAt', 'id'))),
    };
  },
  Duty: (duty) => ({ role: textAt(duty, 'dutyRole'), schoolUnit: textAt(duty, 'dutyAt', 'id') }),
  Group: (group) => ({
    name: textAt(group, 'displayName'),
    role: textAt(group, 'groupType'),
    schoolType: textAt(group, 'schoolType'),
    schoolUnit: textAt(group, 'organisation', 'id'),
  }),
  Activity: (activity) => ({
    name: textAt(activity, 'displayName'),
    role: textAt(activity, 'activityType'),
    schoolUnit: textAt(activity, 'organisation', 'id'),
  }),
};

/** A duty is somebody's: who that is, is with the person. */
export function dutyHolder(duty: unknown): string | undefined {
  return textAt(duty, 'person', 'id').toLowerCase() || undefined;
}

export function civicNoOf(person: unknown): string {
  return textAt(person, 'civicNo', 'value');
}

const CIVIC_NO = /^(\d{8}|\d{6})[-+]?\w{4}$/;

/** The birth date alone, and nothing where it cannot be told from the rest. */
export function masked(civicNo: string): string {
  if (civicNo === '') return '';
  return `${CIVIC_NO.exec(civicNo)?.[1] ?? ''}-****`;
}

function textAt(value: unknown, ...path: string[]): string {
  const found = at(value, path);
  return typeof found === 'string' || typeof found === 'number' ? String(found) : '';
}

function listAt(value: unknown, name: string): readonly unknown[] {
  const found = at(value, [name]);
  return Array.isArray(found) ? found : [];
}

function joined(texts: readonly string[], separator = ', '): string {
  return [...new Set(texts.filter(Boolean))].join(separator);
}
