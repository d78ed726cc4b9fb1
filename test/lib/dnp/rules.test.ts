import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { runInNewContext } from 'node:vm';
import { assess, InputFailure } from '../../../lib/dnp/rules.ts';
import type { Stage } from '../../../lib/stage.ts';
import { type Attributes, activity, duty, group, pupil, teacher, uuid } from './sample.ts';

const hold = { protectedPersons: 'hold' } as const;
const send = { protectedPersons: 'send' } as const;

/** What becomes of a single object: its outcome, and its reasons as `code field`. */
function judge(stage: Stage, object: unknown, settings: Parameters<typeof assess>[2] = hold) {
  const { accepted, setAside } = assess(stage, [object], settings);
  assert.equal(accepted.length + setAside.length, 1, 'one object has one end');
  const [{ outcome, reasons } = { outcome: 'accepted', reasons: accepted[0]?.notes ?? [] }] = setAside;
  return [outcome, ...reasons.map(({ code, field }) => (field === undefined ? code : `${code} ${field}`))];
}

/** Every defect: the stage, what is changed in a sound object, and what is said about it. */
function rejects(stage: Stage, sound: (number?: number, changes?: Attributes) => Attributes, defects: Defects) {
  for (const [name, [changes, ...reasons]] of Object.entries(defects))
    test(name, () => assert.deepEqual(judge(stage, sound(1, changes)), ['rejected', ...reasons]));
}
type Defects = Record<string, [changes: Attributes, ...reasons: string[]]>;

const enrolled = (changes: Attributes) => ({
  enrolments: [{ enroledAt: { id: uuid(9) }, schoolType: 'GR', schoolYear: 6, ...changes }],
});

describe('a sound object is accepted', () => {
  for (const [stage, object] of [
    ['Person', pupil()],
    ['Person', teacher()],
    ['Duty', duty()],
    ['Group', group()],
    ['Group', group(4, { groupMemberships: undefined })],
    ['Activity', activity()],
    ['Activity', activity(5, { teachers: undefined })],
  ] as const)
    test(`${stage} ${object.id}`, () => assert.deepEqual(judge(stage, object), ['accepted']));
});

