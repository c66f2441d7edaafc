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

const older = { hash: 'a', createdAt: 100, expiresAt: 200 };
const newer = { hash: 'b', createdAt: 150, expiresAt: 300 };

async function hashes(now: number): Promise<string[]> {
  return (await store.sessions.list(now)).map(({ hash }) => hash);
}

describe('sessions', () => {
  it('are listed until the moment they expire', async () => {
    await store.sessions.insert(newer);
    await store.sessions.insert(older);
    expect(await store.sessions.list(199)).toEqual([older, newer]);
    expect(await hashes(200)).toEqual(['b']);
    expect(await hashes(300)).toEqual([]);
  });

  it('end one by one or all at once', async () => {
    await store.sessions.insert(older);
    await store.sessions.insert(newer);
    await store.sessions.remove('a');
    expect(await hashes(0)).toEqual(['b']);
    await store.sessions.insert(older);
    await store.sessions.removeAll();
    expect(await hashes(0)).toEqual([]);
  });

  it('are forgotten once they have expired', async () => {
    await store.sessions.insert(older);
    await store.sessions.insert(newer);
    await store.sessions.prune(200);
    expect(await hashes(0)).toEqual(['b']);
  });
});
