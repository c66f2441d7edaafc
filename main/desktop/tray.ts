import path from 'node:path';
import { Menu, nativeTheme, Tray } from 'electron';
import { actionOf, afterClick, menuChange } from './menu-change.ts';
import { menuTemplate } from './menu-template.ts';
import { trayImage } from './tray-images.ts';
import { trayMenu } from './tray-menu.ts';
import type { Language, TrayAction, TrayInput, TrayItem } from './tray-model.ts';
import { trayMood, trayTooltip } from './tray-state.ts';

type TrayDeps = {
  readonly platform: NodeJS.Platform;
  /** Where its images lie. */
  readonly imageFolder: string;
  input(): TrayInput;
  language(): Language;
  /** Never rejects. */
  act(action: TrayAction): Promise<void>;
};

/** Menus that are built anew for each change flicker; numbers that change faster nobody reads. */
const MENU_EVERY_MS = 250;
const TOOLTIP_EVERY_MS = 1000;

/** The icon beside the clock. What it shows is worked out elsewhere; here it is drawn, with as little as possible to see. */
export class TrayIcon {
  readonly #deps: TrayDeps;
  readonly #tray: Tray;
  #menu: Menu | null = null;
  /** As the menu looks now. */
  #drawn: readonly TrayItem[] | null = null;
  #image = '';
  #tooltip = '';
  /** To change a menu that is open would close it. */
  #isMenuOpen = false;
  #menuTimer: NodeJS.Timeout | undefined;
  #tooltipTimer: NodeJS.Timeout | undefined;

  /** Throws where the system has no place for it. */
  constructor(deps: TrayDeps) {
    this.#deps = deps;
    this.#image = this.#wantedImage();
    this.#tray = new Tray(this.#image);
    if (deps.platform === 'darwin') this.#tray.setIgnoreDoubleClickEvents(true);
    // Linux hosts decide for themselves what a click does, and macOS opens the menu.
    if (deps.platform === 'win32') {
      this.#tray.on('click', () => {
        void deps.act({ kind: 'open', screen: 'overview' });
      });
    }
    nativeTheme.on('updated', this.#draw);
    this.#draw();
    this.#drawTooltip();
  }

  /** The menu as it is drawn; the specs click in it. */
  get menu(): Menu | null {
    return this.#menu;
  }

  /** Something that it shows may have changed. Cheap: it is drawn later, and once for many changes. */
  update(): void {
    this.#menuTimer ??= setTimeout(() => {
      this.#menuTimer = undefined;
      this.#draw();
    }, MENU_EVERY_MS);
    this.#tooltipTimer ??= setTimeout(() => {
      this.#tooltipTimer = undefined;
      this.#drawTooltip();
    }, TOOLTIP_EVERY_MS);
  }

  destroy(): void {
    clearTimeout(this.#menuTimer);
    clearTimeout(this.#tooltipTimer);
    nativeTheme.off('updated', this.#draw);
    this.#tray.destroy();
  }

  readonly #draw = (): void => {
    if (this.#tray.isDestroyed()) return;
    const image = this.#wantedImage();
    if (image !== this.#image) this.#tray.setImage(image);
    this.#image = image;
    if (!this.#isMenuOpen) this.#drawMenu();
  };

  #drawMenu(): void {
    const { platform } = this.#deps;
    const wanted = trayMenu(this.#deps.input(), platform, this.#deps.language());
    const change = menuChange(this.#drawn, wanted, platform);
    this.#drawn = wanted;
    if (change.kind === 'replace') this.#replaceMenu(wanted);
    if (change.kind !== 'update') return;
    for (const { id, label, isEnabled, isChecked } of change.items) {
      const item = this.#menu?.getMenuItemById(id);
      if (item == null) continue;
      if (label !== undefined) item.label = label;
      if (isEnabled !== undefined) item.enabled = isEnabled;
      if (isChecked !== undefined) item.checked = isChecked;
    }
  }

  #replaceMenu(items: readonly TrayItem[]): void {
    const template = menuTemplate(items, (id) => {
      this.#click(id);
    });
    const menu = Menu.buildFromTemplate(template);
    // Linux does not tell, and there a menu that is open is replaced by its host.
    if (this.#deps.platform !== 'linux') {
      menu.on('menu-will-show', () => {
        this.#isMenuOpen = true;
      });
      menu.on('menu-will-close', () => {
        this.#isMenuOpen = false;
        this.update();
      });
    }
    this.#menu = menu;
    this.#tray.setContextMenu(menu);
  }

  /** The click is a wish: what the menu shows is read from the engine again, also where nothing came of it. */
  #click(id: string): void {
    if (this.#drawn === null) return;
    const action = actionOf(this.#drawn, id);
    this.#drawn = afterClick(this.#drawn, id);
    if (action === null) this.update();
    else void this.#deps.act(action).then(this.#draw);
  }

  #drawTooltip(): void {
    const { platform } = this.#deps;
    const { shell, now } = this.#deps.input();
    const tooltip = trayTooltip(shell, platform, this.#deps.language(), now);
    if (tooltip !== this.#tooltip) this.#tray.setToolTip(tooltip);
    this.#tooltip = tooltip;
  }

  #wantedImage(): string {
    const { platform, imageFolder } = this.#deps;
    const { shell, now } = this.#deps.input();
    // The task bar of Windows has a theme of its own, beside that of windows.
    const isDark = nativeTheme.shouldUseDarkColorsForSystemIntegratedUI;
    return path.join(imageFolder, trayImage(trayMood(shell, now), platform, isDark));
  }
}
