import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { before, describe, test } from 'node:test';
import { assess } from '../../../lib/dnp/rules.ts';
import { explain } from '../../../lib/dnp/texts/explain.ts';
import type { ObjectOutcome } from '../../../lib/outcome.ts';
import { importSs12000 } from '../../../lib/sis/ss12000/import.ts';
import { PART, STAGES } from '../../../lib/stage.ts';

const folder = new URL('../../data/sollunda/', import.meta.url);
const read = (name: string) => JSON.parse(readFileSync(new URL(name, folder), 'utf8'));
const expected: {
  today: string;
  planted: { rule: string; resource: string; id: string; effect: string }[];
  notSuccess: Record<string, Record<string, string>>;
} = read('expected.json');

/** What is decided before anything is sent; the rest is for the gates and the service. */
const DECIDED: ReadonlySet<string> = new Set(['reject', 'hold', 'skip']);
const elsewhere = (rule: string) => rule.startsWith('reference-missing');

describe('the municipality of Sollunda, imported and judged', () => {
  const ends = new Map<string, ObjectOutcome>();
  const notes = new Map<string, readonly string[]>();

  before(() => {
    const parts = ['organisations', 'persons', 'duties', 'groups', 'activities'];
    const pages = Object.fromEntries(parts.map((part) => [part, read(`ss12000/${part}.json`)]));
    const { dataset, leftOut } = importSs12000(pages, { today: expected.today });
    for (const stage of STAGES) {
      const { accepted, setAside } = assess(stage, dataset[PART[stage]], { protectedPersons: 'hold' });
      for (const end of setAside) ends.set(end.id, end);
      for (const { id, notes: noted } of accepted)
        notes.set(
          id,
          noted.map(({ code }) => code),
        );
    }
    for (const end of leftOut) {
      assert.ok(!ends.has(end.id) && !notes.has(end.id), `${end.id} has one end`);
      ends.set(end.id, end);
    }
  });

  test('every defect that can be seen before sending has the outcome and the reason that it should', () => {
    const decided = expected.planted.filter(({ rule, effect }) => DECIDED.has(effect) && !elsewhere(rule));
    assert.ok(decided.length >= 25);
    for (const { rule, resource, id } of decided) {
      const end = ends.get(id);
      assert.equal(end?.outcome, expected.notSuccess[resource]?.[id], `${rule} ${id}`);
      assert.deepEqual(
        end?.reasons.map(({ code }) => code),
        [rule],
        id,
      );
    }
  });

  test('every person ends as the oracle says, and nobody else is stopped', () => {
    const outcomes = Object.fromEntries(
      [...ends.values()].filter(({ stage }) => stage === 'Person').map(({ id, outcome }) => [id, outcome]),
    );
    const stopped = Object.entries(expected.notSuccess.Person ?? {}).filter(([, outcome]) => outcome !== 'warning');
    assert.deepEqual(outcomes, Object.fromEntries(stopped));
  });

  test('nothing is stopped that the oracle lets through', () => {
    for (const { id, stage, outcome } of ends.values()) assert.equal(outcome, expected.notSuccess[stage]?.[id], id);
  });

  test('whoever will be warned about the name in the EPPN is noted, and nobody else', () => {
    const warned = expected.planted.filter(({ rule }) => rule === 'eppn-name-fragment').map(({ id }) => id);
    const noted = [...notes].filter(([, codes]) => codes.includes('eppn-name-fragment')).map(([id]) => id);
    assert.deepEqual(noted.toSorted(), warned.toSorted());
  });

  test('every reason has an explanation', () => {
    for (const { reasons } of ends.values())
      for (const reason of reasons) assert.doesNotMatch(explain(reason, 'en').what, /no explanation/, reason.code);
  });
});
