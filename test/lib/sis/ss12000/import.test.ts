import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { ObjectOutcome } from '../../../../lib/outcome.ts';
import { SisFailure } from '../../../../lib/sis/failure.ts';
import { isObject } from '../../../../lib/sis/json.ts';
import { importSs12000 } from '../../../../lib/sis/ss12000/import.ts';
import {
  activity,
  duty,
  enrolment,
  group,
  id,
  member,
  organisations,
  pupil,
  TEST_ACTIVITY,
  TODAY,
  UNIT,
  UNIT_AT_SKOLVERKET,
} from './organiser.ts';

const importAll = (pages: object, today = TODAY) => importSs12000({ organisations, ...pages }, { today });

/** `Person 1 skipped enrolment-ended enrolments[0].endDate` – one line for each object left out. */
function lines(leftOut: readonly ObjectOutcome[]): string[] {
  return leftOut.map(({ stage, id, outcome, reasons }) =>
    [stage, short(id), outcome, ...reasons.map(({ code, field = '-' }) => `${code} ${field}`)].join(' '),
  );
}

const short = (id: string) => id.replace(/^00000000-0000-4000-8000-0*/, '');

/** An attribute of whatever the dataset holds. */
const of = (object: unknown, attribute: string): unknown => (isObject(object) ? object[attribute] : undefined);

const lengthOf = (list: unknown) => (Array.isArray(list) ? list.length : undefined);

const ids = (objects: readonly unknown[]) => objects.map((object) => short(String(of(object, 'id'))));