describe('a person is rejected', () => {
  rejects('Person', pupil, {
    'whose civic number has a wrong digit': [
      { civicNo: { value: '201308249837' } },
      'civic-number-checksum civicNo.value',
    ],
    'whose civic number has another form': [
      { civicNo: { value: '20160106TX20' } },
      'civic-number-format civicNo.value',
    ],
    'whose civic number has ten digits': [{ civicNo: { value: '130824-9836' } }, 'civic-number-format civicNo.value'],
    'without a civic number': [{ civicNo: undefined }, 'attribute-missing civicNo'],
    'with a civic number of nothing': [{ civicNo: {} }, 'attribute-missing civicNo.value'],
    'with a number of another country': [
      { civicNo: { value: '201308249836', nationality: 'NO' } },
      'nationality-not-swedish civicNo.nationality',
    ],
    'with two EPPNs': [
      { eduPersonPrincipalNames: ['a1@edu.example', 'b2@edu.example'] },
      'eppn-more-than-one eduPersonPrincipalNames',
    ],
    'with no EPPN': [{ eduPersonPrincipalNames: [] }, 'attribute-missing eduPersonPrincipalNames'],
    'with something else than an EPPN': [
      { eduPersonPrincipalNames: ['not-an-eppn'] },
      'eppn-format eduPersonPrincipalNames[0]',
    ],
    'in GR without a school year': [
      enrolled({ schoolYear: undefined }),
      'school-year-missing enrolments[0].schoolYear',
    ],
    'in SAM without a school year': [
      enrolled({ schoolType: 'SAM', schoolYear: undefined }),
      'school-year-missing enrolments[0].schoolYear',
    ],
    'in school year 11': [enrolled({ schoolYear: 11 }), 'attribute-value enrolments[0].schoolYear'],
    'in school year 0': [enrolled({ schoolYear: 0 }), 'attribute-value enrolments[0].schoolYear'],
    'in school year 6.5': [enrolled({ schoolYear: 6.5 }), 'attribute-type enrolments[0].schoolYear'],
    'in school year NaN': [enrolled({ schoolYear: Number.NaN }), 'number-not-finite enrolments[0].schoolYear'],
    'in school year "6"': [enrolled({ schoolYear: '6' }), 'attribute-type enrolments[0].schoolYear'],
    'in GY without a programme': [enrolled({ schoolType: 'GY' }), 'education-code-missing enrolments[0].educationCode'],
    'in GY with a blank for a programme': [
      enrolled({ schoolType: 'GY', educationCode: ' ' }),
      'education-code-missing enrolments[0].educationCode',
    ],
    'in a school type that sits no tests': [
      enrolled({ schoolType: 'FKLASS' }),
      'attribute-value enrolments[0].schoolType',
    ],
    'in no school type': [enrolled({ schoolType: undefined }), 'attribute-missing enrolments[0].schoolType'],
    'whose unit has no UUID': [enrolled({ enroledAt: { id: '31279295' } }), 'id-not-uuid enrolments[0].enroledAt.id'],
    'who is no staff and has an external identifier': [
      { externalIdentifiers: [{ value: 'movip-eiral@eduid.se', context: 'https://eduid.se' }] },
      'external-identifier-not-staff externalIdentifiers',
    ],
    'whose name is cut off in the middle of a character': [
      { familyName: 'Bad\ud800Surrogate' },
      'text-not-well-formed familyName',
    ],
    'whose name is no text': [
      { givenName: Number.NaN, middleName: 7 },
      'number-not-finite givenName',
      'attribute-type middleName',
    ],
    'with an e-mail address that is none': [
      {
        emails: [
          { value: 'x@privat.example', type: 'Privat' },
          { value: 'nobody', type: 'Skola elev' },
        ],
      },
      'attribute-value emails[1].value',
    ],
    'with a broken id': [{ id: 'not-a-uuid' }, 'id-not-uuid id'],
    'with no id': [{ id: undefined }, 'id-missing id'],
  });

  test('with every reason there is, not only the first', () => {
    const reasons = judge('Person', {
      id: 'x',
      civicNo: { value: '201308249837' },
      eduPersonPrincipalNames: ['a', 'b@c'],
      givenName: '\udfff',
      enrolments: [{ schoolType: 'GR' }, { schoolType: 'GY', enroledAt: {} }],
    });
    assert.deepEqual(reasons, [
      'rejected',
      'id-not-uuid id',
      'civic-number-checksum civicNo.value',
      'text-not-well-formed givenName',
      'attribute-missing familyName',
      'eppn-format eduPersonPrincipalNames[0]',
      'eppn-more-than-one eduPersonPrincipalNames',
      'attribute-missing enrolments[0].enroledAt',
      'school-year-missing enrolments[0].schoolYear',
      'id-missing enrolments[1].enroledAt.id',
      'education-code-missing enrolments[1].educationCode',
    ]);
  });
});

describe('staff', () => {
  const eduid = { value: 'movip-eiral@eduid.se', context: 'https://eduid.se' };

  test('need an e-mail address, and a private one is none', () => {
    for (const emails of [undefined, null, [], [{ value: 'x@privat.example', type: 'Privat' }]])
      assert.deepEqual(judge('Person', teacher(2, { emails })), ['rejected', 'staff-email-missing emails']);
  });

  test('are told so together with their other defects', () => {
    assert.deepEqual(judge('Person', teacher(2, { emails: [], familyName: undefined })), [
      'rejected',
      'attribute-missing familyName',
      'staff-email-missing emails',
    ]);
  });

  test('are known by their duties too, when they have enrolments', () => {
    const person = pupil(7, { emails: [] });
    assert.deepEqual(judge('Person', person), ['accepted']);
    assert.deepEqual(judge('Person', person, { ...hold, staff: new Set([uuid(7)]) }), [
      'rejected',
      'staff-email-missing emails',
    ]);
  });

  test('may have one external identifier, from eduID', () => {
    assert.deepEqual(judge('Person', teacher(2, { externalIdentifiers: [eduid] })), ['accepted']);
    assert.deepEqual(judge('Person', teacher(2, { externalIdentifiers: [eduid, eduid] })), [
      'rejected',
      'external-identifier-more-than-one externalIdentifiers',
    ]);
    assert.deepEqual(
      judge('Person', teacher(2, { externalIdentifiers: [{ ...eduid, context: 'https://eduid.se/' }] })),
      ['rejected', 'external-identifier-context externalIdentifiers[0].context'],
    );
  });
});

