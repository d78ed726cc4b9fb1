/** One sound object of each stage, as a student information system might give it; every call makes a new one. */

const UNIT = 'fb22448b-b724-5e53-8a2c-d8b339206901';

export type Attributes = Record<string, unknown>;

/** A UUID that is told from others by a number. */
export function uuid(number: number): string {
  return `00000000-0000-4000-8000-${number.toString(16).padStart(12, '0')}`;
}

export function pupil(number = 1, changes: Attributes = {}): Attributes {
  return {
    id: uuid(number),
    givenName: 'Åsa',
    familyName: 'Nguyễn',
    civicNo: { value: '201308249836', nationality: 'SE' },
    eduPersonPrincipalNames: [`${uuid(number)}@edu.sollunda.example`],
    securityMarking: 'Ingen',
    emails: [{ value: `e${number}@elev.sollunda.example`, type: 'Skola elev' }],
    enrolments: [{ enroledAt: { id: UNIT }, schoolType: 'GR', schoolYear: 6 }],
    ...changes,
  };
}

export function teacher(number = 2, changes: Attributes = {}): Attributes {
  return pupil(number, {
    civicNo: { value: '198412089818' },
    emails: [{ value: `t${number}@sollunda.example`, type: 'Skola personal' }],
    enrolments: undefined,
    ...changes,
  });
}

export function duty(number = 3, changes: Attributes = {}): Attributes {
  return { id: uuid(number), person: { id: uuid(2) }, dutyAt: { id: UNIT }, dutyRole: 'Lärare', ...changes };
}

export function group(number = 4, changes: Attributes = {}): Attributes {
  return {
    id: uuid(number),
    displayName: '6B',
    groupType: 'Klass',
    schoolType: 'GR',
    organisation: { id: UNIT },
    groupMemberships: [{ person: { id: uuid(1) } }],
    ...changes,
  };
}

export function activity(number = 5, changes: Attributes = {}): Attributes {
  return {
    id: uuid(number),
    displayName: 'Matematik 6B',
    activityType: 'Undervisning',
    groups: [{ id: uuid(4) }],
    teachers: [{ duty: { id: uuid(3) } }],
    organisation: { id: UNIT },
    parentActivity: { id: 'b229977a-7bd3-58ad-b7a2-3fdc774840fd' },
    ...changes,
  };
}
