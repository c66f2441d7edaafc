// @vitest-environment node
import { describe, expect, it } from 'vitest';
import type { ChannelId, KeyId } from '#contracts/channel';
import { NO_CHANNEL_LIMITS } from '#contracts/constants';
import type { Figures } from '#contracts/statistics';
import { outcomesOf } from '../../../../renderer/src/features/usage/attempt-outcomes.ts';
import { budgetsOf } from '../../../../renderer/src/features/usage/budgets.ts';
import { changeOf, type TileId } from '../../../../renderer/src/features/usage/tiles.ts';
import { createFormat } from '../../../../renderer/src/i18n/format.ts';
import { aChannel, someFigures } from '../../support/builders.ts';

describe('budgets', () => {
  const channel = (id: number, dayUsd: number | null, monthUsd: number | null, spent: number) => {
    const { limitState, ...rest } = aChannel({ id });
    return {
      ...rest,
      limits: { ...NO_CHANNEL_LIMITS, dayUsd, monthUsd },
      limitState: { ...limitState, spentDayUsd: spent, spentMonthUsd: spent, dayEndsAt: 7 },
    };
  };

  it('are the limits of money, the one nearest to its end first', () => {
    const found = budgetsOf(
      [channel(1, 10, null, 2), channel(2, 4, 8, 3), channel(3, null, null, 1)],
      [],
    );
    expect(found.map(({ id, period, share }) => [id, period, share])).toEqual([
      [2, 'day', 0.75],
      [2, 'month', 0.375],
      [1, 'day', 0.2],
    ]);
    expect(found[0]).toMatchObject({ spentNanoUsd: 3e9, limitNanoUsd: 4e9, endsAt: 7 });
  });

  it('of nothing are spent', () => {
    expect(budgetsOf([channel(1, 0, null, 0)], [])[0]?.share).toBe(1);
  });
});

describe('the change since the span before', () => {
  const change = (id: TileId, now: Partial<Figures>, before: Partial<Figures> | null) =>
    changeOf(
      id,
      someFigures(now),
      before === null ? null : someFigures(before),
      createFormat('en'),
    )?.text.replace(/\s/gu, ' ');

  it('is told in percent of what it was', () => {
    expect(change('requests', { requests: 15 }, { requests: 10 })).toBe('+50.0 %');
    expect(change('cost', { costNanoUsd: 5 }, { costNanoUsd: 10 })).toBe('−50.0 %');
    expect(change('requests', { requests: 10 }, { requests: 10 })).toBe('±0 %');
  });

  it('is told in points where it is one of shares', () => {
    expect(change('success', { successRate: 0.975 }, { successRate: 1 })).toBe('−2.5');
  });

  it('is not told where there was nothing, or nothing is known', () => {
    expect(change('requests', { requests: 1 }, { requests: 0 })).toBeUndefined();
    expect(change('requests', { requests: 1 }, null)).toBeUndefined();
    expect(change('cost', { unknownCostRequests: 1 }, { costNanoUsd: 1 })).toBeUndefined();
  });
});

describe('the outcomes of attempts', () => {
  it('begin with what was answered, then what failed most', () => {
    const outcomes = { reset: 1, http429: 3, answered: 2 };
    const one = {
      channelId: 1 as ChannelId,
      channelName: '',
      keyId: 1 as KeyId,
      keyMask: '',
      meanMs: 0,
    };
    expect(outcomesOf({ ...one, attempts: 6, outcomes })).toEqual([
      { outcome: 'answered', count: 2, share: 1 / 3 },
      { outcome: 'http429', count: 3, share: 0.5 },
      { outcome: 'reset', count: 1, share: 1 / 6 },
    ]);
  });
});
