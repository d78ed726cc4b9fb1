import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import type { ConnectionTest } from '../../nodes/dnp-connection/connection-test.shared.ts';
import { launchBrowser } from '../support/browser.ts';
import { errorsOf } from '../support/editor-page.ts';
import { type FlowNode, NodeRed } from '../support/node-red.ts';

const manifest: { name: string; 'node-red': { nodes: Record<string, string> } } = JSON.parse(
  readFileSync(join(import.meta.dirname, '..', '..', 'package.json'), 'utf8'),
);
const TYPES = Object.keys(manifest['node-red'].nodes);

/** What a page of the editor says about one type of node. */
interface Shown {
  readonly type: string;
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
    category: definition.category,
    help: RED.nodes.getNodeHelp(type) ?? '',
    defaults: Object.fromEntries(values),
  };
}`;

/** Runs in the editor: the names of sentences that the open form should show and does not. */
const untranslated = `() =>
  [...document.querySelectorAll('.red-ui-tray [data-i18n]')].flatMap((element) =>
    element.dataset.i18n.split(';').filter((key) => {
      const [, attribute, name] = /^(?:\\[(\\w+)\\])?(?:.*:)?(.*)$/.exec(key);
      const text = attribute ? element.getAttribute(attribute) : element.textContent;
      return !text?.trim() || text.trim() === name;
    }),
  )`;

describe('the package in a real editor', { concurrency: true }, () => {
  let red: NodeRed;
  let browser: Browser;
  before(async () => {
    [red, browser] = await Promise.all([NodeRed.start(), launchBrowser()]);
    const { page } = await open('en-US');
    await red.deploy(oneOfEach(await page.evaluate(`${JSON.stringify(TYPES)}.map(${describeType})`)));
    await page.close();
  });
  after(async () => {
    await browser?.close();
    await red?.stop();
  });

  /** The editor in a language, with its flows; what goes wrong in the page is collected in `errors`. */
  async function open(locale: string): Promise<{ page: Page; errors: readonly string[] }> {
    const page = await browser.newPage({ locale, viewport: { width: 1400, height: 900 } });
    const errors = errorsOf(page);
    await page.goto(red.url);
    await page.waitForFunction(
      `window.RED?.nodes && ${JSON.stringify(TYPES)}.every((type) => RED.nodes.getType(type))`,
    );
    await page.waitForSelector('#red-ui-loading-progress', { state: 'hidden' });
    return { page, errors };
  }

  it('loads every node without a complaint in the log', async () => {
    const ours = (await red.nodeSets()).filter(({ module }) => module === manifest.name);
    assert.deepEqual(ours.flatMap(({ types }) => types).sort(), [...TYPES].sort());
    const failed = ours.filter(({ err }) => err);
    assert.deepEqual(failed, []);
    assert.deepEqual(red.complaints, []);
  });

  for (const language of ['en-US', 'sv', 'nl'] as const) {
    it(`has every node in the palette, with a form and help, in ${language}`, async () => {
      const { page, errors } = await open(language);
      const shown: Shown[] = await page.evaluate(`${JSON.stringify(TYPES)}.map(${describeType})`);
      assert.equal(new Set(shown.map(({ help }) => help)).size, TYPES.length, 'every node has help of its own');
      for (const { type, category, help } of shown) {
        assert.match(help, /<h3/, `${type} has no help`);
        const isConfig = category === 'config';
        const inPalette = await page.locator(`.red-ui-palette-node[data-palette-type="${type}"]`).count();
        assert.deepEqual([category, inPalette], isConfig ? ['config', 0] : ['school provisioning', 1], type);
        const edit = isConfig ? `editConfig('', '${type}', 'new-${type}')` : `edit(RED.nodes.node('new-${type}'))`;
        await page.evaluate(`void RED.editor.${edit}`);
        await page.waitForSelector(`.red-ui-tray #node-${isConfig ? 'config-' : ''}input-name`);
        assert.deepEqual(await page.evaluate(`(${untranslated})()`), [], `the form of ${type} has words missing`);
        await page.evaluate('new Promise((resolve) => RED.tray.close(resolve))');
      }
      assert.deepEqual(errors, []);
      await page.close();
    });

    it(`says in ${language} why a connection is refused, and when there is none to test yet`, async () => {
      const { page, errors } = await open(language);
      await page.evaluate(`void RED.editor.editConfig('', 'dnp-connection', '_ADD_')`);
      const result = page.locator('#node-config-test-result');
      await page.click('#node-config-test');
      await result.getByText(NOT_DEPLOYED[language]).waitFor();
      await page.route(/\/school-provisioning\/connections\//, (route) => route.fulfill({ json: REFUSED }));
      await page.click('#node-config-test');
      await result.getByText(EXPIRED[language]).waitFor();
      await result.getByText(REFUSED.certificate.subject).waitFor();
      assert.deepEqual(await page.evaluate(`(${untranslated})()`), []);
      assert.deepEqual(errors, []);
      await page.close();
    });
  }
});

const EXPIRED = {
  'en-US': 'The certificate has expired.',
  sv: 'Certifikatet har gått ut.',
  nl: 'Het certificaat is verlopen.',
} as const;

const NOT_DEPLOYED = {
  'en-US': 'The connection is not deployed yet.',
  sv: 'Anslutningen är inte driftsatt än.',
  nl: 'De verbinding is nog niet gedeployd.',
} as const;

const expired = { code: 'certificate-expired', message: 'as the runtime says it', remedy: 'as the runtime says it' };
const REFUSED = {
  environment: 'verification',
  certificate: {
    subject: 'C=SE, O=Sollunda kommun',
    issuer: 'CN=Expisoft',
    validFrom: 0,
    validTo: 1,
    thumbprint: 'thumbprint',
    pin: 'pin',
    problems: [expired],
  },
  refusal: expired,
} as const satisfies ConnectionTest;

/** A flow with each of our nodes as it comes out of the palette. */
function oneOfEach(shown: readonly Shown[]): FlowNode[] {
  const nodes = shown.map(({ type, category, defaults }, row) => {
    const place = category === 'config' ? {} : { z: 'forms', x: 300, y: 60 + 60 * row, wires: [] };
    return { ...defaults, ...place, id: `new-${type}`, type };
  });
  return [{ id: 'forms', type: 'tab', label: 'forms' }, ...nodes];
}
