import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { launchBrowser } from '../support/browser.ts';
import { NodeRed, type NodeSet } from '../support/node-red.ts';

const manifest: { name: string; 'node-red': { nodes: Record<string, string> } } = JSON.parse(
  readFileSync(join(import.meta.dirname, '..', '..', 'package.json'), 'utf8'),
);
const TYPES = Object.keys(manifest['node-red'].nodes);
const LANGUAGES = ['en-US', 'sv', 'nl'];

/** What a page of the editor says about one type of node. */
interface Shown {
  readonly type: string;
  readonly isConfig: boolean;
  readonly category: string;
  readonly help: string;
  /** The settings of a new node. */
  readonly defaults: Record<string, unknown>;
}

/** Runs in the editor. */
const describeType = `(type) => {
  const definition = RED.nodes.getType(type);
  const values = Object.entries(definition.defaults).map(([name, { value }]) => [name, value]);
  return {
    type,
    isConfig: definition.category === 'config',
    category: definition.category,
    help: RED.nodes.getNodeHelp(type) ?? '',
    defaults: Object.fromEntries(values),
  };
}`;

/** Runs in the editor: the words of the open form that are still the names of sentences. */
const untranslated = `() => {
  const marked = [...document.querySelectorAll('.red-ui-tray [data-i18n]')];
  return marked.flatMap((element) => {
    const keys = element.dataset.i18n.split(';').map((key) => key.replace(/^\\[[^\\]]*\\]/, ''));
    const words = [element.textContent, element.getAttribute('placeholder'), element.getAttribute('title')];
    return keys.filter((key) => words.some((text) => text?.trim().endsWith(key)));
  });
}`;

/** Waits until the editor has loaded its nodes and its flows. */
async function ready(page: Page): Promise<void> {
  await page.waitForFunction(`window.RED?.nodes && ${JSON.stringify(TYPES)}.every((type) => RED.nodes.getType(type))`);
  await page.waitForSelector('#red-ui-loading-progress', { state: 'hidden' });
}

describe('the package in a real editor', () => {
  let red: NodeRed;
  let browser: Browser;
  before(async () => {
    red = await NodeRed.start();
    browser = await launchBrowser();
  });
  after(async () => {
    await browser?.close();
    await red?.stop();
  });

  /** The editor in a language; what it complains of is collected in `errors`. */
  async function open(locale: string): Promise<{ page: Page; errors: string[] }> {
    const page = await browser.newPage({ locale, viewport: { width: 1400, height: 900 } });
    const errors: string[] = [];
    page.on('pageerror', ({ message }) => errors.push(message));
    await page.goto(red.url);
    await ready(page);
    return { page, errors };
  }

  it('loads every node without a complaint in the log', async () => {
    const ours = (await red.nodeSets()).filter(({ module }) => module === manifest.name);
    assert.deepEqual(ours.map(({ types }: NodeSet) => types[0]).sort(), [...TYPES].sort());
    assert.deepEqual(
      ours.filter(({ err }) => err),
      [],
    );
    assert.deepEqual(red.complaints, []);
  });

  for (const language of LANGUAGES) {
    it(`has every node in the palette, with a form and help, in ${language}`, async () => {
      const { page, errors } = await open(language);
      const shown: Shown[] = await page.evaluate(`${JSON.stringify(TYPES)}.map(${describeType})`);
      for (const { type, isConfig, help, category } of shown) {
        assert.ok(isConfig || category === 'school provisioning', `${type}: ${category}`);
        const palette = page.locator(`.red-ui-palette-node[data-palette-type="${type}"]`);
        assert.equal(await palette.count(), isConfig ? 0 : 1, type);
        assert.match(help, /<h3/, `${type} has no help`);
      }
      const helps = shown.map(({ help }) => help.slice(0, 200));
      assert.equal(new Set(helps).size, TYPES.length, 'every node has help of its own');

      const nodes = shown.filter(({ isConfig }) => !isConfig);
      await red.deploy([
        { id: 'forms', type: 'tab', label: 'forms' },
        ...nodes.map(({ type, defaults }, row) => ({
          ...defaults,
          id: `new-${type}`,
          type,
          z: 'forms',
          x: 300,
          y: 60 + 60 * row,
          wires: [],
        })),
      ]);
      await page.reload();
      await ready(page);
      for (const { type } of nodes) {
        const node = page.locator(`#new-${type}`);
        await node.waitFor();
        await page.evaluate(`RED.editor.edit(RED.nodes.node('new-${type}'))`);
        await page.waitForSelector('.red-ui-tray #node-input-name');
        assert.deepEqual(await page.evaluate(`(${untranslated})()`), [], `${type} has a form with words missing`);
        await page.click('#node-dialog-cancel');
        await page.waitForSelector('.red-ui-tray', { state: 'detached' });
      }
      assert.deepEqual(errors, []);
      await page.close();
    });
  }
});
