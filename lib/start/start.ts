/**
 * `npm start`: the sandbox and Node-RED with the first example, run once over the sample organiser; then the editor
 * stays until it is ended.
 */
import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Failure } from '../failure.ts';
import { LedgerFailure } from '../ledger/ledger-failure.ts';
import { readOutcomes } from '../ledger/read-outcomes.ts';
import { readRunsUnderWay } from '../ledger/read-under-way.ts';
import { writeFlow } from './example.ts';
import { readInput } from './input.ts';
import { freePort, NodeRed } from './node-red.ts';
import { readOptions, type StartOptions, USAGE } from './options.ts';
import { report, table, unexplained } from './report.ts';
import { runExample, takeUpRun } from './run.ts';
import { joinSandbox, type Sandbox, startOwnSandbox } from './sandbox.ts';
import { prepareUserFolder } from './user-folder.ts';

/** How many unexplained objects are named; the first few are enough to start looking. */
const NAMED = 10;

async function start(): Promise<number> {
  const root = projectFolder(process.argv[1] ?? '.');
  const options = readOptions(process.argv.slice(2), { root, from: process.env.INIT_CWD ?? process.cwd() });
  if (options.help) {
    process.stdout.write(USAGE);
    return 0;
  }
  const interrupted = new Promise<void>((resolve) => {
    process.once('SIGINT', () => resolve());
    process.once('SIGTERM', () => resolve());
  });
  const folder = prepareUserFolder(options.userFolder, root);
  const { flowFile, ledgerFile } = writeFlow(root, folder.path, options);
  await using sandbox = await (options.sandboxFile === undefined
    ? startOwnSandbox(folder.path, options.today)
    : joinSandbox(options.sandboxFile));
  const ledger = join(folder.path, ledgerFile);
  const before: Before = { underWay: runUnderWay(ledger), calls: await sandbox.calls() };
  await using nodeRed = await NodeRed.start({
    root,
    folder,
    flowFile,
    port: await freePort(options.port),
    env: { DNP_SANDBOX: sandbox.file },
  });
  const out = options.json ? process.stderr : process.stdout;
  const what = before.underWay === undefined ? 'the example runs once now' : 'the run that was under way goes on';
  if (!options.once) out.write(`Node-RED: ${nodeRed.address} (${what})\n`);
  const run = runOnce(nodeRed, sandbox, { ledger, before, options }).catch(fail);
  const code = Promise.race([run, interrupted.then(() => 1)]);
  if (!options.once) {
    await Promise.race([run, interrupted]);
    out.write(`The editor: ${nodeRed.address} (Ctrl-C ends it)\n`);
    await Promise.race([interrupted, nodeRed.ended()]);
  }
  // Awaited here, for what is in use ends with this function.
  return await code;
}

/** How things were before Node-RED started. */
interface Before {
  /** The run that will go on by itself. */
  readonly underWay: string | undefined;
  readonly calls: Readonly<Record<string, number>>;
}

function runUnderWay(ledger: string): string | undefined {
  try {
    return readRunsUnderWay(ledger)[0];
  } catch (error) {
    // A damaged ledger is for Node-RED to tell of and to set aside.
    if (error instanceof LedgerFailure && error.code === 'ledger-corrupt') return undefined;
    throw error;
  }
}

interface Once {
  /** The ledger's file. */
  readonly ledger: string;
  readonly before: Before;
  readonly options: StartOptions;
}

/**
 * Goes on with the run that was under way when Node-RED died, and only where there is none begins a new one.
 * @returns the exit code: 0 only where every outcome is explained
 */
async function runOnce(nodeRed: NodeRed, sandbox: Sandbox, { ledger, before, options }: Once): Promise<number> {
  const input = await readInput(options.exportFolder, sandbox);
  const runId = before.underWay ?? randomUUID();
  if (before.underWay === undefined) await runExample(nodeRed, runId);
  else await takeUpRun(nodeRed, runId, () => readRunsUnderWay(ledger).includes(runId));
  const outcomes = readOutcomes(ledger, runId);
  const result = report(outcomes, difference(await sandbox.calls(), before.calls));
  process.stdout.write(options.json ? `${JSON.stringify(result)}\n` : `\n${table(result)}\n`);
  const problems = unexplained(outcomes, input);
  for (const problem of problems.slice(0, NAMED)) say(problem);
  if (problems.length > NAMED) say(`… and ${problems.length - NAMED} more`);
  return problems.length === 0 ? 0 : 1;
}

function difference(
  after: Readonly<Record<string, number>>,
  before: Readonly<Record<string, number>>,
): Record<string, number> {
  return Object.fromEntries(Object.entries(after).map(([name, calls]) => [name, calls - (before[name] ?? 0)]));
}

/** The nearest folder above that has the examples: the checkout, whether this runs from `lib/` or from `dist/`. */
function projectFolder(path: string): string {
  const folder = dirname(path);
  return existsSync(join(folder, 'examples')) || folder === path ? folder : projectFolder(folder);
}

const say = (text: string) => process.stderr.write(`${text}\n`);

/** Says what went wrong, in a sentence for a person where there is one. */
function fail(error: unknown): number {
  if (error instanceof Failure) say([error.message, error.remedy].filter(Boolean).join(' '));
  else say(error instanceof Error ? (error.stack ?? error.message) : String(error));
  return 1;
}

start()
  .catch(fail)
  .then((code) => {
    process.exitCode = code;
  });
