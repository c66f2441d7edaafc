import { beforeEach, afterEach, describe, expect, it } from 'vitest';
import type { Channel, ChannelId, KeyId } from '../../main/contracts/channel.ts';
import type { Store } from '../../main/store/open.ts';
import { aChannelDraft } from '../support/draft-builder.ts';
import { aRequest } from '../support/record-builder.ts';
import { openTempStore, type TempStore } from '../support/temp-store.ts';

const UNKNOWN = 999 as ChannelId;

let temp: TempStore;
let store: Store;
let now = 1000;

beforeEach(async () => {
  now = 1000;
  temp = await openTempStore({ now: () => now });
  store = temp.store;
});
afterEach(() => temp.close());

async function insertNamed(...names: string[]): Promise<Channel[]> {
  const channels: Channel[] = [];
  for (const name of names) channels.push(await store.channels.insert(aChannelDraft({ name })));
  return channels;
}

const rich = aChannelDraft({
  name: 'Everything',
  isEnabled: false,
  protocols: ['openai-chat', 'openai-responses'],
  priority: -5,
  weight: 3,
  keyStrategy: 'round_robin',
  urls: [
    { url: 'https://b.example/v1', isExact: false, isEnabled: true, protocols: null },
    { url: 'https://a.example/exact', isExact: true, isEnabled: false, protocols: null },
  ],
  keys: [
    { secret: 'sk-two-2222222222', note: 'second 密钥', isEnabled: false },
    { secret: 'sk-one-1111111111', note: '', isEnabled: true },
  ],
  models: [
    { name: 'gpt-5', upstreamNames: ['gpt-5-2025', 'gpt-5 "latest"'], isEnabled: true },
    { name: '*', upstreamNames: [], isEnabled: false },
  ],
  headers: [
    { name: 'x-team', value: 'blue' },
    { name: 'user-agent', value: null },
  ],
  proxyUrl: 'http://proxy.example:3128',
  limits: {
    dayUsd: 0.1,
    monthUsd: 20,
    requestsPerMinute: 60,
    maxConcurrency: 4,
    hours: { from: '22:00', to: '06:30' },
  },
  overrides: { cooldownAuthMs: 0, maxKeysPerChannel: 2 },
  checks: { isEnabled: true, kind: 'message', intervalMs: 60_000, model: 'gpt-5' },
  urlOrder: 'fastest',
  isTlsInsecure: true,
  modelOverride: 'one for all',
  takeBack: 'at_once',
  priceMultiplier: 0.35,
});

describe('insert', () => {
  it('stores a channel with all its parts in their order and answers with it', async () => {
    const inserted = await store.channels.insert(rich);
    expect(inserted).toMatchObject({
      ...rich,
      position: 1,
      createdAt: 1000,
      updatedAt: 1000,
      keys: [{ mask: 'sk-t…2222' }, { mask: 'sk-o…1111' }],
    });
    expect(inserted.keys.map(({ secret }) => secret)).toEqual(
      rich.keys.map(({ secret }) => secret),
    );
    expect(await store.channels.list()).toEqual([inserted]);
  });

  it('takes a thousand models and keys', async () => {
    const keys = Array.from({ length: 1000 }, (_, at) => ({
      secret: `sk-${at}-0123456789`,
      note: '',
      isEnabled: true,
    }));
    const models = keys.map(({ secret }) => ({
      name: secret,
      upstreamNames: [],
      isEnabled: true,
    }));
    const channel = await store.channels.insert(aChannelDraft({ keys, models }));
    expect(channel.keys.map(({ secret }) => secret)).toEqual(keys.map(({ secret }) => secret));
    expect(channel.models).toEqual(models);
  });

  it.each([['first'], ['FIRST'], ['First']])(
    'refuses the name %s when there is "First", and stores nothing',
    async (name) => {
      await insertNamed('First');
      await expect(store.channels.insert(aChannelDraft({ name }))).rejects.toMatchObject({
        code: 'channel.name-taken',
        fields: { name: expect.any(String) as string },
      });
      expect(await store.channels.list()).toHaveLength(1);
    },
  );

  it('stores nothing of a channel whose parts are refused', async () => {
    const key = { secret: 'sk-same-0123456789', note: '', isEnabled: true };
    await expect(store.channels.insert(aChannelDraft({ keys: [key, key] }))).rejects.toMatchObject({
      code: 'channel.invalid',
    });
    expect(await store.channels.list()).toEqual([]);
  });

  it('never uses an id twice, because records name them', async () => {
    const [first] = await insertNamed('One');
    if (first === undefined) throw new Error('Nothing was inserted.');
    await store.channels.removeMany([first.id]);
    const [second] = await insertNamed('One');
    expect(second?.id).toBeGreaterThan(first.id);
    expect(second?.keys[0]?.id).toBeGreaterThan(first.keys[0]?.id ?? Infinity);
  });

  it('keeps channels apart that are inserted at once', async () => {
    const names = Array.from({ length: 20 }, (_, at) => `Channel ${at}`);
    await Promise.all(names.map((name) => store.channels.insert(aChannelDraft({ name }))));
    const channels = await store.channels.list();
    expect(channels.map(({ name }) => name).sort()).toEqual(names.sort());
    expect(channels.map(({ position }) => position)).toEqual(names.map((_, at) => at + 1));
    expect(channels.every(({ keys, urls }) => keys.length === 1 && urls.length === 1)).toBe(true);
  });
});

