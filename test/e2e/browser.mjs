/** A browser with one page, watched for what must not happen, and the pictures taken of it. */
import assert from 'node:assert/strict';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright-core';

/** @import { Browser, Page } from 'playwright-core' */

const CHROMIUM = process.env['CHROMIUM'] ?? '/usr/bin/chromium';

const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Every state is seen in both themes, both languages and both widths, if not in every mixture. */
const VIEWS = /** @type {const} */ ([
  { name: 'light-1280-en', colorScheme: 'light', width: 1280, language: 'en' },
  { name: 'dark-1280-zh', colorScheme: 'dark', width: 1280, language: 'zh' },
  { name: 'light-390-zh', colorScheme: 'light', width: 390, language: 'zh' },
  { name: 'dark-390-en', colorScheme: 'dark', width: 390, language: 'en' },
]);

/** @returns {Promise<Browser>} with a profile of its own that is removed at the end */
export function openBrowser() {
  if (!existsSync(CHROMIUM)) {
    throw new Error(
      `There is no browser at ${CHROMIUM}: run "apt-get install -y chromium", or set CHROMIUM to one.`,
    );
  }
  return chromium.launch({ executablePath: CHROMIUM, headless: true, args: FLAGS });
}

/** A page that fails the run when it logs an error of ours or breaks its content security policy. */
export class Watched {
  /** @type {string[]} */
  #errors = [];

  /** @param {Page} page @param {string} shotDir */
  constructor(page, shotDir) {
    this.page = page;
    this.shotDir = shotDir;
    mkdirSync(shotDir, { recursive: true });
    page.on('pageerror', (error) => this.#errors.push(String(error)));
    page.on('console', (message) => {
      // The browser itself reports each refused or lost call; those are part of the play.
      const isNetwork = message.text().startsWith('Failed to load resource');
      if (message.type() === 'error' && !isNetwork) this.#errors.push(message.text());
    });
  }

  assertNoErrors() {
    assert.deepEqual(this.#errors, []);
  }

  /** @param {'en' | 'zh'} language */
  async choose(language) {
    await this.page.locator('select:has(option[value="zh"])').first().selectOption(language);
  }

  /**
   * Takes a picture in each view and leaves the page as it was: light, wide, English.
   * @param {string} state
   * @param {boolean} [isFullPage] or only what is in sight
   */
  async shoot(state, isFullPage = true) {
    for (const { name, colorScheme, width, language } of VIEWS) {
      await this.#show(colorScheme, width, language);
      await this.assertFits(width);
      await this.page.screenshot({
        path: join(this.shotDir, `${state}-${name}.png`),
        fullPage: isFullPage,
        animations: 'disabled',
      });
    }
    await this.#show('light', 360, 'en');
    await this.assertFits(360);
    await this.#show('light', 1280, 'en');
  }

  /** @param {'light' | 'dark'} colorScheme @param {number} width @param {'en' | 'zh'} language */
  async #show(colorScheme, width, language) {
    await this.page.emulateMedia({ colorScheme });
    // The choice of the language is in sight where there is room.
    await this.page.setViewportSize({ width: 1280, height: 800 });
    await this.choose(language);
    await this.page.setViewportSize({ width, height: 800 });
  }

  /**
   * Nothing reaches out of the page to the side.
   * @param {number} width
   */
  async assertFits(width) {
    const needed = await this.page.evaluate('document.documentElement.scrollWidth');
    assert.ok(Number(needed) <= width, `needs ${String(needed)} of ${width} pixels`);
  }
}
