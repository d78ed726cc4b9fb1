import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { Custody, type FlowMessage } from '../../../lib/dnp/custody.ts';
import { type Ledger, openLedger } from '../../../lib/ledger/ledger.ts';
import { ManualClock } from '../../support/manual-clock.ts';
import { uuid } from './sample.ts';

let clock: ManualClock;
let ledger: Ledger;
let full: boolean;
let ids: number;
let closing: AbortController;

beforeEach(() => {
  clock = new ManualClock();
  full = false;
  ids = 0;
  ledger = openLedger({
    file: ':memory:',
    key: new Uint8Array(32),
    beforeCommit: () => {
      if (full) throw Object.assign(new Error('no space'), { code: 'ENOSPC' });
    },
  });
  ledger.runs.start(uuid(1), 0);
});
afterEach(() => ledger.close());

/** The custody of one process; the ledger outlives it. */
function custody(): Custody {
  closing = new AbortController();
  return new Custody(ledger, clock, () => `place-${++ids}`, closing.signal);
}

function message(payload: unknown = { persons: [{ id: 1 }], note: 'hello' }): FlowMessage {
  return { topic: 'a topic', payload, dnp: { runId: uuid(1) }, parts: { index: 0 } };
}

function places(): string[] {
  return ledger.waiting.list().map(({ id, nodeId, state }) => `${id} ${nodeId} ${state}`);
}

test('A message that a node works on when the process dies is given to the node again, as it came in', () => {
  const given = message();
  const place = custody().take('node-a', given);
  assert.equal(given.dnp?.custody, place);
  const expected = structuredClone(given);
  given.payload = 'the node has changed it meanwhile';
  const next = custody();
  assert.deepEqual(next.resume('node-a'), [expected]);
  assert.deepEqual(next.resume('node-a'), [], 'once');
  assert.deepEqual(next.resume('node-b'), []);
  assert.equal(next.take('node-a', structuredClone(expected)), place, 'it has its place already');
});

test('What JSON cannot hold, and what is alive, is left out; everything else is kept as it is', () => {
  const ring: Record<string, unknown> = {};
  ring.self = ring;
  const payloads = [
    [1, 2],
    'text',
    7,
    null,
    { ring, function: () => 1, nested: { list: [1] }, list: [] },
    { '': ['an empty name'], 'with "quotes"': [{ a: 'Å' }] },
  ];
  for (const payload of payloads) {
    const given = { ...message(payload), req: { socket: 1 }, res: {}, ring };
    custody().take('node-a', given);
    const [restored] = custody().resume('node-a');
    const { req: _req, res: _res, ring: _ring, ...rest } = given;
    const expected = payload === payloads[4] ? { ...rest, payload: { nested: { list: [1] }, list: [] } } : rest;
    assert.deepEqual(restored, expected);
    ledger.waiting.drop(`place-${ids}`);
  }
});

test('Each message is in one place: the next of our nodes takes it over in one step', () => {
  const us = custody();
  const given = message();
  const place = us.take('node-a', given);
  us.handOn(place);
  assert.deepEqual(places(), [`${place} node-a handed-on`]);
  assert.equal(us.take('node-b', given), place);
  us.arrived(place);
  assert.deepEqual(places(), [`${place} node-b working`]);
});

test('A message that leaves for nodes that are not ours is let go after a while', async () => {
  const us = custody();
  const place = us.take('node-a', message());
  us.handOn(place);
  us.arrived(place);
  await clock.advance(4_900);
  assert.equal(places().length, 1);
  await clock.advance(200);
  assert.deepEqual(places(), []);
});

test('A message that was handed on and never arrived is given to its node again', () => {
  const us = custody();
  us.handOn(us.take('node-a', message()));
  assert.equal(custody().resume('node-a').length, 1);
});

test('A node may take back what nobody has taken over, and nothing else', () => {
  const us = custody();
  const given = message();
  const place = us.take('node-a', given);
  us.handOn(place);
  assert.equal(us.takeBack(place, 'node-b'), false);
  assert.equal(us.takeBack(place, 'node-a'), true);
  assert.deepEqual(places(), [`${place} node-a working`]);
  us.handOn(place);
  us.take('node-b', given);
  assert.equal(us.takeBack(place, 'node-a'), false);
});

