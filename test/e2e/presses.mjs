/** What is done by keyboard alone: to every screen, in lists and menus, back and forth; the focus is never lost. */
import assert from 'node:assert/strict';
import { reach } from './places.mjs';
import { blur, channelOf, go, until } from './steps/support.mjs';

/**
 * @import { Page } from 'playwright-core'
 * @import { Place } from './places.mjs'
 * @import { Caller } from './product.mjs'
 * @import { Steps } from './steps/support.mjs'
 */

/** By their letters, in their order. */
const SCREENS = /** @type {const} */ ([
  ['o', 'Overview'],
  ['c', 'Channels'],
  ['r', 'Requests'],
  ['u', 'Usage'],
  ['t', 'Tokens'],
  ['n', 'Connect'],
  ['s', 'Settings'],
]);

/** Ends the session, takes away what other places need, or leaves the page. */
const LEFT_ALONE = /"(Log out|Delete|Remove|Restart|Download|Write this|Single letters)/;

/** @param {Page} page @returns {Promise<string | null>} what has the focus */
const active = (page) => page.evaluate('window.walk.active()');

/** @param {Page} page @param {string | RegExp} name */
async function assertAt(page, name) {
  const isAt = async () => {
    const at = await active(page);
    return at !== null && (typeof name === 'string' ? at.includes(name) : name.test(at));
  };
  await until(isAt).catch(async () =>
    assert.fail(`${String(name)} has no focus: ${await active(page)}`),
  );
}

/** @param {Page} page @param {string} name */
const heading = (page, name) => page.getByRole('heading', { name, level: 1 }).waitFor();

/** @param {Steps['step']} step @param {Page} page */
async function screens(step, page) {
  await step('comes to every screen by letters, by digits and by the palette', async () => {
    for (const [index, [letter, name]] of SCREENS.entries()) {
      await go(page, '#/help');
      await heading(page, 'Help');
      await blur(page);
      await page.keyboard.press('g');
      await page.keyboard.press(letter);
      await heading(page, name);
      await page.keyboard.press('Control+k');
      await page.getByRole('dialog').waitFor();
      await page.keyboard.type('go to help');
      await page.keyboard.press('Enter');
      await heading(page, 'Help');
      await until(async () => (await active(page)) !== null);
      await page.keyboard.press(`Control+${String(index + 1)}`);
      await heading(page, name);
    }
  });

  await step('gives the focus back when the palette and the help sheet close', async () => {
    await go(page, '#/channels');
    await page.getByRole('link', { name: 'Channels', exact: true }).focus();
    for (const key of ['Control+k', '?']) {
      await page.keyboard.press(key);
      await page.getByRole('dialog').waitFor();
      await page.keyboard.press('Escape');
      await page.getByRole('dialog').waitFor({ state: 'detached' });
      await assertAt(page, 'a "Channels');
    }
  });
}

/** @param {Steps['step']} step @param {Page} page @param {Caller} caller */
async function channels(step, page, caller) {
  const row = page.getByRole('button', { name: 'relay-tokyo', exact: true });

  await step('moves a channel, and stays on it', async () => {
    const { id, priority } = await channelOf(caller, 'relay-tokyo');
    await go(page, '#/channels');
    await row.focus();
    await page.keyboard.press('Alt+ArrowDown');
    await until(async () => (await channelOf(caller, 'relay-tokyo')).priority !== priority);
    await assertAt(page, '"relay-tokyo"');
    await caller.admin('PATCH', `/admin/channels/${String(id)}`, { priority });
    await page.getByText(`Priority ${String(priority)}`).waitFor();
    // It left that place by another hand.
    assert.notEqual(await active(page), null);
  });

  await step(
    'opens a channel, goes through its tabs by arrows, and comes back to its row',
    async () => {
      await row.focus();
      await page.keyboard.press('Enter');
      const tabs = page.getByRole('tab');
      await tabs.first().waitFor();
      await tabs.first().focus();
      for (let at = 1; at < (await tabs.count()); at += 1) {
        await page.keyboard.press('ArrowRight');
        await until(async () => (await tabs.nth(at).getAttribute('aria-selected')) === 'true');
        await assertAt(page, 'button[tab]');
      }
      await page.keyboard.press('Escape');
      await page.locator('.side-panel').waitFor({ state: 'detached' });
      await assertAt(page, '"relay-tokyo"');
    },
  );

  await step('asks before changes are lost, and goes back to the field', async () => {
    await row.focus();
    await page.keyboard.press('Enter');
    const name = page.getByLabel('Name', { exact: true });
    await name.focus();
    await page.keyboard.type(' changed');
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await assertAt(page, 'input "Name');
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor();
    await page.getByRole('button', { name: 'Discard' }).focus();
    await page.keyboard.press('Enter');
    await page.locator('.side-panel').waitFor({ state: 'detached' });
    await assertAt(page, '"relay-tokyo"');
  });
}

