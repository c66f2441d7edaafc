import type { ChannelId, KeyId, UrlId } from './channel.ts';
import type { BLAME_REASONS, COOLDOWN_PRESETS } from './constants.ts';
import type { Settings } from './settings.ts';

/** What cools down. Always names its channel, so that all of one channel can be found. */
export type CooldownScope =
  | { readonly kind: 'key'; readonly channelId: ChannelId; readonly keyId: KeyId }
  | { readonly kind: 'url'; readonly channelId: ChannelId; readonly urlId: UrlId }
  /** `model` is the name at the upstream: two names of ours may mean the same model. */
  | { readonly kind: 'model'; readonly channelId: ChannelId; readonly model: string }
  | { readonly kind: 'channel'; readonly channelId: ChannelId };

/** One thing that is not closed, as the UI lists it. Instants in epoch milliseconds. */
export type CooldownView = {
  readonly scope: CooldownScope;
  /** Half-open: the time is over, and one request at a time tries whether it works again. */
  readonly state: 'open' | 'halfOpen';
  readonly until: number;
  readonly openedAt: number;
  /** Times in a row that it was cooled down; the next cooldown is longer for each. */
  readonly strikes: number;
  readonly reason: (typeof BLAME_REASONS)[number];
  /** The upstream itself said until when. */
  readonly isStated: boolean;
  /** A person set it. */
  readonly isManual: boolean;
  readonly isTrialRunning: boolean;
  /** A channel that cools because all its usable keys or URLs do: it ends when the first of them does. */
  readonly follows: 'keys' | 'urls' | null;
};

export type CooldownPreset = {
  readonly name: (typeof COOLDOWN_PRESETS)[number];
  readonly title: string;
  readonly settings: Partial<Settings>;
};
