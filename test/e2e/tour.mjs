/** Every place in both themes and both languages: nothing that keeps anyone out, no error, nothing out of the page. */
import { join } from 'node:path';
import { violationsOf } from './accessibility.mjs';
import { Watched } from './browser.mjs';
import { desktopBridge } from './desktop-bridge.mjs';
import { desktopPlaces, places, reach } from './places.mjs';
import { Caller, PASSWORD } from './product.mjs';
import { channelOf, live, logIn } from './steps/support.mjs';
import assert from 'node:assert/strict';

/**
 * @import { Browser } from 'playwright-core'
 * @import { Ids, Place } from './places.mjs'
 * @import { Steps } from './steps/support.mjs'
 */

const LANGUAGES = /** @type {const} */ (['en', 'zh']);
const THEMES = /** @type {const} */ (['light', 'dark']);

/** A request of each kind, and one that runs. @param {Caller} caller @param {AbortSignal} signal @returns {Promise<Ids>} */
export async function prepare(caller, signal) {
  await caller.admin('POST', '/admin/cooldowns/clear');
  await caller.ask('claude-sonnet-4-5');
  await caller.admin('POST', '/admin/captures/orders', { count: 1 });
  await caller.ask('claude-captured-brief-stream', { isStreaming: true });
  await caller.ask('nobody-has-this');
  void caller.ask('claude-stream', { isStreaming: true, signal });
  await caller.admin('POST', '/admin/tokens', { name: 'laptop' });
  /** @param {string} filter @returns {Promise<string>} */
  const newest = async (filter) => {
    for (let i = 0; i < 50; i += 1) {
      const path = `/admin/requests?limit=1&filter=${encodeURIComponent(filter)}`;
      const found = (await caller.admin('GET', path)).records[0];
      if (found !== undefined) return found.id;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    return assert.fail(`No request for ${filter}.`);
  };
  /** @type {{ inFlight: { id: string }[] }} */
  const running = await caller.admin('GET', '/admin/in-flight');
  /** @type {{ id: number, name: string }[]} */
  const tokens = await caller.admin('GET', '/admin/tokens');
  return {
    relay: (await channelOf(caller, 'relay-tokyo')).id,
    token: tokens.find(({ name }) => name === 'laptop')?.id ?? 0,
    answered: await newest('model:claude-sonnet'),
    failed: await newest('model:nobody'),
    captured: await newest('model:captured'),
    live: running.inFlight.at(-1)?.id ?? '',
  };
}

/** @param {Watched} watched @param {string} name @param {string} shotDir @returns {Promise<string[]>} what is wrong */
async function look(watched, name, shotDir) {
  const { page } = watched;
  /** @type {string[]} */
  const found = [];
  for (const language of LANGUAGES) {
    await watched.choose(language);
    for (const theme of THEMES) {
      await page.emulateMedia({ colorScheme: theme });
      const view = `${name} ${theme} ${language}`;
      found.push(...(await violationsOf(page, view)));
      await page.screenshot({ path: join(shotDir, `${view.replaceAll(/[ ,]+/g, '-')}.png`) });
    }
  }
  await watched.choose('en');
  await page.emulateMedia({ colorScheme: 'light' });
  await page.setViewportSize({ width: 390, height: 844 });
  await watched.assertFits(390);
  await page.setViewportSize({ width: 1280, height: 800 });
  return found;
}

/** @param {Browser} browser @param {string} origin @param {string} shotDir */
async function openPage(browser, origin, shotDir) {
  const page = await browser.newPage({
    locale: 'en-GB',
    viewport: { width: 1280, height: 800 },
    reducedMotion: 'reduce',
  });
  page.setDefaultTimeout(6_000);
  // What was not saved may be lost.
  page.on('dialog', (dialog) => void dialog.accept());
  const watched = new Watched(page, shotDir);
  await page.goto(`${origin}/web/`);
  return watched;
}

/** @param {Steps} steps @param {Browser} browser @param {string | null} only a pattern for names */
export async function tour({ step, product, watched: { shotDir } }, browser, only) {
  const caller = await Caller.logIn(product.origin);
  const running = new AbortController();
  const ids = await prepare(caller, running.signal);
  const folder = join(shotDir, 'tour');
  const watched = await openPage(browser, product.origin, folder);
  /** @param {Watched} one @param {Place} place */
  const visit = async (one, place) => {
    if (only !== null && !new RegExp(only).test(place.name)) return;
    await step(`keeps nobody out, and logs nothing: ${place.name}`, async () => {
      await reach(one.page, place);
      assert.deepEqual(await look(one, place.name, folder), []);
      one.assertNoErrors();
    });
  };
  await step('keeps nobody out at the login', async () => {
    await watched.page.locator('#password').waitFor();
    assert.deepEqual(await look(watched, 'login', folder), []);
  });
  await logIn(watched.page, PASSWORD);
  await live(watched.page).waitFor();
  for (const place of places(ids)) await visit(watched, place);
  await watched.page.close();

  const desktop = await openPage(browser, product.origin, folder);
  await desktop.page.addInitScript(desktopBridge);
  await logIn(desktop.page, PASSWORD);
  await live(desktop.page).waitFor();
  for (const place of desktopPlaces()) await visit(desktop, place);
  await desktop.page.close();
  running.abort();
}
