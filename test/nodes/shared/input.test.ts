import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import type { Node, NodeAPI, NodeDef } from 'node-red';
import { NodeFailure } from '../../../nodes/shared/failure.ts';
import { type Input, onInput } from '../../../nodes/shared/input.ts';
import { core, Flow, speaking } from '../../support/flow.ts';

/** A node that does what the test says. */
let handle: (input: Input) => Promise<void>;

function probe(RED: NodeAPI): void {
  function Probe(this: Node, config: NodeDef): void {
    RED.nodes.createNode(this, config);
    onInput(RED, this, (input) => handle(input));
  }
  RED.nodes.registerType('probe', Probe);
}

const nodes = [
  { id: 'node', type: 'probe', wires: [['out']] },
  { id: 'catch', type: 'catch', scope: null, wires: [['errors']] },
  { id: 'complete', type: 'complete', scope: ['node'], wires: [['completed']] },
];

const deploy = () => Flow.deploy([speaking('dnp-auth', probe), core.catch, core.complete], nodes);

describe('a node that takes messages', () => {
  before(() => Flow.open());
  after(() => Flow.close());
  afterEach(() => Flow.undeploy());

  it('tells Node-RED that it is done once for each message', async () => {
    handle = async ({ msg, send }) => {
      send(msg);
      send({ payload: 'more' });
    };
    const flow = await deploy();
    flow.send('node', { payload: 'one' });
    flow.send('node', { payload: 'two' });
    await flow.next('completed', 1);
    await flow.next('out', 3);
    assert.deepEqual(
      flow.heard('completed').map(({ payload }) => payload),
      ['one', 'two'],
    );
  });

  it('passes the very message on, not a copy', async () => {
    let given: unknown;
    handle = async ({ msg, send }) => {
      given = msg;
      send(msg);
    };
    const flow = await deploy();
    flow.send('node', { payload: 1, kept: { by: 'reference' } });
    assert.equal(await flow.next('out'), given);
  });

  it('gives a failure to Catch with its code, its remedy, and whether to try again', async () => {
    handle = async () => {
      const refused = Object.assign(new Error('connect ECONNREFUSED 10.0.0.7'), { code: 'ECONNREFUSED' });
      throw new NodeFailure('no-luck', 'It did not work', { retryable: true, remedy: 'Try again.', cause: refused });
    };
    const flow = await deploy();
    flow.send('node', { payload: 'kept' });
    const { error, payload } = await flow.caught('errors');
    assert.equal(error.code, 'no-luck');
    assert.equal(error.message, 'It did not work. Try again.');
    assert.deepEqual(error.cause, {
      code: 'no-luck',
      message: 'It did not work',
      remedy: 'Try again.',
      retryable: true,
      cause: { code: 'ECONNREFUSED' },
    });
    assert.equal(payload, 'kept');
    assert.deepEqual(flow.heard('completed'), []);
    assert.equal(flow.statuses('node').at(-1), 'stopped: no-luck');
  });

  it('survives a fault of its own, and does not quote what it choked on', async () => {
    handle = async () => {
      JSON.parse('{"civicNo":"200001019805"');
    };
    const flow = await deploy();
    flow.send('node', {});
    const { error } = await flow.caught('errors');
    assert.equal(error.code, 'unexpected');
    assert.doesNotMatch(JSON.stringify(error), /200001019805/);
    assert.match(String(Object(error).stack), /input\.test\.ts/, 'the place is still told');
  });

  it('stops its work when it is closed, and sends nothing afterwards', async () => {
    const ends: unknown[] = [];
    const started = Promise.withResolvers<void>();
    handle = async ({ msg, send, signal }) => {
      started.resolve();
      await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
      try {
        send(msg);
      } catch (error) {
        ends.push(error);
        throw error;
      }
    };
    const flow = await deploy();
    const node = flow.node('node');
    flow.send('node', {});
    await started.promise;
    const begun = Date.now();
    await node.close(false);
    assert.ok(Date.now() - begun < 2_000);
    assert.ok(ends[0] instanceof NodeFailure && ends[0].code === 'interrupted');
    assert.deepEqual(flow.heard('out'), []);
    assert.equal(flow.statuses('node').at(-1), '', 'the status is cleared');
  });

  it('closes within two seconds even if its work does not listen', async () => {
    const started = Promise.withResolvers<void>();
    const stubborn = Promise.withResolvers<void>();
    handle = () => {
      started.resolve();
      return stubborn.promise;
    };
    const flow = await deploy();
    flow.send('node', {});
    await started.promise;
    const begun = Date.now();
    await flow.node('node').close(false);
    assert.ok(Date.now() - begun < 2_000);
    stubborn.resolve();
  });
});
