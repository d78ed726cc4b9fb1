import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Connection } from '../../../../lib/dnp/connection.ts';
import type { FlowMessage } from '../../../../lib/dnp/custody.ts';
import type { Stage } from '../../../../lib/stage.ts';
import { refusal } from '../../../support/scripted-service.ts';
import { activity, duty, group, pupil, teacher, uuid } from '../sample.ts';
import { type Bench, bench } from './bench.ts';

const GATE = 'gate-1';

function pass(
  { connection, runId }: Pick<Bench, 'connection' | 'runId'>,
  stage: Stage,
  input: unknown,
  options: { custody?: string; incompleteGroups?: 'send' | 'hold'; gate?: string } = {},
) {
  return connection.passGate({ gate: GATE, incompleteGroups: 'send', ...options, runId, stage, input });
}

function members(...numbers: number[]) {
  return { groupMemberships: numbers.map((number) => ({ person: { id: uuid(number) } })) };
}

/** A message as the gate's node takes it into custody. */
function taken(connection: Connection, runId: string, nodeId = GATE): FlowMessage & { dnp: { custody: string } } {
  const message: FlowMessage = { dnp: { runId }, payload: {} };
  const custody = connection.custody.take(nodeId, message);
  return { ...message, dnp: { ...message.dnp, custody } };
}

test('A gate opens for what refers to accepted objects, holds the rest, and says what is missing', async () => {
  const at = bench();
  await at.carry('Person', [teacher(2)]);
  const { open, held } = await pass(at, 'Duty', [duty(3), duty(4, { person: { id: uuid(99) } })]);
  assert.deepEqual(
    open.map(({ id }) => id),
    [uuid(3)],
  );
  assert.deepEqual(held, [
    {
      stage: 'Duty',
      id: uuid(4),
      outcome: 'held',
      reasons: [{ code: 'reference-missing-person', field: 'person', params: { id: uuid(99) } }],
    },
  ]);
  assert.deepEqual(at.outcomes('Duty'), { [uuid(4)]: 'held' });
});

test('What the ledger has not seen is looked up, and asked for once', async () => {
  const at = bench();
  at.service.content.Person.set(uuid(2), { ...teacher(2), id: uuid(2) });
  const first = await pass(at, 'Duty', [duty(3)]);
  const second = await pass(at, 'Duty', [duty(4)]);
  assert.equal(first.open.length + second.open.length, 2);
  assert.equal(at.service.calls.filter(({ name }) => name === 'lookup').length, 1);
});

test('What the service has in a form that breaks our rules is in place too, and is sent when it comes', async () => {
  const at = bench();
  at.service.content.Person.set(uuid(2), { id: uuid(2), familyName: 'only' });
  assert.equal((await pass(at, 'Duty', [duty(3)])).open.length, 1);
  assert.deepEqual((await at.carry('Person', [teacher(2)])).counts, { success: 1 });
});

test('Where the service cannot be asked, what is not known is held, and the failure is told', async () => {
  const failure = refusal(503, '5022');
  const at = bench({ trouble: ({ name }) => (name === 'lookup' ? failure : undefined) });
  const decision = await pass(at, 'Duty', [duty(3)]);
  assert.equal(decision.failure, failure);
  assert.equal(decision.held.length, 1);
});

test('What the rules refuse passes at once, and nobody is asked for what it refers to', async () => {
  const at = bench();
  await at.carry('Person', [teacher(2)]);
  const refused = [
    duty(3, { dutyRole: 'Vaktmästare', person: { id: uuid(99) } }),
    duty(4, { person: { id: 'nobody' } }),
    duty(5),
    duty(5, { person: { id: uuid(99) } }),
  ];
  const { open, held } = await pass(at, 'Duty', refused);
  assert.deepEqual(open, refused, 'all copies of an object that nobody can tell apart');
  assert.deepEqual(held, []);
  assert.equal(at.service.calls.filter(({ name }) => name === 'lookup').length, 0);
  await at.carry('Duty', open);
  assert.deepEqual(at.outcomes('Duty'), { [uuid(3)]: 'rejected', [uuid(4)]: 'rejected', [uuid(5)]: 'rejected' });
});

test('A version that the rules refuse takes the place of the one that is held', async () => {
  const at = bench();
  await pass(at, 'Duty', [duty(3)]);
  await at.carry('Person', [teacher(2)]);
  await pass(at, 'Duty', [duty(3, { dutyRole: 'Vaktmästare' })]);
  assert.deepEqual((await pass(at, 'Duty', [])).open, []);
});

test('Equal copies are held, and let out, as one', async () => {
  const at = bench();
  const { held } = await pass(at, 'Duty', [duty(3), duty(3)]);
  assert.equal(held.length, 1);
  await at.carry('Person', [teacher(2)]);
  assert.deepEqual((await pass(at, 'Duty', [duty(3), duty(3)])).open, [duty(3)]);
});

test('What a gate keeps has the attributes of the contract alone', async () => {
  const at = bench();
  const circular: Record<string, unknown> = { ...duty(3), phoneNumbers: ['a number'] };
  circular.self = circular;
  await pass(at, 'Duty', [circular]);
  assert.deepEqual(JSON.parse(at.ledger.held.list(GATE, 'Duty')[0]?.body ?? ''), duty(3));
});

test('A held object leaves with a later message, also of another run, once what it refers to is there', async () => {
  const at = bench();
  await pass(at, 'Duty', [duty(3)]);
  assert.equal(at.connection.mayRelease(GATE, 'Duty'), false);
  await at.carry('Person', [teacher(2)]);
  assert.equal(at.connection.mayRelease(GATE, 'Duty'), true);
  const runId = at.connection.startRun();
  const { open, held } = await pass({ connection: at.connection, runId }, 'Duty', []);
  assert.deepEqual(open, [duty(3)]);
  assert.deepEqual(held, []);
  assert.deepEqual((await pass(at, 'Duty', [])).open, [], 'it leaves once');
});

