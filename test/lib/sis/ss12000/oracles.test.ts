import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { assess } from '../../../../lib/dnp/rules.ts';
import { count, type Outcome } from '../../../../lib/outcome.ts';
import { sampleOrganiser } from '../../../../lib/sandbox/organiser/sample.ts';
import { readExportFolder } from '../../../../lib/sis/ss12000/export-folder.ts';
import { importSs12000 } from '../../../../lib/sis/ss12000/import.ts';
import { joinPages } from '../../../../lib/sis/ss12000/pages.ts';
import { PART, STAGES, type Stage } from '../../../../lib/stage.ts';

const folder = join(import.meta.dirname, '..', '..', '..', 'data', 'sollunda');

interface Oracle {
  readonly today: string;
  readonly outcomes: Readonly<Record<Stage, Partial<Record<Outcome, number>>>>;
  readonly notSuccess: Readonly<Record<Stage, Readonly<Record<string, Outcome>>>>;
}

/**
 * What becomes of every object of an export: by the import and the rules, and after them the simplest gate and service
 * there can be. What refers to something that is not in place is held, but a group is taken without the members that are
 * not.
 */
function outcomesOf(pages: unknown, today: string): Record<Stage, Map<string, Outcome>> {
  const { dataset, leftOut } = importSs12000(pages, { today });
  const outcomes: Record<Stage, Map<string, Outcome>> = {
    Person: new Map(),
    Duty: new Map(),
    Group: new Map(),
    Activity: new Map(),
  };
  const note = (stage: Stage, id: string, outcome: Outcome) => {
    assert.equal(outcomes[stage].has(id), false, `${stage} ${id} ends once`);
    outcomes[stage].set(id, outcome);
  };
  const inPlace = (stage: Stage, id: string) => ['success', 'warning'].includes(outcomes[stage].get(id) ?? 'missing');
  const judge = <S extends Stage>(stage: S) => {
    const { accepted, setAside } = assess(stage, dataset[PART[stage]], { protectedPersons: 'hold' });
    for (const { id, outcome } of setAside) note(stage, id, outcome);
    return accepted;
  };

  for (const { stage, id, outcome } of leftOut) note(stage, id, outcome);
  for (const { id, notes } of judge('Person')) {
    note('Person', id, notes.some(({ code }) => code === 'eppn-name-fragment') ? 'warning' : 'success');
  }
  for (const { id, object } of judge('Duty')) {
    note('Duty', id, inPlace('Person', object.person.id) ? 'success' : 'held');
  }
  for (const { id, object } of judge('Group')) {
    const members = object.groupMemberships ?? [];
    note('Group', id, members.every(({ person }) => inPlace('Person', person.id)) ? 'success' : 'warning');
  }
  for (const { id, object } of judge('Activity')) {
    const grouped = object.groups.every((group) => inPlace('Group', group.id));
    const taught = (object.teachers ?? []).every(({ duty }) => inPlace('Duty', duty.id));
    note('Activity', id, grouped && taught ? 'success' : 'held');
  }
  return outcomes;
}

function assertAsForetold(pages: unknown, { today, outcomes, notSuccess }: Oracle, about: string): void {
  const found = outcomesOf(pages, today);
  for (const stage of STAGES) {
    const others = [...found[stage]].filter(([, outcome]) => outcome !== 'success');
    assert.deepEqual(Object.fromEntries(others.sort()), sorted(notSuccess[stage]), `${stage} of ${about}`);
    const counts = count([...found[stage].values()].map((outcome) => ({ outcome })));
    assert.deepEqual(sorted(counts), sorted(outcomes[stage]), `${stage} of ${about}`);
  }
}

const sorted = <Value>(record: Readonly<Record<string, Value>>) => Object.fromEntries(Object.entries(record).sort());

describe('a whole municipality ends with exactly the outcomes of its oracle', () => {
  const oracle: Oracle = JSON.parse(readFileSync(join(folder, 'expected.json'), 'utf8'));
  const read = async () => joinPages(await readExportFolder(join(folder, 'ss12000')));

  test('Sollunda', async () => assertAsForetold(await read(), oracle, 'Sollunda'));

  test('Sollunda from the last object to the first', async () => {
    const turned = Object.entries(await read()).map(([collection, objects]) => [collection, objects.toReversed()]);
    assertAsForetold(Object.fromEntries(turned), oracle, 'Sollunda, turned round');
  });

  test('Sollunda in pages, with all ids in capitals', async () => {
    const ids = /"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"/g;
    const capitals = JSON.parse(JSON.stringify(await read()).replaceAll(ids, (id) => id.toUpperCase()));
    const paged = Object.entries(joinPages(capitals)).map(([collection, objects]) => [collection, inPages(objects)]);
    assertAsForetold(Object.fromEntries(paged), oracle, 'Sollunda, paged');
  });

  for (const today of ['2026-11-21', '2027-01-01', '2028-02-29', '2027-08-15']) {
    test(`Granlunda on ${today}, drawn in many ways`, () => {
      for (let seed = 1; seed <= 10; seed++) {
        const { content, expected } = sampleOrganiser({ today, seed });
        assertAsForetold(content, expected, `Granlunda, seed ${seed}`);
      }
    });
  }
});

function inPages(objects: readonly unknown[]) {
  const size = 100;
  const pages = Array.from({ length: Math.ceil(objects.length / size) }, (_, index) => ({
    data: objects.slice(index * size, (index + 1) * size),
    pageToken: (index + 1) * size < objects.length ? String(index) : null,
  }));
  return pages.length > 0 ? pages : [{ data: [], pageToken: null }];
}
