import type { Page } from 'playwright-core';
import type { TrayIcon } from '../../main/desktop/tray.ts';
import type { ShellPort } from '../../main/app/shell-port.ts';
import { waitFor } from '../support/wait-for.ts';
import type { Desktop } from './driver.ts';

// What specs do by way of the hook that the program offers to them; the functions run in its main process.

/** As `main/desktop/test-hook.ts` offers it. */
type Hook = { ccloadSpecs?: { tray(): TrayIcon | null; shell: ShellPort } };

export type ItemFacts = {
  readonly id: string;
  readonly label: string;
  readonly isEnabled: boolean;
  readonly isChecked: boolean;
};

/** The item of the tray's menu with this id; null when there is none. */
export function trayItem(desktop: Desktop, id: string): Promise<ItemFacts | null> {
  return desktop.evaluate((_, wanted) => {
    const item = (globalThis as unknown as Hook).ccloadSpecs?.tray()?.menu?.getMenuItemById(wanted);
    if (item == null) return null;
    const { label, enabled, checked } = item;
    return { id: item.id, label, isEnabled: enabled, isChecked: checked };
  }, id);
}

export async function clickTray(desktop: Desktop, id: string): Promise<void> {
  await waitFor(() => trayItem(desktop, id), `the tray item ${id}`);
  await desktop.evaluate((_, wanted) => {
    const item = (globalThis as unknown as Hook).ccloadSpecs?.tray()?.menu?.getMenuItemById(wanted);
    item?.click();
  }, id);
}

/** A call of the admin API from inside the program. */
export function admin<T>(
  desktop: Desktop,
  method: string,
  path: string,
  body?: unknown,
): Promise<T> {
  const call = { method, path, body };
  return desktop.evaluate(async (_, asked) => {
    const { ccloadSpecs } = globalThis as unknown as Required<Hook>;
    return ccloadSpecs.shell.admin.call<T>(asked.method, asked.path, asked.body);
  }, call);
}

export function addChannel(desktop: Desktop, name: string, url: string): Promise<{ id: number }> {
  return admin(desktop, 'POST', '/admin/channels', {
    name,
    url,
    protocols: ['anthropic'],
    api_key: 'sk-upstream-0123456789abcdef',
    models: ['*'],
  });
}

export function addressOf(desktop: Desktop): Promise<string> {
  return desktop.evaluate(
    () => (globalThis as unknown as Required<Hook>).ccloadSpecs.shell.state().address,
    null,
  );
}

/** How the program's own window stands. */
export function windowFacts(
  desktop: Desktop,
): Promise<{ isVisible: boolean; isMinimized: boolean; isFocused: boolean } | null> {
  return desktop.evaluate(({ BrowserWindow }) => {
    const [window] = BrowserWindow.getAllWindows();
    if (window === undefined) return null;
    return {
      isVisible: window.isVisible(),
      isMinimized: window.isMinimized(),
      isFocused: window.isFocused(),
    };
  }, null);
}

export async function closeWindow(desktop: Desktop): Promise<void> {
  await desktop.evaluate(({ BrowserWindow }) => {
    BrowserWindow.getAllWindows()[0]?.close();
  }, null);
}

type Box = { readonly message: string; readonly detail?: string };

/** From now on boxes are answered with a button, and kept instead of shown. */
export async function answerBoxes(desktop: Desktop, response: number): Promise<void> {
  await desktop.evaluate(({ dialog }, button) => {
    const boxes: Box[] = [];
    Object.assign(globalThis, { shownBoxes: boxes });
    dialog.showMessageBox = async (...args: unknown[]) => {
      boxes.push(args.at(-1) as Box);
      return { response: button, checkboxChecked: false };
    };
  }, response);
}

export function shownBoxes(desktop: Desktop): Promise<readonly Box[]> {
  return desktop.evaluate(
    () => (globalThis as unknown as { shownBoxes?: Box[] }).shownBoxes ?? [],
    null,
  );
}

export function clipboardText(desktop: Desktop): Promise<string> {
  return desktop.evaluate(({ clipboard }) => clipboard.readText(), null);
}

export async function go(page: Page, hash: string): Promise<void> {
  await page.evaluate(`location.hash = ${JSON.stringify(hash)}`);
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