/** @param {Steps['step']} step @param {Page} page @param {Caller} caller */
async function tokens(step, page, caller) {
  await step('deletes a token, stays in the list, and takes it back by a shortcut', async () => {
    await caller.admin('POST', '/admin/tokens', { name: 'phone' });
    await go(page, '#/tokens');
    await page.getByRole('link', { name: 'phone' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Delete' }).focus();
    await page.keyboard.press('Enter');
    const row = page.getByRole('link', { name: 'phone' });
    await row.waitFor({ state: 'detached' });
    await until(async () => (await active(page)) !== null);
    await page.keyboard.press('Control+z');
    await row.waitFor();
    assert.notEqual(await active(page), null);
  });
}

/** @param {Steps['step']} step @param {Page} page */
async function lists(step, page) {
  const grid = page.getByRole('grid');

  await step('goes down the rows, opens one, reads the next, and comes back', async () => {
    await go(page, '#/requests');
    await grid.getByRole('row').nth(1).waitFor();
    await blur(page);
    await page.keyboard.press('j');
    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    const panel = page.locator('.side-panel h2');
    const title = await panel.innerText();
    await page.keyboard.press('j');
    await until(async () => (await panel.innerText()) !== title);
    await page.keyboard.press('Escape');
    await panel.waitFor({ state: 'detached' });
    assert.notEqual(await active(page), null);
  });

  await step('filters by a suggestion, corrects the filter, and clears it', async () => {
    await blur(page);
    await page.keyboard.press('/');
    await assertAt(page, 'Filter');
    await page.keyboard.type('is:fai');
    await page.getByRole('listbox').getByRole('option').first().waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await until(async () => page.url().includes('filter=is%3Afailed'));
    await page.keyboard.press('Backspace');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
    await until(async () => !page.url().includes('filter='));
    assert.notEqual(await active(page), null);
  });

  await step('hides a column and shows it again', async () => {
    const cost = grid.getByRole('columnheader', { name: 'Cost' });
    await cost.waitFor();
    for (const state of /** @type {const} */ (['detached', 'visible'])) {
      await page.getByRole('button', { name: 'Columns' }).focus();
      await page.keyboard.press('Enter');
      const box = page.getByRole('checkbox', { name: 'Cost' });
      await box.waitFor();
      for (let tabs = 0; tabs < 12 && !(await active(page))?.startsWith('input "Cost"'); tabs += 1)
        await page.keyboard.press('Tab');
      await page.keyboard.press('Space');
      await page.keyboard.press('Escape');
      await box.waitFor({ state: 'hidden' });
      await assertAt(page, '"Columns"');
      await cost.waitFor({ state });
    }
  });
}

/** @param {Steps['step']} step @param {Page} page */
async function usage(step, page) {
  await step('chooses days, reads a chart as a table, and goes back', async () => {
    await go(page, '#/usage?range=today');
    await page.getByRole('button', { name: 'Other…' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('textbox', { name: 'From' }).focus();
    for (const key of '01012026') await page.keyboard.press(key);
    await page.getByRole('textbox', { name: 'To' }).focus();
    for (const key of '02012026') await page.keyboard.press(key);
    await page.keyboard.press('Enter');
    await until(async () => page.url().includes('from=2026-01-01'));
    assert.notEqual(await active(page), null);
    await go(page, '#/usage?range=today');
    await page.getByRole('button', { name: /^View as table: Requests/ }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: /^View as chart: Requests/ }).waitFor();
    await assertAt(page, 'View as chart: Requests');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: /^View as table: Requests/ }).waitFor();
    await assertAt(page, 'View as table: Requests');
  });
}

/** @param {Steps['step']} step @param {Page} page @param {Caller} caller */
export async function presses(step, page, caller) {
  await screens(step, page);
  await channels(step, page, caller);
  await tokens(step, page, caller);
  await lists(step, page);
  await usage(step, page);
}

/**
 * Presses everything that stands there and was not pressed before, each in the place as it is reached anew.
 * @param {Page} page
 * @param {Place} place
 * @param {Set<string>} pressed
 * @returns {Promise<string[]>} a sentence for each press after which the focus was gone, or not given back
 */
export async function pressAll(page, place, pressed) {
  await reach(page, place);
  /** @type {string[]} */
  const names = await page.evaluate('window.walk.buttons()');
  /** @type {string[]} */
  const wrong = [];
  for (const name of names) {
    const kind = name.replaceAll(/\d+/g, '#');
    if (pressed.has(kind) || LEFT_ALONE.test(name)) continue;
    pressed.add(kind);
    await reach(page, place);
    // It was of a moment.
    if (!(await page.evaluate(`window.walk.focus(${JSON.stringify(name)})`))) continue;
    const { hash } = new URL(page.url());
    const open = page.locator('dialog[open], .side-panel');
    const before = await open.count();
    await page.keyboard.press('Enter');
    await page.waitForTimeout(400);
    if ((await active(page)) === null) wrong.push(`the focus is gone after ${name}`);
    const isElsewhere = new URL(page.url()).hash.split('?')[0] !== hash.split('?')[0];
    if ((await open.count()) <= before) continue;
    await page.keyboard.press('Escape');
    await page.waitForTimeout(300);
    if ((await open.count()) > before) wrong.push(`Escape does not close what opened by ${name}`);
    const back = await active(page);
    const isBack = isElsewhere ? back !== null : back === name;
    if (!isBack) wrong.push(`Escape leads to ${String(back)} from what opened by ${name}`);
  }
  return wrong;
}