describe('what goes on', () => {
  test('carries the attributes of the contract and nothing else', () => {
    const { dataset, leftOut } = importAll({
      persons: [
        pupil(1, {
          middleName: 'Maria',
          securityMarking: 'Ingen',
          emails: [{ value: '1@elev.example', type: 'Skola elev', verified: true }],
          externalIdentifiers: [{ value: 'a@eduid.se', context: 'https://eduid.se', globallyUnique: true, note: 'x' }],
          enrolments: [enrolment({ educationCode: 'SABET', cancelled: false, specialProgram: true })],
          photo: 'x',
        }),
      ],
      duties: [duty(2, 1)],
      groups: [group(3, [member(1)])],
      activities: [activity(4, [3], [2])],
    });
    assert.deepEqual(leftOut, []);
    assert.deepEqual(dataset, {
      persons: [
        {
          id: id(1),
          givenName: 'Alva',
          middleName: 'Maria',
          familyName: 'Ek',
          eduPersonPrincipalNames: ['1@edu.example'],
          externalIdentifiers: [{ value: 'a@eduid.se', context: 'https://eduid.se', globallyUnique: true }],
          securityMarking: 'Ingen',
          civicNo: { value: '201305199950', nationality: 'SE' },
          emails: [{ value: '1@elev.example', type: 'Skola elev' }],
          enrolments: [
            {
              enroledAt: { id: UNIT_AT_SKOLVERKET },
              schoolYear: 7,
              schoolType: 'GR',
              cancelled: false,
              educationCode: 'SABET',
            },
          ],
        },
      ],
      duties: [{ id: id(2), person: { id: id(1) }, dutyAt: { id: UNIT_AT_SKOLVERKET }, dutyRole: 'Lärare' }],
      groups: [
        {
          id: id(3),
          displayName: '7A',
          groupType: 'Klass',
          schoolType: 'GR',
          organisation: { id: UNIT_AT_SKOLVERKET },
          groupMemberships: [{ person: { id: id(1) } }],
        },
      ],
      activities: [
        {
          id: id(4),
          displayName: 'Matematik 7A',
          activityType: 'Undervisning',
          organisation: { id: UNIT_AT_SKOLVERKET },
          parentActivity: { id: TEST_ACTIVITY },
          groups: [{ id: id(3) }],
          teachers: [{ duty: { id: id(2) } }],
        },
      ],
    });
  });

  test('takes null for absent', () => {
    const { dataset } = importAll({
      persons: [
        pupil(1, { middleName: null, emails: null, enrolments: [enrolment({ educationCode: null, endDate: null })] }),
      ],
    });
    const [person] = dataset.persons;
    assert.ok(isObject(person) && !('middleName' in person) && !('emails' in person));
    assert.deepEqual(person.enrolments, [{ enroledAt: { id: UNIT_AT_SKOLVERKET }, schoolYear: 7, schoolType: 'GR' }]);
  });

  for (const [written, meant] of [
    ['130519-9950', '201305199950'],
    ['1305199950', '201305199950'],
    ['20130519-9950', '201305199950'],
    ['190519+9950', '191905199950'],
    ['20130519tf20', '20130519TF20'],
    ['20160106TX20', '20160106TX20'],
  ] as const) {
    test(`civic number ${written} goes on as ${meant}`, () => {
      const { dataset } = importAll({ persons: [pupil(1, { civicNo: { value: written } })] });
      assert.deepEqual(
        dataset.persons.map((person) => of(person, 'civicNo')),
        [{ value: meant }],
      );
    });
  }

  test('finds units and objects whose ids are written in capitals', () => {
    const { dataset, leftOut } = importAll({
      duties: [{ ...duty(10, 11), id: 'ABCDEF00-0000-4000-8000-00000000000A', dutyAt: { id: UNIT.toUpperCase() } }],
      groups: [group(12, [{ person: { id: 'ABCDEF00-0000-4000-8000-00000000000B' } }])],
    });
    assert.deepEqual(leftOut, []);
    assert.deepEqual(dataset.duties, [
      {
        id: 'abcdef00-0000-4000-8000-00000000000a',
        person: { id: id(11) },
        dutyAt: { id: UNIT_AT_SKOLVERKET },
        dutyRole: 'Lärare',
      },
    ]);
    assert.match(JSON.stringify(dataset.groups), /abcdef00-0000-4000-8000-00000000000b/);
  });

  test("knows a unit by Skolverket's own id too, and by a code that a spreadsheet made a number", () => {
    const { leftOut } = importSs12000(
      {
        organisations: [{ id: UNIT, schoolUnitCode: 31279295 }],
        duties: [duty(1, 2, { dutyAt: { id: UNIT_AT_SKOLVERKET } }), duty(3, 2)],
      },
      { today: TODAY },
    );
    assert.deepEqual(leftOut, []);
  });

  test('leaves what only the rules can tell to the rules', () => {
    const broken = [
      pupil(1, { civicNo: { value: '201305199951' } }),
      pupil(2, { eduPersonPrincipalNames: ['a@x.example', 'b@x.example'] }),
      pupil(3, { familyName: 'Bad\ud800Surrogate' }),
      pupil(4, { enrolments: 'none' }),
      pupil(5, { enrolments: [null, enrolment({ schoolYear: Number.NaN })] }),
      pupil(6, { civicNo: '201305199950', emails: [7] }),
      pupil(7, { enrolments: [enrolment({ enroledAt: undefined })] }),
    ];
    const { dataset, leftOut } = importAll({
      persons: broken,
      duties: [duty(20, 1, { dutyRole: 'Förskolechef' }), duty(21, 1, { person: 'someone' })],
      groups: [
        group(30, [], { groupType: undefined }),
        group(32, [], { groupType: 'Grupp' }),
        { ...group(31, []), groupMemberships: [null, {}] },
      ],
      activities: [
        activity(40, [], [20]),
        activity(42, [30], [20], { activityType: 'Lektion' }),
        activity(41, [30], [20], { parentActivity: { id: 'a test' } }),
      ],
    });
    assert.deepEqual(leftOut, []);
    assert.deepEqual(ids(dataset.persons), ['1', '2', '3', '4', '5', '6', '7']);
    assert.deepEqual(ids(dataset.duties), ['20', '21']);
    assert.deepEqual(ids(dataset.groups), ['30', '32', '31']);
    assert.deepEqual(ids(dataset.activities), ['40', '42', '41']);
    assert.equal(of(dataset.persons[2], 'familyName'), 'Bad\ud800Surrogate');
  });

  test('never changes the export', () => {
    const pages = { organisations, persons: [pupil(1)], groups: [group(2, [member(1)])] };
    const before = structuredClone(pages);
    importSs12000(pages, { today: TODAY });
    assert.deepEqual(pages, before);
  });
});

