import type { BudgetAction } from '../../contracts/notice.ts';
import type { Settings } from '../../contracts/settings.ts';

/** What is spent of one limit of money. */
export type Budget = { readonly limitNanoUsd: number; readonly spentNanoUsd: number };

/** From which shares on a budget is told of, asks for cheaper models, and pauses its channel. In percent; 0 = never. */
export type BudgetSteps = {
  readonly alertPercents: readonly number[];
  /** 0 also where there is no cheaper model to ask for. */
  readonly cheaperPercent: number;
  readonly pausePercent: number;
};

/** Whether a share of a limit is spent. Of a limit of 0 nothing can be: it switches off, and is no budget. */
export function isReached(percent: number, { limitNanoUsd, spentNanoUsd }: Budget): boolean {
  if (percent === 0 || limitNanoUsd === 0) return false;
  return spentNanoUsd >= shareOf(limitNanoUsd, percent);
}

/** 100 percent of a limit is the limit to the nano-dollar. */
export function shareOf(limit: number, percent: number): number {
  return percent === 100 ? limit : limit * (percent / 100);
}

/**
 * The share to tell of: the highest that is reached, if it is higher than what was told of the same period. Those that it
 * leaps over are never told of.
 */
export function dueAlert(
  budget: Budget,
  alertPercents: readonly number[],
  announcedPercent: number,
): number | null {
  let due: number | null = null;
  for (const percent of alertPercents) {
    if (percent <= Math.max(announcedPercent, due ?? 0)) continue;
    if (isReached(percent, budget)) due = percent;
  }
  return due;
}

/** What is done for a budget's sake as it stands. */
export function actionFor(
  budget: Budget,
  { cheaperPercent, pausePercent }: Pick<BudgetSteps, 'cheaperPercent' | 'pausePercent'>,
): BudgetAction {
  if (isReached(pausePercent, budget)) return 'pause';
  return isReached(cheaperPercent, budget) ? 'cheaperModel' : 'none';
}

type ChannelSteps = Pick<
  Settings,
  'budgetAlertPercents' | 'budgetCheaperPercent' | 'budgetPausePercent'
>;

/** The steps of a channel: its own settings, else those of everybody. */
export function channelSteps(
  settings: ChannelSteps,
  {
    overrides,
    cheaperModels,
  }: { readonly overrides: Partial<ChannelSteps>; readonly cheaperModels: readonly unknown[] },
): BudgetSteps {
  return {
    alertPercents: overrides.budgetAlertPercents ?? settings.budgetAlertPercents,
    cheaperPercent:
      cheaperModels.length === 0
        ? 0
        : (overrides.budgetCheaperPercent ?? settings.budgetCheaperPercent),
    pausePercent: overrides.budgetPausePercent ?? settings.budgetPausePercent,
  };
}

/** A token is told of, and refused at its limit: which model a client may have is not its token's to change. */
export function tokenSteps({
  budgetAlertPercents: alertPercents,
}: Pick<Settings, 'budgetAlertPercents'>): BudgetSteps {
  return { alertPercents, cheaperPercent: 0, pausePercent: 100 };
}
