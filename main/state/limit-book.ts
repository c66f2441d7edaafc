import { NO_LIMITS } from '../contracts/constants.ts';
import type { ChannelLimits, Forecast, Limits, LimitState } from '../contracts/limits.ts';
import type { Settings } from '../contracts/settings.ts';
import { shareOf } from '../core/limits/budget.ts';
import { minuteOfDay, type Zone } from '../core/limits/calendar.ts';
import { isWithinHours, nextOpening } from '../core/limits/hours.ts';
import { forecastOf } from '../core/limits/forecast.ts';
import { hasMoneyLimit, type LimitReason } from '../core/limits/limit-reason.ts';
import { judgeMoney, toNanoUsd, toUsd } from '../core/limits/money.ts';
import type { MoneyBook, Payer, Period, Reservation } from './money-book.ts';
import type { PaceBook } from './pace-book.ts';
import type { Meter, RateBook } from './rate-book.ts';

/** What one request holds of a token's limits, or one attempt of a channel's, until it ends. */
export type Hold = {
  /** Gives the place back at once, and books the cost as soon as it is known. */
  end(cost: Cost): void;
};

/** Nano-dollars; null = nobody knows. A promise while a price is looked up. */
export type Cost = number | null | Promise<number | null>;

/** What a request is expected to cost, as far as anyone asks. */
export type Expected = {
  /** Null when it names none; such a request costs nothing that is known here. */
  readonly model: string | null;
  /** Null: the model's price is unknown. */
  nanoUsd(): number | null;
};

export type LimitBookDeps = {
  readonly rates: RateBook;
  readonly money: MoneyBook;
  readonly pace: Pick<PaceBook, 'of'>;
  readonly zone: Zone;
  readonly now: () => number;
  readonly settings: () => Pick<Settings, 'unknownPrice'>;
};

/** All limits of channels and tokens: what forbids a request now, and what it takes of them when nothing does. */
export class LimitBook {
  readonly #deps: LimitBookDeps;
  /** One for each payer without limits: its requests hold nothing that is their own. */
  readonly #openHolds = new WeakMap<Meter, Hold>();

  constructor(deps: LimitBookDeps) {
    this.#deps = deps;
  }

  get zone(): Zone {
    return this.#deps.zone;
  }

  /**
   * The limit that forbids a request now; null when none does. What lasts longest is named first. `pausePercent` is the
   * share of a limit of money that may be spent; 0 = it forbids nothing.
   */
  barOf(
    payer: Payer,
    limits: Limits & Partial<ChannelLimits>,
    expected: Expected,
    pausePercent = 100,
  ): LimitReason | null {
    const { rates, now: clock } = this.#deps;
    const now = clock();
    return (
      this.#hoursBar(limits.hours ?? null, now) ??
      (hasMoneyLimit(limits) && pausePercent > 0
        ? this.#moneyBar(payer, limits, expected, pausePercent)
        : null) ??
      rates.of(payer.kind, payer.id).barredBy(limits, now)
    );
  }

  /** Takes a place of every limit in one step, or none: then the result is the reason. */
  take(
    payer: Payer,
    limits: Limits & Partial<ChannelLimits>,
    expected: Expected,
    pausePercent = 100,
  ): Hold | LimitReason {
    const bar = this.barOf(payer, limits, expected, pausePercent);
    if (bar !== null) return bar;
    const { rates, money, now } = this.#deps;
    const meter = rates.of(payer.kind, payer.id);
    meter.enter(limits, now());
    const reservation = hasMoneyLimit(limits)
      ? money.reserve([payer], expected.nanoUsd() ?? 0)
      : null;
    return new LimitedHold(meter, payer, reservation, money);
  }

  /** Counts a request of a payer without limits. It is shared with the others of that payer: whoever got it ends it once. */
  holdOf(kind: Payer['kind'], id: number): Hold {
    const meter = this.#deps.rates.of(kind, id);
    meter.enter(NO_LIMITS, 0);
    let hold = this.#openHolds.get(meter);
    if (hold === undefined) {
      const { money } = this.#deps;
      hold = {
        end: (cost) => {
          meter.leave();
          // A limit that is set later counts from the beginning of the day.
          whenKnown(cost, (nanoUsd) => {
            if (nanoUsd !== null) money.book({ kind, id }, nanoUsd);
          });
        },
      };
      this.#openHolds.set(meter, hold);
    }
    return hold;
  }

