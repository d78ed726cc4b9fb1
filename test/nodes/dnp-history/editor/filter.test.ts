import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { ObjectRow } from '../../../../nodes/dnp-history/dnp-history.shared.ts';
import { type Filter, filtered, isSet, NO_FILTER } from '../../../../nodes/dnp-history/editor/filter.ts';
import { inOrder } from '../../../../nodes/dnp-history/editor/order.ts';
import { groupReasons, meaningOf } from '../../../../nodes/dnp-history/editor/reasons.ts';
import { inventedRows } from '../../../support/invented-history.ts';

const rows = inventedRows(700);
const shown = (filter: Partial<Filter>) => filtered(rows, { ...NO_FILTER, ...filter });

describe('searching and filtering the objects of a run', () => {
  it('shows everything until asked not to', () => {
    assert.equal(isSet(NO_FILTER), false);
    assert.equal(filtered(rows, NO_FILTER).length, rows.length);
  });

  it('finds every word, anywhere in the row, in whatever case', () => {
    assert.deepEqual(
      shown({ search: 'PROV x123@sollunda' }).map(({ name }) => name),
      ['Prov 123 Provsson'],
    );
    assert.deepEqual(shown({ search: 'provsson nobody' }), []);
  });

  for (const filter of [
    { outcome: 'rejected' },
    { stage: 'Person' },
    { schoolUnit: 'Ekskolan' },
    { outcome: 'rejected', schoolUnit: 'Ekskolan' },
  ] as const satisfies Partial<Filter>[]) {
    it(`keeps those and only those with ${JSON.stringify(filter)}`, () => {
      const fits = rows.filter((row) =>
        Object.entries(filter).every(([name, value]) => Reflect.get(row, name) === value),
      );
      assert.ok(fits.length > 0);
      assert.deepEqual(shown(filter), fits);
    });
  }
});

describe('the objects of a run', () => {
  it('begin with what a person must look at, and keep their order otherwise', () => {
    const ordered = inOrder(rows);
    const outcomes = [...new Set(ordered.map(({ outcome }) => outcome))];
    assert.ok(outcomes.indexOf('error') === 0 && outcomes.indexOf('rejected') === 1, outcomes.join());
    assert.ok(outcomes.indexOf('held') < outcomes.indexOf('success'));
    const accepted = (all: readonly ObjectRow[]) => all.filter(({ outcome }) => outcome === 'success');
    assert.deepEqual(accepted(ordered), accepted(rows));
  });
});

describe('equal reasons', () => {
  const groups = groupReasons(rows);

  it('are counted, most frequent first, a field apart from the others', () => {
    assert.deepEqual(groups.map(({ key }) => key).sort(), ['attribute-missing givenName', 'school-year-missing']);
    assert.deepEqual(
      groups.map(({ count }) => count),
      groups.map(({ count }) => count).toSorted((a, b) => b - a),
    );
  });

  it('lead to the objects that have them, as many as were counted', () => {
    for (const { key, count } of groups) assert.equal(shown({ reason: key }).length, count);
  });

  it('say what it means and what to do in every language', () => {
    const texts = (['en', 'sv', 'nl'] as const).map((language) => meaningOf('attribute-missing givenName', language));
    assert.equal(new Set(texts.map(({ remedy }) => remedy)).size, 3);
    for (const { what } of texts) assert.match(what, /givenName/);
  });

  it('are told even if nobody has explained them', () => {
    assert.match(meaningOf('9999', 'en').what, /9999/);
    assert.match(meaningOf('not-known-to-anybody', 'sv').what, /not-known-to-anybody/);
  });

  it('are equal in the first enrolment and in the second', () => {
    const fields = ['enrolments[0].schoolYear', 'enrolments[1].schoolYear'];
    const both = inventedRows(2).map((row, place) => ({ ...row, codes: ['x'], fields: [fields[place] ?? ''] }));
    assert.deepEqual(groupReasons(both), [{ key: 'x enrolments.schoolYear', count: 2 }]);
  });

  it('count an object once for a reason that it has twice', () => {
    const twice = inventedRows(1).map((row) => ({ ...row, codes: ['3047', '3047'], fields: ['', ''] }));
    assert.deepEqual(groupReasons(twice), [{ key: '3047', count: 1 }]);
  });
});
