import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ChannelId, KeyId } from '../../main/contracts/channel.ts';
import type { MintedId } from '../../main/store/store.ts';
import type { Store } from '../../main/store/open.ts';
import { openTempStore, type TempStore } from '../support/temp-store.ts';

let temp: TempStore;
let store: Store;

beforeEach(async () => {
  temp = await openTempStore();
  store = temp.store;
});
afterEach(() => temp.close());

function minted(id: string, mintedAt: number, channelId = 1): MintedId {
  return { id, channelId: channelId as ChannelId, keyId: 1 as KeyId, mintedAt };
}

describe('minted ids', () => {
  it('are listed newest first, as many as asked for', async () => {
    await store.mintedIds.insertMany([minted('a', 1), minted('c', 3), minted('b', 2)]);
    await store.mintedIds.insertMany([]);
    expect(await store.mintedIds.list(2)).toEqual([minted('c', 3), minted('b', 2)]);
  });

  it('belong to whoever minted them last', async () => {
    await store.mintedIds.insertMany([minted('a', 1, 1)]);
    await store.mintedIds.insertMany([minted('a', 2, 2), minted('a', 3, 3)]);
    expect(await store.mintedIds.list(5)).toEqual([minted('a', 3, 3)]);
  });

  it('are bounded to the newest, also among those of one millisecond', async () => {
    const many = Array.from({ length: 1200 }, (_, at) =>
      minted(`id-${1000 + at}`, at < 600 ? 1 : 2),
    );
    await store.mintedIds.insertMany(many);
    await store.mintedIds.prune(1000);
    const left = await store.mintedIds.list(5000);
    expect(left).toHaveLength(1000);
    expect(left.at(-1)?.id).toBe('id-1200');
    await store.mintedIds.prune(1000);
    expect(await store.mintedIds.list(5000)).toHaveLength(1000);
    await store.mintedIds.prune(0);
    expect(await store.mintedIds.list(5)).toEqual([]);
  });
});
