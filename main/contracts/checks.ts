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
