import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ChannelId, KeyId, UrlId } from '../../main/contracts/channel.ts';
import type { CooldownScope } from '../../main/contracts/cooldown.ts';
import type { StoredCooldown } from '../../main/core/availability/circuit.ts';
import type { Store } from '../../main/store/open.ts';
import { openTempStore, type TempStore } from '../support/temp-store.ts';

const channelId = 1 as ChannelId;
const SCOPES: readonly CooldownScope[] = [
  { kind: 'channel', channelId },
  { kind: 'key', channelId, keyId: 7 as KeyId },
  { kind: 'url', channelId, urlId: 7 as UrlId },
  { kind: 'model', channelId, model: "o'model" },
  { kind: 'model', channelId, model: "O'Model" },
];

let temp: TempStore;
let store: Store;

beforeEach(async () => {
  temp = await openTempStore();
  store = temp.store;
});
afterEach(() => temp.close());

function cooling(scope: CooldownScope, until = 1_750_000_060_000): StoredCooldown {
  return {
    scope,
    circuit: {
      until,
      strikes: 2,
      lengthMs: 60_000,
      openedAt: 1_750_000_000_000,
      lastFailureAt: 1_749_999_999_999,
      failures: 0,
      refusals: 1,
      reason: 'rateLimit',
      isStated: true,
      isManual: false,
    },
  };
}

describe('stored cooldowns', () => {
  it('come back as they were, each kind by itself', async () => {
    const saved = SCOPES.map((scope, at) => cooling(scope, 1_750_000_000_000 + at));
    await store.cooldowns.save({ saved, removed: [] });
    const listed = await store.cooldowns.list();
    expect(listed.toSorted((a, b) => a.circuit.until - b.circuit.until)).toEqual(saved);
  });

  it('are overwritten and removed by their scope', async () => {
    await store.cooldowns.save({ saved: SCOPES.map((scope) => cooling(scope)), removed: [] });
    const [first, ...others] = SCOPES;
    if (first === undefined) throw new Error('no scope');
    await store.cooldowns.save({ saved: [cooling(first, 9)], removed: others });
    expect(await store.cooldowns.list()).toEqual([cooling(first, 9)]);
  });

  it('take nothing to save', async () => {
    await store.cooldowns.save({ saved: [], removed: [] });
    expect(await store.cooldowns.list()).toEqual([]);
  });

  it('are written when the store is closed right after', async () => {
    void store.cooldowns.save({
      saved: SCOPES.map((scope) => cooling(scope)),
      removed: SCOPES.slice(1),
    });
    const listed = store.cooldowns.list();
    await store.close();
    expect(await listed).toHaveLength(1);
  });
});