describe('dates', () => {
  const cases: [today: string, period: object, within: boolean][] = [
    ['2026-11-21', { startDate: '2026-11-21', endDate: '2026-11-21' }, true],
    ['2026-11-21', { startDate: '2026-11-22' }, false],
    ['2026-11-21', { endDate: '2026-11-20' }, false],
    ['2026-11-21', {}, true],
    ['2026-11-21', { startDate: '', endDate: null }, true],
    ['2026-11-21', { startDate: '2026-11-21T00:00:00+01:00', endDate: '9999-12-31' }, true],
  ];
  for (const [today, period, within] of cases) {
    test(`${JSON.stringify(period)} ${within ? 'holds' : 'does not hold'} on ${today}`, () => {
      const open = { startDate: undefined, endDate: undefined, ...period };
      const { dataset, leftOut } = importAll(
        {
          persons: [pupil(1, { enrolments: [enrolment(open)] })],
          duties: [duty(2, 9, open)],
          groups: [group(3, [member(1)], open), group(4, [member(1, open)])],
          activities: [
            activity(5, [3], [2], open),
            activity(6, [3], [], { teachers: [{ duty: { id: id(2) }, ...open }] }),
          ],
        },
        today,
      );
      assert.deepEqual(ids(dataset.persons), within ? ['1'] : []);
      assert.deepEqual(ids(dataset.duties), within ? ['2'] : []);
      assert.deepEqual(ids(dataset.groups), within ? ['3', '4'] : ['4']);
      assert.deepEqual(ids(dataset.activities), within ? ['5', '6'] : ['6']);
      assert.equal(leftOut.length, within ? 0 : 4);
      assert.equal(lengthOf(of(dataset.groups.at(-1), 'groupMemberships')), within ? 1 : 0);
      assert.equal(lengthOf(of(dataset.activities.at(-1), 'teachers')), within ? 1 : 0);
    });
  }

  test('what has not begun says so', () => {
    const { leftOut } = importAll({
      persons: [pupil(1, { enrolments: [enrolment({ startDate: '2027-01-01' })] })],
      duties: [duty(2, 9, { startDate: '2027-01-01' })],
      groups: [group(3, [], { startDate: '2027-01-01' })],
      activities: [activity(4, [3], [2], { startDate: '2027-01-01' })],
    });
    assert.deepEqual(lines(leftOut), [
      'Person 1 skipped enrolment-not-begun enrolments[0].startDate',
      'Duty 2 skipped duty-not-begun startDate',
      'Group 3 skipped group-not-begun startDate',
      'Activity 4 skipped activity-not-begun startDate',
    ]);
  });

  test('a date that is none rejects its object and no other', () => {
    const { dataset, leftOut } = importAll({
      persons: [
        pupil(1, { enrolments: [enrolment(), enrolment({ endDate: '2026-02-30' })] }),
        pupil(2, { enrolments: [enrolment({ schoolType: 'GRAN', endDate: 'soon' }), enrolment()] }),
      ],
      duties: [duty(3, 2, { startDate: 20240812 }), duty(4, 2)],
      groups: [group(5, [member(1), member(2, { endDate: '21/11 2026' })])],
    });
    assert.deepEqual(lines(leftOut), [
      'Person 1 rejected date-format enrolments[1].endDate',
      'Duty 3 rejected date-format startDate',
      'Group 5 rejected date-format groupMemberships[1].endDate',
    ]);
    assert.deepEqual(ids(dataset.persons), ['2']);
    assert.deepEqual(ids(dataset.duties), ['4']);
  });
});

