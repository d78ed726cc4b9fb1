import { parentPort, workerData } from 'node:worker_threads';
import { z } from 'zod';
import { runCases } from './cases.ts';

const { first, step, runs } = z.object({ first: z.number(), step: z.number(), runs: z.number() }).parse(workerData);

parentPort?.postMessage(await runCases(first, step, runs));
