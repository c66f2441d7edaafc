/** Every place by keyboard alone: all that can be worked is reached, shows that it has the focus, and gives it back. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { Watched } from './browser.mjs';
import { desktopBridge } from './desktop-bridge.mjs';
import { desktopPlaces, places, reach } from './places.mjs';
import { Caller, PASSWORD } from './product.mjs';
import { live, logIn } from './steps/support.mjs';
import { installWalk, tabThrough } from './tabbing.mjs';
import { prepare } from './tour.mjs';

/**
 * @import { Browser } from 'playwright-core'
 * @import { Place } from './places.mjs'
 * @import { Steps } from './steps/support.mjs'
 */

/** @param {Browser} browser @param {string} origin @param {string} shotDir */
async function openPage(browser, origin, shotDir) {
  const page = await browser.newPage({
    locale: 'en-GB',
    viewport: { width: 1280, height: 800 },
    reducedMotion: 'reduce',
  });
  page.setDefaultTimeout(6_000);
  page.on('dialog', (dialog) => void dialog.accept());
  await page.addInitScript(installWalk);
  const watched = new Watched(page, shotDir);
  await page.goto(`${origin}/web/`);
  return watched;
}

/** @param {Steps} steps @param {Browser} browser @param {string | null} only a pattern for names */
export async function keyboard({ step, product, watched: { shotDir } }, browser, only) {
  const caller = await Caller.logIn(product.origin);
  const running = new AbortController();
  const ids = await prepare(caller, running.signal);
  const folder = join(shotDir, 'keyboard');
  const watched = await openPage(browser, product.origin, folder);
  /** @param {Watched} one @param {Place} place */
  const visit = async (one, place) => {
    if (only !== null && !new RegExp(only).test(place.name)) return;
    await step(`can be worked by keyboard alone: ${place.name}`, async () => {
      await reach(one.page, place);
      assert.deepEqual(await tabThrough(one.page), []);
    });
  };
  await step('can be logged in to by keyboard alone', async () => {
    await watched.page.locator('#password').waitFor();
    assert.deepEqual(await tabThrough(watched.page), []);
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
