import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import { localZone } from '../../main/app/local-zone.ts';
import type { ChannelId, KeyId } from '../../main/contracts/channel.ts';
import {
  DIMENSIONS,
  HISTOGRAM_BOUNDS_MS,
  REQUEST_OUTCOMES,
} from '../../main/contracts/constants.ts';
import type { AttemptRecord, RequestRecord } from '../../main/contracts/record.ts';
import type { BucketUnit, Dimension } from '../../main/contracts/statistics.ts';
import type { TokenId } from '../../main/contracts/token.ts';
import { readStatistics } from '../../main/admin/statistics-routes.ts';
import { requestIdOf } from '../../main/core/request-id.ts';
import { startOf } from '../../main/core/statistics/buckets.ts';
import { aCost, anAttempt, aRequest } from '../support/record-builder.ts';
import { openTempStore } from '../support/temp-store.ts';
import { aUsage } from '../support/usage-builder.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Zones whose clocks change at this moment, one of them by half an hour from a half hour. */
const PLACES = [
  { zone: localZone('Europe/Berlin'), change: Date.parse('2026-10-25T01:00:00Z') },
  { zone: localZone('Australia/Lord_Howe'), change: Date.parse('2026-04-04T15:00:00Z') },
  { zone: localZone('Asia/Kolkata'), change: Date.parse('2026-10-25T01:00:00Z') },
];

const fixed = { top: 500, compare: true } as const;

describe('statistics', () => {
  it('are what the requests add up to one by one, over a change of clocks', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...PLACES),
        fc.constantFrom<BucketUnit>('hour', 'day', 'week', 'month'),
        fc.subarray([...DIMENSIONS], { maxLength: 2 }),
        fc.array(someRequest(), { maxLength: 40 }),
        async ({ zone, change }, bucket, group, drafts) => {
          const temp = await openTempStore({ offsetMsAt: (at) => zone.offsetMsAt(at) });
          try {
            const requests = drafts.map(({ offset, ...draft }, at) =>
              aRequest({ ...draft, startedAt: change + offset, id: idAt(change + offset, at) }),
            );
            for (const record of requests) temp.store.recordWriter.close(record, []);
            await temp.store.recordWriter.flush();
            const deps = { store: temp.store as never, zone, now: () => change + 2 * DAY_MS };
            const range = { from: change - 2 * DAY_MS, to: change + 2 * DAY_MS };
            const asked = { ...fixed, bucket, group, ...texts(range) };
            // Twice, because the second answer may come out of the cache.
            const answers = [await readStatistics(asked, deps), await readStatistics(asked, deps)];
            for (const answer of answers) {
              expect(sumOf(answer.total)).toEqual(plainSum(requests));
              const starts = answer.starts;
              for (const [at, start] of starts.entries()) {
                const within = requests.filter(
                  (one) => startOf(zone, bucket, one.startedAt) === start,
                );
                expect(sumOf(answer.buckets[at])).toEqual(plainSum(within));
              }
              const keys = new Set(requests.map((one) => JSON.stringify(keyOf(one, group))));
              const shown = group.length === 0 ? [] : [...keys];
              expect(
                Object.fromEntries(
                  answer.groups.map((one) => [JSON.stringify(one.key), sumOf(one.total)]),
                ),
              ).toEqual(
                Object.fromEntries(
                  shown.map((key) => [
                    key,
                    plainSum(requests.filter((one) => JSON.stringify(keyOf(one, group)) === key)),
                  ]),
                ),
              );
            }
          } finally {
            await temp.close();
          }
        },
      ),
      { numRuns: 12 },
    );
  }, 120_000);

  it('know at once what is written into an hour that was summed up before', async () => {
    const { store, read } = await opened();
    store.recordWriter.close(at(1), []);
    await store.recordWriter.flush();
    expect((await read({})).total.requests).toBe(1);
    store.recordWriter.close(at(2), []);
    await store.recordWriter.flush();
    expect((await read({})).total.requests).toBe(2);
  });

  it('take filters, compare with the time before, and add the smallest groups up', async () => {
    const { store, read } = await opened();
    const models = ['a', 'a', 'a', 'b', 'b', 'c', 'd'];
    for (const [number, model] of models.entries()) {
      const cost = aCost({ pricedModel: model });
      store.recordWriter.close(at(number, { cost, tokenId: (number + 1) as TokenId }), []);
    }
    store.recordWriter.close(at(-25), []);
    await store.recordWriter.flush();
    const byModel = await read({ group: ['model'], top: 2, range: 'today' });
    expect(byModel.groups.map(({ key, total }) => [key, total.requests])).toEqual([
      [{ model: 'a' }, 3],
      [{ model: 'b' }, 2],
      [null, 2],
    ]);
    expect(byModel.total.costNanoUsd).toBe(7 * 30_000);
    expect(byModel.previous?.requests).toBe(1);
    expect((await read({ model: 'b' })).total.requests).toBe(2);
    expect((await read({ model: 'b', tokenId: 4 as TokenId })).total.requests).toBe(1);
  });

  it('say what shares, percentiles and speeds are', async () => {
    const { store, read } = await opened();
    const usage = aUsage({ inputTokens: 25, cacheReadTokens: 75, outputTokens: 100 });
    const requests = [
      at(1, { usage, durationMs: 2300, firstByteMs: 300 }),
      at(2, { usage: aUsage({ isEstimated: true }), durationMs: 900, firstByteMs: 900 }),
      at(3, { outcome: 'clientLeft' }),
      at(4, { status: 500 }),
    ];
    for (const record of requests) store.recordWriter.close(record, []);
    await store.recordWriter.flush();
    const { total } = await read({});
    expect(total.successRate).toBeCloseTo(2 / 3);
    expect(total.cacheHitShare).toBeCloseTo(0.75);
    expect(total.estimatedShare).toBe(0.25);
    expect(total.outputTokensPerSecond).toBe(50);
    expect(total.durationMeanMs).toBe((2300 + 900 + 2000 + 2000) / 4);
    expect(HISTOGRAM_BOUNDS_MS).toContain(2000);
    expect(total.durationP95Ms).toBeGreaterThan(2000);
    expect(total.durationP95Ms).toBeLessThanOrEqual(3000);
  });
});

