import assert from 'node:assert/strict';
import { test } from 'node:test';
import { referencesOf, refersTo, withoutMembers } from '../../../lib/dnp/references.ts';
import { STAGES } from '../../../lib/stage.ts';
import { activity, duty, group, pupil, uuid } from './sample.ts';

test('Each stage refers only to stages before it', () => {
  for (const stage of STAGES) {
    for (const to of refersTo(stage)) assert.ok(STAGES.indexOf(to) < STAGES.indexOf(stage), `${stage} → ${to}`);
  }
  assert.deepEqual(STAGES.map(refersTo), [[], ['Person'], ['Person'], ['Group', 'Duty']]);
});

test('Every reference is found, with its place; ids are the same in capitals', () => {
  assert.deepEqual(referencesOf('Person', pupil()), []);
  assert.deepEqual(referencesOf('Duty', duty(3, { person: { id: 'ABC' } })), [
    { stage: 'Person', id: 'abc', field: 'person', optional: false },
  ]);
  assert.deepEqual(referencesOf('Group', group()), [
    { stage: 'Person', id: uuid(1), field: 'groupMemberships[0].person', optional: true },
  ]);
  assert.deepEqual(referencesOf('Activity', activity()), [
    { stage: 'Group', id: uuid(4), field: 'groups[0]', optional: false },
    { stage: 'Duty', id: uuid(3), field: 'teachers[0].duty', optional: false },
  ]);
});

test('An object need not be sound: what is no reference is passed over', () => {
  for (const unsound of [null, undefined, 7, 'text', [], {}, { person: null }, { person: { id: 7 } }]) {
    assert.deepEqual(referencesOf('Duty', unsound), []);
  }
  const half = { groupMemberships: [null, { person: 'x' }, { person: { id: uuid(1) } }], groups: 'none' };
  assert.deepEqual(
    referencesOf('Group', half).map(({ field }) => field),
    ['groupMemberships[2].person'],
  );
  assert.deepEqual(referencesOf('Activity', half), []);
});

test('A group without some of its members keeps all the rest of it', () => {
  const odd = { groupMemberships: [null, { person: { id: uuid(1).toUpperCase() } }, { person: {} }], name: '6B' };
  assert.deepEqual(withoutMembers(odd, new Set([uuid(1)])), { groupMemberships: [null, { person: {} }], name: '6B' });
  const none = { name: '6B' };
  assert.equal(withoutMembers(none, new Set([uuid(1)])), none);
});
