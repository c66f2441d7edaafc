import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { json, ScriptedUpstream } from '../../support/scripted-upstream.ts';
import { waitFor } from '../../support/wait-for.ts';
import { desktopFolder, startDesktop } from '../driver.ts';
import {
  addChannel,
  addressOf,
  admin,
  clickTray,
  clipboardText,
  go,
  trayItem,
  windowFacts,
} from '../steps.ts';

const run = promisify(execFile);

it('switches a channel in the tray and shows it in the window, and the other way round', async () => {
  const desktop = await startDesktop({ folder: desktopFolder() });
  const page = await desktop.window();
  const { id } = await addChannel(desktop, 'relay-tokyo', 'http://127.0.0.1:9');
  const item = `channel:${String(id)}`;
  await go(page, '#/channels');
  const inWindow = page.getByRole('switch', { name: 'Channel relay-tokyo is enabled' });
  await inWindow.waitFor();
  expect(await inWindow.getAttribute('aria-checked')).toBe('true');

  await clickTray(desktop, item);
  await waitFor(
    async () => (await inWindow.getAttribute('aria-checked')) === 'false',
    'the switch in the window',
  );
  await waitFor(async () => (await trayItem(desktop, item))?.isChecked === false, 'the tray');

  await inWindow.click();
  await waitFor(async () => (await trayItem(desktop, item))?.isChecked === true, 'the tray');
});

it('shows in its menu what is true, and not what was clicked', async () => {
  const desktop = await startDesktop({ folder: desktopFolder() });
  await desktop.window();
  const { id } = await addChannel(desktop, 'gone', 'http://127.0.0.1:9');
  const item = `channel:${String(id)}`;
  await waitFor(() => trayItem(desktop, item), 'the channel');
  await desktop.evaluate(({ dialog }) => {
    dialog.showErrorBox = () => undefined;
  }, null);
  // Removed in the same moment: the click comes to nothing.
  await admin(desktop, 'DELETE', `/admin/channels/${String(id)}`);
  await clickTray(desktop, item).catch(() => undefined);
  await waitFor(async () => (await trayItem(desktop, item)) === null, 'the item to go');
});

it('copies the export line that works: bash runs it, and the proxy answers', async () => {
  const upstream = await ScriptedUpstream.start(
    json({
      id: 'msg_1',
      type: 'message',
      role: 'assistant',
      content: [{ type: 'text', text: 'hi' }],
    }),
  );
  const desktop = await startDesktop({ folder: desktopFolder() });
  await desktop.window();
  await addChannel(desktop, 'relay', upstream.url);
  await clickTray(desktop, 'copy:claude-code:bash');
  const lines = await waitFor(async () => {
    const text = await clipboardText(desktop);
    return text === '' ? null : text;
  }, 'the clipboard');
  expect(lines).toContain(`ANTHROPIC_BASE_URL=${await addressOf(desktop)}`);

  const body = JSON.stringify({ model: 'claude-sonnet-4-5', max_tokens: 5, messages: [] });
  const call = [
    'curl -s "$ANTHROPIC_BASE_URL/v1/messages"',
    '-H "authorization: Bearer $ANTHROPIC_AUTH_TOKEN"',
    `-H 'content-type: application/json' -d '${body}'`,
  ].join(' ');
  const { stdout } = await run('bash', ['-c', `${lines}\n${call}`]);
  expect(JSON.parse(stdout)).toMatchObject({ content: [{ text: 'hi' }] });
});

it('stops the proxy and lets it go on', async () => {
  const desktop = await startDesktop({ folder: desktopFolder() });
  await desktop.window();
  const address = await addressOf(desktop);
  const ask = () => fetch(`${address}/v1/models`);
  expect((await ask()).status).toBe(401);
  await clickTray(desktop, 'proxy');
  await waitFor(async () => (await ask()).status === 503, 'the proxy to stop');
  await waitFor(async () => (await trayItem(desktop, 'proxy'))?.isChecked === false, 'the tray');
  await clickTray(desktop, 'proxy');
  await waitFor(async () => (await ask()).status === 401, 'the proxy to go on');
});

it('opens the window at the screen that was asked for', async () => {
  const desktop = await startDesktop({ folder: desktopFolder(), args: ['--hidden'] });
  await waitFor(() => trayItem(desktop, 'quit'), 'the tray');
  expect(await windowFacts(desktop)).toBeNull();
  await clickTray(desktop, 'screen:connect');
  const page = await desktop.window();
  await page.getByRole('heading', { name: 'Connect', level: 1 }).waitFor();
  expect(page.url()).toMatch(/#\/connect$/);
});
