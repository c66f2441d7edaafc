import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { waitFor } from '../../support/wait-for.ts';
import { desktopFolder, isReal, startDesktop } from '../driver.ts';
import { addressOf, windowFacts } from '../steps.ts';

const REFUSED = { ok: false, error: { code: 'desktop.foreign-sender' } };

/** A page of somebody else. */
async function foreignPage(): Promise<string> {
  const server = createServer((_req, res) => {
    res.writeHead(200, { 'content-type': 'text/html' }).end('<h1>foreign</h1>');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  return `http://127.0.0.1:${String((server.address() as AddressInfo).port)}/`;
}

it('refuses a page that is not ours, even with our preload script', async () => {
  const desktop = await startDesktop({ folder: desktopFolder() });
  await desktop.window();
  const url = await foreignPage();
  const answer = await desktop.evaluate(async ({ BrowserWindow }, address) => {
    const [own] = BrowserWindow.getAllWindows();
    const contents = own?.webContents as unknown as {
      getLastWebPreferences(): Electron.WebPreferences;
    };
    const window = new BrowserWindow({
      show: false,
      webPreferences: contents.getLastWebPreferences(),
    });
    await window.loadURL(address);
    return window.webContents.executeJavaScript(
      `window.desktop.invoke('newTicket', null)`,
    ) as Promise<unknown>;
  }, url);
  expect(answer).toMatchObject(REFUSED);
});

it('refuses an argument that the call does not take', async () => {
  const desktop = await startDesktop({ folder: desktopFolder() });
  const page = await desktop.window();
  const ask = (name: string, argument: unknown) =>
    page.evaluate(`window.desktop.invoke(${JSON.stringify(name)}, ${JSON.stringify(argument)})`);
  for (const [name, argument] of [
    ['copyText', 7],
    ['copyText', ''],
    ['readFacts', {}],
    ['changeSettings', { isQuitOnClose: 'yes' }],
    ['changeSettings', { folder: '/' }],
    ['changeSettings', { notifications: { everything: true } }],
    ['answerLink', { id: 1 }],
  ] as const) {
    expect(await ask(name, argument), `${name} ${JSON.stringify(argument)}`).toMatchObject({
      ok: false,
      error: { code: 'desktop.bad-argument' },
    });
  }
  expect(await ask('changeSettings', { isQuitOnClose: true })).toMatchObject({
    ok: true,
    data: { settings: { isQuitOnClose: true } },
  });
});

it('knows no other call and shows nothing of Electron', async () => {
  const desktop = await startDesktop({ folder: desktopFolder() });
  const page = await desktop.window();
  await expect(page.evaluate(`window.desktop.invoke('quit', null)`)).rejects.toThrow(
    'There is no such call.',
  );
  expect(await page.evaluate('Object.keys(window.desktop)')).toEqual(['invoke', 'onChanged']);
  expect(await page.evaluate('[typeof require, typeof process, typeof module]')).toEqual([
    'undefined',
    'undefined',
    'undefined',
  ]);
});

it.skipIf(isReal)('refuses a frame inside our page, and a channel that nobody serves', async () => {
  const desktop = await startDesktop({ folder: desktopFolder() });
  const page = await desktop.window();
  // The stand-in's own way in, which a real renderer does not show.
  const inFrame = await page.evaluate(`(async () => {
    const frame = document.createElement('iframe');
    document.body.append(frame);
    return frame.contentWindow.__harnessInvoke('desktop:newTicket', [null]);
  })()`);
  expect(inFrame).toMatchObject(REFUSED);
  await expect(page.evaluate(`window.__harnessInvoke('desktop:quit', [null])`)).rejects.toThrow(
    'No handler registered',
  );
});

it('keeps the window at our own pages, and opens no other', async () => {
  const desktop = await startDesktop({ folder: desktopFolder() });
  const page = await desktop.window();
  const url = await foreignPage();
  // What is still being fetched would be given up for the navigation, even though it comes to nothing.
  await page.getByRole('heading', { name: 'First steps' }).waitFor();
  await page.evaluate(`location.href = ${JSON.stringify(url)}`).catch(() => undefined);
  await page.getByRole('heading', { name: 'First steps' }).waitFor();
  expect(new URL(page.url()).origin).toBe(await addressOf(desktop));
  await page.evaluate(`void window.open(${JSON.stringify(url)})`);
  const count = () =>
    desktop.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length, null);
  expect(await count()).toBe(1);
});

it('runs the page with everything closed that can be', async () => {
  const desktop = await startDesktop({ folder: desktopFolder() });
  await desktop.window();
  const preferences = await desktop.evaluate(({ BrowserWindow }) => {
    const contents = BrowserWindow.getAllWindows()[0]?.webContents as unknown as {
      getLastWebPreferences(): Electron.WebPreferences;
    };
    const { sandbox, contextIsolation, nodeIntegration, webviewTag, webSecurity } =
      contents.getLastWebPreferences();
    return { sandbox, contextIsolation, nodeIntegration, webviewTag, webSecurity };
  }, null);
  expect(preferences).toEqual({
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
    webviewTag: false,
    webSecurity: true,
  });
});

it.skipIf(isReal).each([
  ['sandbox', false],
  ['contextIsolation', false],
  ['nodeIntegration', true],
  ['webviewTag', true],
  ['webSecurity', false],
])('would fail here with %s = %s', async (name, value) => {
  const desktop = await startDesktop({ folder: desktopFolder() });
  await waitFor(() => windowFacts(desktop), 'the window');
  const weakened = desktop.evaluate(
    ({ BrowserWindow }, [key, weak]) => {
      const contents = BrowserWindow.getAllWindows()[0]?.webContents as unknown as {
        getLastWebPreferences(): Electron.WebPreferences;
      };
      void new BrowserWindow({
        webPreferences: { ...contents.getLastWebPreferences(), [key]: weak },
      });
    },
    [name, value] as const,
  );
  await expect(weakened).rejects.toThrow(`webPreferences.${name} must be`);
});

it('lets the page run no script but its own, and gives it no permission', async () => {
  const desktop = await startDesktop({ folder: desktopFolder() });
  const page = await desktop.window();
  const isBlocked = await page.evaluate(`new Promise((resolve) => {
    document.addEventListener('securitypolicyviolation', () => resolve(true));
    const script = document.createElement('script');
    script.textContent = 'window.isInjected = true';
    document.body.append(script);
    setTimeout(() => resolve(window.isInjected !== true), 500);
  })`);
  expect(isBlocked).toBe(true);
});

it('copies through the shell', async () => {
  const desktop = await startDesktop({ folder: desktopFolder() });
  const page = await desktop.window();
  expect(await page.evaluate(`window.desktop.invoke('copyText', 'a text')`)).toEqual({
    ok: true,
    data: true,
  });
  expect(await desktop.evaluate(({ clipboard }) => clipboard.readText(), null)).toBe('a text');
});
