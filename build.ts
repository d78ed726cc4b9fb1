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

async function buildNode(name: string): Promise<void> {
  const from = join(root, 'nodes', name);
  const to = join(out, 'nodes', name);
  mkdirSync(to, { recursive: true });
  for (const folder of ['locales', 'icons', 'resources']) {
    if (existsSync(join(from, folder))) cpSync(join(from, folder), join(to, folder), { recursive: true });
  }
  const page = join(from, `${name}.html`);
  if (!existsSync(page)) return;
  const script = await editorScript(join(from, `${name}.editor.ts`));
  writeFileSync(
    join(to, `${name}.html`),
    `<script type="text/javascript">\n${script}</script>\n\n${readFileSync(page, 'utf8')}`,
  );
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
