/** Requests come: they are watched, read, cancelled, found again. */
import assert from 'node:assert/strict';
import { assertAccessible } from '../accessibility.mjs';
import { Caller } from '../product.mjs';
import { blur, go } from './support.mjs';

/** @import { Steps } from './support.mjs' */

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
export async function traffic({ step, watched, page, upstream, product }) {
  const caller = await Caller.logIn(product.origin);
  await createChannels(caller, upstream.url);
  const row = page.locator('tr[data-row]').filter({ hasText: 'claude-stream' });
  const client = new AbortController();
  /** @type {Promise<number> | null} */
  let streaming = null;

  await step('watches a failover live: the first channel fails, the next one streams', async () => {
    await go(page, '#/overview');
    upstream.hold();
    streaming = caller.ask('claude-stream', { isStreaming: true, signal: client.signal });
    await row.getByText('Waiting for first byte').waitFor();
    assert.match(await row.locator('.channel').innerText(), /^relay-tokyo$/);
    upstream.release();
    await row.getByText('Streaming').waitFor();
    assert.match(await row.locator('.channel').innerText(), /relay-tokyo 529.*anthropic/s);
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
    await blur(page);
    await page.mouse.move(0, 0);
    await row.waitFor({ state: 'detached' });
  });

  await step('reads in the waterfall how a request got past the failing channel', async () => {
    await caller.admin('POST', '/admin/cooldowns/clear');
    await go(page, '#/requests');
    assert.equal(await caller.ask('claude-sonnet-4-5'), 200);
    await page.getByRole('grid').getByText('claude-sonnet-4-5').first().click();
    await page.getByText(/Answered by anthropic on the (2nd|3rd) try/).waitFor();
    const waterfall = page.locator('.fall');
    assert.match(await waterfall.innerText(), /relay-tokyo[^]*529[^]*anthropic[^]*200/);
    await page.getByText('As a table').click();
    const rows = page.getByRole('group', { name: 'Attempts in their order' }).getByRole('row');
    assert.match(await rows.nth(1).innerText(), /relay-tokyo[^]*529/);
    assert.match(await rows.last().innerText(), /anthropic[^]*200/);
    await watched.shoot('detail', false);
    await assertAccessible(page, 'detail');
    await page.keyboard.press('Escape');
    await caller.admin('POST', '/admin/cooldowns/clear');
  });

  await step('filters the requests by what a person types, and takes the filter away', async () => {
    assert.equal(await caller.ask('claude-after'), 200);
    await go(page, '#/requests');
    const grid = page.getByRole('grid');
    await grid.getByText('claude-after').waitFor();
    await blur(page);
    await page.keyboard.press('/');
    await page.keyboard.type('model:after');
    await page.keyboard.press('Enter');
    await grid.getByText('claude-sonnet-4-5').first().waitFor({ state: 'detached' });
    await grid.getByText('claude-after').waitFor();
    assert.match(page.url(), /filter=model%3Aafter/);
    await page.getByRole('button', { name: 'Take model:after away' }).click();
    await grid.getByText('claude-sonnet-4-5').first().waitFor();
  });
}
