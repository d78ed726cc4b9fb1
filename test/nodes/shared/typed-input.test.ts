import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { describe, it } from 'node:test';
import type { Node, NodeAPI, NodeMessage } from 'node-red';
import { NodeFailure } from '../../../nodes/shared/failure.ts';
import { lookupQuery, oneId } from '../../../nodes/shared/resource/lookup-query.ts';
import { text, typedInput } from '../../../nodes/shared/typed-input.ts';

const util: NodeAPI['util'] = createRequire(import.meta.url)('@node-red/util').util;
// Only these parts of a runtime and of a node take part in evaluating a typed input.
const RED = { util } as NodeAPI;
const node = { id: 'node' } as Node;

const evaluate = (type: string, value: string, msg: NodeMessage) => typedInput(RED, node, { type, value }, msg);

describe('a typed input', () => {
  it('finds a property, however deep', async () => {
    assert.deepEqual(await evaluate('msg', 'payload.persons', { payload: { persons: [1] } }), [1]);
    assert.equal(await evaluate('msg', 'payload["a b"][1]', { payload: { 'a b': [1, 2] } }), 2);
  });

  it('has no value where the way leads through nothing', async () => {
    for (const payload of [undefined, null, 7, 'text', {}]) {
      assert.equal(await evaluate('msg', 'payload.persons.first', { payload }), undefined);
    }
  });

  it('evaluates JSON and JSONata', async () => {
    assert.deepEqual(await evaluate('json', '["a"]', {}), ['a']);
    assert.equal(await evaluate('jsonata', '$sum(payload)', { payload: [1, 2] }), 3);
  });

  it('complains of an expression without quoting what it was applied to', async () => {
    for (const [type, value] of [
      ['json', '{'],
      ['jsonata', 'payload.('],
      ['jsonata', '$number(payload)'],
    ] as const) {
      await assert.rejects(evaluate(type, value, { payload: 'Alva Exempelsson' }), (error) => {
        assert.ok(error instanceof NodeFailure && error.code === 'bad-expression', `${type} ${value}`);
        assert.doesNotMatch(error.message, /Alva/);
        return true;
      });
    }
  });
});

describe('a text setting', () => {
  it('takes environment variables, alone or within a text', () => {
    process.env.TEST_HOST = 'example.org';
    assert.equal(text(RED, node, ` https://\${TEST_HOST}/x `), 'https://example.org/x');
    assert.equal(text(RED, node, `\${TEST_HOST}`), 'example.org');
    assert.equal(text(RED, node, `\${TEST_NOBODY}`), '');
    delete process.env.TEST_HOST;
  });

  it('is empty where there is none', () => {
    assert.equal(text(RED, node, undefined), '');
    assert.equal(text(RED, node, 'TEST_HOST'), 'TEST_HOST');
  });
});

describe('whom a look-up asks for', () => {
  it('may be ids, objects with ids, or either alone', () => {
    assert.deepEqual(lookupQuery(['a', { id: 'b', more: 1 }]), { ids: ['a', 'b'] });
    assert.deepEqual(lookupQuery('a'), { ids: ['a'] });
    assert.deepEqual(lookupQuery({ id: 'a' }), { ids: ['a'] });
    assert.deepEqual(lookupQuery([]), { ids: [] });
    assert.equal(oneId({ id: ' a ' }), 'a');
  });

  it('may be civic numbers and names of persons', () => {
    assert.deepEqual(lookupQuery({ civicNos: ['1'], eduPersonPrincipalNames: 'a@b' }), {
      civicNos: ['1'],
      eduPersonPrincipalNames: ['a@b'],
    });
  });

  it('is refused with the field and the place, not the value', () => {
    const refused = (ask: () => unknown, words: RegExp) =>
      assert.throws(ask, (error) => error instanceof NodeFailure && words.test(error.message));
    refused(() => lookupQuery(['a', 7]), /Entry 2 of ids/);
    refused(() => lookupQuery({ civicNos: ['1', Number.NaN] }), /Entry 2 of civicNos/);
    refused(() => lookupQuery(7), /Entry 1 of ids/);
    refused(() => oneId(['a', 'b']), /one id/);
    refused(() => oneId([]), /one id/);
  });
});
