import type { CHECK_KINDS } from './constants.ts';

/** Whether and how a channel is looked after while nobody uses it. Off unless somebody asks for it. */
export type ChannelChecks = {
  readonly isEnabled: boolean;
  readonly kind: (typeof CHECK_KINDS)[number];
  /** Null: as often as the setting says. */
  readonly intervalMs: number | null;
  /** Asked for by a `message` check; null = the channel's first. */
  readonly model: string | null;
};

/** How the latest check of a channel went. Not kept when the program ends. */
export type CheckResult = {
  /** Epoch milliseconds. */
  readonly at: number;
  readonly ok: boolean;
  /** One line for people, keys masked. */
  readonly text: string;
  /** Of its slowest request. */
  readonly ms: number;
};
