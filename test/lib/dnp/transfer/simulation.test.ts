/**
 * A small organiser goes through the whole flow, again and again, and something goes wrong each time: see
 * `test/support/simulation`. Everything follows from a seed and a list of faults.
 *
 * A failure prints the case that failed. To run that one again, alone and with all its calls:
 *
 *     SIMULATION='{"seed":1,"faults":[{"kind":"disk full","step":7}]}' node --test test/lib/dnp/transfer/simulation.test.ts
 *
 * For a night: `SIMULATION_RUNS=1000000 node --test test/lib/dnp/transfer/simulation.test.ts`, and another
 * `SIMULATION_SEED` for other organisers.
 */
import assert from 'node:assert/strict';
import { availableParallelism } from 'node:os';
import { test } from 'node:test';
import { Worker } from 'node:worker_threads';
import type { Case, Result } from '../../../support/simulation/cases.ts';
import { judged } from '../../../support/simulation/cases.ts';
import { simulate } from '../../../support/simulation/simulate.ts';

const RUNS = Number(process.env.SIMULATION_RUNS ?? 10_000);
const FIRST_SEED = Number(process.env.SIMULATION_SEED ?? 1);
const WORKERS = Math.min(4, availableParallelism());

function work(first: number): Promise<Result> {
  const worker = new Worker(new URL('../../../support/simulation/worker.ts', import.meta.url), {
    workerData: { first, step: WORKERS, runs: Math.ceil(RUNS / WORKERS) },
  });
  const { promise, resolve, reject } = Promise.withResolvers<Result>();
  worker.once('message', resolve);
  worker.once('error', reject);
  worker.once('exit', () => reject(new Error('the worker ended without a result')));
  return promise;
}

const single = process.env.SIMULATION;

if (single !== undefined) {
  test(`A transfer keeps its promises: ${single}`, async (t) => {
    const one: Case = JSON.parse(single);
    const calm = await simulate(one.seed, [], true);
    const { broken } = await judged(one, calm);
    const story = await simulate(one.seed, one.faults).catch(() => undefined);
    for (const { at, number, name, stage, ids } of story?.world.service.calls ?? []) {
      t.diagnostic(`${new Date(at).toISOString()} call ${number}: ${name} ${stage} ${ids.join(' ')}`);
    }
    assert.deepEqual(broken, []);
  });
} else {
  test(`A transfer keeps its promises through ${RUNS} runs in which something goes wrong`, async () => {
    const results = await Promise.all(Array.from({ length: WORKERS }, (_, index) => work(FIRST_SEED + index)));
    for (const { seed, faults, broken } of results.flatMap(({ failed }) => failed)) {
      assert.fail(`SIMULATION='${JSON.stringify({ seed, faults })}'\n${broken.join('\n')}`);
    }
    const runs = results.reduce((sum, result) => sum + result.runs, 0);
    assert.ok(runs >= RUNS, `${runs} runs`);
  });
}
