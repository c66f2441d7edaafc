import type { SettingName, Settings } from '../contracts/settings.ts';
import { DEFAULT_SETTINGS } from './default-settings.ts';
import { Subscribers } from './subscribers.ts';

/** A setting fixed by the environment: it wins over the stored value and cannot be changed while running. */
export type LockedSettings = {
  readonly values: Partial<Settings>;
  /** Setting → name of the variable. */
  readonly lockedBy: Readonly<Partial<Record<SettingName, string>>>;
};

/** The settings as they are now: defaults, then stored values, then what the environment fixes. */
export class SettingsBook {
  readonly #locked: LockedSettings;
  #current: Settings;
  readonly #subscribers = new Subscribers<Settings>();

  constructor(locked: LockedSettings, stored: Partial<Settings>) {
    this.#locked = locked;
    this.#current = { ...DEFAULT_SETTINGS, ...stored, ...locked.values };
  }

  current(): Settings {
    return this.#current;
  }

  lockedBy(name: SettingName): string | null {
    return this.#locked.lockedBy[name] ?? null;
  }

  replace(stored: Partial<Settings>): void {
    this.#current = { ...DEFAULT_SETTINGS, ...stored, ...this.#locked.values };
    this.#subscribers.tell(this.#current);
  }

  subscribe(listener: (settings: Settings) => void): () => void {
    return this.#subscribers.add(listener);
  }
}