describe('a protected identity', () => {
  for (const marking of ['Sekretessmarkering', 'Skyddad folkbokföring'])
    test(`${marking} is held unless the organiser allows it`, () => {
      const person = pupil(1, { securityMarking: marking });
      assert.deepEqual(judge('Person', person, hold), ['held', 'protected-identity securityMarking']);
      assert.deepEqual(judge('Person', person, send), ['accepted']);
    });

  test('that nobody knows the meaning of is held in any case', () => {
    for (const securityMarking of ['Hemlig', 'sekretessmarkering', '', 0, true, {}]) {
      const person = pupil(1, { securityMarking });
      assert.deepEqual(judge('Person', person, hold), ['held', 'security-marking-unknown securityMarking']);
      assert.deepEqual(judge('Person', person, send), ['held', 'security-marking-unknown securityMarking']);
    }
  });

  test('does not hide that the person has other defects', () => {
    const person = pupil(1, { securityMarking: 'Hemlig', civicNo: { value: '1' } });
    assert.deepEqual(judge('Person', person), [
      'rejected',
      'civic-number-format civicNo.value',
      'security-marking-unknown securityMarking',
    ]);
  });
});

describe('a person is accepted with a note', () => {
  test('whose coordination number has a wrong check digit', () => {
    assert.deepEqual(judge('Person', pupil(1, { civicNo: { value: '200901872385' } })), [
      'accepted',
      'civic-number-coordination-checksum civicNo.value',
    ]);
  });

  test('whose EPPN tells the name', () => {
    assert.deepEqual(judge('Person', pupil(1, { eduPersonPrincipalNames: ['ngu01@edu.example'] })), [
      'accepted',
      'eppn-name-fragment eduPersonPrincipalNames[0]',
    ]);
  });
});

test('a temporary number is accepted', () =>
  assert.deepEqual(judge('Person', pupil(1, { civicNo: { value: '20130716TF20' } })), ['accepted']));

describe('a duty is rejected', () => {
  rejects('Duty', duty, {
    'with a role that the service does not know': [{ dutyRole: 'Förskolechef' }, 'duty-role-unknown dutyRole'],
    'with no role': [{ dutyRole: undefined }, 'attribute-missing dutyRole'],
    'of nobody': [{ person: undefined }, 'attribute-missing person'],
    'of a person without a UUID': [{ person: { id: 'x' } }, 'id-not-uuid person.id'],
    nowhere: [{ dutyAt: null }, 'attribute-missing dutyAt'],
  });
});

describe('a group', () => {
  rejects('Group', group, {
    'of a type that nobody knows is rejected': [{ groupType: 'klass' }, 'attribute-value groupType'],
    'of a school type without tests is rejected': [{ schoolType: 'FKLASS' }, 'attribute-value schoolType'],
    'whose member has no id is rejected': [
      { groupMemberships: [{ person: { id: uuid(1) } }, { person: {} }] },
      'id-missing groupMemberships[1].person.id',
    ],
    'whose members are no list is rejected': [{ groupMemberships: { 0: 'x' } }, 'attribute-type groupMemberships'],
  });

  test('that is neither a class nor for teaching is skipped, whatever else is wrong with it', () => {
    for (const groupType of ['Mentor', 'Provgrupp', 'Schema', 'Avdelning', 'Personalgrupp', 'Övrigt'])
      assert.deepEqual(judge('Group', group(4, { groupType, displayName: undefined })), [
        'skipped',
        'group-type-out-of-scope groupType',
      ]);
  });
});

describe('an activity', () => {
  rejects('Activity', activity, {
    'without a group is rejected': [{ groups: [] }, 'activity-without-group groups'],
    'that says nothing of groups is rejected': [{ groups: undefined }, 'activity-without-group groups'],
    'of a type that nobody knows is rejected': [{ activityType: 'Lektion' }, 'attribute-value activityType'],
    'whose test has no UUID is rejected': [{ parentActivity: { id: 'GRGRMAT01_6' } }, 'id-not-uuid parentActivity.id'],
  });

  test('that is not teaching is skipped', () => {
    assert.deepEqual(judge('Activity', activity(5, { activityType: 'Läraraktivitet', groups: [] })), [
      'skipped',
      'activity-type-out-of-scope activityType',
    ]);
  });

  test('without a test is skipped', () => {
    assert.deepEqual(judge('Activity', activity(5, { parentActivity: undefined })), [
      'skipped',
      'activity-without-test parentActivity',
    ]);
  });
});

