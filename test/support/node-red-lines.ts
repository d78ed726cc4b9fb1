import { join } from 'node:path';

const modules = join(import.meta.dirname, '..', '..', 'node_modules');

/** The lines of Node-RED that the package is for, each with its `red.js`. */
export const NODE_RED_LINES: Readonly<Record<string, string>> = {
  'Node-RED 5': join(modules, 'node-red', 'red.js'),
  'Node-RED 4.1': join(modules, 'node-red-4', 'red.js'),
};
