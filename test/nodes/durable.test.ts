import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, afterEach, before, beforeEach, describe, it, mock } from 'node:test';
import type { Node, NodeInitializer, NodeMessage } from 'node-red';
import { readOutcomes } from '../../lib/ledger/read-outcomes.ts';
import { readRunsUnderWay } from '../../lib/ledger/read-under-way.ts';
import dnpConnection from '../../nodes/dnp-connection/dnp-connection.ts';
import dnpDuty from '../../nodes/dnp-duty/dnp-duty.ts';
import dnpGate from '../../nodes/dnp-gate/dnp-gate.ts';
import dnpGroup from '../../nodes/dnp-group/dnp-group.ts';
import dnpJobStatus from '../../nodes/dnp-job-status/dnp-job-status.ts';
import dnpPerson from '../../nodes/dnp-person/dnp-person.ts';
import { duty, group, pupil, teacher, uuid } from '../lib/dnp/sample.ts';
import { core, Flow, type FlowNode, speaking, until } from '../support/flow.ts';
import { type TestSandbox, testSandbox } from '../support/sandbox.ts';

const TYPES: readonly NodeInitializer[] = [
  core.catch,
  ...Object.entries({
    'dnp-connection': dnpConnection,
    'dnp-person': dnpPerson,
    'dnp-duty': dnpDuty,
    'dnp-group': dnpGroup,
    'dnp-job-status': dnpJobStatus,
    'dnp-gate': dnpGate,
  }).map(([type, initialize]) => speaking(type, initialize)),
];

const connection = (ledger: string, id = 'connection'): FlowNode => ({
  ...{ id, type: 'dnp-connection', environment: 'sandbox', ledger, language: 'en' },
  ...{ protectedPersons: 'hold', retentionDays: '30', patience: '1' },
});

const PARTS = { person: 'persons', duty: 'duties', group: 'groups' } as const;

/** Sends a stage; its jobs are followed by the node `<id>-jobs`, where that is deployed. */
const sending = (stage: keyof typeof PARTS, id: string = stage, over = 'connection'): FlowNode => ({
  ...{ id, type: `dnp-${stage}`, connection: over, operation: 'send', limit: '' },
  ...{ source: `payload.${PARTS[stage]}`, sourceType: 'msg', wires: [[`${id}-jobs`], ['aside']] },
});

const following = (id: string): FlowNode => ({
  ...{ id: `${id}-jobs`, type: 'dnp-job-status', connection: 'connection' },
  wires: [[`${id}-finished`], [`${id}-attention`], []],
});

const catching: FlowNode = { id: 'catch', type: 'catch', scope: null, wires: [['errors']] };

const ledgerFile = (ledger: string) => join(Flow.userDir, 'school-provisioning', `${ledger}.sandbox.sqlite`);

