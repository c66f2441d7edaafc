import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { localZone } from '../../main/app/local-zone.ts';
import type { ChannelId } from '../../main/contracts/channel.ts';
import { REQUEST_OUTCOMES } from '../../main/contracts/constants.ts';
import type { RequestRecord } from '../../main/contracts/record.ts';
import type { Condition, Term } from '../../main/core/filter/terms.ts';
import { parseFilter } from '../../main/core/filter/parse.ts';
import { microsOf, requestIdOf } from '../../main/core/request-id.ts';
import { aCost, aRequest } from '../support/record-builder.ts';
import { openTempStore, type TempStore } from '../support/temp-store.ts';
import { aUsage } from '../support/usage-builder.ts';

const START = Date.parse('2026-11-01T00:00:00Z');
const SMALL = { rows: 3, mostRows: 5, ms: 60_000 };

let temp: TempStore;
beforeAll(async () => {
  temp = await openTempStore();
  for (const record of RECORDS) temp.store.recordWriter.close(record, []);
  await temp.store.recordWriter.flush();
});
afterAll(() => temp.close());

const terms = (filter: string): readonly Term[] => {
  const parsed = parseFilter(filter, { zone: localZone('UTC'), now: START + 3_600_000 });
  return parsed.ok ? parsed.terms : expect.fail(JSON.stringify(parsed.errors));
};

describe('pages of filtered requests', () => {
  it.each([
    'status>=500',
    '-status:2xx',
    'is:failed -is:failed-over',
    'is:running',
    'is:unpriced',
    'cost>0.00003',
    '-cost>0.00003',
    'tokens>=1k',
    'channel:relay model:HAIKU',
    'channel:#2',
    '-model:haiku -error:loaded',
    'after:2026-11-01T00:00:05Z before:2026-11-01T00:00:20Z',
    'outcome:client-left',
    'protocol:openai',
    '100%',
    'a_b',
    '-~',
    `"' or 1=1 --"`,
  ])('%s: the same as looking at every record', async (filter) => {
    const asked = terms(filter);
    expect(await allIds(asked)).toEqual(plainIds(asked));
  });

  it('hold exactly what any terms let through, whatever they say', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(someTerm(), { maxLength: 3 }), async (asked) => {
        expect(await allIds(asked)).toEqual(plainIds(asked));
      }),
      { numRuns: 150 },
    );
  });

  it('do not jump when new requests arrive between them', async () => {
    const own = await openTempStore();
    try {
      const write = async (number: number) => {
        own.store.recordWriter.close(RECORDS[number] as RequestRecord, []);
        await own.store.recordWriter.flush();
      };
      for (let number = 0; number < 10; number++) await write(number);
      const first = await own.store.records.page({ before: null, limit: 4 });
      for (let number = 10; number < 20; number++) await write(number);
      const second = await own.store.records.page({ before: first.nextCursor, limit: 4 });
      const seen = [...first.records, ...second.records].map(({ id }) => id);
      expect(seen).toEqual(
        RECORDS.slice(2, 10)
          .map(({ id }) => id)
          .reverse(),
      );
    } finally {
      await own.close();
    }
  });
});

describe('a search that finds little', () => {
  let pages = 0;
  beforeEach(() => {
    pages = 0;
  });

  it('answers after its time with what it has, says how far it got, and goes on from there', async () => {
    const filter = terms('id:r00000000001');
    const none = await temp.store.records.page(
      { before: null, limit: 5, filter },
      { ...SMALL, ms: 0 },
    );
    // Nothing is looked through where nothing can be.
    expect(none).toEqual({ records: [], nextCursor: null, searchedTo: null });
    const rare = terms('-a -e -o');
    let before: string | null = null;
    let searchedTo = Infinity;
    do {
      const page = await temp.store.records.page(
        { before, limit: 5, filter: rare },
        { ...SMALL, ms: 0 },
      );
      pages += 1;
      before = page.nextCursor;
      expect(page.records).toEqual([]);
      if (before === null) expect(page.searchedTo).toBeNull();
      else {
        expect(page.searchedTo).toBeLessThan(searchedTo);
        expect(page.searchedTo).toBe(Math.floor((microsOf(before) ?? 0) / 1000));
        searchedTo = page.searchedTo ?? 0;
      }
    } while (before !== null);
    expect(pages).toBe(Math.ceil((RECORDS.length + 1) / SMALL.rows));
  });
});

async function allIds(filter: readonly Term[]): Promise<string[]> {
  const seen: string[] = [];
  let before: string | null = null;
  do {
    const page = await temp.store.records.page({ before, limit: 4, filter }, SMALL);
    seen.push(...page.records.map(({ id }) => id));
    before = page.nextCursor;
  } while (before !== null);
  return seen;
}

function plainIds(filter: readonly Term[]): string[] {
  return RECORDS.filter((record) =>
    filter.every(({ condition, isNegated }) => holds(record, condition) !== isNegated),
  )
    .map(({ id }) => id)
    .reverse();
}

