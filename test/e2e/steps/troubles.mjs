/** The program goes away and comes back, the session ends, a list cannot be read, and the person leaves. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { PASSWORD } from '../product.mjs';
import { go, live, logIn } from './support.mjs';

/** @import { Page } from 'playwright-core' */
/** @import { Steps } from './support.mjs' */

const ENDED = 'Your session has ended. Log in again.';

/** Lets the time of every session run out. @param {string} dataDir */
function expireSessions(dataDir) {
  const database = new DatabaseSync(join(dataDir, 'ccload.db'));
  const { changes } = database.prepare('update sessions set expires_at = 1').run();
  database.close();
  assert.ok(Number(changes) > 0);
}

/** @param {Steps} steps */
export async function troubles(steps) {
  const { step, watched, page } = steps;

  await step(
    'survives a restart: says since when, then is live again without a login',
    async () => {
      await go(page, '#/overview');
      await steps.product.stop();
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

  await step(
    'asks for the password again when the session has expired, and goes on there',
    async () => {
      await steps.product.stop();
      expireSessions(steps.dataDir);
      await steps.restart();
      await page.getByText(ENDED).waitFor({ timeout: 20_000 });
      await logIn(page, PASSWORD);
      await page.getByRole('heading', { name: 'Channels', level: 1 }).waitFor();
      await page.getByText('relay-tokyo').first().waitFor();
    },
  );
}

/** The person goes to another tab, or comes back from it. @param {Page} page @param {'hidden' | 'visible'} state */
async function setVisibility(page, state) {
  await page.evaluate(
    `Object.defineProperty(document, 'visibilityState', { configurable: true, value: '${state}' });
     document.dispatchEvent(new Event('visibilitychange'));`,
  );
}

/** @param {Steps} steps */
export async function farewell({ step, watched, page, product }) {
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

  await step('goes back to the login when it logs out in another tab', async () => {
    await logIn(page, PASSWORD);
    await live(page).waitFor();
    await setVisibility(page, 'hidden');
    const other = await page.context().newPage();
    await other.goto(`${product.origin}/web/`);
    await other.getByRole('button', { name: 'Log out' }).first().click();
    await other.getByLabel('Admin password').waitFor();
    await other.close();
    await setVisibility(page, 'visible');
    await page.getByText(ENDED).waitFor();
  });
}
