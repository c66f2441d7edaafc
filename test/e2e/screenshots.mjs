/**
 * Pictures of every screen of the running demo: `npm run screenshots [-- options]`.
 *
 *   --screens overview,usage   which (default: all)
 *   --sizes 1280x800,390x844   (default: 1280x800, 900x700, 390x844)
 *   --themes light,dark        (default: both)
 *   --languages en,zh          (default: both)
 *   --warm 20                  seconds of traffic before the first picture
 *   --hash '#/requests?id=7'   one address in place of the screens
 *   --origin, --password       a program that runs already, in place of a demo
 *   --axe                      says what axe-core finds on each
 *   --out folder               (default: a new folder under the system's temporary one)
 *
 * Needs the built program (`npm run build`) and Chromium.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { assertAccessible } from './accessibility.mjs';
import { openBrowser, Watched } from './browser.mjs';

const SCREENS = 'overview,channels,requests,usage,tokens,connect,settings,help';

const { values } = parseArgs({
  options: {
    screens: { type: 'string', default: SCREENS },
    sizes: { type: 'string', default: '1280x800,900x700,390x844' },
    themes: { type: 'string', default: 'light,dark' },
    languages: { type: 'string', default: 'en,zh' },
    warm: { type: 'string', default: '20' },
    hash: { type: 'string' },
    origin: { type: 'string' },
    password: { type: 'string' },
    axe: { type: 'boolean', default: false },
    out: { type: 'string' },
  },
});

const root = join(import.meta.dirname, '../..');
const out = resolve(values.out ?? mkdtempSync(join(tmpdir(), 'ccload-screens-')));
mkdirSync(out, { recursive: true });

/** @returns {Promise<{ origin: string, password: string, stop: () => Promise<void> }>} */
async function startDemo() {
  const demo = spawn(process.execPath, [join(root, 'scripts/demo.mjs')], { cwd: root });
  const gone = once(demo, 'exit');
  let output = '';
  demo.stdout.on('data', (/** @type {Buffer} */ chunk) => (output += chunk.toString()));
  demo.stderr.on('data', (/** @type {Buffer} */ chunk) => (output += chunk.toString()));
  const end = Date.now() + 120_000;
  for (;;) {
    const found = /UI +(http:\S+?)\/web\/\s+Password +(\S+)/.exec(output);
    if (found?.[1] !== undefined && found[2] !== undefined) {
      const stop = async () => {
        demo.kill('SIGINT');
        await gone;
      };
      return { origin: found[1], password: found[2], stop };
    }
    if (demo.exitCode !== null || Date.now() > end) throw new Error(`No start:\n${output}`);
    await delay(100);
  }
}

/** @param {() => Promise<void>} check */
async function tell(check) {
  await check().catch((/** @type {unknown} */ error) => {
    process.exitCode = 1;
    process.stdout.write(`${String(error)}\n`);
  });
}

const browser = await openBrowser();
const program =
  values.origin === undefined
    ? await startDemo()
    : { origin: values.origin, password: values.password ?? '', stop: async () => undefined };
try {
  await delay(Number(values.warm) * 1000);
  const page = await browser.newPage({ locale: 'en-GB', deviceScaleFactor: 1 });
  page.setDefaultTimeout(8_000);
  const watched = new Watched(page, out);
  await page.goto(`${program.origin}/web/`);
  await page.locator('#password').fill(program.password);
  await page.keyboard.press('Enter');
  await page.locator('nav').waitFor();
  const places =
    values.hash === undefined
      ? values.screens.split(',').map((screen) => [screen, `#/${screen}`])
      : [['place', values.hash]];
  for (const size of values.sizes.split(',')) {
    const [width = 1280, height = 800] = size.split('x').map(Number);
    for (const theme of values.themes.split(',')) {
      for (const language of values.languages.split(',')) {
        await page.setViewportSize({ width, height });
        await page.emulateMedia({ colorScheme: theme === 'dark' ? 'dark' : 'light' });
        await page.evaluate(`localStorage.setItem('ccload.language', '${language}')`);
        await page.reload();
        await page.locator('nav').waitFor();
        for (const [name, hash] of places) {
          await page.evaluate(`location.hash = ${JSON.stringify(hash)}`);
          await delay(1_200);
          await watched.assertFits(width);
          const path = join(out, `${name}-${width}-${theme}-${language}.png`);
          await page.screenshot({ path, animations: 'disabled' });
          if (values.axe) await tell(() => assertAccessible(page, `${name} ${theme} ${language}`));
        }
      }
    }
  }
  watched.assertNoErrors();
} finally {
  await browser.close();
  await program.stop();
}
process.stdout.write(`pictures in ${out}\n`);
