import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import type { ObjectRow } from '../../nodes/dnp-history/dnp-history.shared.ts';
import { launchBrowser } from '../support/browser.ts';
import { assertAccessible, openEditor, openHistory, resizeHistory, screenshot } from '../support/editor-page.ts';
import { inventedRows, inventHistory } from '../support/invented-history.ts';
import { NodeRed } from '../support/node-red.ts';

const rowsInSight = '.dnp-grid-body .dnp-grid-row';

describe('the history of a large run', () => {
  let red: NodeRed;
  let browser: Browser;
  before(async () => {
    [red, browser] = await Promise.all([NodeRed.start(), launchBrowser()]);
  });
  after(async () => {
    await browser?.close();
    await red?.stop();
  });

  /** The editor with an invented history, its only run open. */
  async function openRun(rows: readonly ObjectRow[], options: Parameters<typeof inventHistory>[2] = {}) {
    const editor = await openEditor(browser, red, {}, (page) => inventHistory(page, rows, options));
    await openHistory(editor.page);
    await editor.page.click('.dnp-history-run');
    await editor.page.waitForSelector(rowsInSight);
    return editor;
  }

  it('scrolls through 50,000 objects without a stutter', async () => {
    await using editor = await openRun(inventedRows(50_000));
    const { page, errors } = editor;
    assert.equal(await page.locator('.dnp-grid').getAttribute('aria-rowcount'), '50001');
    assert.ok((await page.locator(rowsInSight).count()) < 100, 'only rows in sight exist');
    const frames: number[] = await page.evaluate(scrolling);
    const median = frames.sort((a, b) => a - b)[Math.floor(frames.length / 2)] ?? Number.NaN;
    assert.ok(median < 1_000 / 60, `a frame's work takes ${median.toFixed(1)} ms`);
    await page.locator('.dnp-grid').press('End');
    await page.locator('.dnp-grid-current[aria-rowindex="50001"]').waitFor();
    await page.getByRole('searchbox', { name: 'Search' }).fill('prov 40123');
    await page.getByText('1 of 50,000', { exact: true }).waitFor();
    await page.locator(rowsInSight, { hasText: 'Prov 40123 ' }).click();
    await page.getByRole('heading', { level: 3 }).waitFor();
    assert.deepEqual(errors, []);
  });

  it('works in 180 by 300 pixels: nothing is cut off sideways, and the table can be reached', async () => {
    await using editor = await openRun(inventedRows(50), { running: true });
    const { page } = editor;
    await resizeHistory(page, 180, 300);
    const overflowing = await page.evaluate(
      `[...document.querySelectorAll('.dnp-history button, .dnp-history input, .dnp-history select')]
        .filter((control) => control.offsetParent && control.getBoundingClientRect().right >
          document.querySelector('.dnp-history').getBoundingClientRect().right + 1)
        .map((control) => control.outerHTML)`,
    );
    assert.deepEqual(overflowing, []);
    await page.locator('.dnp-grid').focus();
    await page.keyboard.press('ArrowDown');
    await page.locator('.dnp-grid-current[aria-rowindex="3"]').scrollIntoViewIfNeeded();
    await screenshot(page, 'history-small');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 3 }).waitFor();
  });

  it('shows what a service says as text, whatever it looks like', async () => {
    const markup = '<img src=x onerror="window.intruded = true"><b>bold</b>';
    const rows = inventedRows(1).map((row) => ({ ...row, name: markup, role: markup, eppn: markup }));
    const reasons = [{ code: '9999', field: markup, what: markup, remedy: markup }];
    const detail = { reasons, entries: [{ message: markup }], sent: { name: markup }, answer: markup };
    await using editor = await openRun(rows, { detail });
    const { page } = editor;
    await page.click(rowsInSight);
    await page.locator('.dnp-history-why', { hasText: markup }).waitFor();
    assert.equal(await page.locator('.dnp-history img, .dnp-history-why b b').count(), 0);
    assert.equal(await page.evaluate('window.intruded'), undefined);
  });

  it('saves what is shown as a table that no spreadsheet calculates', async () => {
    const rows = inventedRows(10).map((row, place) => ({ ...row, name: place === 2 ? '=1+1' : row.name }));
    await using editor = await openRun(rows);
    const { page } = editor;
    await page.getByRole('searchbox', { name: 'Search' }).fill('x2@');
    await page.getByText('1 of 10', { exact: true }).waitFor();
    const saved = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Save as CSV' }).click();
    const download = await saved;
    assert.match(download.suggestedFilename(), /^history-\d{4}-\d\d-\d\d\.csv$/);
    const text = readFileSync(await download.path(), 'utf8');
    const [header = '', line = '', rest] = text.split('\r\n');
    assert.match(header, /^\uFEFFStatus;Stage;Name;Role;Civic number;/);
    assert.match(line, /^Accepted;Persons;'=1\+1;Elev;20130827-\*\*\*\*;x2@sollunda\.example;/);
    assert.equal(rest, '');
  });

  it('keeps a civic number masked until it is asked for, in what was sent too', async () => {
    const wholeCivicNo = '201308279810';
    const detail = { wholeCivicNo, sent: { civicNo: { value: wholeCivicNo } } };
    await using editor = await openRun(inventedRows(1), { detail });
    const { page } = editor;
    await page.click(rowsInSight);
    await page.getByText('What was sent').click();
    const text = () => page.locator('.dnp-history-object').innerText();
    assert.doesNotMatch(await text(), /201308279810/);
    await page.getByRole('button', { name: 'Show civic number' }).click();
    assert.equal((await text()).match(/201308279810/g)?.length, 1, 'among the facts');
    await page.getByText('What was sent').click();
    assert.equal((await text()).match(/201308279810/g)?.length, 2, 'and in what was sent');
  });

  it('offers nothing that changes anything to somebody who may only read', async () => {
    const prepare = async (page: Page) => {
      await inventHistory(page, inventedRows(60));
      await page.route(/\/settings(?:\?.*)?$/, async (route) => {
        const settings = await (await route.fetch()).json();
        await route.fulfill({ json: { ...settings, user: { username: 'reader', permissions: ['*.read'] } } });
      });
    };
    await using editor = await openEditor(browser, red, {}, prepare);
    const { page } = editor;
    await openHistory(page);
    await page.click('.dnp-history-run');
    await page.getByRole('button', { name: 'Save as CSV' }).waitFor();
    await page.locator(rowsInSight).first().click();
    await page.waitForSelector('.dnp-history-facts');
    assert.equal(await page.getByRole('button', { name: /Send again|Release|Forget/ }).count(), 0);
  });

  for (const scheme of ['light', 'dark'] as const) {
    it(`is sound for screen readers and legible in ${scheme} colours`, async () => {
      const detail = {
        outcome: 'error',
        reasons: [{ code: '3047', field: 'eppn', what: 'What.', remedy: 'Do.' }],
        entries: [{ id: '3047' }],
        sent: {},
        wholeCivicNo: '201308279810',
      } as const;
      const prepare = (page: Page) => inventHistory(page, inventedRows(60), { running: true, detail });
      await using editor = await openEditor(browser, red, { scheme }, prepare);
      const { page } = editor;
      await openHistory(page);
      assert.equal(await page.locator('html.nr-theme-dark').count(), scheme === 'dark' ? 1 : 0);
      await page.waitForSelector('.dnp-history-run');
      await assertAccessible(page, '.dnp-history');
      await page.click('.dnp-history-run');
      await page.waitForSelector(rowsInSight);
      await assertAccessible(page, '.dnp-history');
      await screenshot(page, `history-run-${scheme}`);
      await page.getByRole('tab', { name: 'Reasons' }).click();
      await assertAccessible(page, '.dnp-history');
      await page.getByRole('tab', { name: 'Objects' }).click();
      await page.locator(rowsInSight).nth(2).click();
      await page.waitForSelector('.dnp-history-why');
      await assertAccessible(page, '.dnp-history');
      await screenshot(page, `history-object-${scheme}`);
    });
  }
});

/** Runs in the editor: how long the work for each of 100 scrolled frames takes, layout included, in ms. */
const scrolling = `(async () => {
  const grid = document.querySelector('.dnp-grid');
  const frames = [];
  for (let frame = 0; frame < 100; frame += 1) {
    const begun = performance.now();
    grid.scrollTop = frame * 997;
    grid.dispatchEvent(new Event('scroll'));
    void grid.offsetHeight;
    frames.push(performance.now() - begun);
    await new Promise(requestAnimationFrame);
  }
  return frames;
})()`;