describe('what waits in a flow', () => {
  let service: TestSandbox;

  before(async () => {
    service = await testSandbox({ jobDelay: { minimum: 1, maximum: 5 } });
    process.env.DNP_SANDBOX = service.file;
    await Flow.open();
  });
  after(async () => {
    delete process.env.DNP_SANDBOX;
    await Flow.close();
    await service[Symbol.asyncDispose]();
  });
  beforeEach(() => service.sandbox.reset({ contents: true }));
  afterEach(() => Flow.undeploy());

  const deploy = (...nodes: FlowNode[]) => Flow.deploy(TYPES, [...nodes, catching]);
  const stored = (stage: 'Person' | 'Duty' | 'Group') =>
    Object.values(service.sandbox.contents()).flatMap((organisation) => organisation[stage]);
  const members = () => {
    const groups = stored('Group').map(({ groupMemberships }) => Object(groupMemberships));
    return groups.map((list) => list.map(({ person }: { person: { id: string } }) => person.id));
  };

  /** A run with somebody whom no other test sends, whose job is under way in `person-jobs`. */
  async function waitForItsJob(flow: Flow): Promise<string> {
    const runId = randomUUID();
    flow.send('person', { payload: { persons: [pupil(50)] }, dnp: { runId } } as NodeMessage);
    await until(() => service.sandbox.record.calls.send || undefined, 'the call');
    await until(() => flow.statuses('person-jobs').at(-1) || undefined, 'a job that is followed');
    return runId;
  }

  it('goes on with its job when the flow is taken away and deployed again, and comes out once', async () => {
    const nodes = [connection('again'), sending('person'), following('person')];
    service.sandbox.misbehave({ slowJobs: 1, slowJobMs: 1_500 });
    const runId = await waitForItsJob(await deploy(...nodes));
    const begun = performance.now();
    await Flow.undeploy();
    const closingMs = performance.now() - begun;
    assert.ok(closingMs < 2_000, `closing took ${closingMs} ms`);
    assert.deepEqual(readRunsUnderWay(ledgerFile('again')), [runId]);

    const flow = await deploy(...nodes);
    const finished = await flow.next('person-finished');
    assert.deepEqual(Object(finished.dnp).counts, { success: 1 });
    assert.equal(Object(finished.dnp).runId, runId);
    await Flow.undeploy();
    assert.deepEqual(readRunsUnderWay(ledgerFile('again')), []);

    const third = await deploy(...nodes);
    third.send('person', { payload: { persons: [] } });
    await third.next('person-finished');
    assert.equal(third.heard('person-finished').length, 1, 'only what was sent just now');
    assert.equal(service.sandbox.record.calls.send, 1);
    assert.deepEqual(third.heard('errors'), []);
  });

  it('is not lost when the deploy comes between its being sent and its coming', async () => {
    const nodes = [connection('between'), sending('person'), following('person')];
    const first = await deploy(...nodes);
    first.send('person', { payload: { persons: [pupil(1)] } });
    await first.next('person-finished');
    const runId = randomUUID();
    // As Node-RED delivers: on the next turn, to the node that was there when it was sent.
    const node = first.node('person-jobs');
    setImmediate(() => node.receive({ dnp: { runId, stage: 'Person', jobs: [] } } as NodeMessage));
    await Flow.undeploy();

    const flow = await deploy(...nodes);
    assert.equal(Object((await flow.next('person-finished')).dnp).runId, runId);
    assert.deepEqual([first.heard('person-finished').length, flow.heard('person-finished').length], [1, 1]);
    assert.deepEqual([...first.heard('errors'), ...flow.heard('errors')], []);
  });

  it('is given up aloud when its node is deleted, and each object says so', async () => {
    service.sandbox.misbehave({ slowJobs: 1, slowJobMs: 1_500 });
    const runId = await waitForItsJob(await deploy(connection('deleted'), sending('person'), following('person')));
    await Flow.undeploy();
    const flow = await deploy(connection('deleted'), { ...sending('person'), wires: [] });
    const warning = await until(() => warnings(flow.node('connection'))[0], 'a warning');
    assert.match(warning, /person-jobs/);
    assert.deepEqual(readOutcomes(ledgerFile('deleted'), runId), [
      { stage: 'Person', id: uuid(50), outcome: 'unconfirmed', reasons: [{ code: 'node-removed' }] },
    ]);
    assert.deepEqual(readRunsUnderWay(ledgerFile('deleted')), []);
  });

  it('leaves a gate when what it refers to arrives on another branch; a group is sent again with its new member', async () => {
    const gate = (stage: 'duty' | 'group', before: string): FlowNode => ({
      ...{ id: `${stage}-gate`, type: 'dnp-gate', connection: 'connection', before, incompleteGroups: 'send' },
      wires: [[stage], [`${stage}-held`]],
    });
    const flow = await deploy(
      connection('gates'),
      ...(['person', 'duty', 'group'] as const).flatMap((stage) => [sending(stage), following(stage)]),
      gate('duty', 'Duty'),
      gate('group', 'Group'),
    );
    flow.send('person', { payload: { persons: [pupil(1)] } });
    await flow.next('person-finished');
    flow.send('duty-gate', { payload: { duties: [duty(3)] } });
    flow.send('group-gate', {
      payload: { groups: [group(4, { groupMemberships: [1, 6].map((person) => ({ person: { id: uuid(person) } })) })] },
    });
    const held = await flow.next('duty-held');
    assert.equal(Object(held.payload)[0].id, uuid(3));
    await flow.next('duty-finished');
    await flow.next('group-finished');
    assert.deepEqual(stored('Duty'), []);
    assert.deepEqual(members(), [[uuid(1)]]);

    flow.send('person', { payload: { persons: [teacher(2), pupil(6)] } });
    await until(
      () => (stored('Duty').length > 0 && members()[0]?.length > 1) || undefined,
      'the duty and the group',
      20_000,
    );
    assert.deepEqual(
      stored('Duty').map(({ id }) => id),
      [uuid(3)],
    );
    assert.deepEqual(members(), [[uuid(1), uuid(6)]]);
    assert.deepEqual(service.sandbox.record.violations, []);
    assert.deepEqual(flow.heard('errors'), []);
  });

  it('belongs to one connection: a second one on the same ledger is refused in words', async () => {
    const flow = await deploy(
      connection('shared'),
      connection('shared', 'other'),
      sending('person'),
      following('person'),
      sending('person', 'late', 'other'),
    );
    flow.send('person', { payload: { persons: [pupil(1)] } });
    await flow.next('person-finished');
    flow.send('late', { payload: { persons: [pupil(2)] } });
    const { error } = await flow.caught('errors');
    assert.equal(error.code, 'ledger-in-use');
    assert.match(error.message, /already uses this ledger/);
    assert.equal(flow.statuses('late').at(-1), 'stopped: ledger-in-use');
    assert.deepEqual(
      stored('Person').map(({ id }) => id),
      [uuid(1)],
    );
  });

  it('is not sent where the disk is full; with room again it is', async () => {
    const ledgers = spyOnLedger('full');
    try {
      const flow = await deploy(connection('full'), sending('person'), following('person'));
      flow.send('person', { payload: { persons: [pupil(1)] } });
      await flow.next('person-finished');
      const persons = many();
      ledgers[0]?.exec('PRAGMA max_page_count = 1');
      flow.send('person', { payload: { persons } });
      const { error } = await flow.caught('errors');
      assert.equal(error.code, 'ledger-full');
      assert.match(error.message, /disk that holds the ledger is full/);
      assert.equal(flow.statuses('person').at(-1), 'stopped: ledger-full');
      assert.equal(service.sandbox.record.calls.send, 1, 'nothing was sent that is not written down');

      ledgers[0]?.exec('PRAGMA max_page_count = 1000000');
      flow.send('person', { payload: { persons } });
      const finished = await flow.next('person-finished', 1);
      assert.deepEqual(Object(finished.dnp).counts, { success: 500 });
    } finally {
      mock.restoreAll();
    }
  });

  it('stays with its node when the disk fills up under it, and goes on when there is room and the flow is deployed', async () => {
    const nodes = [connection('filled'), sending('person'), following('person')];
    const ledgers = spyOnLedger('filled');
    try {
      service.sandbox.misbehave({ slowJobs: 1, slowJobMs: 1_000 });
      const flow = await deploy(...nodes);
      flow.send('person', { payload: { persons: many() } });
      await until(() => flow.statuses('person-jobs').at(-1) || undefined, 'a job that is followed');
      ledgers[0]?.exec('PRAGMA max_page_count = 1');
      const { error } = await flow.caught('errors');
      assert.equal(error.code, 'ledger-full');
      assert.deepEqual(flow.heard('person-finished'), []);
      ledgers[0]?.exec('PRAGMA max_page_count = 1000000');
      await Flow.undeploy();

      const again = await deploy(...nodes);
      const finished = await again.next('person-finished');
      assert.deepEqual(Object(finished.dnp).counts, { success: 500 });
      assert.deepEqual(again.heard('errors'), []);
    } finally {
      mock.restoreAll();
    }
  });

  it('leaves no timer and no socket behind', async () => {
    const before = active();
    service.sandbox.misbehave({ slowJobs: 1, slowJobMs: 1_500 });
    await waitForItsJob(await deploy(connection('handles'), sending('person'), following('person')));
    assert.notDeepEqual(active(), before);
    await Flow.undeploy();
    // The sandbox of this process lets go of its side of a connection, and of the job, a moment later.
    service.sandbox.reset({ contents: true });
    await until(() => (JSON.stringify(active()) === JSON.stringify(before) ? true : undefined), JSON.stringify(before));
  });
});