describe('attempts, failures and health', () => {
  const failed = (id: string, change: Partial<AttemptRecord>): AttemptRecord =>
    anAttempt({
      requestId: id,
      startedAt: NOON,
      outcome: 'answered',
      status: 529,
      blame: 'model',
      ...change,
    });

  async function withFailures() {
    const setup = await opened();
    const { recordWriter } = setup.store;
    for (const number of [1, 2]) {
      const record = at(number, { attemptCount: 2 });
      recordWriter.close(record, [
        failed(record.id, {
          channelId: 2 as ChannelId,
          channelName: 'Second',
          keyId: 7 as KeyId,
          detail: `no room for request ${String(number)}`,
        }),
        anAttempt({ requestId: record.id, number: 2, startedAt: NOON }),
      ]);
    }
    const limited = at(3, { status: 429, detail: 'slow down' });
    recordWriter.close(limited, [
      failed(limited.id, { status: 429, blame: 'key', detail: 'slow down' }),
    ]);
    const wrong = at(4, { status: 400, detail: 'bad request' });
    recordWriter.close(wrong, [
      failed(wrong.id, { status: 400, blame: 'client', detail: 'bad request' }),
    ]);
    const none = at(5, {
      outcome: 'noCandidate',
      status: 503,
      channelId: null,
      channelName: '',
      detail: 'nobody',
    });
    recordWriter.close(none, []);
    await recordWriter.flush();
    return setup.store.statistics;
  }

  const range = { from: NOON - HOUR_MS, to: NOON + HOUR_MS };

  it('count attempts by channel, key and how they ended', async () => {
    const rows = await (await withFailures()).attempts(range);
    expect(rows.map(({ channelName, keyId, outcomes }) => [channelName, keyId, outcomes])).toEqual([
      ['First', 1, { answered: 2, http400: 1, http429: 1 }],
      ['Second', 7, { http529: 2 }],
    ]);
  });

  it('tell every failure once, with the attempts that another channel made good', async () => {
    const { errors, searchedTo } = await (await withFailures()).errors(range, 100);
    expect(searchedTo).toBeNull();
    expect(
      errors.map(({ channelName, status, detail, count }) => [channelName, status, detail, count]),
    ).toEqual([
      ['Second', 529, 'no room for request …', 2],
      ['', 503, 'nobody', 1],
      ['First', 400, 'bad request', 1],
      ['First', 429, 'slow down', 1],
    ]);
  });

  it.each(['records', 'totals'] as const)(
    'tell the health of channels by %s alike',
    async (source) => {
      const statistics = await withFailures();
      const query = { from: NOON, to: NOON + 2 * HOUR_MS, cellMs: HOUR_MS, source };
      expect(await statistics.health(query)).toEqual([
        {
          channelId: 1,
          channelName: 'First',
          cells: [{ success: 2, failure: 0, rateLimited: 1 }, null],
        },
        {
          channelId: 2,
          channelName: 'Second',
          cells: [{ success: 0, failure: 2, rateLimited: 0 }, null],
        },
      ]);
    },
  );
});

