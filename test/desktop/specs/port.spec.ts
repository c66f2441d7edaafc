import { once } from 'node:events';
import net from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { waitFor } from '../../support/wait-for.ts';
import { desktopFolder, startDesktop } from '../driver.ts';
import { addressOf, clickTray, clipboardText, go, trayItem } from '../steps.ts';

async function takenPort(): Promise<{ port: number; leave: () => Promise<void> }> {
  const server = net.createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const leave = async () => {
    if (!server.listening) return;
    server.close();
    await once(server, 'close');
  };
  onTestFinished(leave);
  return { port: (server.address() as net.AddressInfo).port, leave };
}

it('opens at a free port where its own is taken, says who has it, and goes on with one click', async () => {
  const { port } = await takenPort();
  const desktop = await startDesktop({ folder: desktopFolder(), port });
  const page = await desktop.window();
  const address = await addressOf(desktop);
  expect(address).not.toContain(`:${String(port)}`);
  // This process has the port, and Linux says so.
  const holder = process.platform === 'linux' ? String(process.pid) : '';
  await page
    .getByText(
      new RegExp(`Port ${String(port)} is in use by .*${holder}.*, so the proxy is stopped`),
    )
    .waitFor();
  expect((await fetch(`${address}/v1/models`)).status).toBe(503);
  expect((await trayItem(desktop, 'taken'))?.label).toContain(String(port));

  const free = new URL(address).port;
  await page.getByRole('button', { name: `Use port ${free} from now on` }).click();
  await waitFor(async () => (await fetch(`${address}/v1/models`)).status === 401, 'the proxy');
  await page.getByText('so the proxy is stopped').waitFor({ state: 'detached' });

  // Whatever tells clients where we are follows.
  await waitFor(() => trayItem(desktop, 'proxy'), 'the tray');
  expect((await trayItem(desktop, 'proxy'))?.label).toContain(`127.0.0.1:${free}`);
  await clickTray(desktop, 'copy:claude-code:bash');
  await waitFor(async () => (await clipboardText(desktop)).includes(`:${free}`), 'the clipboard');
  await go(page, '#/connect');
  await page.getByText(`ANTHROPIC_BASE_URL=${address}`).first().waitFor();
});

it('takes its own port when that is free again, and the window follows', async () => {
  const { port, leave } = await takenPort();
  const desktop = await startDesktop({ folder: desktopFolder(), port });
  const page = await desktop.window();
  await page.getByText('so the proxy is stopped').waitFor();
  await leave();
  await clickTray(desktop, 'retry-port');
  await waitFor(() => page.url().startsWith(`http://127.0.0.1:${String(port)}/web/`), 'the window');
  await page.getByRole('heading', { name: 'First steps' }).waitFor();
  expect((await fetch(`http://127.0.0.1:${String(port)}/v1/models`)).status).toBe(401);
});
