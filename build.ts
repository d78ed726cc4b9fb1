/**
 * Builds `dist/`: the library and the runtime side of the nodes as CommonJS, and for every node folder its editor page
 * (`x.html` with the bundled `x.editor.ts` put in as a script), its locales and its icons.
 */
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { build } from 'esbuild';

const root = import.meta.dirname;
const out = join(root, 'dist');
const bin = (name: string) => join(root, 'node_modules', '.bin', name);

/** Data files that the library reads at run time: copied beside their code. */
const ASSETS = /\.json$/;

async function editorScript(source: string): Promise<string> {
  const result = await build({
    entryPoints: [source],
    bundle: true,
    write: false,
    format: 'iife',
    target: 'es2022',
    charset: 'utf8',
    legalComments: 'none',
  });
  return result.outputFiles[0]?.text ?? '';
}

/** A page or a help text with the parts that several nodes share put in where it says `<!-- include shared/… -->`. */
function page(path: string): string {
  return readFileSync(path, 'utf8').replace(/<!-- include (\S+) -->\n?/g, (_, part: string) =>
    page(join(root, 'nodes', part)),
  );
}

/** Every node has a catalogue of its own in Node-RED; the words that all of them use are written once. */
function catalogue(language: string, path: string): string {
  const shared: object = JSON.parse(readFileSync(join(root, 'nodes', 'shared', 'locales', `${language}.json`), 'utf8'));
  const own: object = JSON.parse(readFileSync(path, 'utf8'));
  return JSON.stringify({ ...shared, ...own }, null, 2);
}

function buildLocales(from: string, to: string): void {
  for (const language of readdirSync(from)) {
    mkdirSync(join(to, language), { recursive: true });
    for (const file of readdirSync(join(from, language))) {
      const source = join(from, language, file);
      writeFileSync(join(to, language, file), file.endsWith('.json') ? catalogue(language, source) : page(source));
    }
  }
}

async function buildNode(name: string): Promise<void> {
  const from = join(root, 'nodes', name);
  const to = join(out, 'nodes', name);
  mkdirSync(to, { recursive: true });
  if (existsSync(join(from, 'locales'))) buildLocales(join(from, 'locales'), join(to, 'locales'));
  for (const folder of ['icons', 'resources']) {
    if (existsSync(join(from, folder))) cpSync(join(from, folder), join(to, folder), { recursive: true });
  }
  const template = join(from, `${name}.html`);
  if (!existsSync(template)) return;
  const script = await editorScript(join(from, `${name}.editor.ts`));
  writeFileSync(join(to, `${name}.html`), `<script type="text/javascript">\n${script}</script>\n\n${page(template)}`);
}

function copyAssets(folder: string): void {
  for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) copyAssets(path);
    else if (ASSETS.test(entry.name)) {
      mkdirSync(dirname(join(out, path)), { recursive: true });
      cpSync(join(root, path), join(out, path));
    }
  }
}

rmSync(out, { recursive: true, force: true });
execFileSync(bin('tsc'), ['-p', 'tsconfig.json'], { stdio: 'inherit' });
writeFileSync(join(out, 'package.json'), '{ "type": "commonjs" }\n');
copyAssets('lib');
const nodes = readdirSync(join(root, 'nodes'), { withFileTypes: true }).filter((entry) => entry.isDirectory());
await Promise.all(nodes.filter(({ name }) => name !== 'shared').map(({ name }) => buildNode(name)));
