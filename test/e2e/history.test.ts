import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { launchBrowser } from '../support/browser.ts';
import { assertAccessible, openEditor, openHistory, screenshot } from '../support/editor-page.ts';
import { createWhatIsThere, deploy, importExample, pressButton, runOnce } from '../support/example-in-editor.ts';
import { NodeRed } from '../support/node-red.ts';
import { NODE_RED_LINES } from '../support/node-red-lines.ts';

const row = '.dnp-grid-body .dnp-grid-row';

describe('the history of a school office', { concurrency: true }, () => {
  for (const [line, program] of Object.entries(NODE_RED_LINES)) {
    describe(`in ${line}`, { concurrency: 1 }, () => {
      let red: NodeRed;
      let browser: Browser;
      before(async () => {
        [red, browser] = await Promise.all([NodeRed.start({ program }), launchBrowser()]);
        const editor = await openEditor(browser, red);
        await importExample(editor.page);
        await deploy(red, editor.page);
        await runOnce(red, editor.page);
        await createWhatIsThere(editor.page);
        await deploy(red, editor.page);
        await runOnce(red, editor.page);
        await editor.page.close();
      });
      after(async () => {
        await browser?.close();
        await red?.stop();
      });

      /** The editor with the history at its newest run, or at its first one. */
      async function openRun(which: 'newest' | 'first' = 'newest') {
        const editor = await openEditor(browser, red);
        await openHistory(editor.page);
        const runs = editor.page.locator('.dnp-history-run');
        await runs.first().waitFor();
        await (which === 'newest' ? runs.first() : runs.last()).click();
        await editor.page.locator(row).first().waitFor();
        return editor;
      }

      it('finds the run, what became of each stage, and an object with an error to the bottom of it', async () => {
        await using editor = await openRun();
        const { page, errors } = editor;
        for (const stage of ['Persons', 'Duties', 'Groups', 'Activities']) {
          await page.locator('.dnp-history-summary').getByText(stage).waitFor();
        }
        await page
          .getByRole('combobox', { name: 'Status' })
          .selectOption({ label: await optionLike(page, 'Status', /^Error/) });
        await page.locator(row).first().click();
        await page.locator('.dnp-history-status', { hasText: 'the service did not take it' }).waitFor();
        assert.match(
          await page.locator('.dnp-history-why').first().innerText(),
          /\w+\.\s+\w+/,
          'what it means and what to do',
        );
        await page.getByText('What was sent').click();
        assert.match(await page.getByRole('region', { name: 'What was sent' }).innerText(), /"id": "/);
        assert.match(await page.getByRole('region', { name: 'What the service says' }).innerText(), /"messageType"/);
        await assertAccessible(page, '.dnp-history');
        await screenshot(page, `${line}-object`);
        assert.deepEqual(errors, []);
      });

      it('counts equal reasons, and leads from one to its objects and to a file for the school', async () => {
        await using editor = await openRun();
        const { page } = editor;
        await page.getByRole('tab', { name: 'Reasons' }).click();
        const reason = page.locator('.dnp-history-reason').first();
        const count = Number(/^([\d,]+) ×/.exec(await reason.innerText())?.[1]?.replaceAll(',', ''));
        assert.ok(count > 0);
        await reason.click();
        await page.locator('.dnp-history-shown', { hasText: new RegExp(`^${count} of `) }).waitFor();
        const saved = page.waitForEvent('download');
        await page.getByRole('button', { name: 'Save as CSV' }).click();
        const text = readFileSync(await (await saved).path(), 'utf8');
        assert.equal(text.trimEnd().split('\r\n').length, 1 + count);
        assert.ok(text.startsWith('\uFEFF'));
      });

      it('goes from an object to its node, and from the line below a node to its run', async () => {
        await using editor = await openRun();
        const { page, errors } = editor;
        await page.locator(row).first().click();
        await page.getByRole('button', { name: 'Show node' }).click();
        await page.locator('.red-ui-flow-node-highlighted').first().waitFor();
        await page.locator('.red-ui-flow-node-group', { hasText: 'Send duties' }).locator('.dnp-history-link').click();
        await page.waitForFunction(
          `document.querySelector('.dnp-history-filter select[aria-label="Stage"]')?.value === 'Duty'`,
        );
        await page.locator(row).first().waitFor();
        assert.deepEqual(errors, []);
      });

      it('lists the jobs with what became of them', async () => {
        await using editor = await openRun();
        const { page } = editor;
        await page.getByRole('tab', { name: /^Jobs/ }).click();
        await page.getByRole('cell', { name: 'ended' }).first().waitFor();
        await assertAccessible(page, '.dnp-history');
      });

      it('is worked by the keyboard alone, in dark colours as well', async () => {
        await using editor = await openEditor(browser, red, { scheme: 'dark' });
        const { page, errors } = editor;
        await openHistory(page);
        await page.locator('.dnp-history-run').first().waitFor();
        await page.locator('.dnp-history-header select').focus();
        const press = async (...keys: string[]) => {
          for (const key of keys) await page.keyboard.press(key);
        };
        await press('Tab', 'Tab');
        await page.locator('.dnp-history-run:focus').waitFor();
        await press('Enter');
        await page.locator('.dnp-grid:focus').waitFor();
        await press('ArrowDown', 'ArrowDown');
        const third = await page.locator('.dnp-grid-current > :nth-child(2)').innerText();
        await press('Enter');
        await page.locator('.dnp-history-object h3:focus').waitFor();
        assert.equal(await page.locator('.dnp-history-object h3').innerText(), third);
        await assertAccessible(page, '.dnp-history');
        await screenshot(page, `${line}-keyboard-dark`);
        await press('Escape');
        await page.locator('.dnp-grid:focus').waitFor();
        assert.equal(await page.locator('.dnp-grid-current > :nth-child(2)').innerText(), third, 'the place is kept');
        await press('Escape');
        await page.locator('.dnp-history-run:focus').waitFor();
        assert.deepEqual(errors, []);
      });

      it('sends again what failed, after it has asked, and shows the new run', async () => {
        await using editor = await openRun();
        const { page, errors } = editor;
        const again = page.locator('.dnp-history-bar-of-actions').getByRole('button', { name: 'Send again' });
        await again.click();
        await page.getByRole('dialog').waitFor();
        await assertAccessible(page, 'dialog');
        await page.keyboard.press('Escape');
        await page.getByRole('dialog').waitFor({ state: 'detached' });
        await again.click();
        const answer = page.waitForResponse((response) => response.url().endsWith('/retry'));
        await page.getByRole('dialog').getByRole('button', { name: 'Send again' }).click();
        assert.equal((await answer).status(), 200);
        await page.getByRole('button', { name: 'Back' }).click();
        await page.locator('.dnp-history-run').nth(2).waitFor();
        assert.deepEqual(errors, []);
      });

      it('shows a run as it happens, without being asked again', async () => {
        await using editor = await openEditor(browser, red);
        const { page } = editor;
        await openHistory(page);
        const runs = page.locator('.dnp-history-run');
        await runs.first().waitFor();
        const earlier = await runs.count();
        await pressButton(page);
        await runs.nth(earlier).waitFor();
        await runs.first().getByRole('progressbar').waitFor();
        await runs.first().getByRole('progressbar').waitFor({ state: 'detached' });
        await runs.first().getByText('Activities').waitFor();
      });

      it('lets go what was held, after it has asked', async () => {
        await using editor = await openRun();
        const { page } = editor;
        await page.getByRole('combobox', { name: 'Status' }).selectOption('held');
        await page.locator('.dnp-history-bar-of-actions').getByRole('button', { name: 'Release' }).click();
        const answer = page.waitForResponse((response) => response.url().endsWith('/release'));
        await page.getByRole('dialog').getByRole('button', { name: 'Release' }).click();
        assert.equal((await answer).status(), 200);
        await page.locator(row).first().waitFor();
      });

      it('forgets a person for good, after it has asked', async () => {
        await using editor = await openRun('first');
        const { page, errors } = editor;
        const search = page.getByRole('searchbox', { name: 'Search' });
        await page.getByRole('combobox', { name: 'Stage' }).selectOption('Person');
        const name = await page.locator(row).first().locator('> :nth-child(2)').innerText();
        await search.fill(name);
        await page.locator(row).first().click();
        const id = await page.locator('.dnp-history-facts dd').nth(1).innerText();
        await page.getByRole('button', { name: 'Forget person' }).click();
        await page.getByRole('dialog').getByRole('button', { name: 'Forget person' }).click();
        await page.locator('.dnp-grid:focus').waitFor();
        await search.fill(id);
        await page.locator(row).first().click();
        assert.doesNotMatch(await page.locator('.dnp-history-object').innerText(), new RegExp(name));
        assert.deepEqual(errors, []);
      });

      it('tests a connection, and says in words whose certificate it is', async () => {
        await using editor = await openEditor(browser, red);
        const { page, errors } = editor;
        await page.evaluate(`(() => {
        let id;
        RED.nodes.eachConfig((node) => { if (node.type === 'dnp-connection') id = node.id; });
        RED.editor.editConfig('', 'dnp-connection', id);
      })()`);
        await page.locator('#node-config-test').click();
        const result = page.locator('#node-config-test-result');
        await result.getByText('The authorization server lets us in.').waitFor();
        const text = await result.innerText();
        for (const fact of ['Certificate for', 'Organisation number', 'Thumbprint', 'Pin', 'Organiser', 'Valid']) {
          assert.match(text, new RegExp(`${fact}\\s+\\S`));
        }
        assert.doesNotMatch(text, /PRIVATE KEY|eyJ/);
        await assertAccessible(page, '.node-row-test');
        await screenshot(page, `${line}-connection-test`);
        assert.deepEqual(errors, []);
      });
    });
  }
});

/** The label of an option, which holds a number too. */
async function optionLike(page: Page, list: string, pattern: RegExp): Promise<string> {
  const labels = await page.getByRole('combobox', { name: list }).locator('option').allInnerTexts();
  const found = labels.find((label) => pattern.test(label));
  assert.ok(found, `no ${pattern} among ${labels.join(', ')}`);
  return found;
}
