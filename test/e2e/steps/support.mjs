/** What the steps share: what they are given, and the commonest things a person does. */
import assert from 'node:assert/strict';

/**
 * @import { Page } from 'playwright-core'
 * @import { Watched } from '../browser.mjs'
 * @import { Caller, Product } from '../product.mjs'
 * @import { Upstream } from '../upstream.mjs'
 */

/**
 * @typedef {object} Steps
 * @property {(sentence: string, run: () => Promise<void>) => Promise<void>} step
 * @property {Watched} watched
 * @property {Page} page
 * @property {Upstream} upstream
 * @property {Product} product
 * @property {string} dataDir
 * @property {() => Promise<void>} restart the product that was stopped
 */

export const KEY = 'sk-e2e-0123456789abcdef';

/** @param {Page} page @param {string} hash */
export async function go(page, hash) {
  await page.evaluate(`location.hash = ${JSON.stringify(hash)}`);
}

/** @param {Page} page @param {string} password */
export async function logIn(page, password) {
  await page.getByLabel('Admin password').fill(password);
  await page.keyboard.press('Enter');
}

/** @param {Page} page */
export const live = (page) => page.getByText('Live', { exact: true });

/** Nothing has the focus any more. @param {Page} page */
export async function blur(page) {
  await page.evaluate('document.activeElement.blur()');
}

/** @param {Page} page @param {string} name */
export const channelSwitch = (page, name) =>
  page.getByRole('switch', { name: `Channel ${name} is enabled` });

/** @param {Caller} caller @param {string} name */
export async function channelOf(caller, name) {
  /** @type {{ id: number, name: string, isEnabled: boolean, priority: number }[]} */
  const channels = await caller.admin('GET', '/admin/channels');
  const channel = channels.find((one) => one.name === name);
  assert.ok(channel, name);
  return channel;
}

/** @param {() => Promise<boolean>} isSo */
export async function until(isSo) {
  for (let i = 0; i < 80; i += 1) {
    if (await isSo()) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  assert.fail('It did not come about.');
}
