import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { describe, it } from 'node:test';
import { type Judgement, judge } from '../../../lib/sandbox/provisioning/judge.ts';
import { Store } from '../../../lib/sandbox/provisioning/store.ts';
import type { Stage } from '../../../lib/stage.ts';
import { activity, duty, group, pupil, TEST_ACTIVITY, teacher, UNIT } from './caller.ts';

const REGISTER = { testActivities: new Set([TEST_ACTIVITY]), schoolUnits: undefined };
const store = new Store();
const staff = teacher();
const member = pupil();
const held = duty(staff.id);
const schoolClass = group([member.id]);
for (const person of [staff, member]) store.put('Person', person, 0);
store.put('Duty', held, 0);
store.put('Group', schoolClass, 0);

const verdict = (stage: Stage, object: unknown): Judgement => judge(stage, object, store, REGISTER);
const errors = (stage: Stage, object: unknown) =>
  verdict(stage, object).errors.map(({ id, attribute }) => `${id} ${attribute}`);
const enrolment = (change: object) =>
  pupil({ enrolments: [{ enroledAt: { id: UNIT }, schoolType: 'GR', schoolYear: 4, ...change }] });

describe('the sandbox’s judgement of a person', () => {
  const cases: [string, unknown, string[]][] = [
    ['sound', pupil(), []],
    ['a member of staff', teacher(), []],
    ['what the service sets itself', pupil({ meta: {}, provisioningStatus: true }), []],
    ['no given name', pupil({ givenName: undefined }), ['SANDBOX-REQUIRED givenName']],
    ['a number for a name', pupil({ familyName: 7 }), ['SANDBOX-VALUE familyName']],
    [
      'two user names',
      pupil({ eduPersonPrincipalNames: ['a@b.se', 'c@d.se'] }),
      ['SANDBOX-VALUE eduPersonPrincipalNames'],
    ],
    ['no user name', pupil({ eduPersonPrincipalNames: [] }), ['SANDBOX-VALUE eduPersonPrincipalNames']],
    [
      'a user name that is none',
      pupil({ eduPersonPrincipalNames: ['a b@c'] }),
      ['SANDBOX-VALUE eduPersonPrincipalNames.0'],
    ],
    [
      'somebody else’s user name',
      pupil({ eduPersonPrincipalNames: staff.eduPersonPrincipalNames.map((eppn) => eppn.toUpperCase()) }),
      ['SANDBOX-EPPN-TAKEN eduPersonPrincipalNames.0'],
    ],
    ['its own user name', member, []],
    ['a wrong check digit', pupil({ civicNo: { value: '201512259853' } }), ['SANDBOX-CIVIC-NUMBER civicNo.value']],
    ['a day that is none', pupil({ civicNo: { value: '201502309852' } }), ['SANDBOX-CIVIC-NUMBER civicNo.value']],
    ['ten digits', pupil({ civicNo: { value: '1512259852' } }), ['SANDBOX-CIVIC-NUMBER civicNo.value']],
    ['a temporary number', pupil({ civicNo: { value: '20130716TF20' } }), []],
    [
      'a temporary number that is none',
      pupil({ civicNo: { value: '20130716TX20' } }),
      ['SANDBOX-CIVIC-NUMBER civicNo.value'],
    ],
    ['Skolverket’s own coordination number, which fails Luhn', pupil({ civicNo: { value: '200901872385' } }), []],
    [
      'a foreign number',
      pupil({ civicNo: { value: '201512259852', nationality: 'NO' } }),
      ['SANDBOX-VALUE civicNo.nationality'],
    ],
    ['an unknown marking', pupil({ securityMarking: 'Hemlig' }), ['SANDBOX-VALUE securityMarking']],
    ['a private e-mail', teacher({ emails: [{ value: 'a@b.se', type: 'Privat' }] }), ['SANDBOX-VALUE emails.0.type']],
    ['an eduID', teacher({ externalIdentifiers: [{ value: 'a-b@eduid.se', context: 'https://eduid.se' }] }), []],
    [
      'another identifier',
      teacher({ externalIdentifiers: [{ value: 'a', context: 'http://eduid.se' }] }),
      ['SANDBOX-VALUE externalIdentifiers.0.context'],
    ],
    ['no school year', enrolment({ schoolYear: undefined }), ['SANDBOX-REQUIRED enrolments.0.schoolYear']],
    ['school year 11', enrolment({ schoolYear: 11 }), ['SANDBOX-VALUE enrolments.0.schoolYear']],
    [
      'upper secondary without a programme',
      enrolment({ schoolType: 'GY' }),
      ['SANDBOX-REQUIRED enrolments.0.educationCode'],
    ],
    ['upper secondary', enrolment({ schoolType: 'GY', schoolYear: undefined, educationCode: 'NANAT' }), []],
    ['adult education', enrolment({ schoolType: 'VUXGY', schoolYear: undefined }), []],
    ['pre-school', enrolment({ schoolType: 'FKLASS' }), ['SANDBOX-VALUE enrolments.0.schoolType']],
    [
      'a unit id of the SIS’s own',
      enrolment({ enroledAt: { id: randomUUID() } }),
      ['SANDBOX-SCHOOL-UNIT enrolments.0.enroledAt.id'],
    ],
    ['half a character', pupil({ familyName: 'Halv\ud800' }), ['SANDBOX-TEXT familyName']],
  ];
  for (const [name, person, expected] of cases) it(name, () => assert.deepEqual(errors('Person', person), expected));

  it('names every fault, not only the first', () => {
    const person = { ...enrolment({ schoolYear: undefined }), civicNo: { value: '201512259853' } };
    assert.equal(errors('Person', person).length, 2);
  });
});

