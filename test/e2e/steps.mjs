/** What a person does in the window, in the order of a first day. */
import assert from 'node:assert/strict';
import { assertAccessible } from './accessibility.mjs';
import { Caller, PASSWORD } from './product.mjs';

/**
 * @import { Page } from 'playwright-core'
 * @import { Watched } from './browser.mjs'
 * @import { Product } from './product.mjs'
 * @import { Upstream } from './upstream.mjs'
 */

/**
 * @typedef {object} Steps
 * @property {(sentence: string, run: () => Promise<void>) => Promise<void>} step
 * @property {Watched} watched
 * @property {Page} page
 * @property {Upstream} upstream
 * @property {Product} product
 * @property {() => Promise<void>} restart
 */

const KEY = 'sk-e2e-0123456789abcdef';

/** @param {Page} page @param {string} name */
const channelSwitch = (page, name) =>
  page.getByRole('switch', { name: `Channel ${name} is enabled` });

/** @param {Page} page @param {string} hash */
async function go(page, hash) {
  await page.evaluate(`location.hash = ${JSON.stringify(hash)}`);
}

/** @param {Page} page @param {string} password */
async function logIn(page, password) {
  await page.getByLabel('Admin password').fill(password);
  await page.keyboard.press('Enter');
}

/** @param {Page} page */
const live = (page) => page.getByText('Live', { exact: true });

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

  await step('adds a channel in the editor, and shows its key masked', async () => {
    await go(page, '#/channels?id=new&preset=anthropic');
    await page.getByLabel('Name', { exact: true }).fill('anthropic');
    await page
      .getByRole('textbox', { name: /Base URL/ })
      .first()
      .fill(upstream.url);
    await page.getByRole('tab', { name: /^Keys/ }).click();
    await page.getByLabel('Add keys').fill(KEY);
    await page.keyboard.press('Control+s');
    await page.getByText('anthropic is saved.').waitFor();
    assert.ok(!(await page.locator('body').innerText()).includes(KEY));
  });

  await step('shows the first request when it has come', async () => {
    const caller = await Caller.logIn(product.origin);
    const [channel] = await caller.admin('GET', '/admin/channels');
    await caller.admin('PATCH', `/admin/channels/${channel.id}`, { models: ['*'] });
    await go(page, '#/requests');
    assert.equal(await caller.ask('claude-haiku-4-5'), 200);
    await page.getByText('200 Answered').first().waitFor();
    await page.getByText('claude-haiku-4-5').first().waitFor();
  });
}

/** @param {Caller} caller @param {string} upstreamUrl */
async function createChannels(caller, upstreamUrl) {
  await caller.admin('POST', '/admin/channels', {
    name: 'relay-tokyo',
    api_key: 'sk-relay-1111111111111111,sk-relay-2222222222222222',
    url: `${upstreamUrl}/overloaded`,
    protocol: 'anthropic',
    priority: 20,
    models: ['claude-sonnet-4-5', 'claude-stream'],
  });
  await caller.admin('POST', '/admin/channels', {
    name: '备用渠道',
    api_key: 'sk-spare-3333333333333333',
    url: 'https://api.example.com/v1',
    channel_type: 'openai',
    priority: -5,
    models: ['gpt-5-codex'],
    enabled: false,
  });
}

/** @param {Steps} steps */
export async function traffic(steps) {
  const { step, watched, page, upstream, product } = steps;
  const caller = await Caller.logIn(product.origin);
  await createChannels(caller, upstream.url);

  await step('reads in the waterfall how a request got past a failing channel', async () => {
    await go(page, '#/requests');
    assert.equal(await caller.ask('claude-sonnet-4-5'), 200);
    await page.getByRole('grid').getByText('claude-sonnet-4-5').first().click();
    await page.getByText(/Answered by anthropic on the (2nd|3rd) try/).waitFor();
    await page.getByText('relay-tokyo').first().waitFor();
    await watched.shoot('detail', false);
    await assertAccessible(page, 'detail');
    await page.keyboard.press('Escape');
    await caller.admin('POST', '/admin/cooldowns/clear');
  });

  const client = new AbortController();
  const { signal } = client;
  const streaming = caller.ask('claude-stream', { isStreaming: true, signal });
  const row = page.locator('tr[data-row]').filter({ hasText: 'claude-stream' });
  await step('shows a stream while it runs: phase, the chain of its attempts, time', async () => {
    await go(page, '#/overview');
    await row.getByText('Streaming').waitFor();
    await row.getByText('relay-tokyo').waitFor();
    await row.getByText(/attempt [23]/).waitFor();
    const before = await row.locator('.elapsed').innerText();
    await row.locator('.elapsed').filter({ hasNotText: before }).waitFor();
    await watched.shoot('full');
    await assertAccessible(page, 'full');
  });

  await step('cancels a request and shows how it ended before the row leaves', async () => {
    await row.getByRole('button', { name: 'Cancel the request for claude-stream' }).click();
    await row.getByText('Cancelled').waitFor();
    await streaming;
    await page.evaluate('document.activeElement.blur()');
    await page.mouse.move(0, 0);
    await row.waitFor({ state: 'detached' });
  });

  await step('filters the requests by what a person types', async () => {
    assert.ok((await caller.ask('claude-after')) === 200);
    await go(page, `#/requests?filter=${encodeURIComponent('model:after')}`);
    const grid = page.getByRole('grid');
    await grid.getByText('claude-after').waitFor();
    assert.equal(await grid.getByText('claude-sonnet-4-5').count(), 0);
  });
}

