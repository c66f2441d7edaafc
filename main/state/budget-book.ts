import type { ChannelId } from '../contracts/channel.ts';
import type { Limits } from '../contracts/limits.ts';
import type { BudgetNotice, Notice, NoticeDraft } from '../contracts/notice.ts';
import type { Candidates, Eligible } from '../core/candidates.ts';
import type { LocalDay } from '../core/limits/calendar.ts';
import {
  actionFor,
  dueAlert,
  isReached,
  type Budget,
  type BudgetSteps,
} from '../core/limits/budget.ts';
import { toNanoUsd } from '../core/limits/money.ts';
import { nameOf, type MoneyBook, type Payer, type Period } from './money-book.ts';

/** Periods of payers of which it is known what was told. */
const MAX_REMEMBERED = 10_000;

/** Whoever has a budget, as it is configured now. */
export type BudgetSubject = {
  readonly payer: Payer;
  readonly name: string;
  readonly limits: Pick<Limits, 'dayUsd' | 'monthUsd'>;
  readonly steps: BudgetSteps;
};

/** One limit of money in its present period. */
export type BudgetNow = Budget & { readonly period: Period; readonly limitUsd: number };

export type BudgetBookDeps = {
  readonly money: Pick<MoneyBook, 'spendingOf' | 'today'>;
  /** All that have a limit of money. */
  readonly subjects: () => readonly BudgetSubject[];
  /** Undefined when it is gone or has no limit of money. */
  readonly subjectOf: (payer: Payer) => BudgetSubject | undefined;
  readonly announce: (draft: NoticeDraft, keptUntil: number) => void;
};

/**
 * What limits of money come to before they forbid anything: who is told of which share, and which channels are asked for
 * cheaper models. Worked out when money is booked and when limits change, so that a request only looks.
 */
export class BudgetBook {
  readonly #deps: BudgetBookDeps;
  /** The highest share that was told of, by payer and period. */
  readonly #announced = new Map<string, number>();
  readonly #cheaper = new Set<ChannelId>();
  /** The day for which that holds: with another one everything begins anew. */
  #day: LocalDay | null = null;
  /** Candidates with the cheaper models in their places; for as long as the same channels are asked for them. */
  #replaced = new WeakMap<Candidates, Candidates>();

  constructor(deps: BudgetBookDeps) {
    this.#deps = deps;
  }

  /** What was told before this run of the program. */
  load(notices: readonly Notice[]): void {
    for (const notice of notices) {
      this.#note(nameOf(notice.subject), notice.periodName, notice.percent);
    }
  }

  /** A payer has spent more. */
  booked(payer: Payer): void {
    const subject = this.#deps.subjectOf(payer);
    if (subject !== undefined) this.#look(subject);
  }

  /** Limits or settings have changed, or the day has. */
  refresh(): void {
    this.#day = this.#deps.money.today();
    const before = [...this.#cheaper];
    this.#cheaper.clear();
    for (const subject of this.#deps.subjects()) this.#look(subject);
    if (before.length > 0) this.#replaced = new WeakMap();
  }

  /** The candidates as budgets let them be asked: those of a channel whose budget is nearly spent for cheaper models. */
  applied(candidates: Candidates): Candidates {
    if (this.#day !== null && this.#deps.money.today() !== this.#day) this.refresh();
    if (this.#cheaper.size === 0) return candidates;
    let replaced = this.#replaced.get(candidates);
    if (replaced === undefined) {
      replaced = this.#replace(candidates);
      this.#replaced.set(candidates, replaced);
    }
    return replaced;
  }

  /** The budget for whose sake a channel is asked for cheaper models: the one of which most is spent. */
  cheaperFor(id: ChannelId): BudgetNow | null {
    const subject = this.#cheaper.has(id) && this.#deps.subjectOf({ kind: 'channel', id });
    if (subject === undefined || subject === false) return null;
    const { cheaperPercent } = subject.steps;
    const reached = this.#budgetsOf(subject).filter((one) => isReached(cheaperPercent, one));
    const share = (one: BudgetNow): number => one.spentNanoUsd / one.limitNanoUsd;
    return reached.toSorted((a, b) => share(b) - share(a))[0] ?? null;
  }

  #replace(candidates: Candidates): Candidates {
    const has = ({ channel, cheaper }: Eligible): boolean =>
      cheaper !== undefined && this.#cheaper.has(channel.id);
    if (!candidates.eligible.some(has)) return candidates;
    const eligible = candidates.eligible.map((one) => (has(one) ? (one.cheaper ?? one) : one));
    return { ...candidates, eligible };
  }

  #look(subject: BudgetSubject): void {
    const { payer, steps } = subject;
    const budgets = this.#budgetsOf(subject);
    for (const budget of budgets) this.#tell(subject, budget);
    if (payer.kind !== 'channel' || steps.cheaperPercent === 0) return;
    const id = payer.id as ChannelId;
    if (this.#cheaper.has(id) || !budgets.some((one) => isReached(steps.cheaperPercent, one)))
      return;
    this.#cheaper.add(id);
    this.#replaced = new WeakMap();
  }

  #budgetsOf({ payer, limits }: BudgetSubject): BudgetNow[] {
    const { money } = this.#deps;
    return (['day', 'month'] as const).flatMap((period) => {
      const limitUsd = limits[period === 'day' ? 'dayUsd' : 'monthUsd'];
      if (limitUsd === null) return [];
      const { spentNanoUsd } = money.spendingOf(payer, period);
      return [{ period, limitUsd, limitNanoUsd: toNanoUsd(limitUsd), spentNanoUsd }];
    });
  }

  #tell({ payer, name, steps }: BudgetSubject, budget: BudgetNow): void {
    const today = this.#deps.money.today();
    const { period, limitNanoUsd, spentNanoUsd } = budget;
    const periodName = today[period];
    const announced = this.#announced.get(`${nameOf(payer)} ${periodName}`) ?? 0;
    const percent = dueAlert(budget, steps.alertPercents, announced);
    if (percent === null) return;
    this.#note(nameOf(payer), periodName, percent);
    const periodEndsAt = period === 'day' ? today.dayEndsAt : today.monthEndsAt;
    const draft: Omit<BudgetNotice, 'id' | 'at'> = {
      code: 'budget.share-reached',
      subject: { ...payer, name },
      period,
      periodName,
      periodEndsAt,
      percent,
      spentNanoUsd,
      limitNanoUsd,
      action: actionFor(budget, steps),
    };
    this.#deps.announce(draft, periodEndsAt);
  }

  #note(payerName: string, periodName: string, percent: number): void {
    const name = `${payerName} ${periodName}`;
    this.#announced.set(name, Math.max(percent, this.#announced.get(name) ?? 0));
    const [oldest] = this.#announced.keys();
    if (this.#announced.size > MAX_REMEMBERED && oldest !== undefined)
      this.#announced.delete(oldest);
  }
}
