import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import type { Exchange } from '../../lib/sandbox/http-server.ts';
import { STAGES, type Stage } from '../../lib/stage.ts';
import { Contract } from '../support/contract.ts';
import { type TestSandbox, testSandbox } from '../support/sandbox.ts';
import {
  expected,
  inFull,
  lastRun,
  newUserFolder,
  notSuccess,
  reported,
  SOLLUNDA,
  startOnce,
} from '../support/start.ts';

const { today, outcomes, notSuccess: named } = expected();

const flowArguments = (file: string, folder: string) => [
  ...['--json', '--today', today, '--export', join(SOLLUNDA, 'ss12000')],
  ...['--sandbox', file, '--user-dir', folder],
];

/** The attributes by which the objects of a stage refer to those of earlier ones (contract: `#/components/schemas`). */
const REFERENCES: Readonly<Record<Stage, readonly { attribute: string; to: Stage; inside?: string }[]>> = {
  Person: [],
  Duty: [{ attribute: 'person', to: 'Person' }],
  Group: [{ attribute: 'groupMemberships', to: 'Person', inside: 'person' }],
  Activity: [
    { attribute: 'groups', to: 'Group' },
    { attribute: 'teachers', to: 'Duty', inside: 'duty' },
  ],
};

function referencesOf(stage: Stage, object: Readonly<Record<string, unknown>>): string[] {
  return REFERENCES[stage].flatMap(({ attribute, to, inside }) =>
    [object[attribute] ?? []]
      .flat()
      .map((entry) => Object(inside === undefined ? entry : Object(entry)[inside]).id)
      .map((id) => `${to} ${id}`),
  );
}

describe('the example flow, as the service sees it', () => {
  const folder = newUserFolder();
  const exchanges: Exchange[] = [];
  let service: TestSandbox;
  before(async () => {
    service = await testSandbox({ onExchange: (exchange) => exchanges.push(exchange) });
    const { code, stderr } = await startOnce(flowArguments(service.file, folder));
    assert.equal(code, 0, stderr);
  });
  after(async () => {
    await service?.[Symbol.asyncDispose]();
    rmSync(folder, { recursive: true, force: true });
  });

  test('no object ever arrived before the ones it refers to', () => {
    const { record } = service.sandbox;
    assert.deepEqual(record.violations, []);
    const arrived = new Map(record.judged.map(({ stage, id, sequence }) => [`${stage} ${id}`, sequence]));
    const stored = Object.values(service.sandbox.contents()).flatMap((parts) =>
      STAGES.flatMap((stage) => parts[stage].map((object) => ({ stage, object }))),
    );
    const references = stored.flatMap(({ stage, object }) =>
      referencesOf(stage, object).map((to) => ({ from: `${stage} ${object.id}`, to })),
    );
    assert.ok(references.length > 1_000);
    const early = references.filter(({ from, to }) => !(Number(arrived.get(to)) < Number(arrived.get(from))));
    assert.deepEqual(early, []);
  });

  test('every exchange holds to the contract', () => {
    const contract = new Contract('provisioning-api-1.3.2.yaml');
    const base = new URL(service.sandbox.provisioningUrl).pathname;
    const judged = exchanges.filter(({ service: name }) => name === 'provisioning');
    assert.ok(judged.length >= 10);
    assert.deepEqual(
      judged.flatMap((exchange) => contract.problems(exchange, base)),
      [],
    );
  });

  test('only attributes that the contract names left the machine', () => {
    const bodies = exchanges.map(({ requestBody }) => requestBody).join('\n');
    for (const attribute of ['addresses', 'phoneNumbers', 'birthDate', '"sex"', 'personStatus']) {
      assert.equal(bodies.includes(attribute), false, attribute);
    }
  });

  test('no call was wasted: a post and a read for each job', () => {
    const { send = 0, job = 0, isCompleted = 0 } = service.sandbox.record.calls;
    assert.equal(service.sandbox.record.tooManyCalls, 0);
    assert.ok(send >= 4);
    assert.ok(job + isCompleted <= 2 * send, `${job} + ${isCompleted} reads of ${send} jobs`);
  });
});

test('a service that is busy, away or asks to try again later changes no outcome', async () => {
  const folder = newUserFolder();
  await using service = await testSandbox({
    misbehave: { tooManyCalls: 0.1, unavailable: 0.1, temporaryErrors: 0.1 },
  });
  try {
    const { code, stdout, stderr } = await startOnce(flowArguments(service.file, folder));
    assert.equal(code, 0, stderr);
    assert.deepEqual(reported(stdout).stages, inFull(outcomes));
    assert.deepEqual(notSuccess(lastRun(folder)), named);
    const { answers, violations, judged } = service.sandbox.record;
    assert.ok((answers[429] ?? 0) + (answers[503] ?? 0) > 0, 'the service did not misbehave');
    assert.ok(
      judged.some(({ status }) => status === 'TemporaryError'),
      'no object was asked for again',
    );
    assert.deepEqual(violations, []);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