describe('bad input', () => {
  test('that is no list of objects stops the work, and says what it is', () => {
    for (const input of [undefined, null])
      assert.throws(() => assess('Person', input, hold), {
        name: 'InputFailure',
        code: 'input-missing',
        retryable: false,
      });
    for (const input of ['[]', 7, true, Symbol('x'), () => [], new Date(), Buffer.from('[]'), new Map()])
      assert.throws(
        () => assess('Person', input, hold),
        (error) => {
          assert.ok(error instanceof InputFailure);
          assert.equal(error.code, 'input-not-a-list');
          return true;
        },
      );
  });

  test('an empty list is fine', () => {
    assert.deepEqual(assess('Person', [], hold), { accepted: [], setAside: [] });
  });

  test('a single object will do', () => {
    assert.deepEqual(
      assess('Duty', duty(), hold).accepted.map(({ id }) => id),
      [uuid(3)],
    );
  });

  test('objects may come from a function node, which is another realm', () => {
    const input: unknown = runInNewContext(`(${JSON.stringify([duty()])})`);
    assert.equal(assess('Duty', input, hold).accepted.length, 1);
  });

  test('costs nobody else anything, and every object has one end', () => {
    const ring: Attributes = pupil(20, { eduPersonPrincipalNames: {} });
    ring.civicNo = ring;
    const input = [pupil(1), null, 'x', [], {}, pupil(10, { id: 'x' }), ring, pupil(30, { emails: 'x' }), pupil(2)];
    const { accepted, setAside } = assess('Person', input, hold);
    assert.deepEqual(
      accepted.map(({ id }) => id),
      [uuid(1), uuid(2)],
    );
    assert.deepEqual(
      setAside.map(({ id }) => id),
      ['#2', '#3', '#4', '#5', '#6', uuid(20), uuid(30)],
    );
    for (const { outcome, reasons } of setAside) {
      assert.equal(outcome, 'rejected');
      assert.ok(reasons.length > 0);
    }
  });

  test('a list with holes is read to its end', () => {
    const input = new Array(3);
    input[2] = duty();
    const { accepted, setAside } = assess('Duty', input, hold);
    assert.equal(accepted.length, 1);
    assert.deepEqual(
      setAside.map(({ id, reasons }) => [id, reasons[0]?.code]),
      [
        ['#1', 'not-an-object'],
        ['#2', 'not-an-object'],
      ],
    );
  });

  test('null where the contract has nothing means nothing', () => {
    assert.deepEqual(judge('Person', pupil(1, { middleName: null, externalIdentifiers: null })), ['accepted']);
    assert.deepEqual(judge('Person', pupil(1, { givenName: null })), ['rejected', 'attribute-missing givenName']);
  });

  test('reasons never repeat what stood there', () => {
    const secret = 'Hemligsson';
    const { setAside } = assess(
      'Person',
      [
        pupil(1, {
          id: secret,
          civicNo: { value: secret, nationality: secret },
          eduPersonPrincipalNames: [secret, secret],
          emails: [{ value: secret, type: 'Skola elev' }, secret],
          securityMarking: secret,
          externalIdentifiers: [{ value: secret, context: secret }],
          enrolments: [{ enroledAt: { id: secret }, schoolType: secret }, secret],
          familyName: `${secret}\ud800`,
          [secret]: secret,
        }),
      ],
      hold,
    );
    assert.ok((setAside[0]?.reasons.length ?? 0) >= 10);
    assert.doesNotMatch(JSON.stringify(setAside), /Hemlig/);
  });
});

