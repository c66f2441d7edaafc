import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ChannelId, KeyId } from '../../main/contracts/channel.ts';
import type { RequestRecord } from '../../main/contracts/record.ts';
import type { TokenId } from '../../main/contracts/token.ts';
import { requestIdOf } from '../../main/core/request-id.ts';
import type { Store } from '../../main/store/open.ts';
import type { RecordQuery } from '../../main/store/store.ts';
import { aRequest, anAttempt, anOpenRequest, requestId } from '../support/record-builder.ts';
import { openTempStore, type TempStore } from '../support/temp-store.ts';

let temp: TempStore;
let store: Store;

beforeEach(async () => {
  temp = await openTempStore();
  store = temp.store;
});
afterEach(() => temp.close());

async function write(...records: RequestRecord[]): Promise<void> {
  for (const record of records) store.recordWriter.close(record, []);
  await store.recordWriter.flush();
}

async function idsOf(query: Partial<RecordQuery>): Promise<string[]> {
  const page = await store.records.page({ before: null, limit: 50, ...query });
  return page.records.map(({ id }) => id);
}

/** An id that can be told from others in a test: the name is its digits. */
function named(name: string): string {
  return requestIdOf(Number.parseInt(name, 36));
}

describe('a record', () => {
  it('comes back as it was written, with its attempts in order', async () => {
    const full = aRequest({
      conversation: 'c-1',
      affinity: 'promptCacheKey',
      upstreamModel: 'glm-4.6',
      isStreaming: false,
      status: 503,
      outcome: 'upstreamFailed',
      detail: 'Zwei Kanäle fehlgeschlagen 失败',
      attemptCount: 2,
      responseBytes: 2 ** 40,
    });
    const attempts = [
      anAttempt({ outcome: 'refused', status: null, blame: 'url', firstByteMs: null }),
      anAttempt({
        number: 2,
        keyId: 7 as KeyId,
        upstreamModel: 'glm-4.6',
        detail: 'overloaded',
        choice: 'failover',
        strippedTokens: 3,
      }),
    ];
    store.recordWriter.close(full, [...attempts].reverse());
    await store.recordWriter.flush();
    expect(await store.records.detail(full.id)).toEqual({ record: full, attempts, skipped: [] });
  });

  it('keeps why channels were skipped, and what its attempts cooled down', async () => {
    const record = aRequest();
    const cooled = { scope: 'model', until: 1_700_000_100_000 } as const;
    // Alone in its request, and yet a row of its own: the request's has no room for it.
    const attempts = [anAttempt({ cooled })];
    const skipped = [
      { channelId: 7 as ChannelId, channelName: 'Seven', kind: 'cooling', text: 'is cooling down' },
    ] as const;
    store.recordWriter.close(record, attempts, null, skipped);
    await store.recordWriter.flush();
    expect(await store.records.detail(record.id)).toEqual({ record, attempts, skipped });
  });

  it('says of which attempt the model is a cheaper one, though it tells of all else by itself', async () => {
    const record = aRequest({ upstreamModel: 'cheap' });
    const attempts = [anAttempt({ upstreamModel: 'cheap', isModelCheaper: true })];
    store.recordWriter.close(record, attempts);
    await store.recordWriter.flush();
    expect(await store.records.detail(record.id)).toEqual({ record, attempts, skipped: [] });
  });

  it('may lack everything that can be unknown', async () => {
    const bare = aRequest({
      endedAt: null,
      tokenId: null,
      protocol: null,
      requestedModel: null,
      status: null,
      outcome: null,
      channelId: null,
      firstByteMs: null,
      durationMs: null,
    });
    await write(bare);
    expect(await store.records.detail(bare.id)).toEqual({
      record: bare,
      attempts: [],
      skipped: [],
    });
  });

  it('is one row from its opening to its end', async () => {
    store.recordWriter.open(anOpenRequest());
    await store.recordWriter.flush();
    expect(await store.records.detail(requestId(1))).toEqual({
      record: anOpenRequest(),
      attempts: [],
      skipped: [],
    });
    store.recordWriter.close(aRequest(), [anAttempt()]);
    await store.recordWriter.flush();
    expect(await idsOf({})).toEqual([requestId(1)]);
    expect(await store.records.detail(requestId(1))).toEqual({
      record: aRequest(),
      attempts: [anAttempt()],
      skipped: [],
    });
  });

  it('is null when there is none', async () => {
    expect(await store.records.detail('nobody')).toBeNull();
  });
});

