import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import type { NodeInitializer, NodeMessage } from 'node-red';
import dnpActivity from '../../nodes/dnp-activity/dnp-activity.ts';
import dnpAuth from '../../nodes/dnp-auth/dnp-auth.ts';
import dnpConnection from '../../nodes/dnp-connection/dnp-connection.ts';
import dnpDuty from '../../nodes/dnp-duty/dnp-duty.ts';
import dnpGate from '../../nodes/dnp-gate/dnp-gate.ts';
import dnpGroup from '../../nodes/dnp-group/dnp-group.ts';
import dnpJobStatus from '../../nodes/dnp-job-status/dnp-job-status.ts';
import dnpPerson from '../../nodes/dnp-person/dnp-person.ts';
import { activity, duty, group, pupil, teacher, uuid } from '../lib/dnp/sample.ts';
import { core, Flow, type FlowNode, speaking } from '../support/flow.ts';
import { type TestSandbox, testSandbox } from '../support/sandbox.ts';

const TYPES: readonly NodeInitializer[] = [
  dnpConnection,
  core.catch,
  ...Object.entries({
    'dnp-auth': dnpAuth,
    'dnp-person': dnpPerson,
    'dnp-duty': dnpDuty,
    'dnp-group': dnpGroup,
    'dnp-activity': dnpActivity,
    'dnp-job-status': dnpJobStatus,
    'dnp-gate': dnpGate,
  }).map(([type, initialize]) => speaking(type, initialize)),
];

const PARTS = { person: 'persons', duty: 'duties', group: 'groups', activity: 'activities' } as const;

let ledgers = 0;

/** A connection to the sandbox with a ledger of its own. */
const connection = (settings: Record<string, unknown> = {}): FlowNode => {
  ledgers += 1;
  return {
    id: 'connection',
    type: 'dnp-connection',
    environment: 'sandbox',
    ledger: `test-${ledgers}`,
    language: 'en',
    protectedPersons: 'hold',
    retentionDays: '30',
    patience: '1',
    ...settings,
  };
};

const isBulk = (operation: string) => ['send', 'create', 'update', 'delete'].includes(operation);

/** A stage and the follow-up of its jobs. */
const stage = (name: keyof typeof PARTS, operation = 'send', settings: Record<string, unknown> = {}): FlowNode[] => [
  {
    id: name,
    type: `dnp-${name}`,
    connection: 'connection',
    operation,
    source: `payload.${PARTS[name]}`,
    sourceType: 'msg',
    limit: '',
    ...settings,
    wires: [[isBulk(operation) ? `${name}-jobs` : 'answer'], ['aside']],
  },
  {
    id: `${name}-jobs`,
    type: 'dnp-job-status',
    connection: 'connection',
    wires: [['finished'], ['attention'], ['progress']],
  },
];

const gate = (before: string, incompleteGroups = 'send'): FlowNode => ({
  id: 'gate',
  type: 'dnp-gate',
  connection: 'connection',
  before,
  incompleteGroups,
  wires: [['open'], ['held']],
});

const catching: FlowNode = { id: 'catch', type: 'catch', scope: null, wires: [['errors']] };