const NOON = Date.parse('2026-03-03T12:00:00Z');

/** A request so many hours after noon at most a little, or days before. */
function at(number: number, change: Partial<RequestRecord> = {}): RequestRecord {
  const startedAt = number < 0 ? NOON + number * HOUR_MS : NOON + number;
  return aRequest({ id: idAt(startedAt, 0), startedAt, ...change });
}

function idAt(startedAt: number, number: number): string {
  return requestIdOf(Math.floor(startedAt) * 1000 + number);
}

async function opened() {
  const zone = localZone('UTC');
  const temp = await openTempStore({ offsetMsAt: () => 0 });
  onTestFinished(() => temp.close());
  const deps = { store: temp.store as never, zone, now: () => NOON + 2 * HOUR_MS };
  const read = (asked: Partial<Parameters<typeof readStatistics>[0]>) =>
    readStatistics({ ...fixed, bucket: 'day', ...asked }, deps);
  return { store: temp.store, read };
}

function texts({ from, to }: { from: number; to: number }): { from: string; to: string } {
  return { from: new Date(from).toISOString(), to: new Date(to).toISOString() };
}

function keyOf(record: RequestRecord, group: readonly Dimension[]): object {
  const parts = {
    channel: { channelId: record.channelId ?? 0, channelName: record.channelName },
    model: { model: record.cost?.pricedModel ?? record.requestedModel ?? '' },
    token: { tokenId: record.tokenId ?? 0, tokenName: record.tokenName },
    protocol: { protocol: record.protocol ?? '' },
    client: { clientFamily: record.clientFamily },
  };
  return Object.assign({}, ...group.map((dimension) => parts[dimension])) as object;
}

type Sum = Readonly<Record<string, number>>;

function plainSum(requests: readonly RequestRecord[]): Sum {
  const sum = (of: (record: RequestRecord) => number | undefined): number =>
    requests.reduce((total, record) => total + (of(record) ?? 0), 0);
  return {
    requests: requests.length,
    answered: sum((one) => Number(one.outcome === 'answered')),
    clientLeft: sum((one) => Number(one.outcome === 'clientLeft')),
    inputTokens: sum((one) => one.usage?.inputTokens),
    outputTokens: sum((one) => one.usage?.outputTokens),
    costNanoUsd: sum((one) => one.cost?.nanoUsd ?? 0),
    unknownCostRequests: sum((one) => Number(one.cost !== null && one.cost.nanoUsd === null)),
  };
}

function sumOf(figures: object | null | undefined): Sum {
  const names = Object.keys(plainSum([]));
  return Object.fromEntries(
    names.map((name) => [name, (figures as Record<string, number>)[name] ?? -1]),
  );
}

function someRequest() {
  const count = fc.integer({ min: 0, max: 2_000_000 });
  return fc.record({
    offset: fc.integer({ min: -3 * HOUR_MS, max: 3 * HOUR_MS }),
    channelId: fc.option(fc.constant(1 as ChannelId)),
    tokenId: fc.option(fc.constant(1 as TokenId)),
    protocol: fc.option(fc.constantFrom<RequestRecord['protocol'] & string>('anthropic', 'gemini')),
    clientFamily: fc.constantFrom('codex', ''),
    outcome: fc.constantFrom(...REQUEST_OUTCOMES),
    usage: fc.option(fc.record({ inputTokens: count, outputTokens: count }).map(aUsage)),
    cost: fc.option(
      fc
        .record({
          nanoUsd: fc.option(fc.integer({ min: 0, max: 2 ** 45 })),
          pricedModel: fc.constantFrom('m-1', 'm-2'),
        })
        .map(aCost),
    ),
  });
}
