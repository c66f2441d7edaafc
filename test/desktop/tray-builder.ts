import type { ChannelId } from '#contracts/channel';
import type { ShellChannel, ShellState } from '../../main/app/shell-port.ts';
import type { TrayInput, TrayItem } from '../../main/desktop/tray-model.ts';

/** Wednesday, 25 November 2026, 12:00 UTC. */
export const NOON = Date.UTC(2026, 10, 25, 12);
export const MINUTE_MS = 60_000;

export function shellChannel(facts: Partial<ShellChannel> & { id?: ChannelId } = {}): ShellChannel {
  return {
    id: 1 as ChannelId,
    name: 'relay-a',
    isEnabled: true,
    coolingUntil: null,
    isOnTrial: false,
    isOverBudget: false,
    hasUsableKey: true,
    ...facts,
  };
}

/** Channels with the ids 1, 2, 3 … */
export function channelsOf(...facts: Partial<ShellChannel>[]): ShellChannel[] {
  return facts.map((one, at) => shellChannel({ id: (at + 1) as ChannelId, ...one }));
}

export function shellState(facts: Partial<ShellState> = {}): ShellState {
  return {
    address: 'http://127.0.0.1:8080',
    proxy: 'on',
    taken: null,
    channels: [shellChannel()],
    inFlight: 0,
    lockedReason: null,
    ...facts,
  };
}

export function trayInput(facts: Partial<TrayInput> = {}): TrayInput {
  return {
    shell: shellState(),
    clients: [
      {
        client: 'claude-code',
        title: 'Claude Code',
        shells: ['bash', 'fish', 'powershell', 'cmd'],
      },
      { client: 'codex', title: 'Codex CLI', shells: ['bash', 'fish', 'powershell', 'cmd'] },
    ],
    isLaunchedAtLogin: false,
    update: null,
    now: NOON,
    zone: 'UTC',
    ...facts,
  };
}

/** The menu as a person reads it, one line an item, submenus indented. */
export function drawn(items: readonly TrayItem[], indent = ''): string[] {
  return items.flatMap((item) => {
    switch (item.type) {
      case 'separator':
        return [`${indent}---`];
      case 'label':
        return [`${indent}(${item.label})`];
      case 'action':
        return [`${indent}${item.isEnabled ? item.label : `(${item.label})`}`];
      case 'checkbox':
        return [`${indent}[${item.isChecked ? 'x' : ' '}] ${item.label}`];
      case 'submenu':
        return [`${indent}${item.label} >`, ...drawn(item.items, `${indent}  `)];
    }
  });
}

export function everyItem(items: readonly TrayItem[]): readonly TrayItem[] {
  return items.flatMap((item) =>
    item.type === 'submenu' ? [item, ...everyItem(item.items)] : [item],
  );
}

export function itemOf(items: readonly TrayItem[], id: string): TrayItem {
  const found = everyItem(items).find((item) => item.id === id);
  if (found === undefined) throw new Error(`The menu has no item "${id}".`);
  return found;
}
