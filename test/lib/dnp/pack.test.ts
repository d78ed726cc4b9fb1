import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bodyOf, pack } from '../../../lib/dnp/pack.ts';
import { seededRandom } from '../../../lib/sandbox/seeded.ts';

const text = (length: number, letter = 'a') => ({ json: JSON.stringify(letter.repeat(length)) });
const bytes = (items: readonly { json: string }[]) => Buffer.byteLength(bodyOf(items));

test('A body is a list of what is in it', () => {
  assert.deepEqual(JSON.parse(bodyOf([{ json: '{"id":1}' }, { json: '"x"' }])), { data: [{ id: 1 }, 'x'] });
  assert.deepEqual(JSON.parse(bodyOf([])), { data: [] });
});

test('Nothing makes no batch', () => {
  assert.deepEqual(pack([], 100), { batches: [], tooLarge: [] });
});

test('A batch may have as many bytes as are allowed, and not one more', () => {
  const items = [text(10), text(10)];
  const size = bytes(items);
  assert.deepEqual(pack(items, size).batches, [items]);
  assert.deepEqual(
    pack(items, size - 1).batches.map(({ length }) => length),
    [1, 1],
  );
});

test('What counts is bytes, not letters', () => {
  const item = text(50, 'Å');
  assert.equal(pack([item], bytes([item]) - 1).tooLarge.length, 1);
  assert.equal(pack([item], bytes([item])).batches.length, 1);
});

test('An object that fits into no call stands in nobody’s way', () => {
  const [small, large, other] = [text(5), text(500), text(6)];
  assert.deepEqual(pack([small, large, other], 60), { batches: [[small, other]], tooLarge: [large] });
});

test('Whatever the sizes: everything is packed once, in order, within the limit, and no batch could be joined to the next', () => {
  const random = seededRandom(7);
  for (let round = 0; round < 200; round++) {
    const limit = 100 + Math.floor(random() * 400);
    const items = Array.from({ length: Math.floor(random() * 60) }, () =>
      text(Math.floor(random() * 120), random() < 0.3 ? '€' : 'a'),
    );
    const { batches, tooLarge } = pack(items, limit);
    const fitting = items.filter((item) => bytes([item]) <= limit);
    assert.deepEqual(batches.flat(), fitting);
    assert.deepEqual(
      tooLarge,
      items.filter((item) => bytes([item]) > limit),
    );
    for (const [index, batch] of batches.entries()) {
      assert.ok(batch.length > 0 && bytes(batch) <= limit);
      const [next] = batches[index + 1] ?? [];
      if (next) assert.ok(bytes([...batch, next]) > limit, 'as few as their order allows');
    }
  }
});