function holds(record: RequestRecord, condition: Condition): boolean {
  const { usage, cost } = record;
  const has = (parts: (string | null)[], part: string): boolean =>
    parts.some((one) => (one ?? '').toLowerCase().includes(part.toLowerCase()));
  const number = (field: string): number | null => {
    const input = usage === null ? null : usage.inputTokens + usage.cacheReadTokens;
    const numbers: Record<string, number | null> = {
      status: record.status,
      costNanoUsd: cost?.nanoUsd ?? null,
      durationMs: record.durationMs,
      firstByteMs: record.firstByteMs,
      tokens: input === null ? null : input + (usage?.outputTokens ?? 0),
      inputTokens: input,
      outputTokens: usage?.outputTokens ?? null,
      attempts: record.attemptCount,
    };
    return numbers[field] ?? null;
  };
  switch (condition.kind) {
    case 'number': {
      const left = number(condition.field);
      if (left === null) return false;
      const { value } = condition;
      return {
        '=': left === value,
        '!=': left !== value,
        '<': left < value,
        '<=': left <= value,
        '>': left > value,
        '>=': left >= value,
      }[condition.operator];
    }
    case 'between': {
      const left = number(condition.field);
      return left !== null && left >= condition.low && left <= condition.high;
    }
    case 'text':
      return has(
        {
          channel: [record.channelName],
          model: [record.requestedModel, record.upstreamModel, record.returnedModel],
          token: [record.tokenName],
          client: [record.clientFamily],
          conversation: [record.conversation],
          error: [record.detail],
          key: [record.keyMask],
          path: [record.path],
          operation: [record.operation],
        }[condition.field],
        condition.part,
      );
    case 'id':
      return (condition.field === 'channel' ? record.channelId : record.tokenId) === condition.id;
    case 'request':
      return microsOf(record.id) === condition.micros;
    case 'outcome':
      return record.outcome === condition.outcome;
    case 'protocol':
      return condition.protocols.some((one) => one === record.protocol);
    case 'is':
      return {
        failed:
          record.outcome !== null && (record.outcome !== 'answered' || (record.status ?? 0) >= 400),
        'failed-over': record.attemptCount > 1,
        streaming: record.isStreaming,
        estimated: usage?.isEstimated === true,
        unpriced: cost !== null && cost.nanoUsd === null,
        running: record.outcome === null,
      }[condition.flag];
    case 'time':
      return (
        (condition.from === null || record.startedAt >= condition.from) &&
        (condition.to === null || record.startedAt < condition.to)
      );
    case 'word': {
      const { path, requestedModel, upstreamModel, channelName, tokenName } = record;
      const { clientFamily, conversation, keyMask, detail } = record;
      const texts = [path, requestedModel, upstreamModel, channelName, tokenName];
      return (
        has([...texts, clientFamily, conversation, keyMask, detail], condition.word) ||
        record.id === condition.word
      );
    }
  }
}

function someTerm(): fc.Arbitrary<Term> {
  // ASCII, because a database knows no other letters' cases.
  const text = fc.oneof(
    fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 4 }),
    fc.constantFrom('relay', 'HAIKU', '%', '_', '~', "'", '"', '\\', '--', ';'),
  );
  const condition: fc.Arbitrary<Condition> = fc.oneof(
    fc.record({
      kind: fc.constant('number' as const),
      field: fc.constantFrom(
        'status' as const,
        'costNanoUsd' as const,
        'tokens' as const,
        'attempts' as const,
      ),
      operator: fc.constantFrom('=' as const, '!=' as const, '<' as const, '>=' as const),
      value: fc.constantFrom(0, 1, 2, 200, 529, 30_000, 1200),
    }),
    fc.record({
      kind: fc.constant('text' as const),
      field: fc.constantFrom(
        'channel' as const,
        'model' as const,
        'error' as const,
        'conversation' as const,
      ),
      part: text,
    }),
    text.map((word) => ({ kind: 'word' as const, word })),
    fc
      .constantFrom(
        'failed' as const,
        'running' as const,
        'unpriced' as const,
        'estimated' as const,
      )
      .map((flag) => ({ kind: 'is' as const, flag })),
    fc.record({ from: fc.option(fc.nat(40)), to: fc.option(fc.nat(40)) }).map(({ from, to }) => ({
      kind: 'time' as const,
      from: from === null ? null : START + from * 1000,
      to: to === null ? null : START + to * 1000,
    })),
  );
  return fc.record({ condition, isNegated: fc.boolean() });
}

const OUTCOMES = [...REQUEST_OUTCOMES, null];

/** Forty requests a second apart, no two alike. */
const RECORDS: readonly RequestRecord[] = Array.from({ length: 40 }, (_, number) => {
  const startedAt = START + number * 1000;
  const outcome = OUTCOMES[number % OUTCOMES.length] ?? null;
  return aRequest({
    id: requestIdOf(startedAt * 1000),
    startedAt,
    endedAt: outcome === null ? null : startedAt,
    outcome,
    status: [200, 200, 404, 529, null][number % 5] ?? null,
    channelId: ((number % 3) + 1) as ChannelId,
    channelName: ['First', 'relay-tokyo', "O'Relay"][number % 3] ?? '',
    requestedModel: [null, 'claude-haiku', 'opus'][number % 3] ?? null,
    returnedModel: number % 7 === 0 ? 'haiku-2026' : null,
    protocol: (['anthropic', 'openai-chat', null] as const)[number % 3] ?? null,
    attemptCount: (number % 4) + 1,
    detail:
      ['', 'overloaded', '100% used', 'a_b', 'a~b "x"', "'; drop table requests; --"][number % 6] ??
      '',
    conversation: number % 2 === 0 ? null : `c-${String(number)}`,
    usage:
      number % 3 === 0
        ? null
        : aUsage({ inputTokens: number * 100, outputTokens: 5, isEstimated: number % 5 === 0 }),
    cost:
      number % 3 === 0 ? null : { ...aCost(), nanoUsd: number % 4 === 0 ? null : number * 10_000 },
  });
});
