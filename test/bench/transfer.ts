import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { openConnection } from '../../lib/dnp/open-connection.ts';
import { startSandbox } from '../../lib/sandbox/sandbox.ts';

/** Sends persons to a sandbox as a flow does, and tells what it took. Calls are the transfer's and its follow-up's. */
export async function transfer(input: unknown): Promise<{ batches: number; calls: number; seconds: number }> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-'));
  const sandbox = await startSandbox();
  const connection = openConnection({
    authUrl: sandbox.authUrl,
    provisioningUrl: sandbox.provisioningUrl,
    identity: { kind: 'certificate' },
    tls: { cert: sandbox.clientCert, key: sandbox.clientKey },
    ca: sandbox.ca,
    ledger: { file: join(folder, 'bench.sqlite'), key: randomBytes(32) },
    language: 'en',
    protectedPersons: 'hold',
    retentionDays: 30,
    patienceMs: 60_000,
  });
  try {
    await connection.authorize();
    const run = { runId: connection.startRun(), stage: 'Person' } as const;
    const begun = performance.now();
    const { jobs } = await connection.submit({ ...run, operation: 'send', input });
    await connection.followUp({ ...run, jobs });
    const seconds = (performance.now() - begun) / 1_000;
    const { send = 0, job = 0, isCompleted = 0 } = sandbox.record.calls;
    return { batches: jobs.length, calls: send + job + isCompleted, seconds };
  } finally {
    await connection.close();
    await sandbox.close();
    rmSync(folder, { recursive: true, force: true });
  }
}
