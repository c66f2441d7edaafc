import ElectronStore from 'electron-store';
import { NOTIFICATION_KINDS } from '../contracts/desktop-constants.ts';
import type { DesktopChange, DesktopSettings } from '../contracts/desktop.ts';
import type { Bounds, WindowState } from './window-bounds.ts';

/** What belongs to this desktop alone. The file is written as a whole with each change: no counters, no logs. */
export class DesktopStore {
  readonly #store: ElectronStore<Record<string, unknown>>;
  readonly #systemLanguage: 'en' | 'zh';

  constructor(folder: string, systemLanguages: readonly string[]) {
    // A file that was damaged holds nothing that is worth not to start for.
    this.#store = new ElectronStore({ cwd: folder, name: 'desktop', clearInvalidConfig: true });
    this.#systemLanguage =
      systemLanguages[0]?.toLowerCase().startsWith('zh') === true ? 'zh' : 'en';
  }

  get settings(): DesktopSettings {
    const stored = this.#store;
    const language = stored.get('language');
    return {
      isLaunchedAtLogin: stored.get('isLaunchedAtLogin') === true,
      isQuitOnClose: stored.get('isQuitOnClose') === true,
      isUpdateChecked: stored.get('isUpdateChecked') !== false,
      notifications: Object.fromEntries(
        // Everything is told until somebody has enough of it.
        NOTIFICATION_KINDS.map((kind) => [kind, stored.get(`notifications.${kind}`) !== false]),
      ) as DesktopSettings['notifications'],
      language: language === 'en' || language === 'zh' ? language : this.#systemLanguage,
    };
  }

  change({ notifications = {}, ...rest }: DesktopChange): void {
    const flat = Object.entries(notifications).map(([kind, isOn]) => [
      `notifications.${kind}`,
      isOn,
    ]);
    for (const [name, value] of [...Object.entries(rest), ...flat]) {
      this.#store.set(String(name), value);
    }
  }

  get windowState(): WindowState {
    return {
      bounds: (this.#store.get('window.bounds') as Bounds | undefined) ?? null,
      isMaximized: this.#store.get('window.isMaximized') === true,
    };
  }

  set windowState({ bounds, isMaximized }: WindowState) {
    if (bounds !== null) this.#store.set('window.bounds', bounds);
    this.#store.set('window.isMaximized', isMaximized);
  }

  /** True the first time alone. */
  takeTrayHint(): boolean {
    if (this.#store.get('wasTrayHintShown') === true) return false;
    this.#store.set('wasTrayHintShown', true);
    return true;
  }
}
