import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { StartFailure } from './failure.ts';

const FILE = '1 - Four stages with gates.json';

/** The nodes of the example that the start command knows by their id. */
export const EXAMPLE = {
  button: 'fs-run',
  import: 'fs-import',
  /** Shows `msg.dnp` when the last stage has finished. */
  finished: 'fs-finished',
  /** Shows `msg.error` of whatever went wrong. */
  errors: 'fs-errors',
  connection: 'dnp-sandbox',
} as const;

const flow = z.array(z.looseObject({ id: z.string() }));
type Flow = z.infer<typeof flow>;

/** What the command line may change in the flow. */
export interface Adaptation {
  readonly exportFolder: string | undefined;
  readonly today: string | undefined;
}

/** The same flow, importing what the command line says as of the day it says. */
export function adapt(nodes: Flow, { exportFolder, today }: Adaptation): Flow {
  const settings = {
    ...(exportFolder === undefined ? {} : { source: 'folder', folder: exportFolder }),
    ...(today === undefined ? {} : { today }),
  };
  return nodes.map((node) => (node.id === EXAMPLE.import ? { ...node, ...settings } : node));
}

/**
 * Puts the example into a user folder. A run that ends by itself gets the example as it is shipped, in a file of its own;
 * one that stays gets it once, and what is changed in the editor from then on is kept.
 *
 * @returns the flow file and the ledger of its connection, relative to the user folder
 */
export function writeFlow(
  root: string,
  folder: string,
  adaptation: Adaptation & { readonly once: boolean },
): { flowFile: string; ledgerFile: string } {
  const flowFile = adaptation.once ? 'flows-once.json' : 'flows.json';
  const file = join(folder, flowFile);
  const source = !adaptation.once && existsSync(file) ? file : join(root, 'examples', FILE);
  const nodes = adapt(read(source), adaptation);
  writeFileSync(file, `${JSON.stringify(nodes, null, 2)}\n`, { mode: 0o600 });
  return { flowFile, ledgerFile: ledgerFile(nodes) };
}

/** Where a connection to the sandbox keeps its ledger: under the name in its settings, or else its id. */
function ledgerFile(nodes: Flow): string {
  const connection = nodes.find(({ id }) => id === EXAMPLE.connection);
  const name =
    typeof connection?.ledger === 'string' && connection.ledger !== '' ? connection.ledger : EXAMPLE.connection;
  return join('school-provisioning', `${name}.sandbox.sqlite`);
}

function read(file: string): Flow {
  try {
    return flow.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (cause) {
    throw new StartFailure('run-failed', `${file} is not a Node-RED flow.`, { cause });
  }
}