describe('out of scope', () => {
  test('persons who are not active, or have no enrolment left', () => {
    const ended = enrolment({ endDate: '2026-10-01' });
    const { dataset, leftOut } = importAll({
      persons: [
        pupil(1, { personStatus: 'Avliden' }),
        pupil(2, { personStatus: 'Utvandrad', civicNo: { value: 'rubbish' } }),
        pupil(3, { enrolments: [ended] }),
        pupil(4, { enrolments: [enrolment({ schoolType: 'GRAN' })] }),
        pupil(5, { enrolments: [ended, enrolment({ schoolType: 'FKLASS', schoolYear: 0 }), ended] }),
        pupil(6, { enrolments: [enrolment({ schoolType: 'FKLASS', schoolYear: 0 }), ended, enrolment()] }),
        pupil(7, { enrolments: [] }),
        pupil(8, { enrolments: undefined, personStatus: undefined }),
      ],
    });
    assert.deepEqual(lines(leftOut), [
      'Person 1 skipped person-not-active personStatus',
      'Person 2 skipped person-not-active personStatus',
      'Person 3 skipped enrolment-ended enrolments[0].endDate',
      'Person 4 skipped school-type-out-of-scope enrolments[0].schoolType',
      'Person 5 skipped enrolment-ended enrolments[0].endDate school-type-out-of-scope enrolments[1].schoolType',
    ]);
    assert.deepEqual(ids(dataset.persons), ['6', '7', '8']);
    assert.equal(lengthOf(of(dataset.persons[0], 'enrolments')), 1);
  });

  test('but not a teacher who once was a pupil', () => {
    const pastPupil = { enrolments: [enrolment({ schoolType: 'VUXGY', endDate: '2015-06-12' })] };
    const { dataset, leftOut } = importAll({
      persons: [pupil(1, pastPupil), pupil(2, pastPupil), pupil(3, { ...pastPupil, personStatus: 'Avliden' })],
      duties: [duty(10, 1), duty(11, 2, { endDate: '2026-06-12' }), duty(12, 3)],
    });
    assert.deepEqual(ids(dataset.persons), ['1']);
    assert.deepEqual(lines(leftOut), [
      'Person 2 skipped enrolment-ended enrolments[0].endDate',
      'Person 3 skipped person-not-active personStatus',
      'Duty 11 skipped duty-ended endDate',
    ]);
  });

  test('groups and activities that sit no test', () => {
    const { dataset, leftOut } = importAll({
      groups: [
        group(1, [member(9)], { groupType: 'Mentor' }),
        group(2, [], { groupType: 'Undervisning', schoolType: 'GRAN' }),
        group(3, [], { groupType: 'Schema', schoolType: 'FTH', endDate: '2026-06-12' }),
        group(4, []),
      ],
      activities: [
        activity(5, [4], [], { activityType: 'Läraraktivitet' }),
        activity(6, [4], [], { parentActivity: undefined }),
        activity(7, [4], [], { parentActivity: null, activityType: 'Övrigt' }),
        activity(8, [], [], { parentActivity: {} }),
        activity(9, [1], [77]),
      ],
    });
    assert.deepEqual(lines(leftOut), [
      'Group 1 skipped group-type-out-of-scope groupType',
      'Group 2 skipped school-type-out-of-scope schoolType',
      'Group 3 skipped group-type-out-of-scope groupType school-type-out-of-scope schoolType group-ended endDate',
      'Activity 5 skipped activity-type-out-of-scope activityType',
      'Activity 6 skipped activity-without-test parentActivity',
      'Activity 7 skipped activity-type-out-of-scope activityType activity-without-test parentActivity',
      'Activity 8 skipped activity-without-test parentActivity',
    ]);
    assert.deepEqual(ids(dataset.groups), ['4']);
    assert.deepEqual(ids(dataset.activities), ['9'], 'what is not in place is for the gate to say');
  });

  test('whatever else is wrong: out of scope is no fault', () => {
    const elsewhere = { id: id(99) };
    const { leftOut } = importAll({
      duties: [duty(1, 2, { endDate: '2026-06-12', dutyAt: elsewhere, dutyRole: 'Förskolechef' })],
      groups: [group(3, [], { groupType: 'Mentor', organisation: elsewhere })],
      activities: [activity(4, [], [], { parentActivity: undefined, organisation: elsewhere })],
    });
    assert.deepEqual(lines(leftOut), [
      'Duty 1 skipped duty-ended endDate',
      'Group 3 skipped group-type-out-of-scope groupType',
      'Activity 4 skipped activity-without-test parentActivity',
    ]);
  });

  test('private addresses stay at home', () => {
    const { dataset } = importAll({
      persons: [pupil(1, { emails: [{ value: 'a@home.example', type: 'Privat' }, { value: 'b@school.example' }] })],
    });
    assert.deepEqual(of(dataset.persons[0], 'emails'), [{ value: 'b@school.example' }]);
  });
});