test('Copies of a message never share a place', () => {
  const us = custody();
  const given = message();
  const first = us.take('node-a', given);
  const second = us.take('node-a', structuredClone(given));
  assert.notEqual(first, second);
  us.handOn(first);
  const [toB, toC] = [structuredClone(given), structuredClone(given)];
  us.take('node-b', toB);
  us.take('node-c', toC);
  us.arrived(first);
  assert.deepEqual(
    places().map((place) => place.split(' ').slice(1).join(' ')),
    ['node-a working', 'node-b working', 'node-c working'].toSorted(
      (one, other) =>
        places().findIndex((place) => place.includes(one)) - places().findIndex((place) => place.includes(other)),
    ),
  );
});

test('A message of an unknown place, or of none, gets one of its own', () => {
  const us = custody();
  assert.equal(us.take('node-a', { dnp: { custody: 'from another ledger' } }), 'place-1');
  assert.equal(us.take('node-a', {}), 'place-2');
  assert.equal(us.take('node-a', message('no dataset')), 'place-3');
});

test('A node that is stopped has its message again when it is back, also in the same process', () => {
  const us = custody();
  const place = us.take('node-a', message());
  assert.deepEqual(us.resume('node-a'), [], 'it still works on it');
  us.suspend(place);
  const [again] = us.resume('node-a');
  assert.ok(again);
  assert.equal(us.take('node-a', again), place);
  assert.equal(places().length, 1);
});

test('What is dropped is gone, with the lists that nobody else has', () => {
  const us = custody();
  const first = us.take('node-a', message());
  const second = us.take('node-b', message());
  us.drop(first);
  assert.deepEqual(custody().resume('node-b')[0]?.payload, message().payload, 'lists are shared, not lost');
  us.drop(second);
  assert.deepEqual(places(), []);
});

test('Several messages of a node come back in their order', async () => {
  const us = custody();
  for (const topic of ['first', 'second', 'third']) {
    us.take('node-a', { ...message(), topic });
    await clock.advance(10);
  }
  assert.deepEqual(
    custody()
      .resume('node-a')
      .map(({ topic }) => topic),
    ['first', 'second', 'third'],
  );
});

test('Nodes that have something waiting can be told, and whether anything is under way', () => {
  const us = custody();
  assert.deepEqual([us.holders(), us.idle()], [[], true]);
  const place = us.take('node-a', message());
  us.take('node-b', message());
  assert.deepEqual([us.holders().sort(), us.idle()], [['node-a', 'node-b'], false]);
  us.drop(place);
  const [last] = ledger.waiting.list();
  us.handOn(last?.id ?? '');
  us.arrived(last?.id ?? '');
  assert.equal(us.idle(), true);
});

test('A calm end lets go of what has arrived, and of nothing else', () => {
  const us = custody();
  const [arrived, onItsWay] = [us.take('node-a', message()), us.take('node-b', message())];
  us.take('node-c', message());
  us.handOn(arrived);
  us.arrived(arrived);
  us.handOn(onItsWay);
  us.settle();
  assert.deepEqual(
    ledger.waiting.list().map(({ nodeId }) => nodeId),
    ['node-b', 'node-c'],
  );
});

test('A disk that fails when the next node would take a message over leaves it with the node before', async () => {
  const us = custody();
  const given = message();
  const place = us.take('node-a', given);
  us.handOn(place);
  full = true;
  assert.throws(() => us.take('node-b', given), { code: 'ledger-full' });
  us.arrived(place);
  full = false;
  await clock.advance(60_000);
  us.settle();
  assert.deepEqual(places(), [`${place} node-a handed-on`]);
  assert.equal(custody().resume('node-a').length, 1);
});

test('A disk that fails when a message is let go, or a connection that closes, harms nobody', async () => {
  const us = custody();
  const place = us.take('node-a', message());
  us.handOn(place);
  us.arrived(place);
  full = true;
  await clock.advance(6_000);
  full = false;
  us.settle();
  assert.deepEqual(places(), []);
  const other = us.take('node-a', message());
  us.handOn(other);
  us.arrived(other);
  closing.abort();
  await clock.advance(6_000);
  assert.equal(places().length, 1, 'the end of the connection settles it');
});
