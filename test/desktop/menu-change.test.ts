import { describe, expect, it } from 'vitest';
import { actionOf, afterClick, menuChange } from '../../main/desktop/menu-change.ts';
import { menuTemplate } from '../../main/desktop/menu-template.ts';
import { trayMenu } from '../../main/desktop/tray-menu.ts';
import type { ShellState } from '../../main/app/shell-port.ts';
import { channelsOf, MINUTE_MS, NOON, shellState, trayInput } from './tray-builder.ts';

const MANY = Array.from({ length: 12 }, () => ({}));

function menuOf(shell: Partial<ShellState> = {}, platform: NodeJS.Platform = 'darwin') {
  return trayMenu(trayInput({ shell: shellState(shell) }), platform, 'en');
}

describe('menuChange', () => {
  it.each(['darwin', 'win32', 'linux'] as const)('leaves an equal menu alone on %s', (platform) => {
    expect(menuChange(menuOf(), menuOf(), platform)).toEqual({ kind: 'none' });
  });

  it('draws the first menu', () => {
    expect(menuChange(null, menuOf(), 'darwin')).toEqual({ kind: 'replace' });
  });

  it('sets words and marks at the items that stay, those of submenus too', () => {
    const before = menuOf({ channels: channelsOf(...MANY) });
    const changed = [...MANY.slice(0, 11), { isEnabled: false }];
    const after = menuOf({ channels: channelsOf(...changed), inFlight: 1 });
    for (const platform of ['darwin', 'win32'] as const) {
      expect(menuChange(before, after, platform)).toEqual({
        kind: 'update',
        items: [
          { id: 'status', label: '11 channels ready' },
          { id: 'channel:12', label: 'relay-a (disabled)', isChecked: false },
          { id: 'cancel-requests', label: 'Cancel 1 running request', isEnabled: true },
        ],
      });
    }
  });

  it('replaces the menu of Linux whatever changed', () => {
    const after = menuOf({ channels: channelsOf({ coolingUntil: NOON + MINUTE_MS }) }, 'linux');
    expect(menuChange(menuOf({}, 'linux'), after, 'linux')).toEqual({ kind: 'replace' });
  });

  it.each([
    ['a channel came', { channels: channelsOf({}, {}) }],
    ['a channel went', { channels: [] }],
    ['the port is taken', { proxy: 'portTaken', taken: { port: 8080, holder: null } }],
    ['channels are folded away', { channels: channelsOf(...MANY) }],
  ] as const)('replaces the menu when %s', (_what, shell) => {
    expect(menuChange(menuOf(), menuOf(shell), 'darwin')).toEqual({ kind: 'replace' });
  });

  it('puts a mark right that Electron flipped and nothing came of', () => {
    const shown = afterClick(menuOf({ channels: channelsOf(...MANY) }), 'channel:12');
    expect(menuChange(shown, menuOf({ channels: channelsOf(...MANY) }), 'win32')).toEqual({
      kind: 'update',
      items: [{ id: 'channel:12', isChecked: true }],
    });
  });
});

describe('actionOf', () => {
  it('finds what an item asks for, in submenus too', () => {
    const menu = menuOf();
    expect(actionOf(menu, 'copy:codex:fish')).toEqual({
      kind: 'copyExport',
      client: 'codex',
      shell: 'fish',
    });
    expect(actionOf(menu, 'status')).toBeNull();
    expect(actionOf(menu, 'channel:99')).toBeNull();
  });
});

describe('menuTemplate', () => {
  it('is what Electron builds a menu from, and tells which item was clicked', () => {
    const clicked: string[] = [];
    const template = menuTemplate(menuOf(), (id) => clicked.push(id));
    const byId = new Map(template.map((item) => [item.id, item]));
    expect(byId.get('status')).toEqual({
      id: 'status',
      type: 'normal',
      label: '1 channel ready',
      enabled: false,
    });
    expect(byId.get('proxy')).toMatchObject({ type: 'checkbox', checked: true });
    expect(byId.get('cancel-requests')).toMatchObject({ type: 'normal', enabled: false });
    expect(byId.get('about-end')).toEqual({ id: 'about-end', type: 'separator' });
    byId.get('screens')?.submenu?.[1]?.click?.();
    byId.get('quit')?.click?.();
    expect(clicked).toEqual(['screen:channels', 'quit']);
  });
});