describe('replace', () => {
  it('writes every field and keeps the ids of what was there', async () => {
    const before = await store.channels.insert(rich);
    const [two, one] = before.keys;
    const [b] = before.urls;
    if (two === undefined || one === undefined || b === undefined)
      throw new Error('Parts missing.');
    now = 2000;
    const after = await store.channels.replace(
      before.id,
      aChannelDraft({
        name: 'EVERYTHING',
        keys: [
          { id: one.id, note: 'kept', isEnabled: false },
          { secret: 'sk-new-3333333333', note: '', isEnabled: true },
          { secret: 'sk-two-2222222222', note: '', isEnabled: true },
        ],
        urls: [
          { url: 'https://c.example', isExact: false, isEnabled: true, protocols: null },
          { url: 'https://b.example/v1', isExact: false, isEnabled: true, protocols: null },
        ],
      }),
    );
    expect(after).toMatchObject({
      ...aChannelDraft({ name: 'EVERYTHING', keys: [], urls: [] }),
      id: before.id,
      position: before.position,
      createdAt: 1000,
      updatedAt: 2000,
      keys: [
        { id: one.id, secret: 'sk-one-1111111111', note: 'kept', isEnabled: false },
        { secret: 'sk-new-3333333333', mask: 'sk-n…3333' },
        { id: two.id, secret: 'sk-two-2222222222', isEnabled: true },
      ],
      urls: [{ url: 'https://c.example' }, { id: b.id, url: 'https://b.example/v1' }],
    });
    expect(await store.channels.list()).toEqual([after]);
  });

  it('gives a key another secret under its id', async () => {
    const before = await store.channels.insert(aChannelDraft());
    const id = before.keys[0]?.id as KeyId;
    const after = await store.channels.replace(
      before.id,
      aChannelDraft({ keys: [{ id, secret: 'sk-next-9999999999', note: '', isEnabled: true }] }),
    );
    expect(after.keys).toEqual([
      { id, secret: 'sk-next-9999999999', mask: 'sk-n…9999', note: '', isEnabled: true },
    ]);
  });

  it('removes all keys and URLs when the draft has none', async () => {
    const before = await store.channels.insert(aChannelDraft());
    const other = await store.channels.insert(aChannelDraft({ name: 'Other' }));
    const after = await store.channels.replace(before.id, aChannelDraft({ keys: [], urls: [] }));
    expect(after).toMatchObject({ keys: [], urls: [] });
    expect(await store.channels.list()).toEqual([after, other]);
  });

  it('changes nothing when a part is refused', async () => {
    const before = await store.channels.insert(rich);
    const foreign = (await store.channels.insert(aChannelDraft())).keys[0]?.id as KeyId;
    const draft = aChannelDraft({
      name: 'Changed',
      keys: [{ id: foreign, note: '', isEnabled: true }],
    });
    await expect(store.channels.replace(before.id, draft)).rejects.toMatchObject({
      code: 'channel.invalid',
      fields: { 'keys.0.id': expect.any(String) as string },
    });
    expect((await store.channels.list())[0]).toEqual(before);
  });

  it('refuses the name of another channel', async () => {
    const [, second] = await insertNamed('Ärger', 'Second');
    await expect(
      store.channels.replace(second?.id ?? UNKNOWN, aChannelDraft({ name: 'ÄRGER' })),
    ).rejects.toMatchObject({ code: 'channel.name-taken' });
  });
});

