/** Goes to every place as somebody who logs in, and to those of the desktop. */
import assert from 'node:assert/strict';
import { Watched } from './browser.mjs';
import { desktopBridge } from './desktop-bridge.mjs';
import { desktopPlaces, places } from './places.mjs';
import { Caller, PASSWORD } from './product.mjs';
import { channelOf, live, logIn } from './steps/support.mjs';

/**
 * @import { Browser, Page } from 'playwright-core'
 * @import { Ids, Place } from './places.mjs'
 */

/** A request of each kind, and one that runs. @param {Caller} caller @param {AbortSignal} signal @returns {Promise<Ids>} */
async function prepare(caller, signal) {
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

/**
 * @param {Browser} browser
 * @param {string} origin
 * @param {{
 *   shotDir: string,
 *   only: string | null,
 *   script?: () => void,
 *   atLogin: (watched: Watched) => Promise<void>,
 *   inside?: (page: Page, caller: Caller) => Promise<void>,
 *   visit: (watched: Watched, place: Place) => Promise<void>,
 * }} walk `only`: a pattern for names of places; `script` runs first in each page, `inside` once after the login
 */
export async function throughPlaces(browser, origin, walk) {
  const { only, script, atLogin, inside, visit } = walk;
  const caller = await Caller.logIn(origin);
  const running = new AbortController();
  const ids = await prepare(caller, running.signal);
  const openPage = async () => {
    const page = await browser.newPage({
      locale: 'en-GB',
      viewport: { width: 1280, height: 800 },
      reducedMotion: 'reduce',
    });
    page.setDefaultTimeout(6_000);
    // What was not saved may be lost.
    page.on('dialog', (dialog) => void dialog.accept());
    if (script !== undefined) await page.addInitScript(script);
    const watched = new Watched(page, walk.shotDir);
    await page.goto(`${origin}/web/`);
    return watched;
  };
  /** @param {Watched} watched @param {readonly Place[]} all */
  const visitAll = async (watched, all) => {
    for (const place of all) {
      if (only === null || new RegExp(only).test(place.name)) await visit(watched, place);
    }
    await watched.page.close();
  };

  const watched = await openPage();
  await atLogin(watched);
  await logIn(watched.page, PASSWORD);
  await live(watched.page).waitFor();
  await inside?.(watched.page, caller);
  await visitAll(watched, places(ids));

  const desktop = await openPage();
  await desktop.page.addInitScript(desktopBridge);
  await logIn(desktop.page, PASSWORD);
  await live(desktop.page).waitFor();
  await visitAll(desktop, desktopPlaces());
  running.abort();
}
