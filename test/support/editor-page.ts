import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import type { NodeRed } from './node-red.ts';

const root = join(import.meta.dirname, '..', '..');
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Screenshots of what was seen, for people to look at; git ignores the folder. */
const SCREENSHOTS = join(root, 'test', 'screenshots');

/** The editor of a Node-RED in a page of its own. `errors` as of {@link errorsOf}. */
export interface EditorPage extends AsyncDisposable {
  readonly page: Page;
  readonly errors: readonly string[];
}

export type ColourScheme = 'light' | 'dark';

/** @param prepare called before the editor is loaded */
export async function openEditor(
  browser: Browser,
  red: NodeRed,
  { scheme = 'light', ...options }: BrowserContextOptions & { readonly scheme?: ColourScheme } = {},
  prepare?: (page: Page) => Promise<void>,
): Promise<EditorPage> {
  const page = await browser.newPage({ locale: 'en-US', viewport: { width: 1400, height: 900 }, ...options });
  const errors = errorsOf(page);
  // The user's own setting, as Node-RED 5 keeps it.
  await page.addInitScript(`localStorage.setItem('view-dark-theme', '${scheme}')`);
  await prepare?.(page);
  await page.goto(red.url);
  await page.waitForFunction(`window.RED?.workspaces?.active?.() && RED.plugins.getPlugin('dnp-history')`);
  await page.waitForSelector('#red-ui-loading-progress', { state: 'hidden' });
  return { page, errors, [Symbol.asyncDispose]: () => page.close() };
}

/** What goes wrong in a page from now on, and not in Node-RED's own code alone. */
export function errorsOf(page: Page): readonly string[] {
  const errors: string[] = [];
  page.on('pageerror', ({ message, stack = '' }) => {
    const frames = stack.split('\n').filter((line) => /^\s+at /.test(line));
    const isOfEditor = frames.length > 0 && frames.every((frame) => /\/(?:red|vendor)\//.test(frame));
    if (!isOfEditor) errors.push(`${message}\n${stack}`);
  });
  return errors;
}

/** Shows the history, over the whole height of the sidebar and wide enough for its table. */
export async function openHistory(page: Page, width = 620): Promise<void> {
  await page.evaluate(`(() => {
    RED.sidebar.show('dnp-history');
    if ($('.red-ui-debug-content').is(':visible')) $('button[data-tab-id="debug"]').trigger('click');
    $('#red-ui-sidebar').width(${width});
    RED.events.emit('sidebar:resize');
  })()`);
  await page.waitForSelector('.dnp-history');
}

/** Makes the history as large as a sidebar of that size would. */
export async function resizeHistory(page: Page, width: number, height: number): Promise<void> {
  await page.locator('.dnp-history').evaluate((history, size) => Object.assign(history.style, size), {
    width: `${width}px`,
    height: `${height}px`,
  });
}

/** @throws where axe has a serious finding in the part of the page */
export async function assertAccessible(page: Page, part: string): Promise<void> {
  await page.evaluate(axe);
  const findings: string[] = await page.evaluate(
    `axe.run(${JSON.stringify(part)}, { resultTypes: ['violations'] }).then(({ violations }) =>
      violations.filter(({ impact }) => impact === 'serious' || impact === 'critical').flatMap(({ id, nodes }) =>
        nodes.map(({ target, failureSummary }) => id + ' ' + target.join(' ') + ': ' + failureSummary)))`,
  );
  assert.deepEqual(findings, []);
}

/** A picture for people to look at. */
export const screenshot = (page: Page, name: string) => page.screenshot({ path: join(SCREENSHOTS, `${name}.png`) });
