/** Every place in both themes and both languages: nothing that keeps anyone out, no error, nothing out of the page. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { violationsOf } from './accessibility.mjs';
import { reach } from './places.mjs';
import { throughPlaces } from './through-places.mjs';

/**
 * @import { Browser } from 'playwright-core'
 * @import { Watched } from './browser.mjs'
 * @import { Steps } from './steps/support.mjs'
 */

const LANGUAGES = /** @type {const} */ (['en', 'zh']);
const THEMES = /** @type {const} */ (['light', 'dark']);

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

/** @param {Steps} steps @param {Browser} browser @param {string | null} only a pattern for names */
export async function tour({ step, product, watched: { shotDir } }, browser, only) {
  const folder = join(shotDir, 'tour');
  await throughPlaces(browser, product.origin, {
    shotDir: folder,
    only,
    atLogin: (one) =>
      step('keeps nobody out at the login', async () => {
        await one.page.locator('#password').waitFor();
        assert.deepEqual(await look(one, 'login', folder), []);
      }),
    visit: (one, place) =>
      step(`keeps nobody out, and logs nothing: ${place.name}`, async () => {
        await reach(one.page, place);
        assert.deepEqual(await look(one, place.name, folder), []);
        one.assertNoErrors();
      }),
  });
}