describe('school units', () => {
  test('one that the export does not hold, or that is no unit, rejects what refers to it', () => {
    const unknown = { id: id(99) };
    const organiser = { id: 'a00087fb-f747-4cb8-adfe-747d23673f27' };
    const { leftOut } = importAll({
      persons: [
        pupil(1, { enrolments: [enrolment(), enrolment({ enroledAt: unknown })] }),
        pupil(2, { enrolments: [enrolment(), enrolment({ enroledAt: unknown, endDate: '2026-06-12' })] }),
      ],
      duties: [duty(3, 2, { dutyAt: unknown }), duty(4, 2, { dutyAt: organiser })],
      groups: [group(5, [], { organisation: unknown })],
      activities: [activity(6, [5], [3], { organisation: unknown })],
    });
    assert.deepEqual(lines(leftOut), [
      'Person 1 rejected school-unit-unknown enrolments[1].enroledAt.id',
      'Duty 3 rejected school-unit-unknown dutyAt.id',
      'Duty 4 rejected school-unit-unknown dutyAt.id',
      'Group 5 rejected school-unit-unknown organisation.id',
      'Activity 6 rejected school-unit-unknown organisation.id',
    ]);
  });
});

describe('copies of an object', () => {
  test('go on together, for the rules to compare', () => {
    const { dataset, leftOut } = importAll({
      persons: [pupil(1), pupil(2), pupil(1), pupil(2, { familyName: 'Annorlunda' })],
    });
    assert.deepEqual(leftOut, []);
    assert.deepEqual(ids(dataset.persons).sort(), ['1', '1', '2', '2']);
  });

  test('are left out together, once', () => {
    const { leftOut } = importAll({
      persons: [
        pupil(1, { personStatus: 'Avliden' }),
        pupil(1, { personStatus: 'Avliden' }),
        { ...pupil(1), id: id(1).toUpperCase(), enrolments: [enrolment({ schoolType: 'GRAN' })] },
      ],
    });
    assert.deepEqual(lines(leftOut), [
      'Person 1 skipped person-not-active personStatus school-type-out-of-scope enrolments[0].schoolType',
    ]);
  });

  test('that end differently are rejected, once: nobody knows which of them is right', () => {
    const { dataset, leftOut } = importAll({
      persons: [pupil(1), pupil(1, { enrolments: [enrolment({ endDate: '2026-10-01' })] }), pupil(2)],
      duties: [duty(3, 2, { endDate: '2026-06-12' }), duty(3, 2, { dutyAt: { id: id(99) } })],
    });
    assert.deepEqual(ids(dataset.persons), ['2']);
    assert.deepEqual(lines(leftOut), [
      'Person 1 rejected duplicate-differing id',
      'Duty 3 rejected duplicate-differing id',
    ]);
  });

  test('may be many', () => {
    const { dataset } = importAll({ persons: Array.from({ length: 200_000 }, () => pupil(1)) });
    assert.equal(dataset.persons.length, 200_000);
  });
});

