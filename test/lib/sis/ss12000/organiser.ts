/** A small organiser as its student information system would export it, for tests to change. */
export const TODAY = '2026-11-21';

export const UNIT = '7d1165c4-4930-4a6d-97cc-4b34a88bc231';
/** skolverketId('31279295'), a vector of Skolverket's own. */
export const UNIT_AT_SKOLVERKET = 'fb22448b-b724-5e53-8a2c-d8b339206901';
export const TEST_ACTIVITY = '25fe03a1-404d-505e-95ad-329ba05d2af6';

/** A UUID that is told from others by its number. */
export const id = (number: number) => `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;

export const organiser = {
  id: 'a00087fb-f747-4cb8-adfe-747d23673f27',
  displayName: 'Testunda kommun',
  organisationType: 'Huvudman',
  organisationNumber: '2120009999',
};

export const schoolUnit = {
  id: UNIT,
  displayName: 'Testskolan',
  organisationType: 'Skolenhet',
  schoolUnitCode: '31279295',
  parentOrganisation: { id: organiser.id },
};

export const organisations = [organiser, schoolUnit];

export function enrolment(changes: object = {}) {
  return { enroledAt: { id: UNIT }, schoolType: 'GR', schoolYear: 7, startDate: '2025-08-18', ...changes };
}

export function pupil(number: number, changes: object = {}) {
  return {
    id: id(number),
    givenName: 'Alva',
    familyName: 'Ek',
    eduPersonPrincipalNames: [`${number}@edu.example`],
    civicNo: { value: '201305199950', nationality: 'SE' },
    birthDate: '2013-05-19',
    personStatus: 'Aktiv',
    enrolments: [enrolment()],
    addresses: [{ type: 'Folkbokföring', streetAddress: 'Hemliga gatan 1' }],
    phoneNumbers: [{ value: '070-1740605' }],
    ...changes,
  };
}

export function duty(number: number, person: number, changes: object = {}) {
  return {
    id: id(number),
    person: { id: id(person) },
    dutyAt: { id: UNIT },
    dutyRole: 'Lärare',
    signature: 'ALEK',
    startDate: '2024-08-12',
    ...changes,
  };
}

export function group(number: number, members: readonly object[], changes: object = {}) {
  return {
    id: id(number),
    displayName: '7A',
    groupType: 'Klass',
    schoolType: 'GR',
    organisation: { id: UNIT },
    startDate: '2026-08-17',
    endDate: '2027-06-11',
    groupMemberships: members,
    ...changes,
  };
}

export function member(person: number, changes: object = {}) {
  return { person: { id: id(person) }, startDate: '2026-08-17', ...changes };
}

export function activity(number: number, groups: readonly number[], duties: readonly number[], changes: object = {}) {
  return {
    id: id(number),
    displayName: 'Matematik 7A',
    activityType: 'Undervisning',
    startDate: '2026-08-17',
    endDate: '2027-06-11',
    organisation: { id: UNIT },
    groups: groups.map((group) => ({ id: id(group) })),
    teachers: duties.map((teacher) => ({ duty: { id: id(teacher) }, startDate: '2026-08-17', grader: true })),
    parentActivity: { id: TEST_ACTIVITY },
    comment: 'GRGRMAT01_9',
    ...changes,
  };
}
