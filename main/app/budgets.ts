import type { ChannelId } from '../contracts/channel.ts';
import type { BudgetNotice, NoticeDraft } from '../contracts/notice.ts';
import { channelSteps, tokenSteps } from '../core/limits/budget.ts';
import type { Zone } from '../core/limits/calendar.ts';
import { PACE_WINDOW_MS } from '../core/limits/forecast.ts';
import { hasMoneyLimit } from '../core/limits/limit-reason.ts';
import type { LogPort } from '../proxy/log-port.ts';
import { BudgetBook, type BudgetSubject } from '../state/budget-book.ts';
import type { ChannelBook } from '../state/channel-book.ts';
import { MoneyBook, type Payer } from '../state/money-book.ts';
import { NoticeBook } from '../state/notice-book.ts';
import { PaceBook } from '../state/pace-book.ts';
import type { SettingsBook } from '../state/settings-book.ts';
import type { TokenBook } from '../state/token-book.ts';
import type { Store } from '../store/store.ts';

/** Who has a budget. */
type Configured = {
  readonly channels: ChannelBook;
  readonly tokens: TokenBook;
  readonly settings: SettingsBook;
};

/** The books about money: what is spent, how fast, and what that comes to. */
export type Budgets = {
  readonly money: MoneyBook;
  readonly pace: PaceBook;
  readonly budgets: BudgetBook;
  readonly notices: NoticeBook;
};

export function emptyBudgets(
  store: Pick<Store, 'notices'>,
  configured: Configured,
  zone: Zone,
  now: () => number,
  log: LogPort,
): Budgets {
  const pace = new PaceBook(zone, now);
  const money = new MoneyBook({
    zone,
    now,
    onBooked: (payer, nanoUsd) => {
      pace.add(payer, nanoUsd);
      budgets.booked(payer);
    },
  });
  const notices = new NoticeBook({
    now,
    port: {
      save: (notice, keptUntil) => {
        store.notices.insert(notice, keptUntil).catch((error: unknown) => {
          log.error(`a notice could not be written: ${String(error)}`);
        });
      },
      dismiss: (ids, at) => store.notices.dismiss(ids, at),
    },
  });
  const budgets = new BudgetBook({
    money,
    subjects: () => subjects(configured),
    subjectOf: (payer) => subjectOf(payer, configured),
    announce: (draft, keptUntil) => {
      log.warn(logLine(draft));
      notices.announce(draft, keptUntil);
    },
  });
  return { money, pace, budgets, notices };
}

/** After the channels, tokens and settings. */
export async function fillBudgets(
  { money, pace, budgets, notices }: Budgets,
  store: Pick<Store, 'notices' | 'spending'>,
  now: number,
): Promise<void> {
  const [spent, hourly, told] = await Promise.all([
    store.spending.list(),
    store.spending.hourly(now - PACE_WINDOW_MS),
    store.notices.list(),
  ]);
  money.load(spent);
  pace.load(hourly);
  notices.load(told);
  budgets.load(told.map(({ notice }) => notice));
  budgets.refresh();
}

/** Limits and their steps are looked at again when they change. */
export function followBudgets(budgets: BudgetBook, configured: Configured): void {
  const { channels, tokens, settings } = configured;
  for (const book of [channels, tokens, settings]) {
    book.subscribe(() => {
      budgets.refresh();
    });
  }
}

function subjects({ channels, tokens, settings }: Configured): BudgetSubject[] {
  const payers: Payer[] = [
    ...channels.all().map(({ id }) => ({ kind: 'channel' as const, id })),
    ...tokens.all().map(({ id }) => ({ kind: 'token' as const, id })),
  ];
  return payers.flatMap((payer) => subjectOf(payer, { channels, tokens, settings }) ?? []);
}

function subjectOf(
  payer: Payer,
  { channels, tokens, settings }: Configured,
): BudgetSubject | undefined {
  const current = settings.current();
  if (payer.kind === 'channel') {
    const channel = channels.find(payer.id as ChannelId);
    if (channel === undefined || !hasMoneyLimit(channel.limits)) return undefined;
    return {
      payer,
      name: channel.name,
      limits: channel.limits,
      steps: channelSteps(current, channel),
    };
  }
  const token = tokens.all().find(({ id }) => id === payer.id);
  if (token === undefined || !hasMoneyLimit(token.limits)) return undefined;
  return { payer, name: token.name, limits: token.limits, steps: tokenSteps(current) };
}

function logLine({ subject, period, percent, action }: NoticeDraft): string {
  const come = ACTION_TEXTS[action];
  return `${subject.kind} ${JSON.stringify(subject.name)} has spent ${String(percent)} % of its limit of money a ${period}${come}`;
}

const ACTION_TEXTS: Readonly<Record<BudgetNotice['action'], string>> = {
  none: '',
  cheaperModel: ': it is asked for cheaper models',
  pause: ': it is paused until that ends',
};
