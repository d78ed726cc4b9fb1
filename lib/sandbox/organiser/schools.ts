import { skolverketId } from '../../dnp/identifiers/uuid.ts';
import type { Draw } from './draw.ts';
import {
  type Calendar,
  type Municipality,
  person,
  type SisActivity,
  type SisDuty,
  type SisEnrolment,
  type SisGroup,
  type SisPerson,
} from './records.ts';

/** A class and the tests that it sits. */
interface ClassPlan {
  readonly name: string;
  readonly pupils: number;
  readonly age: number;
  readonly enrolment: Pick<SisEnrolment, 'schoolType' | 'schoolYear' | 'educationCode'>;
  /** Display names of test activities. */
  readonly tests: readonly string[];
}

interface SchoolPlan {
  readonly displayName: string;
  readonly schoolUnitCode: string;
  readonly schoolTypes: readonly string[];
  readonly teachers: number;
  readonly classes: readonly ClassPlan[];
}

const YEAR_6 = ['GRGRMAT01_6', 'GRGRSVE01_6', 'GRGRENG01_6'];
const YEAR_9 = ['GRGRMAT01_9', 'GRGRSVE01_9', 'GRGRENG01_9', 'GRGRBIO01_9', 'GRGRHIS01_9'];

const SCHOOLS: readonly SchoolPlan[] = [
  {
    displayName: 'Lindängsskolan',
    schoolUnitCode: '99000110',
    schoolTypes: ['FKLASS', 'GR', 'GRAN'],
    teachers: 14,
    classes: Array.from({ length: 9 }, (_, index) => ({
      name: `${index + 1}A`,
      pupils: 22,
      age: index + 7,
      enrolment: { schoolType: 'GR', schoolYear: index + 1 },
      tests: index === 5 ? YEAR_6 : index === 8 ? YEAR_9 : [],
    })),
  },
  {
    displayName: 'Granlunda gymnasium',
    schoolUnitCode: '99000128',
    schoolTypes: ['GY'],
    teachers: 10,
    classes: ['NANAT', 'EKJUR'].flatMap((educationCode) =>
      [1, 2, 3].map((schoolYear) => ({
        name: `${educationCode.slice(0, 2)}${schoolYear}`,
        pupils: 14,
        age: schoolYear + 15,
        enrolment: { schoolType: 'GY', schoolYear, educationCode },
        tests: schoolYear === 1 ? ['MATMAT01b_GY', 'ENGENG05_GY'] : schoolYear === 3 ? ['SVESVE03_GY'] : [],
      })),
    ),
  },
  {
    displayName: 'Komvux Granlunda',
    schoolUnitCode: '99000136',
    schoolTypes: ['VUXGY'],
    teachers: 3,
    classes: [{ name: 'VUX', pupils: 18, age: 21, enrolment: { schoolType: 'VUXGY' }, tests: ['MATMAT01a_VUXGY'] }],
  },
];

/** A municipality with three schools and nothing wrong in its data. */
export function soundMunicipality(draw: Draw, calendar: Calendar): Municipality {
  const organiser = {
    id: draw.uuid(),
    displayName: 'Granlunda kommun',
    organisationType: 'Huvudman',
    organisationNumber: '2120009999',
    municipalityCode: '0198',
  };
  const municipality: Municipality = {
    organisations: [organiser],
    persons: [],
    duties: [],
    groups: [],
    activities: [],
  };
  for (const plan of SCHOOLS) addSchool(municipality, plan, organiser.id, draw, calendar);
  return municipality;
}

function addSchool(to: Municipality, plan: SchoolPlan, organiserId: string, draw: Draw, calendar: Calendar): void {
  const { displayName, schoolUnitCode, schoolTypes } = plan;
  const unit = draw.uuid();
  to.organisations.push({
    id: unit,
    displayName,
    organisationType: 'Skolenhet',
    schoolUnitCode,
    schoolTypes,
    municipalityCode: '0198',
    parentOrganisation: { id: organiserId },
  });
  const staff = ['Rektor', 'Skoladministratör', ...teacherRoles(plan.teachers)].map((role) => {
    const member = person(draw, calendar, { age: 28 + draw.below(36), number: to.persons.length });
    to.persons.push(member);
    const duty = dutyOf(member, role, unit, draw, calendar);
    to.duties.push(duty);
    return duty;
  });
  const teachers = staff.slice(2);
  for (const planned of plan.classes) addClass(to, planned, unit, teachers, draw, calendar);
}

