import type { TrayAction, TrayItem } from './tray-model.ts';

/** What is to be set at an item that stays. */
type ItemChange = {
  readonly id: string;
  readonly label?: string;
  readonly isEnabled?: boolean;
  readonly isChecked?: boolean;
};

export type MenuChange =
  | { readonly kind: 'none' }
  /** The same items, with other words or marks: set there, an open menu stays open. */
  | { readonly kind: 'update'; readonly items: readonly ItemChange[] }
  | { readonly kind: 'replace' };

/** How the menu that is drawn becomes the one that is wanted, with as little as possible to see. */
export function menuChange(
  drawn: readonly TrayItem[] | null,
  wanted: readonly TrayItem[],
  platform: NodeJS.Platform,
): MenuChange {
  if (drawn === null || !hasSameShape(drawn, wanted)) return { kind: 'replace' };
  const items = changesOf(flat(drawn), flat(wanted));
  if (items.length === 0) return { kind: 'none' };
  // The menu of Linux is told to the desktop as a whole, and what is set afterwards is not heard.
  return platform === 'darwin' || platform === 'win32'
    ? { kind: 'update', items }
    : { kind: 'replace' };
}

/**
 * The menu as it looks after a click: Electron flips a mark itself, before anybody knows whether what it asks for will
 * come true. From here `menuChange` puts it right.
 */
export function afterClick(drawn: readonly TrayItem[], id: string): readonly TrayItem[] {
  return drawn.map((item) => {
    if (item.type === 'submenu') return { ...item, items: afterClick(item.items, id) };
    if (item.type !== 'checkbox' || item.id !== id) return item;
    return { ...item, isChecked: !item.isChecked };
  });
}

/** What a click on the item asks for; null when there is no such item any more. */
export function actionOf(items: readonly TrayItem[], id: string): TrayAction | null {
  const item = flat(items).find((one) => one.id === id);
  return item !== undefined && 'action' in item ? item.action : null;
}

/** Every item of a menu, those of its submenus too. */
function flat(items: readonly TrayItem[]): readonly TrayItem[] {
  return items.flatMap((item) => (item.type === 'submenu' ? [item, ...flat(item.items)] : [item]));
}

function hasSameShape(some: readonly TrayItem[], others: readonly TrayItem[]): boolean {
  return some.length === others.length && some.every((item, at) => isSameItem(item, others[at]));
}

function isSameItem(one: TrayItem, other: TrayItem | undefined): boolean {
  if (one.id !== other?.id) return false;
  if (one.type === 'submenu' && other.type === 'submenu') {
    return hasSameShape(one.items, other.items);
  }
  return one.type === other.type;
}

function changesOf(drawn: readonly TrayItem[], wanted: readonly TrayItem[]): ItemChange[] {
  return wanted.flatMap((item, at) => {
    const before = drawn[at];
    const change: { -readonly [K in keyof ItemChange]: ItemChange[K] } = { id: item.id };
    if (item.type !== 'separator' && before?.type !== 'separator' && item.label !== before?.label) {
      change.label = item.label;
    }
    if (
      item.type === 'action' &&
      before?.type === 'action' &&
      item.isEnabled !== before.isEnabled
    ) {
      change.isEnabled = item.isEnabled;
    }
    if (
      item.type === 'checkbox' &&
      before?.type === 'checkbox' &&
      item.isChecked !== before.isChecked
    ) {
      change.isChecked = item.isChecked;
    }
    return Object.keys(change).length > 1 ? [change] : [];
  });
}