test('Another gate does not let out what this one holds', async () => {
  const at = bench();
  await pass(at, 'Duty', [duty(3)]);
  await at.carry('Person', [teacher(2)]);
  assert.deepEqual((await pass(at, 'Duty', [], { gate: 'gate-2' })).open, []);
});

test('A newer version of a held object takes the place of the one that is held', async () => {
  const at = bench();
  await pass(at, 'Duty', [duty(3)]);
  await at.carry('Person', [teacher(2)]);
  const newer = duty(3, { dutyRole: 'Rektor' });
  assert.deepEqual((await pass(at, 'Duty', [newer])).open, [newer]);
  assert.deepEqual((await pass(at, 'Duty', [])).open, []);
});

test('A group goes without members that are missing, says so, and goes again when they have come', async () => {
  const at = bench();
  await at.carry('Person', [pupil(1)]);
  const whole = group(4, members(1, 5, 6));
  const first = await pass(at, 'Group', [whole]);
  assert.deepEqual(first.open, [group(4, members(1))]);
  const { attention } = await at.carry('Group', first.open);
  assert.deepEqual(
    attention.map(({ outcome, reasons }) => [outcome, reasons.map(({ code, params }) => [code, params?.id])]),
    [
      [
        'warning',
        [
          ['member-left-out', uuid(5)],
          ['member-left-out', uuid(6)],
        ],
      ],
    ],
  );
  assert.deepEqual((await pass(at, 'Group', [])).open, [], 'nothing has changed');

  await at.carry('Person', [pupil(5)]);
  assert.equal(at.connection.mayRelease(GATE, 'Group'), true);
  assert.deepEqual((await pass(at, 'Group', [])).open, [group(4, members(1, 5))]);
  await at.carry('Person', [pupil(6)]);
  const last = await pass(at, 'Group', []);
  assert.deepEqual(last.open, [whole]);
  await at.carry('Group', last.open);
  assert.deepEqual(at.outcomes('Group'), { [uuid(4)]: 'success' });
  assert.deepEqual(at.service.broken, []);
});

test('Where incomplete groups are to be held, the group waits for all of its members', async () => {
  const at = bench();
  await at.carry('Person', [pupil(1)]);
  const { open, held } = await pass(at, 'Group', [group(4, members(1, 5))], { incompleteGroups: 'hold' });
  assert.deepEqual(open, []);
  assert.deepEqual(
    held.map(({ reasons }) => reasons.map(({ field }) => field)),
    [['groupMemberships[1].person']],
  );
});

test('An activity needs all its groups and duties', async () => {
  const at = bench();
  const { held } = await pass(at, 'Activity', [activity(5)]);
  assert.deepEqual(
    held.flatMap(({ reasons }) => reasons.map(({ code }) => code)),
    ['reference-missing-group', 'reference-missing-duty'],
  );
});

test('What is no object at all passes: the rules will name it', async () => {
  const at = bench();
  const { open } = await pass(at, 'Duty', ['nonsense', { id: 7 }]);
  assert.equal(open.length, 2);
});

test('After a crash, a message that was at the gate takes with it again what had left with it', async () => {
  const at = bench();
  await at.carry('Person', [pupil(1)]);
  await pass(at, 'Group', [group(4, members(1, 5)), group(7, members(1, 6))]);
  await pass(at, 'Duty', [duty(3)]);
  await at.carry('Person', [teacher(2), pupil(5)]);

  const { custody } = taken(at.connection, at.runId).dnp;
  const before = [await pass(at, 'Group', [], { custody }), await pass(at, 'Duty', [], { custody })];
  assert.deepEqual(
    before.map(({ open }) => open),
    [[group(4, members(1, 5))], [duty(3)]],
  );

  const connection = at.again();
  const [resumed] = connection.custody.resume(GATE);
  assert.equal(resumed?.dnp?.custody, custody);
  const later = { connection, runId: at.runId };
  assert.deepEqual((await pass(later, 'Group', [], { custody })).open, before[0]?.open);
  assert.deepEqual((await pass(later, 'Duty', [], { custody })).open, before[1]?.open);
  const other = taken(connection, at.runId).dnp.custody;
  assert.deepEqual((await pass(later, 'Duty', [], { custody: other })).open, [], 'not with another message');
  assert.equal(connection.mayRelease(GATE, 'Duty'), false, 'it has left');

  connection.custody.handOn(custody);
  connection.custody.take('dnp-group', { dnp: { custody, runId: at.runId } });
  assert.deepEqual((await pass(later, 'Duty', [], { custody: other })).open, []);
  assert.deepEqual(at.ledger.held.list(GATE, 'Duty'), [], 'the next node has it');
});

test('What nobody has asked for in the days of retention leaves the gate unsent', async () => {
  const at = bench({}, { retentionDays: 30 });
  await pass(at, 'Duty', [duty(3)]);
  at.clock.autoAdvance = false;
  await at.clock.advance(29 * 24 * 3_600_000);
  assert.equal(at.ledger.held.list(GATE, 'Duty').length, 1);
  await at.clock.advance(2 * 24 * 3_600_000);
  assert.equal(at.ledger.held.list(GATE, 'Duty').length, 0);
  assert.deepEqual(at.outcomes('Duty'), { [uuid(3)]: 'held' });
  at.clock.autoAdvance = true;
});