describe('objects without a usable id', () => {
  test('are named by their place in the export, and cost nobody else anything', () => {
    const { dataset, leftOut } = importAll({
      persons: [
        pupil(1),
        { ...pupil(2), id: undefined },
        null,
        'a person',
        pupil(3, { personStatus: 'Avliden' }),
        { ...pupil(4), id: 'not-a-uuid' },
        { ...pupil(5), id: 7 },
        { ...pupil(6), id: undefined, personStatus: 'Avliden' },
        pupil(7),
      ],
    });
    assert.deepEqual(ids(dataset.persons), ['1', '7']);
    assert.deepEqual(lines(leftOut), [
      'Person #2 rejected id-missing id',
      'Person #3 rejected not-an-object -',
      'Person #4 rejected not-an-object -',
      'Person 3 skipped person-not-active personStatus',
      'Person #6 rejected id-not-uuid id',
      'Person #7 rejected id-not-uuid id',
      'Person #8 skipped person-not-active personStatus',
    ]);
    assert.doesNotMatch(JSON.stringify(leftOut), /not-a-uuid|Alva|Ek"|2013/, 'reasons never carry values');
  });
});

describe('the export as a whole', () => {
  const failing = (pages: unknown, today = TODAY) => {
    try {
      importSs12000(pages, { today });
    } catch (error) {
      assert.ok(error instanceof SisFailure);
      return `${error.code}: ${error.message}`;
    }
    return 'no failure';
  };

  test('may be lists, single pages or lists of pages', () => {
    const { dataset } = importSs12000(
      {
        organisations: { data: organisations, pageToken: null },
        persons: [
          { data: [pupil(1)], pageToken: 'next' },
          { data: [pupil(2)], pageToken: null },
        ],
        duties: [duty(3, 1)],
        groups: null,
      },
      { today: TODAY },
    );
    assert.deepEqual(ids(dataset.persons), ['1', '2']);
    assert.deepEqual(ids(dataset.duties), ['3']);
    assert.deepEqual(dataset.groups, []);
    assert.deepEqual(dataset.activities, []);
  });

  test('must hold something', () => {
    assert.match(failing({}), /^export-empty: /);
    assert.match(failing({ organisations: [], persons: { data: [], pageToken: null } }), /^export-empty: /);
  });

  test('must be lists, and the failure names the one that is not', () => {
    assert.match(failing('persons'), /^export-not-a-list: /);
    assert.match(failing([pupil(1)]), /^export-not-a-list: /);
    assert.match(failing({ persons: 'Alva Ek' }), /^export-not-a-list: "persons"/);
    assert.match(failing({ persons: [], groups: { value: 7 } }), /^export-not-a-list: "groups"/);
    assert.doesNotMatch(failing({ persons: 'Alva Ek' }), /Alva/);
  });

  test('must be complete: people on a page that is missing would be lost without a word', () => {
    assert.match(failing({ persons: { data: [pupil(1)], pageToken: 'next' } }), /^export-incomplete: .*"persons"/);
  });

  test('is judged by a day of the calendar', () => {
    for (const today of ['', '2026-11-31', '21/11 2026', '2026-11-21T00:00:00Z']) {
      assert.match(failing({ persons: [pupil(1)] }, today), /^today-not-a-date: /);
    }
  });
});

describe('any organiser', () => {
  test('every id ends exactly once, whatever is wrong with it', () => {
    const odds = [
      {},
      { personStatus: 'Avliden' },
      { enrolments: [enrolment({ endDate: '2020-06-12' })] },
      { enrolments: [enrolment({ schoolType: 'FKLASS' }), enrolment()] },
      { enrolments: [enrolment({ enroledAt: { id: id(99) } })] },
      { enrolments: [enrolment({ startDate: 'x' })] },
      { civicNo: null },
      { familyName: 'Annorlunda' },
    ];
    const copies = odds.flatMap((one) => odds.map((other) => [one, other] as const));
    const persons = copies.flatMap(([one, other], index) => [pupil(index, one), pupil(index, other)]);
    const { dataset, leftOut } = importAll({ persons });
    const carried = new Set(ids(dataset.persons));
    const left = leftOut.map((outcome) => short(outcome.id));
    assert.equal(new Set(left).size, left.length, 'left out once');
    assert.deepEqual(
      left.filter((id) => carried.has(id)),
      [],
      'in one of the two',
    );
    assert.equal(carried.size + left.length, copies.length, 'and nobody is lost');
  });
});
