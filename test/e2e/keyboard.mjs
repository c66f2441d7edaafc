/** Every place by keyboard alone: all that can be worked is reached, shows that it has the focus, and gives it back. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { reach } from './places.mjs';
import { presses, pressAll } from './presses.mjs';
import { installWalk, tabThrough } from './tabbing.mjs';
import { throughPlaces } from './through-places.mjs';

/**
 * @import { Browser } from 'playwright-core'
 * @import { Steps } from './steps/support.mjs'
 */

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
  /** @type {Set<string>} */
  const pressed = new Set();
  await throughPlaces(browser, product.origin, {
    shotDir: join(shotDir, 'keyboard'),
    only,
    script: installWalk,
    atLogin: ({ page }) =>
      step('can be logged in to by keyboard alone', async () => {
        await page.locator('#password').waitFor();
        assert.deepEqual(await tabThrough(page), []);
      }),
    inside: async (page, caller) => {
      if (only === null || only === 'presses') await presses(step, page, caller);
    },
    visit: async ({ page }, place) => {
      await step(`can be worked by keyboard alone: ${place.name}`, async () => {
        await reach(page, place);
        assert.deepEqual(await tabThrough(page), []);
      });
      if (!isEachPressed) return;
      await step(`keeps the focus whatever is pressed: ${place.name}`, async () => {
        assert.deepEqual(await pressAll(page, place, pressed), []);
      });
    },
  });
}
