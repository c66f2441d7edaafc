import type { TrayItem } from './tray-model.ts';

/** One item, as Electron's `Menu.buildFromTemplate` takes it. */
export type MenuTemplateItem = {
  readonly id: string;
  readonly type: 'separator' | 'normal' | 'checkbox' | 'submenu';
  readonly label?: string;
  readonly enabled?: boolean;
  readonly checked?: boolean;
  readonly submenu?: MenuTemplateItem[];
  readonly click?: () => void;
};

/** A click tells the id: what it means is asked of the menu as it is then. */
export function menuTemplate(
  items: readonly TrayItem[],
  onClick: (id: string) => void,
): MenuTemplateItem[] {
  return items.map((item): MenuTemplateItem => {
    const { id } = item;
    const click = (): void => {
      onClick(id);
    };
    switch (item.type) {
      case 'separator':
        return { id, type: 'separator' };
      case 'label':
        return { id, type: 'normal', label: item.label, enabled: false };
      case 'action':
        return { id, type: 'normal', label: item.label, enabled: item.isEnabled, click };
      case 'checkbox':
        return { id, type: 'checkbox', label: item.label, checked: item.isChecked, click };
      case 'submenu':
        return {
          id,
          type: 'submenu',
          label: item.label,
          submenu: menuTemplate(item.items, onClick),
        };
    }
  });
}
