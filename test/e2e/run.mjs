/**
 * The window in a real browser against the built product: `npm run e2e [-- options] [folder for pictures]`.
 *
 *   --part steps|tour|keyboard   only what a person does, the look at every place, or every place by keyboard (default: all)
 *   --press                      by keyboard press whatever is there, which takes ten minutes
 *   --only pattern      of the places those whose names match; "presses": what is done by keyboard, and no place
 *
 * Needs Chromium (CHROMIUM names another path); everything else is on this machine and temporary.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { openBrowser, Watched } from './browser.mjs';
import { keyboard } from './keyboard.mjs';
import { freePort, startProduct } from './product.mjs';
import { channels } from './steps/channels.mjs';
import { firstVisit } from './steps/first-visit.mjs';
import { traffic } from './steps/traffic.mjs';
import { farewell, troubles } from './steps/troubles.mjs';
import { tour } from './tour.mjs';
import { startUpstream } from './upstream.mjs';

/** @import { Steps } from './steps/support.mjs' */

const dataDir = mkdtempSync(join(tmpdir(), 'ccload-e2e-'));
const { values, positionals } = parseArgs({
  options: { part: { type: 'string' }, only: { type: 'string' }, press: { type: 'boolean' } },
  allowPositionals: true,
});
const shotDir = resolve(positionals[0] ?? mkdtempSync(join(tmpdir(), 'ccload-e2e-shots-')));

/** @type {string[]} */
const failures = [];

/** @param {string} part */
const isWanted = (part) => values.part === undefined || values.part === part;

/** @type {Steps['step']} */
async function step(sentence, run) {
  try {
    await run();
    process.stdout.write(`ok    ${sentence}\n`);
  } catch (error) {
    failures.push(sentence);
    process.stdout.write(`FAIL  ${sentence}\n${String(error)}\n`);
  }
}

const port = await freePort();
// First: without a browser nothing else is left running.
const browser = await openBrowser();
const upstream = await startUpstream();
const product = await startProduct(port, dataDir);
try {
  const context = await browser.newContext({
    locale: 'en-GB',
    viewport: { width: 1280, height: 800 },
    permissions: ['clipboard-read', 'clipboard-write'],
  });
  const page = await context.newPage();
  page.setDefaultTimeout(8_000);
  const watched = new Watched(page, shotDir);
  /** @type {Steps} */
  const steps = {
    step,
    watched,
    page,
    upstream,
    product,
    dataDir,
    restart: async () => {
      steps.product = await startProduct(port, dataDir);
    },
  };
  for (const part of [firstVisit, traffic, channels]) await part(steps);
  const only = values.only ?? null;
  if (isWanted('tour')) await tour(steps, browser, only);
  if (isWanted('keyboard')) {
    await keyboard(steps, browser, { only, isEachPressed: values.press === true });
  }
  if (isWanted('steps')) for (const part of [troubles, farewell]) await part(steps);
  await step('logs no error and keeps its content security policy', async () =>
    watched.assertNoErrors(),
  );
  await steps.product.stop();
} finally {
  await browser.close();
  await upstream.close();
  rmSync(dataDir, { recursive: true, force: true });
}
process.stdout.write(`\n${failures.length} failed; pictures in ${shotDir}\n`);
process.exitCode = failures.length === 0 ? 0 : 1;
