import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseBrin, parseOrganisationCode } from '../../../lib/arp/identifiers.ts';

describe('a BRIN', () => {
  it('is two digits and two letters, with or without a location', () => {
    assert.equal(parseBrin('01JO'), '01JO');
    assert.equal(parseBrin('00NT03'), '00NT03');
  });

  it('is taken in small letters and with spaces around it', () => {
    assert.equal(parseBrin(' 00nt03\n'), '00NT03');
  });

  for (const wrong of [
    '',
    '1JO',
    '01J',
    '01JO1',
    '01JO012',
    'JO01',
    '01JÖ',
    '01JO/../x',
    '٠١JO',
    1234,
    null,
    undefined,
    ['01JO'],
  ]) {
    it(`is not ${JSON.stringify(wrong)}, and the message does not repeat it`, () => {
      assert.throws(
        () => parseBrin(wrong),
        (error: Error & { code?: string }) =>
          error.code === 'brin-not-valid' && (!wrong || !error.message.includes(String(wrong))),
      );
    });
  }
});

describe('an organisation code', () => {
  it('is any text that can be one segment of a path', () => {
    assert.equal(parseOrganisationCode(' ACME-1 '), 'ACME-1');
    assert.equal(parseOrganisationCode('7'), '7');
    assert.equal(parseOrganisationCode('Uitgeverij Åäö & Zn.'), 'Uitgeverij Åäö & Zn.');
    assert.equal(parseOrganisationCode(4711), '4711');
  });

  for (const wrong of [
    '',
    ' ',
    '.',
    '..',
    'a/b',
    'a\\b',
    'a?b',
    'a#b',
    '%2e',
    'a\u0000b',
    '\ud800',
    'x'.repeat(101),
    1.5,
    null,
    undefined,
    {},
  ]) {
    it(`is not ${String(JSON.stringify(wrong)).slice(0, 20)}`, () => {
      assert.throws(() => parseOrganisationCode(wrong), { code: 'organisation-code-not-valid' });
    });
  }
});
