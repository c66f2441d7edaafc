/**
 * The window in a real browser against the built product: `npm run e2e [folder for pictures]`.
 * Needs Chromium (CHROMIUM names another path); everything else is on this machine and temporary.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { openBrowser, Watched } from './browser.mjs';
import { freePort, startProduct } from './product.mjs';
import { firstVisit, traffic, troubles, farewell } from './steps.mjs';
import { startUpstream } from './upstream.mjs';

/** @import { Steps } from './steps.mjs' */

const dataDir = mkdtempSync(join(tmpdir(), 'ccload-e2e-'));
const shotDir = resolve(process.argv[2] ?? mkdtempSync(join(tmpdir(), 'ccload-e2e-shots-')));

/** @type {string[]} */
const failures = [];

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
  const page = await browser.newPage({
    locale: 'en-GB',
    viewport: { width: 1280, height: 800 },
    permissions: ['clipboard-read', 'clipboard-write'],
  });
  page.setDefaultTimeout(8_000);
  const watched = new Watched(page, shotDir);
  /** @type {Steps} */
  const steps = {
    step,
    watched,
    page,
    upstream,
    product,
    restart: async () => {
      steps.product = await startProduct(port, dataDir);
    },
  };
  for (const part of [firstVisit, traffic, troubles, farewell]) await part(steps);
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
