/** What a person does on the status page, in the order of a first day. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
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
const panel = (page, name) => page.getByRole('region', { name, exact: true });

/** @param {Page} page @param {string} name */
const channelSwitch = (page, name) =>
  page.getByRole('switch', { name: `Channel ${name} is enabled` });

/** @param {Page} page @param {string} password */
async function logIn(page, password) {
  await page.getByLabel('Admin password').fill(password);
  await page.keyboard.press('Enter');
}

/** @param {Steps} steps */
export async function firstVisit({ step, watched, page, upstream, product }) {
  await page.goto(`${product.origin}/web/`);

  await step('asks for the password and refuses a wrong one', async () => {
    await page.getByLabel('Admin password').waitFor();
    await watched.shoot('login');
    await logIn(page, 'not it');
    await page.getByText('The password is not right.').waitFor();
    await watched.shoot('login-refused');
    assert.equal(await page.evaluate('document.activeElement?.id'), 'password');
  });

  await step('shows what to do while there is nothing', async () => {
    await logIn(page, PASSWORD);
    await page.getByText('No channel yet').waitFor();
    await page.getByText('Nothing is running').waitFor();
    await page.getByText('No requests yet').waitFor();
    await page.getByText('ANTHROPIC_BASE_URL').waitFor();
    await page.getByText('Live', { exact: true }).waitFor();
    await watched.shoot('empty');
  });

  await step('copies the whole token but shows it only on request', async () => {
    const requests = panel(page, 'Last requests');
    assert.match(await requests.innerText(), /ANTHROPIC_AUTH_TOKEN=ccl-•/);
    await requests.getByRole('button', { name: 'Copy' }).first().click();
    const copied = String(await page.evaluate('navigator.clipboard.readText()'));
    assert.match(copied, /ANTHROPIC_AUTH_TOKEN=ccl-[\w-]{43}/);
    await requests.getByRole('button', { name: 'Show the token' }).click();
    assert.match(await requests.innerText(), /ANTHROPIC_AUTH_TOKEN=ccl-[\w-]{43}/);
  });

  await step('lists the channel that its own command line creates, by itself', async () => {
    const command = (await panel(page, 'Channels').locator('pre').innerText())
      .replace('PASSWORD', PASSWORD)
      .replace('KEY', KEY)
      .replace('https://api.anthropic.com', upstream.url);
    execFileSync('sh', ['-c', command], { stdio: 'ignore' });
    await panel(page, 'Channels').getByText('anthropic', { exact: true }).waitFor();
  });

  await step('shows keys masked', async () => {
    const text = await panel(page, 'Channels').innerText();
    assert.match(text, /1 key\s+sk-/);
    assert.ok(!text.includes(KEY));
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
    models: [
      'claude-sonnet-4-5',
      'claude-stream',
      { model: 'claude-opus', redirect_model: 'opus-4-5' },
    ],
  });
  await caller.admin('POST', '/admin/channels', {
    name: '备用渠道',
    api_key: 'sk-spare-3333333333333333',
    url: 'https://api.example.com/v1',
    channel_type: 'openai',
    priority: -5,
    weight: 3,
    models: ['gpt-5-codex'],
    enabled: false,
  });
}

