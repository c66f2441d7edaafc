import { expect, it } from 'vitest';
import { waitFor } from '../../support/wait-for.ts';
import { desktopFolder, startDesktop } from '../driver.ts';
import {
  addressOf,
  answerBoxes,
  clickTray,
  closeWindow,
  isAlive,
  shownBoxes,
  trayItem,
  windowFacts,
} from '../steps.ts';

it('opens without asking for a password, and leaves no ticket in its address', async () => {
  const desktop = await startDesktop({ folder: desktopFolder() });
  const page = await desktop.window();
  await page.getByRole('heading', { name: 'First steps' }).waitFor();
  expect(page.url()).toBe(`${await addressOf(desktop)}/web/`);
  expect(await page.evaluate('history.length')).toBeLessThanOrEqual(2);
});

it('asks for the password once a person has chosen one', async () => {
  const folder = desktopFolder();
  const env = { CCLOAD_PASS: 'correct horse battery' };
  const desktop = await startDesktop({ folder, env });
  const page = await desktop.window();
  await page.getByLabel('Admin password').waitFor();
});

it('refuses a ticket that was used', async () => {
  const desktop = await startDesktop({ folder: desktopFolder() });
  const page = await desktop.window();
  await page.getByRole('heading', { name: 'First steps' }).waitFor();
  const statuses = await page.evaluate<unknown>(`(async () => {
    const { data: ticket } = await window.desktop.invoke('newTicket', null);
    const show = () => fetch('/login/ticket', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ ticket }),
    }).then((answer) => answer.status);
    return [await show(), await show()];
  })()`);
  expect(statuses).toEqual([200, 401]);
});

it('hides when it is closed, says so once, and comes back by the tray', async () => {
  const desktop = await startDesktop({ folder: desktopFolder() });
  await desktop.window();
  await answerBoxes(desktop, 0);
  await closeWindow(desktop);
  await waitFor(
    async () => (await windowFacts(desktop))?.isVisible === false,
    'the window to hide',
  );
  await waitFor(async () => (await shownBoxes(desktop)).length === 1, 'the hint');
  expect((await shownBoxes(desktop))[0]?.message).toBe('ccLoad is still running');

  await clickTray(desktop, 'open');
  await waitFor(async () => (await windowFacts(desktop))?.isVisible === true, 'the window');
  await closeWindow(desktop);
  await waitFor(
    async () => (await windowFacts(desktop))?.isVisible === false,
    'the window to hide',
  );
  expect(await shownBoxes(desktop)).toHaveLength(1);
});

it('quits instead, when that is chosen at the hint', async () => {
  const desktop = await startDesktop({ folder: desktopFolder() });
  await desktop.window();
  await answerBoxes(desktop, 1);
  await closeWindow(desktop);
  expect(await desktop.exited).toBe(0);
});

it('is minimized instead of hidden where no tray may be there', async () => {
  const desktop = await startDesktop({ folder: desktopFolder(false) });
  await desktop.window();
  await closeWindow(desktop);
  await waitFor(async () => (await windowFacts(desktop))?.isMinimized === true, 'the window');
});

it('quits with 0 and leaves no process and no listener', async () => {
  const desktop = await startDesktop({ folder: desktopFolder() });
  await desktop.window();
  const address = await addressOf(desktop);
  await clickTray(desktop, 'quit');
  expect(await desktop.exited).toBe(0);
  expect(isAlive(desktop.pid)).toBe(false);
  await expect(fetch(`${address}/health`)).rejects.toThrow();
});

it('quits in the same order when the system asks', async () => {
  const desktop = await startDesktop({ folder: desktopFolder() });
  await desktop.window();
  process.kill(desktop.pid, 'SIGTERM');
  expect(await desktop.exited).toBe(0);
});

it('comes to the front when the program is started a second time', async () => {
  const folder = desktopFolder();
  const desktop = await startDesktop({ folder });
  await desktop.window();
  await answerBoxes(desktop, 0);
  await closeWindow(desktop);
  await waitFor(
    async () => (await windowFacts(desktop))?.isVisible === false,
    'the window to hide',
  );
  const second = await startDesktop({ folder });
  expect(await second.exited).toBe(0);
  await waitFor(async () => {
    const facts = await windowFacts(desktop);
    return facts?.isVisible === true && facts.isFocused;
  }, 'the window of the first');
});

it('starts in the tray alone when the system starts it at login', async () => {
  const desktop = await startDesktop({ folder: desktopFolder(), args: ['--hidden'] });
  await waitFor(() => trayItem(desktop, 'quit'), 'the tray');
  expect(await windowFacts(desktop)).toBeNull();
});

it('opens where it stood, and in sight where that is not', async () => {
  const folder = desktopFolder();
  const boundsOf = async (place: { x: number; y: number } | null) => {
    const desktop = await startDesktop({ folder });
    await desktop.window();
    const bounds = await desktop.evaluate(({ BrowserWindow }, wanted) => {
      const [window] = BrowserWindow.getAllWindows();
      const before = window?.getNormalBounds();
      if (wanted !== null) window?.setBounds({ ...wanted, width: 900, height: 600 });
      return before;
    }, place);
    await clickTray(desktop, 'quit');
    await desktop.exited;
    return bounds;
  };
  await boundsOf({ x: 50, y: 60 });
  const kept = { x: 50, y: 60, width: 900, height: 600 };
  expect(await boundsOf({ x: -5000, y: 60 })).toEqual(kept);
  const back = await boundsOf(null);
  expect(back?.x).toBeGreaterThanOrEqual(0);
  expect(back).toMatchObject({ width: 900, height: 600 });
});
