import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import { beforeEach, describe, it } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import type { Node, NodeAPI, NodeMessageInFlow } from 'node-red';
import type { Connection } from '../../../lib/dnp/connection.ts';
import { Custody, type FlowMessage } from '../../../lib/dnp/custody.ts';
import { type Ledger, openLedger } from '../../../lib/ledger/ledger.ts';
import { Keeping } from '../../../nodes/shared/keeping.ts';
import { ManualClock } from '../../support/manual-clock.ts';

const RUN = '11111111-1111-4111-8111-111111111111';

/** What a deploy and a flow are made of, as far as a message on its way sees them. */
let events: EventEmitter;
let ledger: Ledger;
let clock: ManualClock;
let custody: Custody;
let closing: AbortController;

beforeEach(() => {
  events = new EventEmitter();
  ledger = openLedger({ file: ':memory:', key: Buffer.alloc(32) });
  ledger.runs.start(RUN, 0);
  clock = new ManualClock();
  closing = new AbortController();
  let ids = 0;
  custody = new Custody(ledger, clock, () => `place-${++ids}`, new AbortController().signal);
});

/** A message in a node that is wired to a node of the given type. */
function inNode(wiredTo: string) {
  // Casts: of all these a Keeping looks at nothing else.
  const RED = { events, nodes: { getNode: () => ({ type: wiredTo }) } } as unknown as NodeAPI;
  const node = { id: 'node', wires: [['next'], []] } as unknown as Node;
  const msg = { _msgid: 'm', payload: {}, dnp: { runId: RUN } } as NodeMessageInFlow;
  const keeping = new Keeping(RED, { custody } as Connection, node, msg);
  const sent: unknown[] = [];
  const handOn = () => keeping.handOn((messages) => void sent.push(messages), [msg, null], closing.signal);
  return { msg, keeping, sent, handOn };
}

/** The same, and the ledger keeps it. */
function kept(wiredTo: string) {
  const it = inNode(wiredTo);
  it.keeping.take();
  return it;
}

const stop = () => events.emit('flows:stopping');
const start = () => events.emit('flows:started');
const waiting = () => ledger.waiting.list().map(({ nodeId, state }) => `${nodeId} ${state}`);
/** The next of our nodes takes the message over. */
const takeOver = (msg: NodeMessageInFlow) => custody.take('next', msg as FlowMessage);

describe('a message that its node sends on', () => {
  it('is let go some seconds after it has arrived at somebody else', async () => {
    const { handOn, sent } = kept('debug');
    await handOn();
    assert.equal(sent.length, 1);
    assert.deepEqual(waiting(), ['node handed-on']);
    await clock.advance(5_000);
    assert.deepEqual(waiting(), []);
  });

  it('stays with the next of our nodes', async () => {
    const { handOn, msg } = kept('dnp-gate');
    await handOn();
    takeOver(msg);
    await clock.advance(60_000);
    assert.deepEqual(waiting(), ['next working']);
  });

  it('waits until a deploy has put the flow together again', async () => {
    const { handOn, sent } = kept('dnp-gate');
    stop();
    const done = handOn();
    await turn();
    assert.deepEqual([sent.length, waiting()], [0, ['node working']]);
    start();
    await done;
    assert.equal(sent.length, 1);
  });

  it('is sent once more when a deploy took the links away under it', async () => {
    const { handOn, sent, msg } = kept('link out');
    const done = handOn();
    await turn();
    stop();
    for (let turns = 0; turns < 10; turns++) await turn();
    assert.deepEqual([sent.length, waiting()], [1, ['node working']]);
    start();
    for (let turns = 0; turns < 3; turns++) await turn();
    takeOver(msg);
    await done;
    assert.equal(sent.length, 2);
    assert.deepEqual(waiting(), ['next working']);
  });

  it('is not sent again when it came through the links before the deploy', async () => {
    const { handOn, sent, msg } = kept('junction');
    const done = handOn();
    await turn();
    takeOver(msg);
    stop();
    await done;
    assert.equal(sent.length, 1);
    assert.deepEqual(waiting(), ['next working']);
  });

  it('is not sent again where its wires lead straight to a node: that has it', async () => {
    const { handOn, sent } = kept('debug');
    const done = handOn();
    stop();
    await done;
    start();
    await turn();
    assert.equal(sent.length, 1);
  });

  it('waits for its node to come back when the deploy closes that too', async () => {
    const { handOn, sent, keeping, msg } = kept('link out');
    const done = handOn();
    await turn();
    stop();
    closing.abort(new Error('closed'));
    await assert.rejects(done, /closed/);
    assert.equal(keeping.suspend(), true);
    custody.settle();
    assert.equal(sent.length, 1);
    assert.deepEqual(waiting(), ['node working']);

    const [resumed, ...more] = custody.resume('node');
    assert.deepEqual(more, []);
    assert.equal(resumed?.dnp?.custody, Object(msg.dnp).custody);
    assert.deepEqual(custody.resume('node'), [], 'given back once');
  });

  it('is not given back to a node that is deployed again just after it sent it', async () => {
    const { handOn } = kept('debug');
    await handOn();
    assert.deepEqual(custody.resume('node'), []);
    custody.settle();
    assert.deepEqual(waiting(), []);
  });

  it('is given back by the next process where this one died before it arrived', () => {
    const { msg } = kept('debug');
    custody.handOn(Object(msg.dnp).custody);
    custody.settle();
    const next = new Custody(ledger, clock, () => 'another', new AbortController().signal);
    assert.equal(next.resume('node').length, 1);
  });

  it('that belongs to no run is sent and not kept', async () => {
    const { handOn, sent, keeping } = inNode('link out');
    await handOn();
    assert.equal(keeping.suspend(), false);
    keeping.end();
    assert.deepEqual([sent.length, waiting()], [1, []]);
  });
});