describe('copies', () => {
  test('that say the same count as one, in whatever order and in capitals or not', () => {
    const { id, ...rest } = pupil(1);
    const { accepted, setAside } = assess(
      'Person',
      [pupil(1), { ...rest, phoneNumbers: [], id: uuid(1).toUpperCase() }],
      hold,
    );
    assert.deepEqual(
      accepted.map((one) => one.id),
      [id],
    );
    assert.deepEqual(setAside, []);
  });

  test('that differ are rejected, once', () => {
    const { accepted, setAside } = assess('Person', [pupil(1), pupil(2), pupil(1, { familyName: 'Annorlunda' })], hold);
    assert.deepEqual(
      accepted.map(({ id }) => id),
      [uuid(2)],
    );
    assert.deepEqual(setAside, [
      {
        stage: 'Person',
        id: uuid(1),
        outcome: 'rejected',
        reasons: [{ code: 'duplicate-differing', field: 'id', params: { copies: 2 } }],
      },
    ]);
  });

  test('of which one is protected are not sent on the word of the other', () => {
    const { accepted, setAside } = assess(
      'Person',
      [pupil(1), pupil(1, { securityMarking: 'Sekretessmarkering' })],
      hold,
    );
    assert.deepEqual(accepted, []);
    assert.deepEqual(
      setAside.map(({ outcome }) => outcome),
      ['rejected'],
    );
  });

  test('of which one is broken are rejected with both reasons', () => {
    const { setAside } = assess('Duty', [duty(), duty(3, { dutyRole: 'Förskolechef' })], hold);
    assert.deepEqual(
      setAside.map(({ reasons }) => reasons.map(({ code }) => code)),
      [['duplicate-differing', 'duty-role-unknown']],
    );
  });

  test('that are broken alike have one end and no talk of differences', () => {
    const broken = () => duty(3, { dutyRole: 'Förskolechef' });
    const { setAside } = assess('Duty', [broken(), broken()], hold);
    assert.deepEqual(
      setAside.map(({ reasons }) => reasons.map(({ code }) => code)),
      [['duty-role-unknown']],
    );
  });

  test('without a usable id are no copies of each other', () => {
    const { setAside } = assess('Duty', [duty(3, { id: 'x' }), duty(3, { id: 'x' })], hold);
    assert.deepEqual(
      setAside.map(({ id }) => id),
      ['#1', '#2'],
    );
  });

  test('by the ten thousand take no time to speak of', () => {
    const same = Array.from({ length: 10_000 }, () => pupil(1));
    const differing = Array.from({ length: 10_000 }, (_, index) => pupil(2, { givenName: `Åsa ${index}` }));
    const start = performance.now();
    const { accepted, setAside } = assess('Person', [...same, ...differing, pupil(3)], hold);
    assert.deepEqual(
      accepted.map(({ id }) => id),
      [uuid(1), uuid(3)],
    );
    assert.deepEqual(
      setAside.map(({ id, reasons }) => [id, reasons]),
      [[uuid(2), [{ code: 'duplicate-differing', field: 'id', params: { copies: 10_000 } }]]],
    );
    assert.ok(performance.now() - start < 10_000, 'a quadratic comparison would take minutes');
  });
});

describe('an EPPN', () => {
  const login = (number: number, eppn: string, changes: Attributes = {}) =>
    pupil(number, { eduPersonPrincipalNames: [eppn], ...changes });

  test('that several persons share is nobody’s: all are rejected, and each is told of another', () => {
    const { accepted, setAside } = assess(
      'Person',
      [login(1, 'a1@edu.example'), login(2, 'A1@EDU.example'), login(3, 'b2@edu.example'), login(4, 'a1@edu.example')],
      hold,
    );
    assert.deepEqual(
      accepted.map(({ id }) => id),
      [uuid(3)],
    );
    assert.deepEqual(
      setAside.map(({ id, reasons }) => [id, reasons[0]?.code, reasons[0]?.params]),
      [
        [uuid(1), 'eppn-shared-by-two', { other: uuid(2), persons: 3 }],
        [uuid(2), 'eppn-shared-by-two', { other: uuid(1), persons: 3 }],
        [uuid(4), 'eppn-shared-by-two', { other: uuid(1), persons: 3 }],
      ],
    );
  });

  test('is shared with a person who is held or broken, too', () => {
    const { accepted, setAside } = assess(
      'Person',
      [
        login(1, 'a1@edu.example'),
        login(2, 'a1@edu.example', { securityMarking: 'Sekretessmarkering' }),
        login(3, 'b2@edu.example'),
        login(4, 'b2@edu.example', { familyName: undefined }),
      ],
      hold,
    );
    assert.deepEqual(accepted, []);
    assert.deepEqual(
      setAside.map(({ outcome }) => outcome),
      ['rejected', 'rejected', 'rejected', 'rejected'],
    );
  });

  test('of an object without a usable id takes nobody’s away', () => {
    const { accepted } = assess('Person', [login(1, 'a1@edu.example'), login(2, 'a1@edu.example', { id: 'x' })], hold);
    assert.deepEqual(
      accepted.map(({ id }) => id),
      [uuid(1)],
    );
  });

  test('of two copies of one person is not shared', () => {
    const { setAside } = assess(
      'Person',
      [login(1, 'a1@edu.example'), login(1, 'a1@edu.example', { familyName: 'Annorlunda' })],
      hold,
    );
    assert.deepEqual(
      setAside.flatMap(({ reasons }) => reasons.map(({ code }) => code)),
      ['duplicate-differing'],
    );
  });
});