describe('pages of records', () => {
  it('walk through ten thousand, newest first, each once', async () => {
    for (let n = 1; n <= 10_000; n += 1) {
      store.recordWriter.close(aRequest({ id: requestId(n) }), [
        anAttempt({ requestId: requestId(n) }),
      ]);
    }
    await store.recordWriter.flush();
    const seen: string[] = [];
    let before: string | null = null;
    do {
      const page = await store.records.page({ before, limit: 500 });
      seen.push(...page.records.map(({ id }) => id));
      before = page.nextCursor;
    } while (before !== null);
    expect(seen).toEqual(Array.from({ length: 10_000 }, (_, at) => requestId(10_000 - at)));
  });

  it('have no next one when the last is full', async () => {
    await write(aRequest({ id: requestId(1) }), aRequest({ id: requestId(2) }));
    expect(await store.records.page({ before: null, limit: 2 })).toMatchObject({
      nextCursor: null,
    });
    expect(await store.records.page({ before: null, limit: 1 })).toMatchObject({
      nextCursor: requestId(2),
    });
  });

  it('are empty when there is nothing', async () => {
    expect(await store.records.page({ before: null, limit: 10 })).toEqual({
      records: [],
      nextCursor: null,
      searchedTo: null,
    });
  });

  it('hold what every given filter lets through', async () => {
    await write(
      aRequest({
        id: named('a'),
        channelId: 1 as ChannelId,
        tokenId: 1 as TokenId,
        outcome: 'answered',
      }),
      aRequest({
        id: named('b'),
        channelId: 2 as ChannelId,
        tokenId: 1 as TokenId,
        outcome: 'broken',
      }),
      aRequest({
        id: named('c'),
        channelId: 2 as ChannelId,
        tokenId: 2 as TokenId,
        outcome: 'answered',
      }),
      aRequest({ id: named('d'), requestedModel: 'gpt-5', channelId: null, tokenId: null }),
      aRequest({ id: named('e'), requestedModel: 'x', upstreamModel: 'gpt-5', channelId: null }),
    );
    expect(await idsOf({ channelId: 2 as ChannelId })).toEqual([named('c'), named('b')]);
    expect(await idsOf({ tokenId: 1 as TokenId, outcome: 'broken' })).toEqual([named('b')]);
    expect(await idsOf({ channelId: 2 as ChannelId, before: named('c') })).toEqual([named('b')]);
    expect(await idsOf({ model: 'gpt-5' })).toEqual([named('e'), named('d')]);
    expect(await idsOf({ model: 'gpt' })).toEqual([]);
  });

  it.each([
    ['a part of the path', 'messages/count', ['path']],
    ['a model in any case', 'SONNET', ['detail', 'path', 'percent', 'under']],
    ['words of the detail', 'was refused', ['detail']],
    ['a percent sign as itself', '100%', ['percent']],
    ['an underscore as itself', 'a_b', ['under']],
    ['a tilde as itself', '~', []],
    ['nothing', '', ['detail', 'path', 'percent', 'under']],
    ['a quote that would end a statement', "' or 1=1 --", []],
  ])('find %s', async (_, search, expected) => {
    await write(
      aRequest({ id: named('path'), path: '/v1/messages/count_tokens' }),
      aRequest({ id: named('detail'), detail: 'key sk-a…b was refused' }),
      aRequest({ id: named('percent'), detail: 'quota 100% used' }),
      aRequest({ id: named('under'), conversation: 'a_b' }),
      aRequest({ id: named('zz'), conversation: 'aXb', requestedModel: null, detail: '1000' }),
    );
    const found = (await idsOf({ search })).filter((id) => id !== named('zz')).sort();
    expect(found).toEqual(expected.map(named).sort());
    if (search !== '') expect(await idsOf({ search })).not.toContain(named('zz'));
  });
});