/** The databases that are opened from now on as a ledger: with a `max_page_count` of 1 one takes the size that it has. */
function spyOnLedger(ledger: string): DatabaseSync[] {
  const opened: DatabaseSync[] = [];
  const { open } = DatabaseSync.prototype;
  mock.method(DatabaseSync.prototype, 'open', function (this: DatabaseSync) {
    open.call(this);
    if (this.location() === ledgerFile(ledger)) opened.push(this);
  });
  return opened;
}

/** More people than fit into what is free in a new ledger. */
const many = () => Array.from({ length: 500 }, (_, index) => pupil(100 + index, { givenName: `Åsa ${randomUUID()}` }));

/** What keeps the process alive: timers, and sockets of all kinds. */
function active(): Record<string, number> {
  const kinds = process.getActiveResourcesInfo();
  const count = (pattern: RegExp) => kinds.filter((kind) => pattern.test(kind)).length;
  return { timers: count(/Timeout/), sockets: count(/^(?:TCPSocket|TLS)Wrap$/) };
}

/** What a node has warned of. */
function warnings(node: Node): string[] {
  // The helper has put a sinon spy in the method's place, one for all nodes.
  const { args, thisValues } = node.warn as unknown as { args: [string][]; thisValues: unknown[] };
  return args.filter((_, call) => thisValues[call] === node).map(([text]) => text);
}
