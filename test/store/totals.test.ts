import Database from 'better-sqlite3';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { REQUEST_OUTCOMES } from '../../main/contracts/constants.ts';
import type { ChannelId, KeyId } from '../../main/contracts/channel.ts';
import type { AttemptRecord, RequestRecord } from '../../main/contracts/record.ts';
import type { TokenId } from '../../main/contracts/token.ts';
import { localHourStart } from '../../main/core/local-hour.ts';
import { openStore } from '../../main/store/open.ts';
import { databaseSums, grandTotal } from '../support/database-sums.ts';
import { aCost, anAttempt, anOpenRequest, aRequest, requestId } from '../support/record-builder.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { openTempStore, storeOptions } from '../support/temp-store.ts';
import { aUsage } from '../support/usage-builder.ts';

const HOUR_MS = 3_600_000;

/** Clocks go back by an hour at this moment; before it, they are half an hour off. */
const CHANGE = Date.parse('2026-10-25T01:00:00Z');
const offsetMsAt = (at: number): number => (at < CHANGE ? 2.5 : 1.5) * HOUR_MS;
const hourOf = (at: number): number => localHourStart(at, offsetMsAt(at));

describe('what a request used and cost', () => {
  it('comes back as it was written; lists do without how the cost came about', async () => {
    const temp = await openTempStore();
    onTestFinished(() => temp.close());
    const usage = aUsage({
      inputTokens: 1,
      cacheReadTokens: 2,
      cacheWrite5mTokens: 3,
      cacheWrite1hTokens: 4,
      cacheWriteTokens: 5,
      outputTokens: 6,
      reasoningTokens: 7,
      inputAudioTokens: 8,
      outputAudioTokens: 9,
      webSearchRequests: 10,
      serverToolUses: 11,
      serviceTier: 'flex',
      speed: 'fast',
      vendorCostNanoUsd: 12,
      returnedModel: 'm-2026',
      extraPasses: [
        {
          kind: 'compaction',
          model: null,
          inputTokens: 1,
          cacheReadTokens: 2,
          cacheWrite5mTokens: 3,
          cacheWrite1hTokens: 4,
          outputTokens: 5,
        },
      ],
      isPartial: true,
      isEstimated: true,
    });
    const cost = aCost({ multiplier: 1.25, unpriced: ['webSearch'], surcharge: 'flex' });
    const record = aRequest({ returnedModel: 'm-2026', usage, cost });
    temp.store.recordWriter.close(record, []);
    await temp.store.recordWriter.flush();
    expect(await temp.store.records.detail(record.id)).toEqual({
      record,
      attempts: [],
      skipped: [],
    });
    const page = await temp.store.records.page({ before: null, limit: 5 });
    expect(page.records).toEqual([
      { ...record, cost: { ...cost, lines: [], unpriced: [], surcharge: null, source: null } },
    ]);
  });

  it('is told apart: nothing to price, and a price that nobody knows', async () => {
    const temp = await openTempStore();
    onTestFinished(() => temp.close());
    const unknown = { ...aCost(), nanoUsd: null, pricedModel: null, lines: [], source: null };
    const records = [
      aRequest({ id: requestId(2), usage: aUsage({ inputTokens: 5 }), cost: unknown }),
      aRequest({ id: requestId(1) }),
    ];
    for (const record of records) temp.store.recordWriter.close(record, []);
    await temp.store.recordWriter.flush();
    expect((await temp.store.records.page({ before: null, limit: 5 })).records).toEqual(records);
    const [total] = [...databaseSums(temp.file, hourOf).usageHourly.values()];
    expect(total).toMatchObject({ requests: 2, unknown_cost_requests: 1, cost_nano_usd: 0 });
  });
});

