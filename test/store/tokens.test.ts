import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { UNLIMITED_TOKEN } from '../../main/contracts/constants.ts';
import type { ChannelId } from '../../main/contracts/channel.ts';
import type { TokenDraft, TokenId } from '../../main/contracts/token.ts';
import type { Store } from '../../main/store/open.ts';
import { openTempStore, type TempStore } from '../support/temp-store.ts';

const UNKNOWN = 999 as TokenId;

let temp: TempStore;
let store: Store;

beforeEach(async () => {
  temp = await openTempStore({ now: () => 1000 });
  store = temp.store;
});
afterEach(() => temp.close());

function draft(name: string, overrides: Partial<TokenDraft> = {}): TokenDraft {
  return { ...UNLIMITED_TOKEN, name, ...overrides };
}

function insert(name: string) {
  return store.tokens.insert({
    draft: draft(name),
    hash: `hash of ${name}`,
    mask: 'ccl-…',
    isLocal: false,
    secret: null,
  });
}

function insertLocal(secret: string) {
  return store.tokens.insert({
    draft: draft('local'),
    hash: `hash of ${secret}`,
    mask: 'ccl-…',
    isLocal: true,
    secret,
  });
}

describe('client tokens', () => {
  it('are listed as they were inserted, oldest first', async () => {
    const one = await insert('one');
    const two = await store.tokens.insert({
      draft: draft('two', { isEnabled: false, expiresAt: 5000 }),
      hash: 'h2',
      mask: 'm2',
      isLocal: false,
      secret: null,
    });
    expect(two).toEqual({
      ...UNLIMITED_TOKEN,
      id: two.id,
      name: 'two',
      hash: 'h2',
      mask: 'm2',
      isEnabled: false,
      isLocal: false,
      expiresAt: 5000,
      createdAt: 1000,
      lastUsedAt: null,
    });
    expect(await store.tokens.list()).toEqual([one, two]);
  });

  it('change by a draft and keep the rest', async () => {
    const token = await insert('one');
    const changed = await store.tokens.update(
      token.id,
      draft('renamed', { isEnabled: false, expiresAt: 7 }),
    );
    expect(changed).toEqual({ ...token, name: 'renamed', isEnabled: false, expiresAt: 7 });
    expect(await store.tokens.list()).toEqual([changed]);
  });

  it('keep what they are limited to', async () => {
    const limits = draft('limited', {
      limits: { dayUsd: 0.25, monthUsd: null, requestsPerMinute: 10, maxConcurrency: 1 },
      models: ['claude-*', 'gpt-5'],
      channelRule: 'deny',
      channelIds: [3, 1] as ChannelId[],
    });
    const token = await insert('one');
    expect(await store.tokens.update(token.id, limits)).toEqual({ ...token, ...limits });
    expect(await store.tokens.list()).toEqual([{ ...token, ...limits }]);
  });

  it('are removed', async () => {
    const token = await insert('one');
    await store.tokens.remove(token.id);
    expect(await store.tokens.list()).toEqual([]);
  });

  it('are unique by their hash', async () => {
    await insert('one');
    await expect(insert('one')).rejects.toMatchObject({ code: 'token.exists' });
  });

  it.each([
    ['update', () => store.tokens.update(UNKNOWN, draft('x'))],
    ['remove', () => store.tokens.remove(UNKNOWN)],
    ['replaceLocal', () => store.tokens.replaceLocal({ hash: 'h', mask: 'm', secret: 's' })],
  ])('are refused by %s when they are unknown', async (_, call) => {
    await expect(call()).rejects.toMatchObject({ code: 'token.not-found' });
  });

  it('remember their last use, which never moves back', async () => {
    const one = await insert('one');
    const two = await insert('two');
    await store.tokens.touch([
      { id: one.id, lastUsedAt: 500 },
      { id: two.id, lastUsedAt: 600 },
      { id: UNKNOWN, lastUsedAt: 700 },
    ]);
    await store.tokens.touch([
      { id: one.id, lastUsedAt: 400 },
      { id: two.id, lastUsedAt: 900 },
    ]);
    await store.tokens.touch([]);
    expect((await store.tokens.list()).map(({ lastUsedAt }) => lastUsedAt)).toEqual([500, 900]);
  });
});

describe('the local token', () => {
  it('can be read in clear, others cannot', async () => {
    await insert('one');
    expect(await store.tokens.readLocalSecret()).toBeNull();
    await insertLocal('ccl-local');
    expect(await store.tokens.readLocalSecret()).toBe('ccl-local');
  });

  it('is the only one of its kind', async () => {
    await insertLocal('ccl-local');
    await expect(insertLocal('ccl-other')).rejects.toMatchObject({ code: 'token.local-exists' });
    expect(await store.tokens.list()).toHaveLength(1);
  });

  it('cannot be removed', async () => {
    const { id } = await insertLocal('ccl-local');
    await expect(store.tokens.remove(id)).rejects.toMatchObject({ code: 'token.local-permanent' });
    expect(await store.tokens.list()).toHaveLength(1);
  });

  it('gets another secret under its id and name', async () => {
    const before = await insertLocal('ccl-local');
    await store.tokens.touch([{ id: before.id, lastUsedAt: 5 }]);
    const after = await store.tokens.replaceLocal({ hash: 'h', mask: 'm', secret: 'ccl-next' });
    expect(after).toEqual({ ...before, hash: 'h', mask: 'm' });
    expect(await store.tokens.readLocalSecret()).toBe('ccl-next');
  });

  it('cannot take the secret of another token', async () => {
    const other = await insert('one');
    await insertLocal('ccl-local');
    await expect(
      store.tokens.replaceLocal({ hash: other.hash, mask: 'm', secret: 's' }),
    ).rejects.toMatchObject({ code: 'token.exists' });
    expect(await store.tokens.readLocalSecret()).toBe('ccl-local');
  });
});
