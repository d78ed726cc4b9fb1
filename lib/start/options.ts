import { statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { StartFailure } from './failure.ts';

export interface StartOptions {
  /** End after the run, with an exit code that says whether every outcome is explained. */
  readonly once: boolean;
  /** One line of JSON on stdout instead of the table. */
  readonly json: boolean;
  readonly help: boolean;
  /** A folder of SS12000 pages in place of the sample organiser. */
  readonly exportFolder: string | undefined;
  /** `YYYY-MM-DD`, the day that date ranges are judged by; undefined: the day it is. */
  readonly today: string | undefined;
  /** A file with the JSON line of a sandbox that already runs. */
  readonly sandboxFile: string | undefined;
  readonly userFolder: string;
  /** The editor's port; the next free one where it is taken. */
  readonly port: number;
}

export const USAGE = `npm start -- [options]

  --once              end after the run; exit code 0 only where every outcome is explained
  --json              print the result as one line of JSON
  --export DIR        import this folder of SS12000 pages instead of the sample organiser
  --today YYYY-MM-DD  the day that date ranges are judged by
  --sandbox FILE      use a sandbox that already runs, by the JSON line it printed
  --user-dir DIR      Node-RED's user folder (default: .node-red in the project)
  --port N            the editor's port (default: 1880, or the next free one)
`;

/**
 * Reads the command line.
 *
 * @param args what follows the program's name
 * @param places the project's folder, and the folder that relative paths start from
 * @throws {StartFailure} `usage`, naming the option
 */
export function readOptions(args: readonly string[], places: { root: string; from: string }): StartOptions {
  const values = parse(args);
  const path = (value: string | undefined) => (value === undefined ? undefined : resolve(places.from, value));
  const exportFolder = path(values.export);
  const sandboxFile = path(values.sandbox);
  const port = values.port === undefined ? 1880 : Number(values.port);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) throw usage('--port is a number from 1 to 65535');
  if (values.today !== undefined && !isDay(values.today)) throw usage('--today is a day such as 2026-11-21');
  if (exportFolder !== undefined && !statSync(exportFolder, { throwIfNoEntry: false })?.isDirectory())
    throw usage(`--export is not a folder: ${exportFolder}`);
  if (sandboxFile !== undefined && !statSync(sandboxFile, { throwIfNoEntry: false })?.isFile())
    throw usage(`--sandbox is not a file: ${sandboxFile}`);
  return {
    once: values.once ?? false,
    json: values.json ?? false,
    help: values.help ?? false,
    exportFolder,
    today: values.today,
    sandboxFile,
    userFolder: path(values['user-dir']) ?? join(places.root, '.node-red'),
    port,
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        once: { type: 'boolean' },
        json: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
        export: { type: 'string' },
        today: { type: 'string' },
        sandbox: { type: 'string' },
        'user-dir': { type: 'string' },
        port: { type: 'string' },
      },
    }).values;
  } catch (cause) {
    throw usage(cause instanceof Error ? cause.message : String(cause), cause);
  }
}

function isDay(text: string): boolean {
  const day = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text) && text.length === 10;
}

const usage = (message: string, cause?: unknown) =>
  new StartFailure('usage', message, { remedy: '`npm start -- --help` lists the options.', cause });