describe('the hourly totals', () => {
  it('begin with the local hour of this machine, also where that is half an hour off', async () => {
    const before = process.env['TZ'];
    process.env['TZ'] = 'Asia/Kolkata';
    onTestFinished(() => {
      if (before === undefined) delete process.env['TZ'];
      else process.env['TZ'] = before;
    });
    const temp = await openTempStore();
    onTestFinished(() => temp.close());
    const startedAt = Date.parse('2026-11-24T20:31:00Z');
    temp.store.recordWriter.close(aRequest({ startedAt }), []);
    await temp.store.recordWriter.flush();
    const [key = ''] = databaseSums(temp.file, hourOf).usageHourly.keys();
    const [hour] = JSON.parse(key) as [number];
    expect(new Date(hour).toISOString()).toBe('2026-11-24T20:30:00.000Z');
  });

  it('agree with the records to the nano-dollar, over a change of clocks, failed batches and restarts', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(aRun(), { minLength: 1, maxLength: 3 }), async (runs) => {
        const folder = await tempFolder();
        const options = storeOptions(folder, { offsetMsAt });
        let number = 0;
        for (const requests of runs) {
          const store = await openStore(options);
          await store.records.markInterrupted(CHANGE);
          for (const { record, attempts, isClosed, isBad } of requests) {
            number += 1;
            const id = requestId(number);
            if (record.isStreaming) store.recordWriter.open({ ...record, id, ...OPEN });
            if (number % 3 === 0) await store.recordWriter.flush();
            if (!isClosed) continue;
            const own = attempts.map((attempt) => ({ ...attempt, requestId: id }));
            // A row that its table refuses takes nothing else with it.
            store.recordWriter.close({ ...record, id, ...(isBad ? { status: 0.5 } : {}) }, own);
          }
          await store.close();
        }
        const last = await openStore(options);
        await last.records.markInterrupted(CHANGE);
        await last.close();
        const sums = databaseSums(options.file, hourOf);
        expect(sums.usageHourly).toEqual(sums.requests);
        expect(sums.attemptsHourly).toEqual(sums.attempts);
      }),
      { numRuns: 12 },
    );
  }, 60_000);

  it('count a request when its price is known; it is answered before, also where the program dies', async () => {
    const first = storeOptions(await tempFolder(), { offsetMsAt });
    const store = await openStore(first);
    onTestFinished(() => store.close());
    const { recordWriter, records } = store;
    const cost = aCost();
    const record = aRequest({ usage: aUsage(), cost: { ...aCost(), ...UNKNOWN_COST } });
    let priced: (settled: RequestRecord) => void = () => undefined;
    const attempts = [anAttempt({ outcome: 'firstByteTimeout' })];
    recordWriter.close(record, attempts, new Promise((resolve) => (priced = resolve)));
    await vi.waitFor(async () => {
      expect(await records.detail(record.id)).toEqual({ record, attempts, skipped: [] });
    });
    expect(databaseSums(first.file, hourOf).usageHourly.size).toBe(0);

    const options = storeOptions(await tempFolder(), { offsetMsAt });
    new Database(first.file).exec(`vacuum into '${options.file}'`).close(); // as a program that is killed leaves it
    priced({ ...record, cost });
    await recordWriter.flush();
    expect((await records.detail(record.id))?.record.cost).toEqual(cost);
    const total = (file: string) => {
      const sums = databaseSums(file, hourOf);
      expect(sums.usageHourly).toEqual(sums.requests);
      expect(sums.attemptsHourly).toEqual(sums.attempts);
      return grandTotal(sums.usageHourly);
    };
    expect(total(first.file)).toMatchObject({ requests: 1, answered: 1, unknown_cost_requests: 0 });

    const next = await openStore(options);
    onTestFinished(() => next.close());
    expect(await next.records.markInterrupted(5)).toBe(0);
    expect(await next.records.markInterrupted(6)).toBe(0);
    expect(await next.records.detail(record.id)).toEqual({ record, attempts, skipped: [] });
    expect(total(options.file)).toMatchObject({
      requests: 1,
      answered: 1,
      unknown_cost_requests: 1,
    });
  });

  it('count what an earlier run left open when it is closed, and once', async () => {
    const temp = await openTempStore();
    onTestFinished(() => temp.close());
    const { recordWriter, records } = temp.store;
    recordWriter.open(anOpenRequest());
    await recordWriter.flush();
    expect(databaseSums(temp.file, hourOf).usageHourly.size).toBe(0);
    await records.markInterrupted(5);
    await records.markInterrupted(6);
    const total = grandTotal(databaseSums(temp.file, hourOf).usageHourly);
    expect(total).toMatchObject({ requests: 1, interrupted: 1, answered: 0 });
  });
});

