// @vitest-environment node
import { describe, expect, it } from 'vitest';
import type { GroupKey } from '#contracts/statistics';
import {
  allTokens,
  groupRows,
  knownCost,
  sortedRows,
  sortingOf,
} from '../../../../renderer/src/features/usage/group-rows.ts';
import { usageTexts } from '../../../../renderer/src/features/usage/texts.ts';
import { someFigures, someStatistics } from '../../support/builders.ts';

const group = (key: GroupKey | null, cost: number, unknownCostRequests = 0) => ({
  key,
  total: someFigures({ requests: 1, costNanoUsd: cost, unknownCostRequests }),
  buckets: [],
});

const rows = groupRows(
  someStatistics({
    groups: [
      group(null, 99),
      group({ channelId: 2, channelName: 'b' }, 5),
      group({ channelId: 0, channelName: '' }, 1),
      group({ channelId: 7, channelName: '' }, 0, 3),
      group({ channelId: 1, channelName: 'a' }, 9),
    ],
  }),
  'channel',
  usageTexts.en,
);

describe('the groups of the table', () => {
  const names = (sort: string) =>
    sortedRows(rows, sortingOf(new URLSearchParams(sort)), 'en').map(({ name }) => name);

  it('stand by their cost, what is unknown behind, what is left over last', () => {
    expect(names('')).toEqual(['a', 'b', 'No channel', '#7', 'Others']);
    expect(names('order=rising')).toEqual(['No channel', 'b', 'a', '#7', 'Others']);
  });

  it('stand by their names', () => {
    expect(names('sort=name&order=rising')).toEqual(['#7', 'a', 'b', 'No channel', 'Others']);
  });

  it('take no order that there is not', () => {
    expect(sortingOf(new URLSearchParams('sort=x&order=y'))).toEqual({
      column: 'cost',
      isRising: false,
    });
  });

  it('are asked for by their id, if they have one', () => {
    expect(rows.map(({ value }) => value)).toEqual([null, '2', null, '7', '1']);
  });

  it('of protocols bear the names of products', () => {
    const found = someStatistics({ groups: [group({ protocol: 'openai-chat' }, 1)] });
    expect(groupRows(found, 'protocol', usageTexts.en)[0]?.name).toBe('OpenAI Chat');
  });
});

describe('figures', () => {
  it('have no cost where nothing has a price, and some where a part has', () => {
    expect(knownCost(someFigures({ unknownCostRequests: 2 }))).toBeNull();
    expect(knownCost(someFigures({ unknownCostRequests: 2, costNanoUsd: 5 }))).toBe(5);
    expect(knownCost(someFigures())).toBe(0);
  });

  it('count each token once', () => {
    const figures = someFigures({
      inputTokens: 1,
      cacheReadTokens: 10,
      cacheWrite5mTokens: 100,
      cacheWrite1hTokens: 1000,
      cacheWriteTokens: 10_000,
      outputTokens: 100_000,
      reasoningTokens: 50_000,
    });
    expect(allTokens(figures)).toBe(111_111);
  });
});
