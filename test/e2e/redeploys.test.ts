/**
 * Runs through all four stages in a real Node-RED whose flows are deployed again at random moments: all of them, the tabs
 * that were changed, or the nodes that were changed. What comes out is counted run by run.
 *
 * `npm test` deploys 40 times, `npm run test:night` 200 times (`DURABILITY=all` in the environment). `SEED` makes other
 * moments of it.
 */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { seededRandom } from '../../lib/sandbox/seeded.ts';
import { type FlowNode, NodeRed } from '../support/node-red.ts';
import { ENDS, type End, exportOf, schoolFlow } from '../support/redeployed-flow.ts';
import { type TestSandbox, testSandbox } from '../support/sandbox.ts';

const DEPLOYS = process.env.DURABILITY === 'all' ? 200 : 40;
const SEED = Number(process.env.SEED ?? 1);
/** The longest that a deploy may take from the request until the new flows run: two seconds to close, and the start. */
const LONGEST_MS = 2_500;

const PROBE = `
const { writeFileSync, renameSync } = require('node:fs');
const file = process.env.PROBE_FILE;
setInterval(() => {
  writeFileSync(file + '.new', JSON.stringify(process.getActiveResourcesInfo()));
  renameSync(file + '.new', file);
}, 100).unref();
`;

describe(`${DEPLOYS} deploys in the middle of runs`, () => {
  const random = seededRandom(SEED);
  const folder = mkdtempSync(join(tmpdir(), 'redeploys-'));
  const runs: string[] = [];
  const took: number[] = [];
  let service: TestSandbox;
  let red: NodeRed;
  let idle: Record<string, number>;
  let flow: FlowNode[] = schoolFlow();

  before(async () => {
    service = await testSandbox({ jobDelay: { minimum: 20, maximum: 300 } });
    const probe = join(folder, 'probe.cjs');
    writeFileSync(probe, PROBE);
    red = await NodeRed.start({
      env: { DNP_SANDBOX: service.file, NODE_OPTIONS: `--require ${probe}`, PROBE_FILE: join(folder, 'active.json') },
    });
    await sleep(300);
    idle = active();
    await red.deploy(flow);
  });
  after(async () => {
    await red?.stop();
    await service?.[Symbol.asyncDispose]();
    rmSync(folder, { recursive: true, force: true });
  });

  /** What keeps Node-RED's process alive just now, by kind. */
  function active(): Record<string, number> {
    const kinds: string[] = JSON.parse(readFileSync(join(folder, 'active.json'), 'utf8'));
    return Object.fromEntries([...Map.groupBy(kinds, (kind) => kind)].map(([kind, all]) => [kind, all.length]));
  }

  /** The messages of a run that came out at each of the ends. */
  function outputs(runId: string): Record<End, number> {
    const counts = Object.keys(ENDS).map((end) => [
      end,
      red.debugged(end).filter((msg) => Object(msg.dnp).runId === runId).length,
    ]);
    return Object.fromEntries(counts);
  }

  async function redeploy(): Promise<void> {
    const kind = (['full', 'flows', 'nodes', 'nodes'] as const)[Math.floor(random() * 4)] ?? 'full';
    const changeable = flow.filter(({ type, id }) => type !== 'tab' && !(id in ENDS));
    const changed = new Set(changeable.filter(() => random() < (kind === 'nodes' ? 0.2 : 0.05)).map(({ id }) => id));
    flow = flow.map((node) => (changed.has(node.id) ? { ...node, name: `deploy ${took.length}` } : node));
    const begun = performance.now();
    await red.deploy(flow, kind);
    took.push(performance.now() - begun);
  }

  test('every run comes to its end once, with each of its outputs', async (t) => {
    while (took.length < DEPLOYS) {
      const runId = randomUUID();
      runs.push(runId);
      await red.admin('POST', 'inject/button', {
        __user_inject_props__: [
          { p: 'payload', v: JSON.stringify(exportOf(runs.length)), vt: 'json' },
          { p: 'dnp.runId', v: runId, vt: 'str' },
        ],
      });
      for (let deploys = 0; outputs(runId).finished === 0 && deploys < 5 && took.length < DEPLOYS; deploys++) {
        await sleep(random() * 900);
        await redeploy();
      }
      await red.until(() => outputs(runId).finished > 0, `run ${runs.length} (${runId}) ends`, 20_000);
    }
    await sleep(300);
    assert.deepEqual(
      runs.map((runId) => outputs(runId)),
      runs.map(() => ENDS),
    );
    const slowest = Math.max(...took);
    t.diagnostic(
      `${runs.length} runs, ${took.length} deploys: ${Math.round(slowest)} ms the slowest, ${Math.round(took.reduce((sum, ms) => sum + ms, 0) / took.length)} ms on average`,
    );
    assert.ok(slowest < LONGEST_MS, `a deploy took ${Math.round(slowest)} ms`);
  });

  test('the sandbox saw nothing that it should not have', () => {
    assert.deepEqual(service.sandbox.record.violations, []);
  });

  test('nothing of the flows is left when they are taken away', async (t) => {
    await red.deploy([]);
    t.diagnostic(`active before: ${JSON.stringify(idle)}`);
    await red.until(
      async () => {
        await sleep(200);
        return ['Timeout', 'TLSWrap', 'TCPSocketWrap', 'FSReqPromise'].every(
          (kind) => (active()[kind] ?? 0) <= (idle[kind] ?? 0),
        );
      },
      `${JSON.stringify(active())} becomes ${JSON.stringify(idle)}`,
      10_000,
    );
  });
});
