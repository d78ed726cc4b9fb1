import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { parse } from 'yaml';
import { SCHEMA } from '../../../lib/dnp/model.ts';
import * as vocabulary from '../../../lib/dnp/vocabulary.ts';
import { activity, duty, group, pupil, uuid } from './sample.ts';

const contract: unknown = parse(
  readFileSync(new URL('../../data/contracts/provisioning-api-1.3.2.yaml', import.meta.url), 'utf8'),
);

/** What the contract has at a path. */
function at(...path: string[]): unknown {
  return path.reduce<unknown>(
    (here, step) => (typeof here === 'object' && here !== null ? Reflect.get(here, step) : undefined),
    contract,
  );
}
const schemas = (...path: string[]) => at('components', 'schemas', ...path);

test('the values are those of the contract', () => {
  assert.deepEqual(vocabulary.DUTY_ROLES, schemas('Code_DutyRole', 'enum'));
  assert.equal(vocabulary.DUTY_ROLES.length, 17);
  assert.deepEqual(vocabulary.SCHOOL_TYPES, schemas('Code_SchoolType', 'enum'));
  assert.deepEqual(vocabulary.GROUP_TYPES, schemas('Code_GroupType', 'enum'));
  assert.deepEqual(vocabulary.ACTIVITY_TYPES, schemas('Activity', 'properties', 'activityType', 'enum'));
  assert.deepEqual(vocabulary.SECURITY_MARKINGS, schemas('Person', 'properties', 'securityMarking', 'enum'));
  const emailTypes = schemas('Person', 'properties', 'emails', 'items', 'properties', 'type', 'enum');
  assert.ok(Array.isArray(emailTypes));
  for (const type of vocabulary.SENT_EMAIL_TYPES) assert.ok(emailTypes.includes(type), type);
  const { minimum, maximum } = vocabulary.SCHOOL_YEARS;
  assert.deepEqual(
    [minimum, maximum],
    [
      schemas('Enrolment', 'properties', 'schoolYear', 'minimum'),
      schemas('Enrolment', 'properties', 'schoolYear', 'maximum'),
    ],
  );
});

test('nothing leaves the machine that the contract does not name', () => {
  const person = {
    ...pupil(1),
    meta: { created: '2026-08-03T04:00:00.000+02:00' },
    provisioningStatus: true,
    birthDate: '2013-08-24',
    addresses: [{ streetAddress: 'Storgatan 9' }],
    phoneNumbers: [{ value: '070-1740605' }],
    civicNo: { value: '201308249836', issuedBy: 'x' },
    enrolments: [
      { enroledAt: { id: uuid(9), displayName: 'x' }, schoolType: 'GR', schoolYear: 6, startDate: '2025-08-18' },
    ],
    emails: [
      { value: 'hemma@privat.example', type: 'Privat' },
      { value: 'jobb@annat.example', type: 'Arbete övrigt' },
      { value: 'e1@elev.sollunda.example', type: 'Skola elev', verified: true },
    ],
  };
  assert.deepEqual(SCHEMA.Person.parse(person), {
    ...pupil(1),
    civicNo: { value: '201308249836' },
    enrolments: [{ enroledAt: { id: uuid(9) }, schoolType: 'GR', schoolYear: 6 }],
    emails: [{ value: 'e1@elev.sollunda.example', type: 'Skola elev' }],
  });
  assert.deepEqual(
    SCHEMA.Duty.parse({ ...duty(), signature: 'ASVO', dutyPercent: 100, startDate: '2024-08-12' }),
    duty(),
  );
  assert.deepEqual(
    SCHEMA.Group.parse({
      ...group(),
      endDate: '2027-06-11',
      groupMemberships: [{ person: { id: uuid(1) }, startDate: 'x' }],
    }),
    group(),
  );
  assert.deepEqual(
    SCHEMA.Activity.parse({ ...activity(), comment: 'x', teachers: [{ duty: { id: uuid(3) }, grader: true }] }),
    activity(),
  );
});

test('an id in capitals is the same id', () => {
  const { id, person } = SCHEMA.Duty.parse({
    ...duty(),
    id: 'ABCDEF00-0000-4000-8000-000000000000',
    person: { id: 'FEDCBA00-0000-4000-8000-000000000000' },
  });
  assert.equal(id, 'abcdef00-0000-4000-8000-000000000000');
  assert.equal(person.id, 'fedcba00-0000-4000-8000-000000000000');
});

test('who is named twice is in a group once', () => {
  const twice = [uuid(1), uuid(2), uuid(1)];
  assert.deepEqual(
    SCHEMA.Group.parse(group(4, { groupMemberships: twice.map((id) => ({ person: { id } })) })).groupMemberships,
    [{ person: { id: uuid(1) } }, { person: { id: uuid(2) } }],
  );
  const { groups, teachers } = SCHEMA.Activity.parse(
    activity(5, { groups: twice.map((id) => ({ id })), teachers: twice.map((id) => ({ duty: { id } })) }),
  );
  assert.deepEqual(groups, [{ id: uuid(1) }, { id: uuid(2) }]);
  assert.deepEqual(teachers, [{ duty: { id: uuid(1) } }, { duty: { id: uuid(2) } }]);
});
