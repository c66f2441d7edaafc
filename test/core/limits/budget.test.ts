import { describe, expect, it } from 'vitest';
import {
  actionFor,
  channelSteps,
  dueAlert,
  isReached,
  tokenSteps,
} from '../../../main/core/limits/budget.ts';
import { DEFAULT_SETTINGS } from '../../../main/state/default-settings.ts';

const of = (spentNanoUsd: number, limitNanoUsd = 1000) => ({ spentNanoUsd, limitNanoUsd });

describe('a share of a limit', () => {
  it.each([
    [80, of(799), false],
    [80, of(800), true],
    [100, of(999), false],
    [100, of(1000), true],
    [120, of(1199), false],
    [120, of(1200), true],
    // Of a thousand dollars, one nano-dollar is the difference.
    [100, of(999_999_999_999, 1e12), false],
    [100, of(1e12, 1e12), true],
  ])('of %d percent with %o is reached: %s', (percent, budget, expected) => {
    expect(isReached(percent, budget)).toBe(expected);
  });

  it('is never reached where it is switched off, nor of a limit of nothing', () => {
    expect(isReached(0, of(5000))).toBe(false);
    expect(isReached(80, of(5000, 0))).toBe(false);
  });
});

describe('the share to tell of', () => {
  it.each([
    ['nothing before the first', 799, 0, null],
    ['the first', 800, 0, 80],
    ['nothing again', 949, 80, null],
    ['the next', 950, 80, 95],
    ['the highest alone of several at once', 4000, 0, 100],
    ['nothing beyond the last', 4000, 100, null],
    ['nothing lower when a limit was raised', 850, 95, null],
  ])('is %s', (_what, spent, announced, due) => {
    for (const percents of [
      [80, 95, 100],
      [100, 80, 95],
    ])
      expect(dueAlert(of(spent), percents, announced)).toBe(due);
  });

  it('is none where nobody wants to hear of any', () => {
    expect(dueAlert(of(4000), [], 0)).toBeNull();
  });
});

describe('what is done for a budget', () => {
  it.each([
    [949, 95, 100, 'none'],
    [950, 95, 100, 'cheaperModel'],
    [1000, 95, 100, 'pause'],
    [950, 0, 100, 'none'],
    [1000, 95, 0, 'cheaperModel'],
    [1000, 0, 0, 'none'],
    [900, 95, 90, 'pause'],
    [1100, 95, 120, 'cheaperModel'],
  ] as const)('at %d of 1000, cheaper from %d %% and paused from %d %%, is %s', (...row) => {
    const [spent, cheaperPercent, pausePercent, action] = row;
    expect(actionFor(of(spent), { cheaperPercent, pausePercent })).toBe(action);
  });

  it('goes by the settings of the channel, else by those of everybody', () => {
    const cheaperModels = [{ model: 'dear', cheaper: 'cheap' }];
    const steps = channelSteps(DEFAULT_SETTINGS, { overrides: {}, cheaperModels });
    expect(steps).toEqual({ alertPercents: [80, 95, 100], cheaperPercent: 95, pausePercent: 100 });
    const overrides = {
      budgetAlertPercents: [50],
      budgetCheaperPercent: 60,
      budgetPausePercent: 0,
    };
    expect(channelSteps(DEFAULT_SETTINGS, { overrides, cheaperModels })).toEqual({
      alertPercents: [50],
      cheaperPercent: 60,
      pausePercent: 0,
    });
  });

  it('knows no cheaper model where the channel names none, and for tokens', () => {
    const none = channelSteps(DEFAULT_SETTINGS, { overrides: {}, cheaperModels: [] });
    expect(none.cheaperPercent).toBe(0);
    expect(tokenSteps({ ...DEFAULT_SETTINGS })).toEqual({
      alertPercents: [80, 95, 100],
      cheaperPercent: 0,
      pausePercent: 100,
    });
  });
});
