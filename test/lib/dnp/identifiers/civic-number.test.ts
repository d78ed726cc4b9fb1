import assert from 'node:assert/strict';
import { test } from 'node:test';
import { normaliseCivicNumber, readCivicNumber } from '../../../../lib/dnp/identifiers/civic-number.ts';

const TODAY = '2026-11-21';

test('an ordinary number is twelve digits with a fitting check digit', () => {
  assert.deepEqual(readCivicNumber('201308249836'), { kind: 'civic', checksum: true });
  assert.deepEqual(readCivicNumber('201308249837'), { kind: 'civic', checksum: false });
});

test('every single wrong digit at the end is noticed', () => {
  for (let digit = 0; digit < 10; digit++)
    assert.equal(readCivicNumber(`20130824983${digit}`)?.checksum, digit === 6, String(digit));
});

test('a coordination number has sixty added to the day', () => {
  assert.deepEqual(readCivicNumber('201906679863'), { kind: 'coordination', checksum: true });
});

test("Skolverket's own example of a coordination number is read, though its check digit is wrong", () => {
  assert.deepEqual(readCivicNumber('200901872385'), { kind: 'coordination', checksum: false });
});

test('a temporary number is read for women and men', () => {
  assert.deepEqual(readCivicNumber('20090127TF20'), { kind: 'temporary', checksum: true });
  assert.deepEqual(readCivicNumber('20090127TF12'), { kind: 'temporary', checksum: true });
});

test('a day that no calendar has is refused', () => {
  assert.ok(readCivicNumber('202402299999'), 'a leap day');
  for (const text of ['202302299999', '201304319999', '201313019999', '201300019999', '201301009999', '201302919999'])
    assert.equal(readCivicNumber(text), undefined, text);
  assert.equal(readCivicNumber('20130230TF12'), undefined);
  assert.equal(readCivicNumber('20130187TF12'), undefined, 'temporary and coordination at once');
});

test('every other form is refused', () => {
  for (const text of [
    '',
    '1308249836',
    '20130824-9836',
    '20160106TX20',
    '20090127tf20',
    '20090127TF2',
    '2013082498360',
    ' 201308249836',
    '201308249836\n',
    '130824009836',
    '２０１３０８２４９８３６',
  ])
    assert.equal(readCivicNumber(text), undefined, JSON.stringify(text));
});

test('the ways of writing a number come to one', () => {
  for (const text of ['130824-9836', '1308249836', '20130824-9836', '201308249836', ' 130824-9836 '])
    assert.equal(normaliseCivicNumber(text, TODAY), '201308249836', text);
  for (const text of ['20090127tf20', '20090127-TF20', '090127-TF20'])
    assert.equal(normaliseCivicNumber(text, TODAY), '20090127TF20', text);
});

test('the century follows from today', () => {
  assert.equal(normaliseCivicNumber('841208-9818', TODAY), '198412089818');
  assert.equal(normaliseCivicNumber('261121-9800', TODAY), '202611219800', 'born today');
  assert.equal(normaliseCivicNumber('261122-9800', TODAY), '192611229800', 'nobody is born tomorrow');
  assert.equal(normaliseCivicNumber('190667-9863', TODAY), '201906679863', 'a coordination number');
  assert.equal(normaliseCivicNumber('261181-9800', TODAY), '202611819800', 'a coordination number of today');
  assert.equal(normaliseCivicNumber('130824+9836', TODAY), '191308249836', 'more than a hundred years old');
  assert.equal(normaliseCivicNumber('841208+9818', TODAY), '188412089818');
  assert.equal(normaliseCivicNumber('991231-9800', '2000-01-01'), '199912319800');
});

test('what is no civic number stays unread', () => {
  for (const text of ['', 'abc', '130824', '130824-983', '130824_9836', '20160106TX20', '13-08-24-9836'])
    assert.equal(normaliseCivicNumber(text, TODAY), undefined, text);
});