  /** How much of its limits a payer has used, for people. */
  stateOf(payer: Payer, limits: Limits): LimitState {
    const { rates, money, zone, now } = this.#deps;
    const meter = rates.of(payer.kind, payer.id);
    const { dayEndsAt, monthEndsAt } = money.today();
    const day = money.spendingOf(payer, 'day');
    return {
      zone: zone.name,
      dayEndsAt,
      monthEndsAt,
      spentDayUsd: toUsd(day.spentNanoUsd),
      spentMonthUsd: toUsd(money.spendingOf(payer, 'month').spentNanoUsd),
      dayForecast: this.#forecast(payer, 'day', limits.dayUsd, dayEndsAt),
      monthForecast: this.#forecast(payer, 'month', limits.monthUsd, monthEndsAt),
      reservedUsd: toUsd(day.reservedNanoUsd),
      inFlight: meter.inFlight,
      requestsLastMinute: limits.requestsPerMinute === null ? null : meter.begunLastMinute(now()),
    };
  }

  #forecast(
    payer: Payer,
    period: Period,
    limitUsd: number | null,
    endsAt: number,
  ): Forecast | null {
    if (limitUsd === null) return null;
    const { money, pace, now } = this.#deps;
    const { spentNanoUsd } = money.spendingOf(payer, period);
    const budget = { limitNanoUsd: toNanoUsd(limitUsd), spentNanoUsd, endsAt };
    return forecastOf(budget, pace.of(payer, period), now());
  }

  #hoursBar(hours: ChannelLimits['hours'], now: number): LimitReason | null {
    const { zone } = this.#deps;
    if (hours === null || isWithinHours(hours, minuteOfDay(zone, now))) return null;
    return { kind: 'hours', hours, until: nextOpening(hours, zone, now) };
  }

  #moneyBar(
    payer: Payer,
    limits: Limits,
    expected: Expected,
    pausePercent: number,
  ): LimitReason | null {
    const { money, settings } = this.#deps;
    const today = money.today();
    // Which model a token's request is sent with is not known yet: prices are asked for channel by channel.
    const unknownPrice = payer.kind === 'token' ? 'allow' : settings().unknownPrice;
    // The month lasts longer.
    for (const period of ['month', 'day'] as const) {
      const limitUsd = period === 'day' ? limits.dayUsd : limits.monthUsd;
      if (limitUsd === null) continue;
      const spending = money.spendingOf(payer, period);
      const mayUseUsd = shareOf(limitUsd, pausePercent);
      const verdict = judgeMoney(mayUseUsd, spending, expected.nanoUsd(), unknownPrice);
      if (verdict === 'unknownPrice') return { kind: 'unknownPrice', model: expected.model };
      if (verdict === 'reserved') return { kind: 'reserved', period, limitUsd, pausePercent };
      const until = period === 'day' ? today.dayEndsAt : today.monthEndsAt;
      if (verdict === 'over') return { kind: 'money', period, limitUsd, pausePercent, until };
    }
    return null;
  }
}

class LimitedHold implements Hold {
  readonly #meter: Meter;
  readonly #payer: Payer;
  readonly #reservation: Reservation | null;
  readonly #money: MoneyBook;
  #isEnded = false;

  constructor(meter: Meter, payer: Payer, reservation: Reservation | null, money: MoneyBook) {
    this.#meter = meter;
    this.#payer = payer;
    this.#reservation = reservation;
    this.#money = money;
  }

  end(cost: Cost): void {
    if (this.#isEnded) return;
    this.#isEnded = true;
    this.#meter.leave();
    whenKnown(cost, (nanoUsd) => {
      if (this.#reservation === null) this.#money.book(this.#payer, nanoUsd ?? 0);
      else this.#money.settle(this.#reservation, nanoUsd);
    });
  }
}

function whenKnown(cost: Cost, act: (nanoUsd: number | null) => void): void {
  if (cost instanceof Promise) void cost.then(act);
  else act(cost);
}

export function isHold(taken: object): taken is Hold {
  return 'end' in taken;
}
