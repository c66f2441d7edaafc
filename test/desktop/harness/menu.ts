import { EventEmitter } from 'node:events';

type Template = {
  readonly id?: string;
  readonly type?: string;
  readonly role?: string;
  readonly label?: string;
  readonly enabled?: boolean;
  readonly checked?: boolean;
  readonly submenu?: readonly Template[];
  readonly click?: (item: MenuItem) => void;
};

export class MenuItem {
  readonly id: string;
  readonly type: string;
  readonly submenu: Menu | undefined;
  readonly #click: Template['click'];
  label: string;
  enabled: boolean;
  checked: boolean;

  constructor(template: Template) {
    this.id = template.id ?? '';
    this.type = template.type ?? (template.submenu === undefined ? 'normal' : 'submenu');
    this.label = template.label ?? template.role ?? '';
    this.enabled = template.enabled ?? true;
    this.checked = template.checked ?? false;
    this.submenu =
      template.submenu === undefined ? undefined : Menu.buildFromTemplate(template.submenu);
    this.#click = template.click;
  }

  /** Electron flips the mark itself, whatever comes of the click. */
  click(): void {
    if (this.type === 'checkbox') this.checked = !this.checked;
    this.#click?.(this);
  }
}

export class Menu extends EventEmitter {
  items: MenuItem[] = [];

  static buildFromTemplate(template: readonly Template[]): Menu {
    const menu = new Menu();
    menu.items = template.map((one) => new MenuItem(one));
    return menu;
  }

  static setApplicationMenu(): void {
    // Nothing of it is seen here.
  }

  getMenuItemById(id: string): MenuItem | null {
    for (const item of this.items) {
      const found = item.id === id ? item : item.submenu?.getMenuItemById(id);
      if (found != null) return found;
    }
    return null;
  }
}

/** The icon. What is set stays readable. */
export class Tray extends EventEmitter {
  menu: Menu | null = null;
  tooltip = '';
  image: string;

  constructor(image: string) {
    super();
    if (process.env['HARNESS_NO_TRAY'] === '1') throw new Error('no place for an icon');
    this.image = image;
  }

  setImage(image: string): void {
    this.image = image;
  }

  setToolTip(text: string): void {
    this.tooltip = text;
  }

  setContextMenu(menu: Menu | null): void {
    this.menu = menu;
  }

  setIgnoreDoubleClickEvents(): void {
    // macOS alone.
  }

  #isDestroyed = false;

  isDestroyed(): boolean {
    return this.#isDestroyed;
  }

  destroy(): void {
    this.#isDestroyed = true;
    this.menu = null;
  }
}
