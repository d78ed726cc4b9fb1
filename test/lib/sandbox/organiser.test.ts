import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { z } from 'zod';
import { decide } from '../../../lib/dnp/gate.ts';
import { readCivicNumber } from '../../../lib/dnp/identifiers/civic-number.ts';
import { assess } from '../../../lib/dnp/rules.ts';
import type { Outcome } from '../../../lib/outcome.ts';
import { TEST_ACTIVITIES } from '../../../lib/sandbox/open-data/test-activities.ts';
import type { Expected } from '../../../lib/sandbox/organiser/expected.ts';
import { sampleOrganiser } from '../../../lib/sandbox/organiser/sample.ts';
import { judge } from '../../../lib/sandbox/provisioning/judge.ts';
import { Store } from '../../../lib/sandbox/provisioning/store.ts';
import { importSs12000 } from '../../../lib/sis/ss12000/import.ts';
import { PART, STAGES, type Stage } from '../../../lib/stage.ts';

const PERSON = z.object({ id: z.string(), civicNo: z.object({ value: z.string() }) });
const REGISTER = { testActivities: new Set(TEST_ACTIVITIES.map(({ id }) => id)), schoolUnits: undefined };

/** What becomes of an organiser that is imported, judged by our rules, passed through the gates and judged by the service. */
function run({ content, expected: { today } }: ReturnType<typeof sampleOrganiser>): Expected['notSuccess'] {
  const ends: Record<Stage, Record<string, Outcome>> = { Person: {}, Duty: {}, Group: {}, Activity: {} };
  const store = new Store();
  const { dataset, leftOut } = importSs12000(JSON.parse(JSON.stringify(content)), { today });
  for (const { stage, id, outcome } of leftOut) ends[stage][id] = outcome;
  for (const stage of STAGES) {
    const { accepted, setAside } = assess(stage, dataset[PART[stage]], { protectedPersons: 'hold' });
    for (const { id, outcome } of setAside) ends[stage][id] = outcome;
    for (const { id, object } of accepted) {
      const decision = decide(stage, object, (reference) => store.has(reference.stage, reference.id), 'send');
      if (decision.verdict === 'held') {
        ends[stage][id] = 'held';
        continue;
      }
      const { errors, warnings } = judge(stage, decision.object, store, REGISTER);
      assert.deepEqual(errors, [], `${stage} ${id} passed our rules and not the service’s`);
      store.put(stage, { ...decision.object, id }, 0);
      if (decision.verdict === 'partial' || warnings.length > 0) ends[stage][id] = 'warning';
    }
  }
  return ends;
}

describe('the sample organiser', () => {
  const sample = sampleOrganiser({ today: '2026-11-21', seed: 1 });

  it('comes out of a run exactly as it says, on any day and with any seed', () => {
    for (const today of ['2026-11-21', '2028-02-29', '2031-01-01', '2027-07-15']) {
      for (const seed of [1, 2, 3, 4, 5]) {
        const organiser = sampleOrganiser({ today, seed });
        assert.deepEqual(run(organiser), organiser.expected.notSuccess, `${today} seed ${seed}`);
      }
    }
  });

  it('has every kind of defect that an export of real shape has', () => {
    const kinds = (planted: readonly { rule: string; resource: string; effect: string }[]) =>
      [...new Set(planted.map(({ rule, resource, effect }) => `${rule} ${resource} ${effect}`))].sort();
    const sollunda = new URL('../../data/sollunda/expected.json', import.meta.url);
    const real = kinds(JSON.parse(readFileSync(sollunda, 'utf8')).planted);
    assert.ok(real.length > 25);
    assert.deepEqual(
      real.filter((kind) => !kinds(sample.expected.planted).includes(kind)),
      [],
    );
  });

  it('is mostly in order, and has all outcomes there are before anything is sent', () => {
    const { outcomes, counts } = sample.expected;
    assert.ok(counts.persons >= 300 && counts.persons <= 400);
    for (const stage of STAGES) {
      assert.ok((outcomes[stage].success ?? 0) > 10, stage);
      assert.ok((outcomes[stage].skipped ?? 0) > 0, stage);
    }
    assert.ok((outcomes.Activity.held ?? 0) > 2, 'lessons wait for a teacher who was rejected');
    assert.ok((outcomes.Group.warning ?? 0) < (outcomes.Group.success ?? 0));
  });

  it('is the same for the same seed, another for another, and keeps its ids from day to day', () => {
    const ids = (today: string, seed: number) =>
      sampleOrganiser({ today, seed }).content.persons.map((person) => PERSON.parse(person).id);
    assert.deepEqual(sampleOrganiser({ today: '2026-11-21', seed: 1 }), sample);
    assert.deepEqual(ids('2031-02-28', 1), ids('2026-11-21', 1));
    assert.notDeepEqual(ids('2026-11-21', 2), ids('2026-11-21', 1));
  });

  it('is about nobody real: birth numbers from 980 to 999 only', () => {
    const planted = new Set(sample.expected.planted.filter(({ rule }) => rule.startsWith('civic')).map(({ id }) => id));
    const ordinary = sample.content.persons.map((person) => PERSON.parse(person)).filter(({ id }) => !planted.has(id));
    assert.ok(ordinary.length > 300);
    for (const { civicNo } of ordinary) {
      assert.match(civicNo.value, /^\d{8}9[89]\d\d$/);
      assert.equal(readCivicNumber(civicNo.value)?.checksum, true);
    }
  });
});
