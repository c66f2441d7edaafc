/** Every place by keyboard alone: all that can be worked is reached, shows that it has the focus, and gives it back. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { Watched } from './browser.mjs';
import { desktopBridge } from './desktop-bridge.mjs';
import { desktopPlaces, places, reach } from './places.mjs';
import { presses, pressAll } from './presses.mjs';
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

/**
 * @param {Steps} steps
 * @param {Browser} browser
 * @param {{ only: string | null, isEachPressed: boolean }} options a pattern for names; whether all is pressed, too
 */
export async function keyboard(
  { step, product, watched: { shotDir } },
  browser,
  { only, isEachPressed },
) {
  const caller = await Caller.logIn(product.origin);
  const running = new AbortController();
  const ids = await prepare(caller, running.signal);
  const folder = join(shotDir, 'keyboard');
  const watched = await openPage(browser, product.origin, folder);
  /** @type {Set<string>} */
  const pressed = new Set();
  /** @param {Watched} one @param {Place} place */
  const visit = async (one, place) => {
    if (only !== null && !new RegExp(only).test(place.name)) return;
    await step(`can be worked by keyboard alone: ${place.name}`, async () => {
      await reach(one.page, place);
      assert.deepEqual(await tabThrough(one.page), []);
    });
    if (!isEachPressed) return;
    await step(`keeps the focus whatever is pressed: ${place.name}`, async () => {
      assert.deepEqual(await pressAll(one.page, place, pressed), []);
    });
  };
  await step('can be logged in to by keyboard alone', async () => {
    await watched.page.locator('#password').waitFor();
    assert.deepEqual(await tabThrough(watched.page), []);
  });
  await logIn(watched.page, PASSWORD);
  await live(watched.page).waitFor();
  if (only === null || only === 'presses') await presses(step, watched.page, caller);
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
