import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eppnNameFragment, isEppn } from '../../../../lib/dnp/identifiers/eppn.ts';

test('an EPPN is a local part, one @ and a domain', () => {
  assert.ok(isEppn('fc79e369-18a3-40c4-aa33-d92057bfff65@edu.huvudman.se'));
  assert.ok(isEppn('e80@skola'));
  for (const text of [
    '',
    'not-an-eppn',
    '@edu.se',
    'e80@',
    'e80@a@b',
    'e 80@edu.se',
    'e80@edu.se ',
    'e80\u0000@edu.se',
  ])
    assert.equal(isEppn(text), false, JSON.stringify(text));
});

const warned: [eppn: string, given: string, family: string][] = [
  ['efraimsdotter09@edu.huvudman.se', 'Pippilotta', 'Efraimsdotter'],
  ['von00@edu.sollunda.example', 'Ali', 'von Essen'],
  ['AHM01@edu.sollunda.example', 'Amina', 'Ahmed'],
  ['asb12@edu.example', 'Åsa', 'Åsberg'],
  ['åsb12@edu.example', 'Åsa', 'Åsberg'],
  ['a\u030asb12@edu.example', 'Åsa', 'Åsberg'],
  ['yil3@edu.example', 'Omar', 'Yılmaz'],
  ['yıl3@edu.example', 'Omar', 'Yılmaz'],
  ['obr7@edu.example', 'Lucas', "O'Brien"],
  ["o'b7@edu.example", 'Lucas', "O'Brien"],
  ['o.b.r7@edu.example', 'Lucas', "O'Brien"],
  ['ek@edu.example', 'Zahra', 'Ek'],
  ['svam2@edu.example', 'Amina', 'Sv'],
  ['lmsval14@edu.example', 'Alva', 'Svensson'],
  ['lmsval14@edu.example', 'Al', 'Svensson'],
  ['soren1@edu.example', 'Ida', 'Sørensen'],
];
for (const [eppn, given, family] of warned)
  test(`${eppn} tells the name of ${given} ${family}`, () => assert.equal(eppnNameFragment(eppn, given, family), true));

const fine: [eppn: string, given: string, family: string][] = [
  ['e80@ahmed.example', 'Amina', 'Ahmed'],
  ['3e241ad9-5d2e-fdd2-a6ce-7f4ae74063d6@edu.example', 'Eva', 'Fddson'],
  ['3E241AD9-5D2E-FDD2-A6CE-7F4AE74063D6@edu.example', 'Eva', 'Fddson'],
  ['ami01@edu.example', 'Amina', 'Ahmed'],
  ['ah01@edu.example', 'Amina', 'Ahmed'],
  ['amah01@edu.example', 'Amina', 'Ahmed'],
  ['i8@edu.example', 'Bo', 'I'],
  ['x1@edu.example', '', ''],
  ['12@edu.example', '王', '李'],
];
for (const [eppn, given, family] of fine)
  test(`${eppn} tells nothing of ${given} ${family}`, () => assert.equal(eppnNameFragment(eppn, given, family), false));
