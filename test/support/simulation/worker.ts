import { parentPort, workerData } from 'node:worker_threads';
import { z } from 'zod';
import { runCases } from './cases.ts';

const { first, step, runs } = z.object({ first: z.number(), step: z.number(), runs: z.number() }).parse(workerData);

// Nobody reads the stacks of thousands of errors that are meant to happen, and making them takes a tenth of the time.
Error.stackTraceLimit = 0;

parentPort?.postMessage(await runCases(first, step, runs));