/** @param {Caller} caller @param {string} name */
async function channelOf(caller, name) {
  /** @type {{ id: number, name: string, isEnabled: boolean, priority: number }[]} */
  const channels = await caller.admin('GET', '/admin/channels');
  const channel = channels.find((one) => one.name === name);
  assert.ok(channel, name);
  return channel;
}

/** @param {() => Promise<boolean>} isSo */
async function until(isSo) {
  for (let i = 0; i < 80; i += 1) {
    if (await isSo()) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  assert.fail('It did not come about.');
}

/** @param {Steps} steps */
export async function troubles(steps) {
  const { step, watched, page, product } = steps;
  const caller = await Caller.logIn(product.origin);

  await step('switches a channel off with the keyboard', async () => {
    await go(page, '#/channels');
    await channelSwitch(page, 'relay-tokyo').focus();
    await page.keyboard.press('Space');
    await until(async () => !(await channelOf(caller, 'relay-tokyo')).isEnabled);
    assert.equal(await page.evaluate("document.activeElement.getAttribute('role')"), 'switch');
    await assertAccessible(page, 'channels');
    await watched.shoot('channels');
  });

  await step('changes a setting live, and takes it back', async () => {
    await go(page, '#/settings?section=routing');
    const change = page.getByRole('switch').first();
    await change.waitFor();
    const before = await change.getAttribute('aria-checked');
    await change.click();
    await page.getByText('Saved', { exact: true }).first().waitFor();
    await page.getByRole('button', { name: 'Undo' }).first().click();
    await until(async () => (await change.getAttribute('aria-checked')) === before);
  });

  await step('goes to a screen and finds a command by keyboard', async () => {
    await page.evaluate('document.activeElement.blur()');
    await page.keyboard.press('g');
    await page.keyboard.press('u');
    await page.getByRole('heading', { name: 'Usage', level: 1 }).waitFor();
    await page.keyboard.press('Control+k');
    await page.getByLabel('What do you want to do?').fill('theme: dark');
    await page.keyboard.press('Enter');
    await until(
      async () => (await page.evaluate('document.documentElement.dataset.theme')) === 'dark',
    );
    await page.keyboard.press('Control+k');
    await page.getByLabel('What do you want to do?').fill('as the system');
    await page.keyboard.press('Enter');
  });

  await step(
    'survives a restart: says since when, then is live again without a login',
    async () => {
      await go(page, '#/overview');
      await product.stop();
      await page.getByText(/data as of/).waitFor();
      await watched.shoot('lost', false);
      await steps.restart();
      await live(page).waitFor({ timeout: 20_000 });
      assert.equal(await page.getByText(/data as of/).count(), 0);
    },
  );

  await step('says what failed where a list cannot be read, and tries again', async () => {
    await page.route('**/admin/channels', (route) => route.fulfill({ status: 502, body: 'no' }));
    await go(page, '#/channels');
    await page.reload();
    await page.getByText(/could not be loaded.*status 502/).waitFor();
    await watched.shoot('error');
    await page.unroute('**/admin/channels');
    await page.getByRole('button', { name: 'Try again' }).first().click();
    await page.getByText('relay-tokyo').first().waitFor();
  });
}

/** @param {Page} page @param {'hidden' | 'visible'} state */
async function setVisibility(page, state) {
  await page.evaluate(
    `Object.defineProperty(document, 'visibilityState', { configurable: true, value: '${state}' });
     document.dispatchEvent(new Event('visibilitychange'));`,
  );
}

/** @param {Steps} steps */
export async function farewell({ step, watched, page }) {
  await step('speaks Chinese when asked to, also after a reload', async () => {
    await go(page, '#/overview');
    await watched.choose('zh');
    await page.getByRole('heading', { name: '概览' }).waitFor();
    await page.reload();
    await page.getByRole('heading', { name: '概览' }).waitFor();
    assert.equal(await page.evaluate('document.documentElement.lang'), 'zh-CN');
    await watched.choose('en');
  });

  await step('keeps no secret in the browser', async () => {
    const kept = String(
      await page.evaluate('JSON.stringify({ ...localStorage, ...sessionStorage })'),
    );
    assert.doesNotMatch(kept, /ccl-|sk-/);
    assert.equal(await page.evaluate('document.cookie'), '');
  });

  await step('logs out, and stays out after a reload', async () => {
    await page.getByRole('button', { name: 'Log out' }).first().click();
    await page.getByLabel('Admin password').waitFor();
    await page.reload();
    await page.getByLabel('Admin password').waitFor();
    assert.deepEqual(await page.context().cookies(), []);
  });

  await step('goes back to the login when the session ends elsewhere', async () => {
    await logIn(page, PASSWORD);
    await live(page).waitFor();
    await page.context().clearCookies();
    await setVisibility(page, 'hidden');
    await setVisibility(page, 'visible');
    await page.getByText('Your session has ended. Log in again.').waitFor();
  });
}
