/** What is done with channels, settings and the look, mostly without the pointer. */
import assert from 'node:assert/strict';
import { assertAccessible } from '../accessibility.mjs';
import { Caller } from '../product.mjs';
import { blur, channelOf, channelSwitch, go, until } from './support.mjs';

/** @import { Page } from 'playwright-core' */
/** @import { Steps } from './support.mjs' */

const theme = 'document.documentElement.dataset.theme';
const background = 'getComputedStyle(document.body).backgroundColor';

/** @param {Page} page @param {string} command */
async function run(page, command) {
  await page.keyboard.press('Control+k');
  await page.getByLabel('What do you want to do?').fill(command);
  await page.keyboard.press('Enter');
}

/** @param {Steps} steps */
export async function channels({ step, watched, page, product }) {
  const caller = await Caller.logIn(product.origin);

  await step('tests a channel and shows the words of its upstream', async () => {
    await go(page, '#/channels');
    await page.getByRole('button', { name: 'relay-tokyo', exact: true }).focus();
    await page.keyboard.press('t');
    await page.getByText('No list of models: status 529.').waitFor();
    await page.getByText('Overloaded. Please try again later.').waitFor();
    await page.getByRole('button', { name: /Send a message of one token/ }).click();
    await page.getByText('claude-sonnet-4-5 did not answer: status 529.').waitFor();
    await assertAccessible(page, 'channel test');
    await page.keyboard.press('Escape');
    await caller.admin('POST', '/admin/cooldowns/clear');
  });

  await step('reorders channels with the keyboard, and says where one is now', async () => {
    await page.getByRole('button', { name: 'relay-tokyo', exact: true }).focus();
    await page.keyboard.press('Alt+ArrowDown');
    const { priority } = await channelOf(caller, 'anthropic');
    await until(async () => (await channelOf(caller, 'relay-tokyo')).priority === priority);
    const said = page.getByRole('status').filter({ hasText: 'relay-tokyo is now 1 of 2' });
    await said.waitFor({ state: 'attached' });
    await page.keyboard.press('Alt+ArrowDown');
    await page
      .getByRole('status')
      .filter({ hasText: 'relay-tokyo is now 2 of 2' })
      .waitFor({ state: 'attached' });
    /** @type {{ name: string }[]} */
    const order = await caller.admin('GET', '/admin/channels');
    assert.deepEqual(
      order.map(({ name }) => name),
      ['anthropic', 'relay-tokyo', '备用渠道'],
    );
    const relay = await channelOf(caller, 'relay-tokyo');
    await caller.admin('PATCH', `/admin/channels/${relay.id}`, { priority: 20 });
    await page.getByText('Priority 20').waitFor();
  });

  await step('switches a channel off with the keyboard', async () => {
    await channelSwitch(page, 'relay-tokyo').focus();
    await page.keyboard.press('Space');
    await until(async () => !(await channelOf(caller, 'relay-tokyo')).isEnabled);
    assert.equal(await page.evaluate("document.activeElement.getAttribute('role')"), 'switch');
    await assertAccessible(page, 'channels');
    await watched.shoot('channels');
    await page.keyboard.press('Space');
    await until(async () => (await channelOf(caller, 'relay-tokyo')).isEnabled);
  });

  await step(
    'changes a setting live: the next request is treated by it, also after undo',
    async () => {
      await go(page, '#/settings?section=routing');
      const failover = page.getByRole('switch', { name: 'Failover', exact: true });
      await failover.click();
      await page.getByText('Saved', { exact: true }).first().waitFor();
      assert.equal(await caller.ask('claude-sonnet-4-5'), 503);
      await caller.admin('POST', '/admin/cooldowns/clear');
      await page.getByRole('button', { name: 'Undo' }).last().click();
      await until(async () => (await failover.getAttribute('aria-checked')) === 'true');
      assert.equal(await caller.ask('claude-sonnet-4-5'), 200);
    },
  );

  await step(
    'goes to a screen and changes the theme by keyboard, also beyond a reload',
    async () => {
      await blur(page);
      await page.keyboard.press('g');
      await page.keyboard.press('u');
      await page.getByRole('heading', { name: 'Usage', level: 1 }).waitFor();
      const light = await page.evaluate(background);
      await run(page, 'theme: dark');
      await until(async () => (await page.evaluate(theme)) === 'dark');
      assert.notEqual(await page.evaluate(background), light);
      await page.reload();
      await until(async () => (await page.evaluate(theme)) === 'dark');
      await page.getByRole('heading', { name: 'Usage', level: 1 }).waitFor();
      await run(page, 'as the system');
      await until(async () => (await page.evaluate(background)) === light);
    },
  );
}
