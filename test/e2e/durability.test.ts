/**
 * A run over the Sollunda export is killed, as by a power cut, at seeded moments from its first to its last millisecond,
 * and started again in the same user folder. The sandbox stays up, and its own record is the judge.
 *
 * `npm test` takes twelve of the 50 cases, since each of them takes some fifteen seconds; `npm run test:night` takes all
 * (`DURABILITY=all` in the environment). `DURABILITY=17` runs that one case.
 */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { seededRandom } from '../../lib/sandbox/seeded.ts';
import { claimed, type Ending, present, repeatedJobs, runThroughKills } from '../support/killed-start.ts';
import { type TestSandbox, testSandbox } from '../support/sandbox.ts';
import { expected, inFull, notSuccess, reported, SOLLUNDA } from '../support/start.ts';

const CASES = 50;
const { DURABILITY } = process.env;
const cases = chosen(DURABILITY);

/** Twelve of the cases, spread over the run; or all, or one. */
function chosen(setting: string | undefined): number[] {
  if (setting === 'all') return Array.from({ length: CASES }, (_, index) => index);
  if (setting !== undefined) return [Number(setting)];
  return Array.from({ length: 12 }, (_, index) => index * 4 + 3);
}

/** After what parts of an undisturbed run's time it is killed. Every third case is killed again, up to three times. */
function momentsOf(index: number): number[] {
  const random = seededRandom(index + 1);
  const first = (index + random()) / CASES;
  return [first, ...Array.from({ length: index % 3 }, () => 0.3 + 0.7 * random())];
}

/** A sandbox that stays up, and what a run against it takes and leaves when nobody kills it. */
interface Lane {
  readonly service: TestSandbox;
  readonly args: readonly string[];
  readonly undisturbed: Ending;
  readonly contents: unknown;
}

const { today, outcomes, notSuccess: named } = expected();

function judge(ending: Ending, { sandbox }: TestSandbox): void {
  // One that was killed after it had printed its report has no code; the report is judged in any case.
  if (ending.code !== undefined) assert.equal(ending.code, 0, ending.stderr);
  assert.deepEqual(reported(ending.stdout).stages, inFull(outcomes));
  assert.deepEqual(notSuccess(ending.outcomes), named);
  assert.deepEqual(sandbox.record.violations, []);
  assert.deepEqual(present(sandbox.contents()), claimed(ending.outcomes));
  const repeated = repeatedJobs(sandbox.record);
  assert.ok(repeated.size <= ending.kills, `${repeated.size} batches were repeated for ${ending.kills} kills`);
}

async function openLane(): Promise<Lane> {
  const service = await testSandbox();
  const args = ['--today', today, '--export', join(SOLLUNDA, 'ss12000'), '--sandbox', service.file];
  const undisturbed = await runThroughKills(args, []);
  judge(undisturbed, service);
  return { service, args, undisturbed, contents: contentsOf(service) };
}

/** All that the sandbox has, in an order that does not depend on when it came. */
function contentsOf({ sandbox }: TestSandbox) {
  return Object.values(sandbox.contents()).map((organisation) =>
    Object.entries(organisation).map(([stage, objects]) => [stage, objects.toSorted((a, b) => (a.id < b.id ? -1 : 1))]),
  );
}

describe('a run whose Node-RED is killed ends as if nothing had happened', { concurrency: 2 }, () => {
  const lanes: Lane[] = [];
  const endings: Ending[] = [];
  before(async () => {
    lanes.push(...(await Promise.all([openLane(), openLane()])));
  });
  after(async () => {
    await Promise.all(lanes.map(({ service }) => service[Symbol.asyncDispose]()));
    const killed = endings.filter(({ kills }) => kills > 0).length;
    // Not vacuous. On a machine that is faster than a moment ago the latest kills come after the end.
    if (cases.length > 1)
      assert.ok(killed >= endings.length * 0.75, `only ${killed} of ${endings.length} cases were killed`);
  });

  for (const index of cases) {
    test(`case ${index}`, async (t) => {
      const lane = lanes.pop();
      assert.ok(lane, 'as many lanes as tests at a time');
      try {
        lane.service.sandbox.reset({ contents: true });
        const lives = momentsOf(index).map((part) => part * lane.undisturbed.ms);
        const ending = await runThroughKills(lane.args, lives);
        endings.push(ending);
        const repeated = repeatedJobs(lane.service.sandbox.record).size;
        t.diagnostic(
          `killed ${ending.kills} times (after ${lives.map(Math.round).join(', ')} ms), ${repeated} batches repeated, ${Math.round(ending.ms)} ms to the end`,
        );
        judge(ending, lane.service);
        assert.deepEqual(contentsOf(lane.service), lane.contents);
      } finally {
        lanes.push(lane);
      }
    });
  }
});
