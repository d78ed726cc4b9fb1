import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import type { NodeRed } from './node-red.ts';

/** By the import dialog, as a user does. */
export async function importExample(page: Page): Promise<void> {
  await page.evaluate(`RED.actions.invoke('core:show-examples-import-dialog')`);
  const dialog = page.locator('.ui-dialog:visible');
  await dialog.getByText('@schoolflow/node-red-provisioning').click();
  const entry = dialog.getByText('Four stages with gates');
  await entry.click();
  await page.locator('#red-ui-clipboard-dialog-ok').click();
  await page.waitForFunction(`RED.nodes.filterNodes({ type: 'dnp-person' }).length > 0`);
}

/** Has the persons created instead of sent: the service has them already, so that it will not take them. */
export async function createWhatIsThere(page: Page): Promise<void> {
  await page.evaluate(`(() => {
    const [persons] = RED.nodes.filterNodes({ type: 'dnp-person' });
    Object.assign(persons, { operation: 'create', changed: true, dirty: true });
    RED.nodes.dirty(true);
  })()`);
}

/** Presses the editor's own button. It has ended when the flows run: the runtime answers before they do. */
export async function deploy(red: NodeRed, page: Page): Promise<void> {
  const earlier = red.events.length;
  const deployed = page.waitForResponse(
    (response) => response.url().endsWith('/flows') && response.request().method() === 'POST',
  );
  await page.locator('#red-ui-header-button-deploy').click();
  assert.equal((await deployed).status(), 200);
  await red.until(
    () =>
      red.events
        .slice(earlier)
        .some(({ topic, data }) => topic === 'notification/runtime-state' && Object(data).state === 'start'),
    'the flows run',
  );
  // Only then the editor lets a button of the flow be pressed.
  await page.waitForFunction('!RED.nodes.dirty()');
}

/** The example's only one. */
export async function pressButton(page: Page): Promise<void> {
  const pressed = page.waitForResponse((response) => response.url().includes('/inject/'));
  await page.evaluate(`(() => {
    const [button] = RED.nodes.filterNodes({ type: 'inject' });
    RED.nodes.getType('inject').button.onclick.call(button);
  })()`);
  assert.equal((await pressed).status(), 200);
}

/** Presses the example's button, and waits until all four stages have come to their end. */
export async function runOnce(red: NodeRed, page: Page): Promise<void> {
  const ids: string[] = await page.evaluate(`RED.nodes.filterNodes({ type: 'dnp-job-status' }).map(({ id }) => id)`);
  assert.equal(ids.length, 4);
  const earlier = red.events.length;
  await pressButton(page);
  const isDone = (id: string) =>
    red.events
      .slice(earlier)
      .some(({ topic, data }) => topic === `status/${id}` && /^done/.test(String(Object(data).text)));
  await red.until(() => ids.every(isDone), 'all stages are done');
}
