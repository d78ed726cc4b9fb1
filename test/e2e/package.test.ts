import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { NodeRed } from '../support/node-red.ts';
import { NODE_RED_LINES } from '../support/node-red-lines.ts';

const root = join(import.meta.dirname, '..', '..');
const manifest: { name: string; version: string; 'node-red': Record<'nodes' | 'plugins', Record<string, string>> } =
  JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const TYPES = Object.keys(manifest['node-red'].nodes);
const IN_PALETTE = TYPES.filter((type) => !type.endsWith('-connection'));
/** What the palette's category is called. */
const CATEGORY: Readonly<Record<string, string>> = {
  'en-US': 'school provisioning',
  sv: 'skolprovisionering',
  nl: 'schoolprovisioning',
};
const LANGUAGES = Object.keys(CATEGORY);

interface Packed {
  readonly filename: string;
  readonly files: readonly { readonly path: string }[];
}

const npm = (cwd: string, ...args: string[]) =>
  execFileSync('npm', args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });

describe('the package as users get it', () => {
  let folder: string;
  let packed: Packed;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'package-'));
    const [made]: Packed[] = JSON.parse(npm(root, 'pack', '--json', '--ignore-scripts', '--pack-destination', folder));
    assert.ok(made);
    packed = made;
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  it('holds what it takes to run and nothing of the workshop', () => {
    const paths = packed.files.map(({ path }) => path);
    const foreign = paths.filter(
      (path) => !/^(?:dist|examples)\/|^(?:package\.json|README\.md|LICENSE|CHANGELOG\.md)$/.test(path),
    );
    assert.deepEqual(foreign, []);
    assert.deepEqual(
      paths.filter((path) => /\.(?:sqlite|pem|key|p12|pfx)$|\.editor\.|\.test\./.test(path)),
      [],
    );
    for (const file of Object.values({ ...manifest['node-red'].nodes, ...manifest['node-red'].plugins })) {
      assert.ok(paths.includes(file), file);
      assert.ok(paths.includes(file.replace(/\.js$/, '.html')), `the editor side of ${file}`);
    }
  });

  for (const [line, program] of Object.entries(NODE_RED_LINES)) {
    describe(`installed in a clean user folder of ${line}`, () => {
      let red: NodeRed;
      before(async () => {
        red = await NodeRed.start({ program, install });
      });
      after(() => red?.stop());

      it('loads every node and the plugin without a complaint in the log', async () => {
        const ours = (await red.nodeSets()).filter(({ module }) => module === manifest.name);
        assert.deepEqual(ours.flatMap(({ types }) => types).sort(), [...TYPES].sort());
        assert.deepEqual(
          ours.filter(({ err, enabled }) => err || !enabled),
          [],
        );
        const plugins = Object(await red.admin('GET', 'plugins'));
        assert.deepEqual(
          Object.values<{ module: string; name: string; enabled: boolean; err?: string }>(plugins)
            .filter(({ module }) => module === manifest.name)
            .map(({ name, enabled, err }) => ({ name, enabled, err })),
          [{ name: 'dnp-history', enabled: true, err: undefined }],
        );
        assert.deepEqual(red.complaints, []);
      });

      it('has help for every node in each language, no two alike', async () => {
        const helps = await Promise.all(LANGUAGES.map((language) => page(red, 'nodes', language)));
        for (const type of TYPES) {
          const pattern = new RegExp(`<script[^>]*data-help-name="${type}"[^>]*>([^]*?)</script>`);
          const texts = helps.map((html) => pattern.exec(html)?.[1]?.trim() ?? '');
          for (const text of texts) assert.ok(text.length > 100, `${type} has no help`);
          assert.equal(new Set(texts).size, LANGUAGES.length, `${type} has the same help in two languages`);
        }
      });

      it('has the words of every node and of the plugin in each language', async () => {
        for (const language of LANGUAGES) {
          const nodes = Object(await red.admin('GET', `nodes/messages?lng=${language}`));
          for (const type of TYPES) {
            const words = nodes[`${manifest.name}/${type}`];
            assert.equal(words?.shared['language-tag'], language, type);
            assert.equal(words.palette.label.school_provisioning, CATEGORY[language], type);
          }
          const plugins = Object(await red.admin('GET', `plugins/messages?lng=${language}`));
          const words = plugins[`${manifest.name}/dnp-history`];
          assert.ok(words?.history?.title);
          assert.equal(words.shared['language-tag'], language);
        }
      });

      it('draws every node with an icon of its own', async () => {
        const icons = await Promise.all(
          IN_PALETTE.map(async (type) => {
            const response = await fetch(new URL(`icons/${manifest.name}/${type}.svg`, red.url));
            assert.equal(response.status, 200, type);
            assert.match(response.headers.get('content-type') ?? '', /svg/);
            return response.text();
          }),
        );
        assert.equal(new Set(icons).size, IN_PALETTE.length);
      });

      it('offers its examples, and serves the history', async () => {
        const library = JSON.stringify(
          await red.admin('GET', 'library/examples/flows/@schoolflow/node-red-provisioning'),
        );
        assert.match(library, /Four stages with gates/);
        assert.deepEqual(await red.admin('GET', 'school-provisioning/history/connections'), []);
      });
    });
  }

  /** As the palette manager does it. */
  function install(userDir: string): void {
    writeFileSync(join(userDir, 'package.json'), JSON.stringify({ name: 'user', private: true }));
    npm(userDir, 'install', '--no-audit', '--no-fund', '--prefer-offline', join(folder, packed.filename));
  }
});

/** All editor pages, in a language. */
async function page(red: NodeRed, path: string, language: string): Promise<string> {
  const headers = { accept: 'text/html', 'accept-language': language };
  return (await fetch(new URL(path, red.url), { headers })).text();
}