describe('the stations of a run', () => {
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

  /** Sends a dataset through one stage and waits for the end of its jobs. */
  async function pass(flow: Flow, name: keyof typeof PARTS, payload: unknown): Promise<NodeMessage> {
    const earlier = flow.heard('finished').length;
    flow.send(name, { payload });
    return flow.next('finished', earlier);
  }

  const calls = () => service.sandbox.record.calls;
  const dnp = (msg: NodeMessage) => Object(msg.dnp);

  it('sends a stage, follows its jobs and says what became of the objects', async () => {
    const flow = await deploy(connection(), ...stage('person'));
    flow.send('person', { payload: { persons: [pupil(1), teacher(2)] }, topic: 'kept', parts: { id: 'p', index: 0 } });
    const finished = await flow.next('finished');
    assert.equal(finished.topic, 'kept');
    assert.deepEqual(finished.parts, { id: 'p', index: 0 });
    assert.deepEqual(dnp(finished).counts, { success: 2 });
    assert.equal(dnp(finished).stage, 'Person');
    assert.equal(dnp(finished).jobs[0].objects, 2);
    assert.equal(flow.statuses('person').at(-1), 'sent 2 in 1 job');
    assert.equal(flow.statuses('person-jobs').at(-1), 'done 2');
    assert.deepEqual([flow.heard('aside'), flow.heard('attention')], [[], []]);
    assert.ok(flow.heard('progress').every(({ payload }) => Object(payload).total === 1));
  });

  it('sets aside what breaks a rule, with the reason in words, and sends the rest', async () => {
    const flow = await deploy(connection(), ...stage('person'));
    const finished = await pass(flow, 'person', {
      persons: [pupil(1), pupil(2, { familyName: undefined }), 'rubbish'],
    });
    assert.deepEqual(dnp(finished).counts, { success: 1, rejected: 2 });
    const aside = await flow.next('aside');
    const [row, rubbish] = Object(aside.payload);
    assert.deepEqual(
      [row.stage, row.id, row.outcome, row.reasons[0].field],
      ['Person', uuid(2), 'rejected', 'familyName'],
    );
    assert.match(row.reasons[0].text, /\w+ \w+/);
    assert.equal(rubbish.id, '#3');
    assert.equal(dnp(aside).runId, dnp(finished).runId);
  });

  it('leaves out what the service already has', async () => {
    const flow = await deploy(connection(), ...stage('person'));
    await pass(flow, 'person', { persons: [pupil(1)] });
    const second = await pass(flow, 'person', { persons: [pupil(1)] });
    assert.deepEqual(dnp(second).counts, { unchanged: 1 });
    assert.deepEqual(dnp(second).jobs, []);
    assert.equal(flow.statuses('person').at(-1), 'nothing new to send');
    assert.equal(calls().send, 1);
  });

  it('takes one object as well as a list', async () => {
    const flow = await deploy(connection(), ...stage('person', 'send', { source: 'payload' }));
    assert.deepEqual(dnp(await pass(flow, 'person', pupil(1))).counts, { success: 1 });
  });

  it('creates only, updates only, and deletes', async () => {
    const flow = await deploy(
      connection(),
      ...stage('person', 'create'),
      ...stage('duty', 'update'),
      ...stage('group', 'delete'),
      ...stage('activity'),
    );
    await pass(flow, 'person', { persons: [teacher(2)] });
    const again = await pass(flow, 'person', { persons: [teacher(2, { givenName: 'Ny' })] });
    assert.deepEqual(dnp(again).counts, { error: 1 }, 'what exists cannot be created');
    assert.equal(Object((await flow.next('attention')).payload)[0].outcome, 'error');

    const updated = await pass(flow, 'duty', { duties: [duty(3)] });
    assert.deepEqual(dnp(updated).counts, { error: 1 }, 'what does not exist cannot be updated');
    const deleted = await pass(flow, 'group', { groups: [uuid(4)] });
    assert.deepEqual(dnp(deleted).counts, { error: 1 }, 'what does not exist cannot be deleted');
    assert.deepEqual([calls().create, calls().update, calls().delete], [2, 1, 1]);
  });

  it('deletes what it sent', async () => {
    const nodes = connection();
    const flow = await deploy(nodes, ...stage('person'));
    await pass(flow, 'person', { persons: [pupil(1), pupil(2)] });
    await Flow.undeploy();
    const other = await deploy(nodes, ...stage('person', 'delete'));
    assert.deepEqual(dnp(await pass(other, 'person', { persons: [uuid(1)] })).counts, { success: 1 });
    await Flow.undeploy();
    const reading = await deploy(nodes, ...stage('person', 'list'));
    reading.send('person', {});
    const { payload } = await reading.next('answer');
    assert.deepEqual(
      Object(payload).map(({ id }: { id: string }) => id),
      [uuid(2)],
    );
  });

  it('reads back: one, some, all, or the first few', async () => {
    const nodes = connection();
    const persons = Array.from({ length: 120 }, (_, index) => pupil(index + 1));
    const sending = await deploy(nodes, ...stage('person'));
    assert.deepEqual(dnp(await pass(sending, 'person', { persons })).counts, { success: 120 });
    await Flow.undeploy();

    const read = async (operation: string, payload: unknown, limit = '') => {
      const flow = await deploy(nodes, ...stage('person', operation, { source: 'payload', limit }));
      flow.send('person', { payload, topic: 'kept' });
      const answer = await flow.next('answer');
      assert.equal(answer.topic, 'kept');
      const line = flow.statuses('person').at(-1);
      await Flow.undeploy();
      return { found: answer.payload, line };
    };
    assert.equal(Object((await read('get', uuid(7))).found).givenName, 'Åsa');
    assert.deepEqual(await read('get', { id: uuid(999) }), { found: null, line: 'found 0' });
    const some = await read('lookup', [uuid(1), { id: uuid(2) }, uuid(999)]);
    assert.deepEqual(
      Object(some.found)
        .map(({ id }: { id: string }) => id)
        .sort(),
      [uuid(1), uuid(2)],
    );
    const byName = await read('lookup', { eduPersonPrincipalNames: [`${uuid(3)}@edu.sollunda.example`] });
    assert.equal(Object(byName.found)[0].id, uuid(3));
    const all = await read('list', undefined);
    assert.deepEqual([Object(all.found).length, all.line], [120, 'found 120']);
    assert.equal(Object((await read('list', undefined, '7')).found).length, 7);
  });

  it('lets nothing through a gate before what it refers to is there', async () => {
    const flow = await deploy(connection(), ...stage('person'), gate('Duty'));
    await pass(flow, 'person', { persons: [teacher(2)] });
    const dataset = { persons: [], duties: [duty(3), duty(4, { person: { id: uuid(99) } })], groups: [group(5)] };
    const given = structuredClone(dataset);
    flow.send('gate', { payload: dataset });
    const open = await flow.next('open');
    assert.deepEqual(
      Object(open.payload).duties.map(({ id }: { id: string }) => id),
      [uuid(3)],
    );
    assert.deepEqual(Object(open.payload).groups, given.groups, 'the other parts are untouched');
    assert.deepEqual(dataset, given, 'a dataset that others hold is not changed');
    const [held] = Object((await flow.next('held')).payload);
    assert.deepEqual([held.stage, held.id, held.outcome], ['Duty', uuid(4), 'held']);
    assert.match(held.reasons[0].text, new RegExp(uuid(99)), 'the reason names what is missing');
    assert.equal(flow.statuses('gate').at(-1), '1 held, 1 through');
  });

  it('passes an empty part, or none, through a gate', async () => {
    const flow = await deploy(connection(), gate('Activity'));
    flow.send('gate', { payload: { activities: [] } });
    flow.send('gate', { payload: {} });
    assert.deepEqual((await flow.next('open')).payload, { activities: [] });
    assert.deepEqual((await flow.next('open', 1)).payload, { activities: [] });
    assert.deepEqual(flow.heard('held'), []);
  });

  it('sends a group without the members that are missing, or holds it, as the gate is set', async () => {
    const members = [{ person: { id: uuid(1) } }, { person: { id: uuid(99) } }];
    const payload = { groups: [group(4, { groupMemberships: members })] };
    const sent: unknown[] = [];
    for (const incompleteGroups of ['send', 'hold']) {
      const flow = await deploy(connection(), ...stage('person'), gate('Group', incompleteGroups));
      await pass(flow, 'person', { persons: [pupil(1)] });
      flow.send('gate', { payload });
      const open = await flow.next('open');
      sent.push(Object(open.payload).groups.map((one: { groupMemberships: unknown }) => one.groupMemberships));
      await Flow.undeploy();
    }
    assert.deepEqual(sent, [[[members[0]]], []]);
  });

  it('takes a whole school through all four stages in one run', async () => {
    const flow = await deploy(
      connection(),
      { id: 'auth', type: 'dnp-auth', connection: 'connection', wires: [['person']] },
      ...stage('person'),
      ...stage('duty'),
      ...stage('group'),
      ...stage('activity'),
    );
    flow.send('auth', {
      payload: { persons: [pupil(1), teacher(2)], duties: [duty(3)], groups: [group(4)], activities: [activity(5)] },
    });
    let msg = await flow.next('finished');
    const { runId, organisation, expiresAt } = dnp(msg);
    assert.equal(organisation.name, 'Granlunda kommun');
    assert.ok(expiresAt > Date.now());
    assert.match(flow.statuses('auth').at(-1) ?? '', /^Granlunda kommun, token for \d+ min$/);
    for (const name of ['duty', 'group', 'activity'] as const) {
      const earlier = flow.heard('finished').length;
      flow.send(name, msg);
      msg = await flow.next('finished', earlier);
      assert.deepEqual(dnp(msg).counts, { success: 1 }, name);
      assert.equal(dnp(msg).runId, runId, 'it stays one run');
    }
    assert.deepEqual(service.sandbox.record.violations, []);
  });

  it('says what is wrong with an input that it cannot work with', async () => {
    const flow = await deploy(
      connection(),
      ...stage('person'),
      gate('Duty'),
      { ...stage('duty', 'lookup')[0], id: 'lookup' } as FlowNode,
      { ...stage('group')[0], id: 'astray', connection: '' } as FlowNode,
      { ...stage('activity', 'send', { source: '$error("x")', sourceType: 'jsonata' })[0], id: 'jsonata' } as FlowNode,
    );
    const cases: [string, NodeMessage, string, RegExp][] = [
      ['person', { payload: {} }, 'no-input', /msg\.payload\.persons/],
      ['person', { payload: 'text' }, 'no-input', /msg\.payload\.persons/],
      ['person', {}, 'no-input', /msg\.payload\.persons/],
      ['person', { payload: { persons: 'text' } }, 'input-not-a-list', /msg\.payload\.persons/],
      ['gate', { payload: { duties: 7 } }, 'input-not-a-list', /msg\.payload\.duties/],
      ['person', { payload: { persons: [] }, dnp: 'mine' }, 'bad-message', /msg\.dnp/],
      ['person', { payload: { persons: [] }, dnp: { jobs: [{ jobId: 7 }] } }, 'bad-message', /msg\.dnp\.jobs\.0/],
      ['gate', { payload: [] }, 'not-a-dataset', /msg\.payload/],
      ['person-jobs', { payload: {} }, 'no-stage', /submits/],
      ['lookup', { payload: { duties: [uuid(1), 7] } }, 'bad-query', /Entry 2 of ids/],
      ['astray', { payload: { groups: [] } }, 'no-connection', /connection/],
      ['jsonata', { payload: {} }, 'bad-expression', /jsonata/],
    ];
    for (const [index, [node, msg, code, words]] of cases.entries()) {
      flow.send(node, msg);
      const { error } = await flow.caught('errors', index);
      assert.equal(error.code, code, `${node} ${code}`);
      assert.match(error.message, words);
    }
    assert.deepEqual([flow.heard('finished'), flow.heard('answer'), flow.heard('open')], [[], [], []]);
  });

  it('passes on what it could send, sets the rest aside and tells Catch when the service is down', async () => {
    const flow = await deploy(connection({ patience: '0.005' }), ...stage('person'));
    await pass(flow, 'person', { persons: [pupil(1)] });
    service.sandbox.misbehave({ unavailable: 1 });
    flow.send('person', { payload: { persons: [pupil(2)] } });
    const { error } = await flow.caught('errors');
    assert.equal(Object(error.cause).retryable, true);
    const [row] = Object((await flow.next('aside')).payload);
    assert.deepEqual([row.id, row.outcome], [uuid(2), 'temporary']);
  });
});
