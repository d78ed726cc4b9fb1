import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isUuid, skolverketId, uuidV5 } from '../../../../lib/dnp/identifiers/uuid.ts';
import activities from '../../../data/contracts/open-data-activities.json' with { type: 'json' };

test('a school unit, a programme, a test and an organiser get the ids that Skolverket gives them', () => {
  assert.equal(skolverketId('31279295'), 'fb22448b-b724-5e53-8a2c-d8b339206901');
  assert.equal(skolverketId('MATMAT01'), '505c5ee0-7be4-560d-9c27-10ab0d96ac9a');
  assert.equal(skolverketId('EKJURV'), 'f8bd4423-9693-51ed-a854-6e9984e6c2f7');
  assert.equal(skolverketId('5567044268'), '657ae6a4-2978-5fbe-b357-ba353c0f03b5');
});

test('every test activity of the open data has the id of its name', () => {
  assert.equal(activities.length, 102);
  for (const { id, displayName } of activities) assert.equal(skolverketId(displayName), id, displayName);
});

test('another namespace gives another id, as RFC 9562 has it', () => {
  assert.equal(
    uuidV5('www.example.com', '6ba7b810-9dad-11d1-80b4-00c04fd430c8'),
    '2ed6657d-e927-568b-95e1-2665a8aea6a2',
  );
});

test('a UUID is known by its form, in capitals or not', () => {
  assert.ok(isUuid('fb22448b-b724-5e53-8a2c-d8b339206901'));
  assert.ok(isUuid('FB22448B-B724-5E53-8A2C-D8B339206901'));
  for (const text of [
    '',
    'fb22448b-b724-5e53-8a2c-d8b33920690',
    'fb22448bb7245e538a2cd8b339206901',
    '{fb22448b-b724-5e53-8a2c-d8b339206901}',
    'fb22448b-b724-5e53-8a2c-d8b339206901\n',
    'gb22448b-b724-5e53-8a2c-d8b339206901',
  ])
    assert.equal(isUuid(text), false, JSON.stringify(text));
});
