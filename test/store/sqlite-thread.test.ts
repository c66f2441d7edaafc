import { describe, expect, it } from 'vitest';
import { MIGRATIONS } from '../../main/store/migrations/index.ts';
import { openStore } from '../../main/store/open.ts';
import { aRequest } from '../support/record-builder.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { storeOptions } from '../support/temp-store.ts';

async function openMortal() {
  const deaths: Error[] = [];
  const troubles: Error[] = [];
  const options = storeOptions(await tempFolder(), {
    onFatal: (error) => deaths.push(error),
    onTrouble: (error) => troubles.push(error),
  });
  const store = await openStore(options, {
    migrations: MIGRATIONS,
    workerUrl: new URL('../support/mortal-worker.ts', import.meta.url),
  });
  return { store, deaths, troubles };
}

describe('a database thread that dies', () => {
  it.each([
    ['exit', 'The database thread (writer) ended by itself with code 9.'],
    ['throw', 'The database thread (writer) failed.'],
  ])('is reported once and fails every call (%s)', async (way, message) => {
    const { store, deaths } = await openMortal();
    const [, ...results] = await Promise.allSettled([
      // Whether this one is still answered depends on the way of dying.
      store.settings.remove([way]),
      store.settings.readAll(),
      store.channels.list(),
    ]);
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    await expect(store.settings.readAll()).rejects.toThrow(message);
    await store.close();
    expect(deaths.map((error) => error.message)).toEqual([message]);
  });

  it('is reported when it was the reader, while writing goes on', async () => {
    const { store, deaths } = await openMortal();
    await expect(store.records.page({ before: null, limit: 1, model: 'exit' })).rejects.toThrow(
      '(reader) ended by itself',
    );
    await store.settings.writeMany({ port: 1 });
    await store.close();
    expect(deaths).toHaveLength(1);
  });

  it('does not keep the store from closing, and what it took along is counted', async () => {
    const { store, troubles } = await openMortal();
    await expect(store.settings.remove(['exit'])).rejects.toThrow();
    store.recordWriter.close(aRequest(), []);
    await store.close();
    expect(store.recordWriter.droppedCount).toBe(1);
    expect(troubles.at(-1)?.message).toMatch(/^Records are lost/);
  });
});

describe('a statement that fails', () => {
  it('fails alone, with the code of the database', async () => {
    const { store, deaths } = await openMortal();
    const session = { hash: 'a', createdAt: 1, expiresAt: 2 };
    await store.sessions.insert(session);
    await expect(store.sessions.insert(session)).rejects.toMatchObject({
      name: 'SqlError',
      code: 'SQLITE_CONSTRAINT_PRIMARYKEY',
    });
    expect(await store.sessions.list(0)).toEqual([session]);
    await store.close();
    expect(deaths).toEqual([]);
  });
});
