import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ALWAYS_RELEASED, checkAttributes, parseRequired } from '../../../lib/arp/attributes.ts';
import type { Policy } from '../../../lib/arp/model.ts';

function policy(identityProvider: string, decisions: Record<string, boolean>): Policy {
  const attributes = Object.entries(decisions).map(([name, transfer]) => ({ name, friendlyName: name, transfer }));
  return { serviceProvider: 'Leesplein', school: '00NT03', identityProvider, attributes };
}

describe('the check of required attributes', () => {
  it('says for each attribute whether and why it is released', () => {
    const check = checkAttributes(
      [policy('Magister', { sn: true, mail: false })],
      ['uid', 'sn', 'mail', 'employeeNumber'],
    );
    assert.equal(check.verdict, 'partly');
    assert.deepEqual(check.missing, ['mail', 'employeeNumber']);
    assert.deepEqual(check.identityProviders, [
      {
        identityProvider: 'Magister',
        verdict: 'partly',
        attributes: [
          { name: 'uid', released: true, release: 'always' },
          { name: 'sn', released: true, release: 'policy' },
          { name: 'mail', released: false, release: 'withheld' },
          { name: 'employeeNumber', released: false, release: 'not-listed' },
        ],
      },
    ]);
  });

  it('counts the five attributes that every service provider gets, even where a policy denies them', () => {
    const denied = Object.fromEntries(ALWAYS_RELEASED.map((name) => [name, false]));
    const check = checkAttributes([policy('Magister', denied)], [...ALWAYS_RELEASED]);
    assert.equal(ALWAYS_RELEASED.length, 5);
    assert.equal(check.verdict, 'released');
    assert.deepEqual(check.missing, []);
  });

  it('refuses where nothing of what the school decides on is released', () => {
    const check = checkAttributes([policy('Magister', { sn: false })], ['uid', 'sn', 'mail']);
    assert.equal(check.verdict, 'refused');
    assert.deepEqual(check.missing, ['sn', 'mail']);
  });

  it('is released only if every identity provider of the school releases all', () => {
    const full = policy('Magister', { sn: true, mail: true });
    const half = policy('SOMtoday', { sn: true, mail: false });
    const none = policy('ParnasSys', {});
    const verdict = (...policies: Policy[]) => checkAttributes(policies, ['sn', 'mail']).verdict;
    assert.equal(verdict(full), 'released');
    assert.equal(verdict(full, full), 'released');
    assert.equal(verdict(full, half), 'partly');
    assert.equal(verdict(full, none), 'partly');
    assert.equal(verdict(none), 'refused');
    assert.equal(verdict(none, none), 'refused');
    assert.deepEqual(checkAttributes([full, half], ['sn', 'mail']).missing, ['mail']);
  });

  it('takes an attribute for the same in its short and its full name, in any case of letters', () => {
    const check = checkAttributes(
      [policy('Magister', { 'urn:mace:dir:attribute-def:sn': true, mail: true })],
      ['SN', 'urn:mace:dir:attribute-def:mail'],
    );
    assert.equal(check.verdict, 'released');
  });

  it('does not rely on an attribute that the policy both releases and withholds', () => {
    const contradiction = policy('Magister', { sn: true, 'urn:mace:dir:attribute-def:sn': false });
    assert.equal(checkAttributes([contradiction], ['sn']).verdict, 'refused');
  });

  it('counts only the five where the school has no identity provider at all', () => {
    assert.equal(checkAttributes([], ['uid']).verdict, 'released');
    assert.deepEqual(checkAttributes([], ['uid', 'sn']), {
      verdict: 'refused',
      missing: ['sn'],
      identityProviders: [],
    });
  });
});

describe('the list of required attributes', () => {
  it('is an array, or a text with commas, semicolons or line breaks', () => {
    assert.deepEqual(parseRequired(['uid', ' sn ']), ['uid', 'sn']);
    assert.deepEqual(parseRequired('uid, sn;mail\nemployeeNumber'), ['uid', 'sn', 'mail', 'employeeNumber']);
  });

  it('names each attribute once', () => {
    assert.deepEqual(parseRequired('sn, SN, urn:mace:dir:attribute-def:sn'), ['sn']);
  });

  for (const wrong of [undefined, null, '', ' , ', [], [''], ['sn', 7], {}, Number.NaN, 'urn:']) {
    it(`cannot be ${JSON.stringify(wrong)}: a check of nothing would always be passed`, () => {
      assert.throws(() => parseRequired(wrong), { code: 'required-attributes-not-valid', retryable: false });
    });
  }
});
