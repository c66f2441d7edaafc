import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { chromium, type BrowserContext } from 'playwright-core';
import { app } from './app.ts';

const CHROMIUM = process.env['CHROMIUM'] ?? '/usr/bin/chromium';

const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--remote-debugging-port=0',
];

let starting: Promise<BrowserContext> | null = null;

/** The browser that stands for Electron's windows; started with the first of them. */
export function browser(): Promise<BrowserContext> {
  starting ??= start();
  return starting;
}

async function start(): Promise<BrowserContext> {
  const profile = mkdtempSync(path.join(os.tmpdir(), 'ccload-harness-'));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: CHROMIUM,
    headless: true,
    args: FLAGS,
    viewport: { width: 1240, height: 820 },
    // Playwright's own would close the browser and leave us running.
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
  });
  app.closeBrowser = async () => {
    await context.close();
    rmSync(profile, { recursive: true, force: true });
  };
  const [port = ''] = readFileSync(path.join(profile, 'DevToolsActivePort'), 'utf8').split('\n');
  process.send?.({ kind: 'browser', endpoint: `http://127.0.0.1:${port}` });
  return context;
}
