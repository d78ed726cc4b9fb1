import type { Draw } from './draw.ts';
import type { Effect, Planted } from './expected.ts';
import { type PersonDefect, PUPIL_DEFECTS } from './person-defects.ts';
import type { Calendar, Municipality, SisEnrolment, SisPerson } from './records.ts';
import { activityOf, dutyOf } from './schools.ts';

/**
 * Plants one defect of every kind that a real export shows, each in an object of its own, and says which and where.
 * In the first class only a member who has left is not in place, so that it shows whether the end of a membership counts.
 */
export function plantDefects(municipality: Municipality, draw: Draw, calendar: Calendar): Planted[] {
  const planted: Planted[] = [];
  const note: Note = (rule, resource, id, effect, text) => {
    planted.push({ rule, resource, id, effect, ...(text === undefined ? {} : { note: text }) });
  };
  membershipThatEnded(municipality, note, calendar);
  pupils(municipality, note, draw, calendar);
  staff(municipality, note, draw, calendar);
  groupsAndActivities(municipality, note, draw, calendar);
  return planted;
}

type Note = (rule: string, resource: Planted['resource'], id: string, effect: Effect, text?: string) => void;

function membershipThatEnded({ persons, groups }: Municipality, note: Note, { ended }: Calendar): void {
  const [first] = groups;
  const [membership] = first?.groupMemberships ?? [];
  const member = persons.find(({ id }) => id === membership?.person.id);
  if (first === undefined || membership === undefined || member === undefined) return;
  membership.endDate = ended;
  member.personStatus = 'Utflyttad';
  note('person-not-active', 'Person', member.id, 'skip');
  note('membership-ended', 'Group', first.id, 'accept', 'that member is left out');
}

/** The classes whose pupils defects befall: a few, so that most groups and lessons of the sample are in order. */
const BEFALLEN = ['Klass 3A', 'Klass 6A', 'Klass NA2', 'Klass EK1'];

function candidatesOf({ persons, groups }: Municipality): Set<SisPerson> {
  const befallen = new Set(
    groups
      .filter(({ displayName }) => BEFALLEN.includes(displayName))
      .flatMap(({ groupMemberships }) => groupMemberships.map(({ person }) => person.id)),
  );
  return new Set(persons.filter(({ id }) => befallen.has(id)));
}

function pupils(municipality: Municipality, note: Note, draw: Draw, calendar: Calendar): void {
  const free = candidatesOf(municipality);
  const take = (fits: NonNullable<PersonDefect['fits']> = () => true): [SisPerson, SisEnrolment] => {
    const fitting = [...free].flatMap((pupil): [SisPerson, SisEnrolment][] => {
      const enrolment = pupil.enrolments?.find(({ endDate }) => endDate === undefined);
      return enrolment !== undefined && fits(pupil, enrolment) ? [[pupil, enrolment]] : [];
    });
    const chosen = fitting[draw.below(fitting.length)];
    if (chosen === undefined) throw new RangeError('the sample organiser is too small for its defects');
    free.delete(chosen[0]);
    return chosen;
  };

  for (const { rule, effect, note: text, times = 1, fits, befall } of PUPIL_DEFECTS) {
    for (let time = 0; time < times; time++) {
      const [pupil, enrolment] = take(fits);
      befall(pupil, enrolment, draw, calendar);
      note(rule, 'Person', pupil.id, effect, text);
    }
  }

  const [[one], [other]] = [take(), take()];
  other.eduPersonPrincipalNames = [...one.eduPersonPrincipalNames];
  note('eppn-shared-by-two', 'Person', one.id, 'reject', `same as ${other.id}`);
  note('eppn-shared-by-two', 'Person', other.id, 'reject', `same as ${one.id}`);

  const [same] = take();
  municipality.persons.push(structuredClone(same));
  note('duplicate-identical', 'Person', same.id, 'collapse');

  const [differing] = take();
  municipality.persons.push({ ...structuredClone(differing), familyName: 'Annorlunda' });
  note('duplicate-differing', 'Person', differing.id, 'reject', 'both copies');
}

function staff(municipality: Municipality, note: Note, draw: Draw, calendar: Calendar): void {
  const { persons, duties, organisations, activities } = municipality;
  const unit = organisations[1]?.id ?? '';
  // One who teaches a class with a test, so that lessons wait for the teacher, and one more.
  const [lesson] = activities.filter(({ parentActivity }) => parentActivity !== undefined);
  const teacherOfTest = duties.find(({ id }) => id === lesson?.teachers[0]?.duty.id);
  const another = duties.find(({ id, dutyRole }) => dutyRole === 'Lärare' && id !== teacherOfTest?.id);
  for (const duty of [teacherOfTest, another]) {
    const teacher = persons.find(({ id }) => id === duty?.person.id);
    if (teacher === undefined) continue;
    teacher.emails = [];
    note('staff-email-missing', 'Person', teacher.id, 'reject', 'its duties are held with it');
  }
  // Further duties of teachers who are in order, so that nothing else hangs on them.
  const colleagues = persons.filter(({ enrolments, emails }) => enrolments === undefined && emails.length > 0);
  const extra = (rule: string, effect: Effect, change: Partial<ReturnType<typeof dutyOf>>) => {
    const colleague = colleagues[draw.below(colleagues.length)];
    if (colleague === undefined) return;
    const duty = { ...dutyOf(colleague, 'Lärare', unit, draw, calendar), ...change };
    duties.push(duty);
    note(rule, 'Duty', duty.id, effect);
  };
  extra('reference-missing-person', 'hold', { person: { id: draw.uuid() } });
  extra('duty-role-unknown', 'reject', { dutyRole: 'Förskolechef' });
  extra('duty-ended', 'skip', { endDate: calendar.ended });
  extra('school-unit-unknown', 'reject', { dutyAt: { id: draw.uuid() } });
}

function groupsAndActivities(municipality: Municipality, note: Note, draw: Draw, calendar: Calendar): void {
  const { groups, duties, activities } = municipality;
  const second = groups.find(({ groupType }, index) => groupType === 'Klass' && index > 0);
  const taught = groups.find(({ groupType }) => groupType === 'Undervisning');
  const teacher = duties.find(({ dutyRole }) => dutyRole === 'Rektor');
  if (second === undefined || taught === undefined) return;
  second.groupMemberships.push({ person: { id: draw.uuid() }, startDate: calendar.termStart });
  note('reference-missing-person', 'Group', second.id, 'warn', 'the group goes without that member');

  const mentor = { ...structuredClone(second), id: draw.uuid(), displayName: 'Mentor 1', groupType: 'Mentor' };
  groups.push(mentor);
  note('group-type-out-of-scope', 'Group', mentor.id, 'skip');

  const extra = (rule: string, displayName: string, effect: Effect, change: Partial<ReturnType<typeof activityOf>>) => {
    const activity = { ...activityOf(displayName, taught, teacher, draw, calendar, 'GRGRMAT01_6'), ...change };
    activities.push(activity);
    note(rule, 'Activity', activity.id, effect);
  };
  const { termStart: startDate } = calendar;
  extra('activity-without-group', 'Tom aktivitet', 'reject', { groups: [] });
  extra('reference-missing-group', 'Grupp saknas', 'hold', { groups: [{ id: draw.uuid() }] });
  extra('reference-missing-duty', 'Lärare saknas', 'hold', {
    teachers: [{ duty: { id: draw.uuid() }, startDate, grader: true }],
  });
  extra('activity-type-out-of-scope', 'Konferens', 'skip', { activityType: 'Läraraktivitet', teachers: [] });
}