describe('an unknown channel', () => {
  it.each([
    ['replace', () => store.channels.replace(UNKNOWN, aChannelDraft({ name: 'New' }))],
    ['setEnabled', () => store.channels.setEnabled(UNKNOWN, true)],
    ['setKeyEnabled', () => store.channels.setKeyEnabled(UNKNOWN, 1 as KeyId, true)],
    ['remove', () => store.channels.removeMany([UNKNOWN])],
    ['reorder', () => store.channels.reorder([UNKNOWN])],
  ])('is refused by %s', async (_, call) => {
    await expect(call()).rejects.toMatchObject({ code: 'channel.not-found' });
  });
});

describe('switching', () => {
  it('turns a channel and one of its keys off and on', async () => {
    const channel = await store.channels.insert(rich);
    const keyId = channel.keys[1]?.id as KeyId;
    now = 3000;
    await store.channels.setEnabled(channel.id, true);
    await store.channels.setKeyEnabled(channel.id, keyId, false);
    expect(await store.channels.list()).toMatchObject([
      { isEnabled: true, updatedAt: 3000, keys: [{ isEnabled: false }, { isEnabled: false }] },
    ]);
  });

  it('refuses a key of another channel and changes nothing', async () => {
    const [one, two] = await insertNamed('One', 'Two');
    now = 3000;
    await expect(
      store.channels.setKeyEnabled(one?.id ?? UNKNOWN, two?.keys[0]?.id as KeyId, false),
    ).rejects.toMatchObject({ code: 'channel.key-not-found' });
    expect(await store.channels.list()).toEqual([one, two]);
  });
});

describe('remove', () => {
  it('takes the parts along and leaves the records', async () => {
    const [gone, stays] = await insertNamed('Gone', 'Stays');
    if (gone === undefined) throw new Error('Nothing was inserted.');
    const record = aRequest({ channelId: gone.id, channelName: gone.name });
    store.recordWriter.close(record, []);
    await store.recordWriter.flush();
    await store.channels.removeMany([gone.id]);
    expect(await store.channels.list()).toEqual([stays]);
    expect(await store.records.detail(record.id)).toMatchObject({
      record: { channelId: gone.id, channelName: 'Gone' },
    });
    // Its name is free again.
    await insertNamed('gone');
  });
});

describe('reorder', () => {
  it.each([
    ['every channel in a new order', [3, 1, 2], 'C A B'],
    ['some to the front, the others as they were', [3], 'C A B'],
    ['an id twice, where it comes first', [2, 3, 2], 'B C A'],
    ['nothing', [], 'A B C'],
  ])('puts %s', async (_, order, expected) => {
    const channels = await insertNamed('A', 'B', 'C');
    await store.channels.reorder(order.map((at) => channels[at - 1]?.id ?? UNKNOWN));
    const listed = await store.channels.list();
    expect(listed.map(({ name }) => name).join(' ')).toBe(expected);
    expect(listed.map(({ position }) => position)).toEqual([1, 2, 3]);
  });

  it('changes nothing when one is unknown', async () => {
    const channels = await insertNamed('A', 'B');
    await expect(
      store.channels.reorder([channels[1]?.id ?? UNKNOWN, UNKNOWN]),
    ).rejects.toMatchObject({ code: 'channel.not-found' });
    expect((await store.channels.list()).map(({ name }) => name)).toEqual(['A', 'B']);
  });

  it('lets a later channel come last', async () => {
    const channels = await insertNamed('A', 'B');
    await store.channels.reorder([channels[1]?.id ?? UNKNOWN]);
    await insertNamed('C');
    expect((await store.channels.list()).map(({ name }) => name)).toEqual(['B', 'A', 'C']);
  });
});
