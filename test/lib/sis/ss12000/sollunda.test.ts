import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { count, type Outcome } from '../../../../lib/dnp/outcome.ts';
import { assess } from '../../../../lib/dnp/rules.ts';
import type { Stage } from '../../../../lib/dnp/stage.ts';
import { readExportFolder } from '../../../../lib/sis/ss12000/export-folder.ts';
import { importSs12000 } from '../../../../lib/sis/ss12000/import.ts';

const folder = join(import.meta.dirname, '..', '..', '..', 'data', 'sollunda');

interface Expected {
  readonly today: string;
  readonly outcomes: Readonly<Record<Stage, Partial<Record<Outcome, number>>>>;
  readonly notSuccess: Readonly<Record<Stage, Readonly<Record<string, Outcome>>>>;
}

/**
 * The import and the rules, and after them the simplest gate and service there can be: what refers to something that is not
 * in place is held, but a group is taken without the members that are not.
 */
test('a whole municipality ends with exactly the outcomes of its oracle', async () => {
  const expected: Expected = JSON.parse(readFileSync(join(folder, 'expected.json'), 'utf8'));
  const { dataset, leftOut } = importSs12000(await readExportFolder(join(folder, 'ss12000')), expected);
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
  const rules = { protectedPersons: 'hold' } as const;

  for (const { stage, id, outcome } of leftOut) note(stage, id, outcome);

  const persons = assess('Person', dataset.persons, rules);
  for (const { id, notes } of persons.accepted) {
    note('Person', id, notes.some(({ code }) => code === 'eppn-name-fragment') ? 'warning' : 'success');
  }
  const duties = assess('Duty', dataset.duties, rules);
  for (const { id, object } of duties.accepted) {
    note('Duty', id, inPlace('Person', object.person.id) ? 'success' : 'held');
  }
  const groups = assess('Group', dataset.groups, rules);
  for (const { id, object } of groups.accepted) {
    const members = object.groupMemberships ?? [];
    note('Group', id, members.every(({ person }) => inPlace('Person', person.id)) ? 'success' : 'warning');
  }
  const activities = assess('Activity', dataset.activities, rules);
  for (const { id, object } of activities.accepted) {
    const grouped = object.groups.every((group) => inPlace('Group', group.id));
    const taught = (object.teachers ?? []).every(({ duty }) => inPlace('Duty', duty.id));
    note('Activity', id, grouped && taught ? 'success' : 'held');
  }
  for (const { setAside } of [persons, duties, groups, activities]) {
    for (const { stage, id, outcome } of setAside) note(stage, id, outcome);
  }

  for (const stage of ['Person', 'Duty', 'Group', 'Activity'] as const) {
    const notSuccess = [...outcomes[stage]].filter(([, outcome]) => outcome !== 'success');
    assert.deepEqual(Object.fromEntries(notSuccess.sort()), sorted(expected.notSuccess[stage]), stage);
    const counts = count([...outcomes[stage].values()].map((outcome) => ({ outcome })));
    assert.deepEqual(sorted(counts), sorted(expected.outcomes[stage]), stage);
  }
});

const sorted = <Value>(record: Readonly<Record<string, Value>>) => Object.fromEntries(Object.entries(record).sort());