/** @param {Steps} steps */
export async function traffic(steps) {
  const { step, watched, page, upstream, product } = steps;
  const caller = await Caller.logIn(product.origin);
  await createChannels(caller, upstream.url);
  const inFlight = panel(page, 'In flight');
  const requests = panel(page, 'Last requests');

  await step('orders the channels by priority', async () => {
    const channels = panel(page, 'Channels');
    await channels.getByText('备用渠道').waitFor();
    const names = await channels.locator('.name').allInnerTexts();
    assert.deepEqual(names, ['relay-tokyo', 'anthropic', '备用渠道']);
  });

  await step('lists what ended, newest first, with how it went', async () => {
    assert.equal(await caller.ask('claude-haiku-4-5'), 200);
    assert.equal(await caller.ask('claude-sonnet-4-5'), 200);
    await requests.getByText('2 attempts').or(requests.getByText('3 attempts')).first().waitFor();
    await caller.admin('PATCH', `/admin/channels/${await idOf(caller, 'anthropic')}`, {
      isEnabled: false,
    });
    assert.ok((await caller.ask('claude-opus')) >= 500);
    await requests.getByText('All attempts failed').waitFor();
    assert.ok((await caller.ask('no-such-model')) >= 400);
    await requests.getByText('503 No channel').waitFor();
    await caller.admin('PATCH', `/admin/channels/${await idOf(caller, 'anthropic')}`, {
      isEnabled: true,
    });
    await requests.locator('.detail').first().waitFor();
    // What has just failed would be left out of what follows.
    await caller.admin('POST', '/admin/cooldowns/clear');
  });

  const client = new AbortController();
  const { signal } = client;
  const cancelled = caller.ask('claude-stream', { isStreaming: true, signal });
  await step(
    'shows a stream while it runs: phase, channel, attempt, bytes, growing time',
    async () => {
      const row = inFlight.getByRole('row').filter({ hasText: 'claude-stream' });
      await row.getByText('Streaming').waitFor();
      await row.getByText(/attempt [23]/).waitFor();
      await row.getByText('anthropic', { exact: true }).waitFor();
      const before = await row.locator('.elapsed').innerText();
      await row.locator('.elapsed').filter({ hasNotText: before }).waitFor();
      const bytes = await row.locator('.received').innerText();
      await row.locator('.received').filter({ hasNotText: bytes }).waitFor();
    },
  );

  const silent = [
    caller.ask('claude-silent-thinker', { isStreaming: true, signal }),
    caller.ask('claude-silent-other', { signal }),
  ];
  await step('keeps rows in place while they change, the newest on top', async () => {
    await inFlight.getByText('claude-silent-other').waitFor();
    await inFlight.getByText('claude-silent-thinker').waitFor();
    const models = await inFlight.locator('tbody .model').allInnerTexts();
    assert.equal(models.length, 3);
    assert.match(models[2] ?? '', /claude-stream/);
    await watched.shoot('full');
  });

  await step('cancels a request and shows how it ended before the row leaves', async () => {
    const row = inFlight.getByRole('row').filter({ hasText: 'claude-stream' });
    await row.getByRole('button', { name: 'Cancel the request for claude-stream' }).click();
    await row.getByText('Cancelled').waitFor();
    await cancelled;
    await requests.getByText('Cancelled').first().waitFor();
    // While the focus is on the button, nothing leaves from under it.
    await page.evaluate('document.activeElement.blur()');
    await page.mouse.move(0, 0);
    await row.waitFor({ state: 'detached' });
  });

  await step('stands still while paused, and catches up', async () => {
    await inFlight.getByRole('button', { name: 'Pause updates' }).click();
    await page.getByText('Paused', { exact: true }).waitFor();
    client.abort();
    await Promise.all(silent);
    assert.equal(await inFlight.locator('tbody tr').count(), 2);
    await inFlight.getByRole('button', { name: 'Resume updates' }).click();
    await inFlight.getByText('Nothing is running').waitFor();
    await requests.getByText('Client left').first().waitFor();
  });

  await step('pages to older records and stands still there', async () => {
    for (let i = 0; i < 60; i += 1) await caller.ask('claude-haiku-4-5');
    await requests.getByRole('button', { name: 'Show older' }).click();
    await requests.getByText('503 No channel').waitFor();
    const count = await requests.locator('tbody').count();
    assert.ok(count > 60, `${count} rows`);
    await caller.ask('claude-after');
    await requests.getByRole('button', { name: 'Show the newest' }).click();
    await requests.getByText('claude-after').waitFor();
    assert.equal(await requests.locator('tbody').count(), 50);
  });
}

/** @param {Caller} caller @param {string} name */
async function idOf(caller, name) {
  /** @type {{ id: number, name: string, isEnabled: boolean }[]} */
  const channels = await caller.admin('GET', '/admin/channels');
  const channel = channels.find((one) => one.name === name);
  assert.ok(channel, name);
  return channel.id;
}

