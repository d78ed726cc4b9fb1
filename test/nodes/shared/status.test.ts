import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it, mock } from 'node:test';
import type { NodeStatus } from 'node-red';
import { StatusBoard } from '../../../nodes/shared/status.ts';

describe('the line under a node', () => {
  let shown: NodeStatus[];
  let board: StatusBoard;

  beforeEach(() => {
    mock.timers.enable({ apis: ['setTimeout', 'Date'], now: 1_000_000 });
    shown = [];
    board = new StatusBoard({ status: (status) => shown.push(Object(status)) }, (key, params) =>
      [key, ...Object.values(params ?? {})].join(' '),
    );
  });
  afterEach(() => mock.timers.reset());

  const texts = () => shown.map(({ text }) => text);

  it('is drawn at most four times a second, and shows the latest', () => {
    const line = board.begin();
    for (let done = 1; done <= 100; done += 1) {
      line.show('busy', 'sending', { done });
      mock.timers.tick(10);
    }
    assert.ok(shown.length <= 5, `${shown.length} updates in a second`);
    mock.timers.tick(250);
    assert.equal(texts().at(-1), 'sending 100');
  });

  it('ends in a final state that no late progress overwrites', () => {
    const line = board.begin();
    line.show('busy', 'sending', { done: 1 });
    line.show('busy', 'sending', { done: 2 });
    line.settle('done', 'done');
    line.end();
    mock.timers.tick(1_000);
    assert.deepEqual(shown.at(-1), { fill: 'green', shape: 'dot', text: 'done' });
  });

  it('does not say done while another message is still at work', () => {
    const [one, other] = [board.begin(), board.begin()];
    other.show('busy', 'sending', { done: 1 });
    one.settle('done', 'done');
    one.end();
    mock.timers.tick(1_000);
    assert.equal(texts().at(-1), 'sending 1');
    other.settle('attention', 'done', { errors: 4 });
    other.end();
    assert.equal(texts().at(-1), 'done 4');
  });

  it('is cleared when the node closes, and stays so', () => {
    const line = board.begin();
    line.show('busy', 'sending');
    line.show('busy', 'sending');
    board.close();
    line.settle('done', 'done');
    line.end();
    mock.timers.tick(1_000);
    assert.deepEqual(shown.at(-1), {});
  });
});