/** Mostly teachers, with the other roles that give lessons among them. */
function teacherRoles(count: number): string[] {
  const roles = ['Lärare', 'Lärare', 'Förstelärare', 'Lärare', 'Speciallärare/specialpedagog'];
  return Array.from({ length: count }, (_, index) => roles[index % roles.length] ?? 'Lärare');
}

function addClass(
  to: Municipality,
  plan: ClassPlan,
  unit: string,
  teachers: readonly SisDuty[],
  draw: Draw,
  calendar: Calendar,
): void {
  const pupils = Array.from({ length: plan.pupils }, () => {
    const pupil = person(draw, calendar, { age: plan.age, number: to.persons.length });
    pupil.enrolments = [{ enroledAt: { id: unit }, ...plan.enrolment, startDate: calendar.enrolled }];
    if (plan.enrolment.schoolType === 'GR' && draw.chance(0.2))
      pupil.enrolments.push(preSchoolClass(unit, plan, calendar));
    to.persons.push(pupil);
    return pupil;
  });
  const schoolClass = groupOf(`Klass ${plan.name}`, 'Klass', pupils, plan, unit, draw, calendar);
  to.groups.push(schoolClass);
  for (const test of plan.tests) {
    const group = groupOf(`${test} ${plan.name}`, 'Undervisning', pupils, plan, unit, draw, calendar);
    to.groups.push(group);
    to.activities.push(activityOf(`${test} ${plan.name}`, group, teacherOf(teachers, draw), draw, calendar, test));
  }
  // A subject without a national test: it never leaves the municipality.
  to.activities.push(activityOf(`Idrott ${plan.name}`, schoolClass, teacherOf(teachers, draw), draw, calendar));
}

const teacherOf = (teachers: readonly SisDuty[], draw: Draw) => teachers[draw.below(teachers.length)];

/** Long ended: every export drags such enrolments along. */
function preSchoolClass(unit: string, { age }: ClassPlan, calendar: Calendar): SisEnrolment {
  const year = calendar.year - (age - 6);
  return {
    enroledAt: { id: unit },
    schoolType: 'FKLASS',
    schoolYear: 0,
    startDate: `${year - 1}-08-19`,
    endDate: `${year}-06-12`,
  };
}

/** A duty at a unit. */
export function dutyOf(member: SisPerson, dutyRole: string, unit: string, draw: Draw, calendar: Calendar): SisDuty {
  return {
    id: draw.uuid(),
    meta: member.meta,
    person: { id: member.id },
    dutyAt: { id: unit },
    dutyRole,
    signature: (member.givenName.slice(0, 2) + member.familyName.slice(0, 2)).toUpperCase(),
    dutyPercent: 100,
    startDate: calendar.enrolled,
  };
}

function groupOf(
  displayName: string,
  groupType: string,
  pupils: readonly SisPerson[],
  plan: ClassPlan,
  unit: string,
  draw: Draw,
  calendar: Calendar,
): SisGroup {
  const { termStart: startDate, termEnd: endDate } = calendar;
  return {
    id: draw.uuid(),
    meta: {},
    displayName,
    groupType,
    schoolType: plan.enrolment.schoolType,
    organisation: { id: unit },
    startDate,
    endDate,
    groupMemberships: pupils.map(({ id }) => ({ person: { id }, startDate })),
  };
}

/** Lessons of a group; with `test`, ones that lead to that national test. */
export function activityOf(
  displayName: string,
  group: SisGroup,
  teacher: SisDuty | undefined,
  draw: Draw,
  { termStart: startDate, termEnd: endDate }: Calendar,
  test?: string,
): SisActivity {
  return {
    id: draw.uuid(),
    meta: {},
    displayName,
    activityType: 'Undervisning',
    startDate,
    endDate,
    organisation: group.organisation,
    groups: [{ id: group.id }],
    teachers: teacher === undefined ? [] : [{ duty: { id: teacher.id }, startDate, grader: true }],
    ...(test === undefined ? {} : { parentActivity: { id: skolverketId(test) } }),
  };
}
