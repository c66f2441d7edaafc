import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RuleId } from '../../main/contracts/rule.ts';
import type { Store } from '../../main/store/open.ts';
import { aChannelDraft } from '../support/draft-builder.ts';
import { aRuleDraft } from '../support/rule-builder.ts';
import { openTempStore, type TempStore } from '../support/temp-store.ts';

let temp: TempStore;
let store: Store;

beforeEach(async () => {
  temp = await openTempStore();
  store = temp.store;
});
afterEach(() => temp.close());

const DRAFT = aRuleDraft(
  {
    statuses: [400, { from: 500, to: 599 }],
    header: { name: 'x-why', pattern: '(?P<at>\\d+)' },
    text: { kind: 'contains', value: 'é' },
    isEmptyAnswer: true,
    protocols: ['gemini'],
  },
  {
    blame: 'key',
    next: 'relay',
    cooldown: { kind: 'captured', group: 'at', format: { kind: 'timeOfDay', zone: 'UTC' } },
  },
);

const named = (name: string) => aRuleDraft({ statuses: [400] }, {}, { name });
const names = async () => (await store.rules.list()).map((rule) => rule.name);

describe('stored rules', () => {
  it('are read as they were written', async () => {
    const rule = await store.rules.insert(null, DRAFT);
    expect(rule).toEqual({ ...DRAFT, id: rule.id, channelId: null, position: 1 });
    expect(await store.rules.list()).toEqual([{ ...rule, hitCount: 0, lastHitAt: null }]);
    const changed = { ...named('other'), isEnabled: false };
    expect(await store.rules.replace(rule.id, changed)).toEqual({ ...rule, ...changed });
  });

  it('stand in lists of their own, the new ones last, and can be put in another order', async () => {
    const { id } = await store.channels.insert(aChannelDraft());
    const a = await store.rules.insert(null, named('a'));
    const own = await store.rules.insert(id, named('own'));
    const b = await store.rules.insert(null, named('b'));
    expect([a.position, own.position, b.position]).toEqual([1, 1, 2]);
    expect(await names()).toEqual(['a', 'b', 'own']);
    await store.rules.reorder([b.id, a.id]);
    expect(await names()).toEqual(['b', 'a', 'own']);
  });

  it('of a channel go with it', async () => {
    const { id } = await store.channels.insert(aChannelDraft());
    await store.rules.insert(id, named('own'));
    await store.rules.insert(null, named('common'));
    await store.channels.removeMany([id]);
    expect(await names()).toEqual(['common']);
  });

  it('count their hits, those of removed ones aside', async () => {
    const { id } = await store.rules.insert(null, DRAFT);
    const gone = 99 as RuleId;
    await store.rules.addHits([
      { id, count: 2, lastHitAt: 5 },
      { id: gone, count: 1, lastHitAt: 6 },
    ]);
    await store.rules.addHits([{ id, count: 3, lastHitAt: 9 }]);
    await store.rules.addHits([]);
    expect(await store.rules.list()).toMatchObject([{ id, hitCount: 5, lastHitAt: 9 }]);
  });

  it('that are not there cannot be changed or removed', async () => {
    const error = { code: 'rule.not-found' };
    await expect(store.rules.replace(7 as RuleId, DRAFT)).rejects.toMatchObject(error);
    await expect(store.rules.remove(7 as RuleId)).rejects.toMatchObject(error);
    const { id } = await store.rules.insert(null, DRAFT);
    await store.rules.remove(id);
    expect(await names()).toEqual([]);
  });
});
