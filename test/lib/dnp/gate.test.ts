import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decide } from '../../../lib/dnp/gate.ts';
import { activity, duty, group, pupil, uuid } from './sample.ts';

const nothing = () => false;
const everything = () => true;

function members(...numbers: number[]) {
  return { groupMemberships: numbers.map((number) => ({ person: { id: uuid(number) } })) };
}

test('What refers to nothing, or to what is there, may go as it is', () => {
  const person = pupil(1);
  assert.deepEqual(decide('Person', person, nothing, 'send'), { verdict: 'open', object: person });
  const empty = group(4, { groupMemberships: undefined });
  assert.deepEqual(decide('Group', empty, nothing, 'hold'), { verdict: 'open', object: empty });
  for (const [stage, object] of [
    ['Duty', duty()],
    ['Group', group()],
    ['Activity', activity()],
  ] as const) {
    assert.deepEqual(decide(stage, object, everything, 'hold'), { verdict: 'open', object });
  }
});

test('What refers to something that is missing is held, with each place that refers to it', () => {
  const decision = decide(
    'Activity',
    activity(5, { groups: [{ id: uuid(4) }, { id: uuid(6) }] }),
    ({ id }) => id === uuid(4),
    'send',
  );
  assert.deepEqual(decision, {
    verdict: 'held',
    missing: [uuid(6), uuid(3)],
    reasons: [
      { code: 'reference-missing-group', field: 'groups[1]', params: { id: uuid(6) } },
      { code: 'reference-missing-duty', field: 'teachers[0].duty', params: { id: uuid(3) } },
    ],
  });
});

test('A group goes without the members that are missing, each of them named once', () => {
  const whole = group(4, members(1, 2, 3, 2));
  const decision = decide('Group', whole, ({ id }) => id !== uuid(2), 'send');
  assert.deepEqual(decision, {
    verdict: 'partial',
    object: group(4, members(1, 3)),
    missing: [uuid(2)],
    notes: [{ code: 'member-left-out', field: 'groupMemberships', params: { id: uuid(2) } }],
  });
  assert.deepEqual(whole, group(4, members(1, 2, 3, 2)), 'the group itself is left alone');
});

test('A group all of whose members are missing goes empty; where it is to be held, it waits', () => {
  const partial = decide('Group', group(4, members(1)), nothing, 'send');
  assert.deepEqual(partial.verdict === 'partial' && partial.object, group(4, members()));
  const held = decide('Group', group(4, members(1, 1)), nothing, 'hold');
  assert.deepEqual(held.verdict === 'held' && [held.missing, held.reasons.map(({ field }) => field)], [
    [uuid(1)],
    ['groupMemberships[0].person', 'groupMemberships[1].person'],
  ]);
});
