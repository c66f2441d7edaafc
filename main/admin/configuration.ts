import { settingSchemas } from '../contracts/settings.schema.ts';
import type { SettingName, Settings } from '../contracts/settings.ts';
import type { AdminDeps } from './deps.ts';
import { Serial } from './serial.ts';

/**
 * Changes of the stored configuration: committed first, then the book in memory is swapped. One after
 * the other, so that two people who change the same channel do not write over each other's half.
 */
export class Configuration {
  readonly #deps: AdminDeps;
  readonly #changes = new Serial();

  constructor(deps: AdminDeps) {
    this.#deps = deps;
  }

  changeChannels<T>(change: () => Promise<T>): Promise<T> {
    const { store, books } = this.#deps;
    return this.#changes.run(async () => {
      const result = await change();
      books.channels.replaceAll(await store.channels.list());
      return result;
    });
  }

  /** Rules and prices of channels that come back come with them. */
  restoreChannels(restore: () => Promise<void>): Promise<void> {
    const { store, books } = this.#deps;
    return this.#changes.run(async () => {
      await restore();
      books.channels.replaceAll(await store.channels.list());
      await books.rules.replaceAll(await store.rules.list());
      books.prices.replaceAll(await store.prices.list());
    });
  }

  /** Changes of more than one kind, made together. */
  changeAll<T>(change: () => Promise<T>): Promise<T> {
    const { store, books } = this.#deps;
    return this.#changes.run(async () => {
      const result = await change();
      books.channels.replaceAll(await store.channels.list());
      books.tokens.replaceAll(await store.tokens.list());
      books.settings.replace(readStoredSettings(await store.settings.readAll()));
      return result;
    });
  }

  changeTokens<T>(change: () => Promise<T>): Promise<T> {
    const { store, books } = this.#deps;
    return this.#changes.run(async () => {
      const result = await change();
      books.tokens.replaceAll(await store.tokens.list());
      return result;
    });
  }

  changeRules<T>(change: () => Promise<T>): Promise<T> {
    const { store, books } = this.#deps;
    return this.#changes.run(async () => {
      const result = await change();
      await books.rules.replaceAll(await store.rules.list());
      return result;
    });
  }

  changePrices(change: () => Promise<void>): Promise<void> {
    const { store, books } = this.#deps;
    return this.#changes.run(async () => {
      await change();
      books.prices.replaceAll(await store.prices.list());
    });
  }

  changeSettings(change: () => Promise<void>): Promise<void> {
    const { store, books } = this.#deps;
    return this.#changes.run(async () => {
      await change();
      books.settings.replace(readStoredSettings(await store.settings.readAll()));
    });
  }
}

/** The settings among the stored values. One that no longer fits its bounds counts as not set. */
function readStoredSettings(values: ReadonlyMap<string, unknown>): Partial<Settings> {
  const names = Object.keys(settingSchemas) as SettingName[];
  return Object.fromEntries(
    names.flatMap((name) => {
      const parsed = settingSchemas[name].safeParse(values.get(name));
      return parsed.success ? [[name, parsed.data]] : [];
    }),
  );
}
