import type { BUDGET_ACTIONS, PAYER_KINDS } from './constants.ts';

export type NoticeId = number & { readonly brand: 'NoticeId' };

/** What is done for the sake of a budget. */
export type BudgetAction = (typeof BUDGET_ACTIONS)[number];

/**
 * Something that a person should hear of, told once on the event stream and listed until it is dismissed. Each kind has
 * its own code, which never changes, and its own data: whoever adds one adds a member here and in the schema, and the
 * compiler names every place that has to think about it.
 */
export type Notice = BudgetNotice;

/** A share of a limit of money is spent. Told once for each subject, period and share; of several at once, the highest. */
export type BudgetNotice = NoticeHead & {
  readonly code: 'budget.share-reached';
  readonly subject: NoticeSubject;
  readonly period: 'day' | 'month';
  /** Which one: `YYYY-MM-DD` or `YYYY-MM`. */
  readonly periodName: string;
  readonly periodEndsAt: number;
  /** The share that is reached, as it is set: 80. */
  readonly percent: number;
  /** What is really spent, and of how much. */
  readonly spentNanoUsd: number;
  readonly limitNanoUsd: number;
  /** What this comes to from now on. */
  readonly action: BudgetAction;
};

type NoticeHead = {
  /** Later ones have higher ids. */
  readonly id: NoticeId;
  readonly at: number;
};

/** Whom a notice speaks of; with its name of then, because it may be gone. */
type NoticeSubject = {
  readonly kind: (typeof PAYER_KINDS)[number];
  readonly id: number;
  readonly name: string;
};

/** A notice before it is told. */
export type NoticeDraft = DraftOf<Notice>;

/** Of each member on its own: a plain `Omit` would leave only what all have in common. */
type DraftOf<N extends Notice> = N extends Notice ? Omit<N, keyof NoticeHead> : never;
