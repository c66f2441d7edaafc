import type { ChannelView } from '#contracts/channel';
import type { Forecast, Limits, LimitState } from '#contracts/limits';
import type { TokenView } from '#contracts/token';

/** What a channel or a token has spent of one of its limits of money. */
export type Budget = {
  readonly payer: 'channel' | 'token';
  readonly id: number;
  readonly name: string;
  readonly period: 'day' | 'month';
  readonly spentNanoUsd: number;
  readonly limitNanoUsd: number;
  /** More than 1 where it was overdrawn. */
  readonly share: number;
  /** When its day or month is over. */
  readonly endsAt: number;
  readonly forecast: Forecast | null;
};

const NANO = 1e9;

/** All budgets there are, the one nearest to its end first. */
export function budgetsOf(
  channels: readonly ChannelView[],
  tokens: readonly TokenView[],
): readonly Budget[] {
  return [
    ...channels.flatMap((channel) => of('channel', channel)),
    ...tokens.flatMap((token) => of('token', token)),
  ].sort((a, b) => b.share - a.share || a.name.localeCompare(b.name));
}

type Payer = {
  readonly id: number;
  readonly name: string;
  readonly limits: Limits;
  readonly limitState: LimitState;
};

function of(payer: Budget['payer'], { id, name, limits, limitState }: Payer): Budget[] {
  const periods = [
    ['day', limits.dayUsd, limitState.spentDayUsd, limitState.dayEndsAt, limitState.dayForecast],
    [
      'month',
      limits.monthUsd,
      limitState.spentMonthUsd,
      limitState.monthEndsAt,
      limitState.monthForecast,
    ],
  ] as const;
  return periods.flatMap(([period, limit, spent, endsAt, forecast]) =>
    limit === null
      ? []
      : [
          {
            payer,
            id,
            name,
            period,
            spentNanoUsd: spent * NANO,
            limitNanoUsd: limit * NANO,
            // A limit of nothing is reached from the start.
            share: limit === 0 ? 1 : spent / limit,
            endsAt,
            forecast,
          },
        ],
  );
}