/** @param {Steps} steps */
export async function troubles(steps) {
  const { step, watched, page, product } = steps;

  await step('switches a channel off with the keyboard', async () => {
    await channelSwitch(page, 'relay-tokyo').focus();
    await page.keyboard.press('Space');
    // Once it takes another turn, the server has answered.
    await page
      .locator('[aria-label*=relay-tokyo][aria-checked=false][aria-disabled=false]')
      .waitFor();
    const caller = await Caller.logIn(product.origin);
    const id = await idOf(caller, 'relay-tokyo');
    const channel = await caller.admin('GET', `/admin/channels/${id}`);
    assert.equal(channel.isEnabled, false);
    const focused = await page.evaluate("document.activeElement.getAttribute('role')");
    assert.equal(focused, 'switch');
  });

  await step('takes a switch back that the server refused, and says so', async () => {
    await page.route('**/admin/channels/*', (route) => route.abort());
    await channelSwitch(page, 'anthropic').click();
    await page.getByText('Not changed: The program does not answer.').waitFor();
    assert.equal(await channelSwitch(page, 'anthropic').getAttribute('aria-checked'), 'true');
    await page.unroute('**/admin/channels/*');
    await page.getByRole('button', { name: 'Dismiss' }).click();
  });

  await step('closes the stream while hidden and takes a new snapshot on return', async () => {
    const reopened = page.waitForRequest('**/admin/events');
    await setVisibility(page, 'hidden');
    await page.getByText('Live', { exact: true }).waitFor({ state: 'detached' });
    await setVisibility(page, 'visible');
    await reopened;
    await page.getByText('Live', { exact: true }).waitFor();
  });

  await step(
    'survives a restart: says since when, then is live again without a login',
    async () => {
      await product.stop();
      await page.getByText(/data as of/).waitFor();
      await watched.shoot('lost', false);
      assert.equal(await channelSwitch(page, 'anthropic').getAttribute('aria-disabled'), 'true');
      await steps.restart();
      await page.getByText('Live', { exact: true }).waitFor({ timeout: 20_000 });
      assert.equal(await page.getByText(/data as of/).count(), 0);
    },
  );

  await step('says what failed where a list cannot be read, and tries again', async () => {
    await page.route('**/admin/channels', (route) => route.fulfill({ status: 502, body: 'no' }));
    await page.route('**/admin/requests?*', (route) => route.abort());
    await page.reload();
    await page.getByText(/could not be loaded.*status 502/).waitFor();
    await watched.shoot('error');
    await page.unroute('**/admin/channels');
    await page.unroute('**/admin/requests?*');
    await panel(page, 'Channels').getByRole('button', { name: 'Try again' }).click();
    await panel(page, 'Channels').getByText('relay-tokyo').waitFor();
    await panel(page, 'Last requests').getByRole('button', { name: 'Try again' }).click();
    await panel(page, 'Last requests').getByText('claude-after').waitFor();
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
    await watched.choose('zh');
    await page.getByRole('heading', { name: '进行中' }).waitFor();
    await page.reload();
    await page.getByRole('heading', { name: '最近请求' }).waitFor();
    assert.equal(await page.evaluate('document.documentElement.lang'), 'zh-CN');
    await watched.choose('en');
  });

  await step('keeps nothing but the language in the browser', async () => {
    const kept = await page.evaluate('JSON.stringify({ ...localStorage, ...sessionStorage })');
    assert.equal(kept, '{"ccload.language":"en"}');
    assert.equal(await page.evaluate('document.cookie'), '');
  });

  await step('logs out, and stays out after a reload', async () => {
    await page.getByRole('button', { name: 'Log out' }).click();
    await page.getByLabel('Admin password').waitFor();
    await page.reload();
    await page.getByLabel('Admin password').waitFor();
    assert.deepEqual(await page.context().cookies(), []);
  });

  await step('goes back to the login when the session ends elsewhere', async () => {
    await logIn(page, PASSWORD);
    await page.getByText('Live', { exact: true }).waitFor();
    await page.context().clearCookies();
    await setVisibility(page, 'hidden');
    await setVisibility(page, 'visible');
    await page.getByText('Your session has ended. Log in again.').waitFor();
  });
}
