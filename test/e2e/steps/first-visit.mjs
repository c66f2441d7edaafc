/** From the password to the first request that is seen while it runs. */
import assert from 'node:assert/strict';
import { assertAccessible } from '../accessibility.mjs';
import { Caller, PASSWORD } from '../product.mjs';
import { go, KEY, live, logIn } from './support.mjs';

/** @import { Steps } from './support.mjs' */

/** @param {Steps} steps */
export async function firstVisit({ step, watched, page, upstream, product }) {
  await page.goto(`${product.origin}/web/`);

  await step('asks for the password and refuses a wrong one', async () => {
    await page.getByLabel('Admin password').waitFor();
    await watched.shoot('login');
    await logIn(page, 'not it');
    await page.getByText('The password is not right.').waitFor();
    assert.equal(await page.evaluate('document.activeElement?.id'), 'password');
  });

  await step('shows the first steps while there is nothing', async () => {
    await logIn(page, PASSWORD);
    await live(page).waitFor();
    await page.getByRole('heading', { name: 'First steps' }).waitFor();
    await page.getByText('Nothing is running').waitFor();
    await watched.shoot('empty');
    await assertAccessible(page, 'empty');
  });

  await step('adds a channel from the first step on, and shows its key masked', async () => {
    await page.getByRole('link', { name: 'Add a channel' }).click();
    await page.getByRole('button', { name: /^Anthropic/ }).click();
    await page.getByLabel('Add keys').fill(KEY);
    await page.getByRole('tab', { name: /^Basics/ }).click();
    await page.getByLabel('Name', { exact: true }).fill('anthropic');
    const address = page.getByRole('textbox', { name: /Base URL/ }).first();
    await address.fill(upstream.url);
    await page.getByRole('tab', { name: /^Models/ }).click();
    await page.getByLabel(/Accept any model/).check();
    await page.keyboard.press('Control+s');
    await page.getByText('anthropic is saved.').waitFor();
    assert.ok(!(await page.locator('body').innerText()).includes(KEY));
  });

  await step('shows the first request while it runs, and folds the first steps away', async () => {
    const caller = await Caller.logIn(product.origin);
    await go(page, '#/overview');
    const client = new AbortController();
    const asked = caller.ask('claude-first-stream', { isStreaming: true, signal: client.signal });
    const row = page.locator('tr[data-row]').filter({ hasText: 'claude-first-stream' });
    await row.getByText('Streaming').waitFor();
    await page.getByRole('heading', { name: 'First steps' }).waitFor({ state: 'detached' });
    client.abort();
    await asked;
    assert.equal(await caller.ask('claude-haiku-4-5'), 200);
    await go(page, '#/requests');
    await page.getByText('200 Answered').first().waitFor();
    await page.getByText('claude-haiku-4-5').first().waitFor();
  });

  await step('opens the first steps again from Connect, and folds them away', async () => {
    await go(page, '#/connect');
    await page.getByRole('link', { name: 'First steps' }).click();
    const heading = page.getByRole('heading', { name: 'First steps' });
    await heading.waitFor();
    await page.getByRole('button', { name: 'Hide' }).click();
    await heading.waitFor({ state: 'detached' });
    assert.equal(new URL(page.url()).hash, '#/overview');
  });
}
