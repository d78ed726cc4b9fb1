import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { EditorEvent } from '../../../lib/start/editor-events.ts';
import { EXAMPLE } from '../../../lib/start/example.ts';
import { runExample, takeUpRun } from '../../../lib/start/run.ts';

/** A Node-RED whose events a test makes up. */
function scripted() {
  const listeners = new Set<(event: EditorEvent) => void>();
  const { promise: ended, resolve: end } = Promise.withResolvers<void>();
  const pressed: [string, Readonly<Record<string, string>>][] = [];
  return {
    events: {
      listen(listener: (event: EditorEvent) => void) {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
    },
    ended: () => ended,
    press: async (id: string, properties: Readonly<Record<string, string>>) => {
      pressed.push([id, properties]);
    },
    pressed,
    end,
    listeners,
    debug: (id: string, value: unknown) => {
      for (const listener of listeners) listener({ topic: 'debug', data: { id, msg: JSON.stringify(value) } });
    },
  };
}

test('the button is pressed for the run that is waited for, and its end is awaited', async () => {
  const nodeRed = scripted();
  const run = runExample(nodeRed, 'mine');
  assert.deepEqual(nodeRed.pressed, [[EXAMPLE.button, { 'dnp.runId': 'mine' }]]);
  nodeRed.debug(EXAMPLE.finished, { runId: 'mine', stage: 'Activity' });
  await run;
  assert.equal(nodeRed.listeners.size, 0);
});

test('what is left of an earlier run does not end this one', async () => {
  const nodeRed = scripted();
  let over = false;
  const run = runExample(nodeRed, 'mine').then(() => {
    over = true;
  });
  nodeRed.debug(EXAMPLE.finished, { runId: 'earlier' });
  await new Promise(setImmediate);
  assert.equal(over, false);
  nodeRed.debug(EXAMPLE.finished, { runId: 'mine' });
  await run;
});

test('a node that reports an error ends the run with its sentence', async () => {
  const nodeRed = scripted();
  const run = runExample(nodeRed, 'mine');
  nodeRed.debug(EXAMPLE.errors, { message: 'The certificate has expired.' });
  await assert.rejects(run, { code: 'run-failed', message: /The certificate has expired\./ });
});

test('a Node-RED that ends is the end of the run', async () => {
  const nodeRed = scripted();
  const run = runExample(nodeRed, 'mine');
  nodeRed.end();
  await assert.rejects(run, { code: 'run-failed' });
});

test('a run in which nothing moves any more is given up', async () => {
  await assert.rejects(runExample(scripted(), 'mine', 20), { code: 'run-timed-out' });
});

test('a run that goes on by itself is awaited without the button, by its end or by the ledger', async () => {
  const shown = scripted();
  const run = takeUpRun(shown, 'mine', () => true);
  shown.debug(EXAMPLE.finished, { runId: 'mine' });
  await run;

  const missed = scripted();
  let looks = 2;
  await takeUpRun(missed, 'mine', () => looks-- > 0);
  for (const nodeRed of [shown, missed]) assert.deepEqual([nodeRed.pressed, nodeRed.listeners.size], [[], 0]);
});

test('a ledger that cannot be read ends the wait for a run that goes on by itself', async () => {
  const unreadable = () => {
    throw new Error('unreadable');
  };
  await assert.rejects(takeUpRun(scripted(), 'mine', unreadable), /unreadable/);
});
