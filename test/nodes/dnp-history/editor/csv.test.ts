import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { csv } from '../../../../nodes/dnp-history/editor/csv.ts';

describe('the exported table', () => {
  it('is what a Swedish spreadsheet opens with a double click', () => {
    const text = csv([
      ['Namn', 'Årskurs'],
      ['Prov Ö', '4'],
    ]);
    assert.equal(text, '\uFEFFNamn;Årskurs\r\nProv Ö;4\r\n');
  });

  it('keeps separators, quotes and line breaks within their cell', () => {
    assert.equal(csv([['a;b', 'say "no"', 'two\nlines']]), '\uFEFF"a;b";"say ""no""";"two\nlines"\r\n');
  });

  for (const formula of ['=1+1', '+46', '-2', '@SUM(A1)', '\t=1', '\r=1']) {
    it(`is never calculated: ${JSON.stringify(formula)}`, () => {
      const [, cell = ''] = /^\uFEFF"?(.)/.exec(csv([[formula]])) ?? [];
      assert.equal(cell, "'");
    });
  }

  it('leaves what is no formula as it is', () => {
    assert.equal(csv([['20130827-****', 'a=b', '']]), '\uFEFF20130827-****;a=b;\r\n');
  });
});