describe('the sandbox’s warning 3047', () => {
  const warned = (eppn: string, familyName: string, givenName: string) =>
    verdict('Person', pupil({ eduPersonPrincipalNames: [eppn], familyName, givenName })).warnings.length === 1;
  const cases: [boolean, string, string, string][] = [
    [true, 'efraimsdotter09@edu.se', 'Efraimsdotter', 'Pippi'],
    [true, 'xvon7@edu.se', 'von Essen', 'Ali'],
    [true, 'sjo@edu.se', 'Sjöö', 'Ali'],
    [true, 'obr1@edu.se', 'O’Brien', 'Ali'],
    [true, 'yil1@edu.se', 'Yılmaz', 'Ali'],
    [true, 'svel12@edu.se', 'Svensson', 'Elsa'],
    [false, 'sv12@edu.se', 'Svensson', 'Elsa'],
    [false, 'a1@svensson.se', 'Svensson', 'Elsa'],
    [false, 'beefabed-1111-4222-8333-444455556666@edu.se', 'Abedi', 'Bo'],
    [false, 'ek1@edu.se', 'Ek', 'Åsa'],
  ];
  for (const [expected, eppn, family, given] of cases) {
    it(`${expected ? 'is given' : 'is not given'} for ${eppn} of ${given} ${family}`, () => {
      assert.equal(warned(eppn, family, given), expected);
    });
  }
});

describe('the sandbox’s judgement of references', () => {
  const nobody = randomUUID();
  it('refuses a duty of nobody, or of somebody without an e-mail at school', () => {
    assert.deepEqual(errors('Duty', held), []);
    assert.deepEqual(errors('Duty', duty(nobody)), ['SANDBOX-REFERENCE person.id']);
    assert.deepEqual(errors('Duty', duty(member.id)), ['SANDBOX-STAFF-EMAIL person.emails']);
    assert.deepEqual(errors('Duty', duty(staff.id, { dutyRole: 'Förskolechef' })), ['SANDBOX-VALUE dutyRole']);
  });

  it('takes a group without the members it does not know, and warns', () => {
    const { errors: faults, warnings } = verdict('Group', group([member.id, nobody]));
    assert.deepEqual(faults, []);
    assert.deepEqual(
      warnings.map(({ attribute, value }) => [attribute, value]),
      [['groupMemberships.1.person.id', nobody]],
    );
    assert.deepEqual(errors('Group', group([], { groupType: 'Mentor' })), ['SANDBOX-VALUE groupType']);
  });

  it('refuses an activity without a group, or with a group, a duty or a test that nobody knows', () => {
    assert.deepEqual(errors('Activity', activity([schoolClass.id], [held.id])), []);
    assert.deepEqual(errors('Activity', activity([], [])), ['SANDBOX-VALUE groups']);
    assert.deepEqual(errors('Activity', activity([schoolClass.id, nobody], [nobody])), [
      'SANDBOX-REFERENCE groups.1.id',
      'SANDBOX-REFERENCE teachers.0.duty.id',
    ]);
    assert.deepEqual(errors('Activity', activity([schoolClass.id], [], { parentActivity: { id: nobody } })), [
      'SANDBOX-TEST-ACTIVITY parentActivity.id',
    ]);
    assert.deepEqual(errors('Activity', activity([schoolClass.id], [], { activityType: 'Läraraktivitet' })), [
      'SANDBOX-VALUE activityType',
    ]);
  });

  it('knows only the school units of its register, where it has one', () => {
    const units = { ...REGISTER, schoolUnits: new Set(['657ae6a4-2978-5fbe-b357-ba353c0f03b5']) };
    const [fault] = judge('Group', schoolClass, store, units).errors;
    assert.equal(fault?.id, 'SANDBOX-SCHOOL-UNIT');
    assert.deepEqual(judge('Group', schoolClass, store, { ...units, schoolUnits: new Set([UNIT]) }).errors, []);
  });
});
