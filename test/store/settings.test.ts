import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Store } from '../../main/store/open.ts';
import { openTempStore, type TempStore } from '../support/temp-store.ts';

let temp: TempStore;
let store: Store;

beforeEach(async () => {
  temp = await openTempStore();
  store = temp.store;
});
afterEach(() => temp.close());

describe('stored settings', () => {
  it('come back with the type they were written with', async () => {
    const values = new Map<string, unknown>([
      ['port', 8081],
      ['isAccessLogged', false],
      ['logLevel', 'debug'],
      ['corsOrigins', ['https://a.example', 'https://ü.example']],
      ['internal.adminPassword', { hash: 'x', isChosen: true, note: null }],
      ['empty', ''],
      ['nothing', null],
    ]);
    await store.settings.writeMany(values);
    expect(await store.settings.readAll()).toEqual(values);
  });

  it('are overwritten one by one, the others stay', async () => {
    await store.settings.writeMany({ a: 1, b: 2 });
    await store.settings.writeMany({ b: 3, c: 4 });
    await store.settings.writeMany({});
    expect(Object.fromEntries(await store.settings.readAll())).toEqual({ a: 1, b: 3, c: 4 });
  });

  it('are written all or none', async () => {
    await expect(store.settings.writeMany({ a: 1, b: undefined })).rejects.toThrow(/setting b/);
    expect(await store.settings.readAll()).toEqual(new Map());
  });

  it('go when they are removed', async () => {
    await store.settings.writeMany({ a: 1, b: 2, c: 3 });
    await store.settings.remove(['a', 'c', 'unknown']);
    await store.settings.remove([]);
    expect(Object.fromEntries(await store.settings.readAll())).toEqual({ b: 2 });
  });
});
