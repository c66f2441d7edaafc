import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ChannelId, KeyId } from '../../main/contracts/channel.ts';
import type { Store } from '../../main/store/open.ts';
import type { StoredAffinity, StoredProvenance } from '../../main/store/store.ts';
import { openTempStore, type TempStore } from '../support/temp-store.ts';

let temp: TempStore;
let store: Store;

beforeEach(async () => {
  temp = await openTempStore();
  store = temp.store;
});
afterEach(() => temp.close());

function place(key: string, usedAt: number, channelId = 1): StoredAffinity {
  return { key, channelId: channelId as ChannelId, keyId: 3 as KeyId, usedAt, isMixed: usedAt > 5 };
}

function token(hash: string, notedAt: number, channelId = 1): StoredProvenance {
  const isRefused = notedAt > 5;
  return { hash, channelId: channelId as ChannelId, keyId: 3 as KeyId, isRefused, notedAt };
}

describe('places of conversations', () => {
  it('are listed last used first, as they were saved last', async () => {
    await store.affinities.save([place('a', 1), place('c', 9), place('b', 2)]);
    await store.affinities.save([place('a', 3, 2)]);
    await store.affinities.save([]);
    expect(await store.affinities.list(2)).toEqual([place('c', 9), place('a', 3, 2)]);
  });

  it('are pruned by age and by number', async () => {
    await store.affinities.save([place('a', 1), place('b', 7), place('c', 7), place('d', 9)]);
    await store.affinities.prune(2, 2);
    expect(await store.affinities.list(9)).toEqual([place('d', 9), place('c', 7)]);
    await store.affinities.prune(2, 2);
    expect(await store.affinities.list(9)).toHaveLength(2);
  });
});

describe('provenances of tokens', () => {
  it('are listed newest first, the last word on a token counting', async () => {
    await store.provenances.save([token('a', 1), token('b', 2), token('a', 7, 2)]);
    expect(await store.provenances.list(9)).toEqual([token('a', 7, 2), token('b', 2)]);
  });

  it('are pruned by age and by number', async () => {
    await store.provenances.save([token('a', 1), token('b', 2), token('c', 3)]);
    await store.provenances.prune(1, 2);
    expect(await store.provenances.list(9)).toEqual([token('c', 3)]);
  });
});
