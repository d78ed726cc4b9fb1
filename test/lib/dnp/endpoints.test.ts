import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { parse } from 'yaml';
import { z } from 'zod';
import { ENDPOINTS, type EndpointName, pathOf } from '../../../lib/dnp/endpoints.ts';
import { STAGES } from '../../../lib/stage.ts';

const CONTRACT = join(import.meta.dirname, '../../data/contracts/provisioning-api-1.3.2.yaml');
const Paths = z.object({
  paths: z.record(z.string(), z.record(z.string(), z.object({ responses: z.looseObject({}) }))),
});
const { paths } = Paths.parse(parse(readFileSync(CONTRACT, 'utf8')));

// Object.keys forgets the names that the type knows.
const NAMES = Object.keys(ENDPOINTS) as EndpointName[];
const ID = 'd544563a-747a-42d3-8d37-415a101537fa';

describe('the table of endpoints', () => {
  test('covers every operation of the contract, and no other', () => {
    const contract = Object.entries(paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    );
    const table = NAMES.flatMap((name) =>
      STAGES.map((stage) => {
        const path = pathOf(name, stage, ID).replace(ID, '{id}').replace(/\?.*/, '');
        return `${ENDPOINTS[name].method} ${path}`;
      }),
    );
    assert.equal(contract.length, 33);
    assert.deepEqual([...new Set(table)].sort(), contract.sort());
  });

  for (const name of NAMES) {
    test(`knows how success of ${name} looks`, () => {
      const { method, success } = ENDPOINTS[name];
      const path = pathOf(name, 'Person', ID).replace(ID, '{id}').replace(/\?.*/, '');
      assert.ok(String(success) in (paths[path]?.[method.toLowerCase()]?.responses ?? {}));
    });
  }

  test('tells an upsert from a create by one parameter, always written out', () => {
    assert.equal(pathOf('send', 'Person'), '/persons/bulk?updateIfExists=true');
    assert.equal(pathOf('create', 'Activity'), '/activities/bulk?updateIfExists=false');
  });

  test('cannot be led to another path by an id', () => {
    assert.equal(pathOf('get', 'Duty', '../persons?x#y'), '/duties/..%2Fpersons%3Fx%23y');
    for (const id of ['', '.', '..']) assert.throws(() => pathOf('get', 'Duty', id), RangeError);
  });
});
