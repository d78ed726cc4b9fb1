import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { canonicalJson, contentHash, sendable } from '../../../lib/dnp/canonical.ts';
import { type ObjectOf, SCHEMA } from '../../../lib/dnp/model.ts';
import { type Attributes, activity, group, pupil, uuid } from './sample.ts';

const person = (changes: Attributes = {}): ObjectOf<'Person'> => SCHEMA.Person.parse(pupil(1, changes));
const hash = contentHash(person());

test('equal values give equal text, whatever the order of their attributes', () => {
  assert.equal(canonicalJson({ b: [1, { d: null, c: 'å' }], a: undefined }), '{"b":[1,{"c":"å","d":null}]}');
  assert.equal(canonicalJson({ b: 1, a: 2 }), canonicalJson({ a: 2, b: 1 }));
  assert.notEqual(canonicalJson([1, 2]), canonicalJson([2, 1]));
});

describe('an object has the same hash', () => {
  const { id, ...rest } = person();
  const same: Record<string, ObjectOf<'Person'>> = {
    'in another order of attributes': { ...rest, id },
    'when the service echoes a default': person({ civicNo: { value: '201308249836' } }),
    'when the service echoes that an enrolment is not cancelled': person({
      enrolments: person().enrolments?.map((enrolment) => ({ ...enrolment, cancelled: false })),
    }),
    'when a list is empty instead of absent': person({ externalIdentifiers: [] }),
  };
  for (const [name, object] of Object.entries(same)) test(name, () => assert.equal(contentHash(object), hash));

  test('when its members, groups and teachers come in another order', () => {
    const ids = [uuid(1), uuid(2), uuid(3)];
    const members = (order: string[]) =>
      contentHash(SCHEMA.Group.parse(group(4, { groupMemberships: order.map((id) => ({ person: { id } })) })));
    assert.equal(members(ids), members(ids.toReversed()));
    const sitting = (order: string[]) =>
      contentHash(
        SCHEMA.Activity.parse(
          activity(5, { groups: order.map((id) => ({ id })), teachers: order.map((id) => ({ duty: { id } })) }),
        ),
      );
    assert.equal(sitting(ids), sitting(ids.toReversed()));
  });
});

describe('an object has another hash', () => {
  const other: Record<string, Attributes> = {
    'with another name': { familyName: 'Annorlunda' },
    'with another id': { id: uuid(2) },
    'with a middle name': { middleName: 'Åkesson' },
    'when protected': { securityMarking: 'Sekretessmarkering' },
    'in another school year': { enrolments: [{ enroledAt: { id: uuid(9) }, schoolType: 'GR', schoolYear: 7 }] },
    'without its e-mail address': { emails: [] },
  };
  for (const [name, changes] of Object.entries(other))
    test(name, () => assert.notEqual(contentHash(person(changes)), hash));

  test('with a member less', () => {
    assert.notEqual(
      contentHash(SCHEMA.Group.parse(group())),
      contentHash(SCHEMA.Group.parse(group(4, { groupMemberships: [] }))),
    );
  });
});

test('a hash is short text without anything of the person in it', () => assert.match(hash, /^[\w-]{43}$/));

test('what the service returns compares with what was sent', () => {
  const found = sendable('Person', {
    ...pupil(1),
    id: uuid(1).toUpperCase(),
    meta: { created: 'x' },
    provisioningStatus: true,
  });
  assert.ok(found);
  assert.equal(contentHash(found), hash);
});

test('what we never could have sent compares with nothing', () => {
  for (const resource of [undefined, null, 'x', {}, pupil(1, { civicNo: { value: '1' } })])
    assert.equal(sendable('Person', resource), undefined);
});