const UNKNOWN_COST = {
  nanoUsd: null,
  pricedModel: null,
  lines: [],
  unpriced: [],
  surcharge: null,
  source: null,
} as const;

const OPEN = { endedAt: null, outcome: null, durationMs: null, usage: null, cost: null } as const;

type Scripted = {
  readonly record: RequestRecord;
  readonly attempts: readonly AttemptRecord[];
  readonly isClosed: boolean;
  readonly isBad: boolean;
};

/** Requests of one run of the program, around the moment at which clocks change. */
function aRun(): fc.Arbitrary<Scripted[]> {
  const count = fc.integer({ min: 0, max: 2_000_000 });
  const usage = fc
    .record({
      inputTokens: count,
      cacheReadTokens: count,
      cacheWrite1hTokens: count,
      outputTokens: count,
      reasoningTokens: fc.option(count),
      isEstimated: fc.boolean(),
    })
    .map((counts) => aUsage(counts));
  const cost = fc
    .record({
      nanoUsd: fc.option(fc.integer({ min: 0, max: 2 ** 45 })),
      pricedModel: fc.option(fc.constantFrom('glm-4.6', 'claude-sonnet-4-5')),
    })
    .map((named) => ({ ...aCost(), ...named }));
  const attempt = fc
    .record({
      keyId: fc.integer({ min: 1, max: 3 }).map((id) => id as KeyId),
      outcome: fc.constantFrom<AttemptRecord['outcome']>('answered', 'refused', 'broken'),
      status: fc.constantFrom(null, 200, 302, 400, 529),
      startedAt: aroundChange(),
      durationMs: fc.double({ min: 0, max: 1e6, noNaN: true }),
    })
    .map((named) => anAttempt(named));
  const request = fc.record({
    startedAt: aroundChange(),
    tokenId: fc.option(fc.integer({ min: 1, max: 2 }).map((id) => id as TokenId)),
    channelId: fc.option(fc.integer({ min: 1, max: 2 }).map((id) => id as ChannelId)),
    protocol: fc.option(fc.constantFrom<RequestRecord['protocol'] & string>('anthropic', 'gemini')),
    requestedModel: fc.option(fc.constantFrom('', 'a', 'a b', 'a\nb')),
    upstreamModel: fc.option(fc.constant('glm-4.6')),
    clientFamily: fc.constantFrom('codex', 'codex a', ''),
    isStreaming: fc.boolean(),
    outcome: fc.constantFrom(...REQUEST_OUTCOMES),
    firstByteMs: fc.option(fc.double({ min: 0, max: 1e6, noNaN: true })),
    durationMs: fc.option(fc.double({ min: 0, max: 1e7, noNaN: true })),
    usage: fc.option(usage),
    cost: fc.option(cost),
  });
  return fc.array(
    fc
      .record({
        request,
        attempts: fc.array(attempt, { maxLength: 3 }),
        isClosed: fc.boolean(),
        isBad: fc.integer({ min: 0, max: 9 }).map((n) => n === 0),
      })
      .map(({ request: named, attempts, isClosed, isBad }) => ({
        record: aRequest({ ...named, attemptCount: attempts.length }),
        attempts: attempts.map((one, at) => ({ ...one, number: at + 1 })),
        isClosed,
        isBad,
      })),
    { maxLength: 30 },
  );
}

function aroundChange(): fc.Arbitrary<number> {
  return fc
    .double({ min: -3 * HOUR_MS, max: 3 * HOUR_MS, noNaN: true })
    .map((offset) => CHANGE + offset);
}
