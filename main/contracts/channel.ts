import type { ChannelChecks, CheckResult } from './checks.ts';
import type { KEY_STRATEGIES, TAKE_BACKS, URL_ORDERS } from './constants.ts';
import type { CHANNEL_SETTINGS } from './conversion-constants.ts';
import type { ChannelLimits, LimitState } from './limits.ts';
import type { Protocol } from './protocol.ts';
import type { Quirks } from './quirks.ts';
import type { Settings } from './settings.ts';

export type ChannelId = number & { readonly brand: 'ChannelId' };
export type UrlId = number & { readonly brand: 'UrlId' };
export type KeyId = number & { readonly brand: 'KeyId' };

type KeyStrategy = (typeof KEY_STRATEGIES)[number];
type UrlOrder = (typeof URL_ORDERS)[number];
type TakeBack = (typeof TAKE_BACKS)[number];

/** Settings that this channel has otherwise than the rest. */
export type ChannelOverrides = Partial<Pick<Settings, (typeof CHANNEL_SETTINGS)[number]>>;

/** One configured way to an upstream, as the engine uses it. Holds secrets: it never leaves the process. */
export type Channel = {
  readonly id: ChannelId;
  readonly name: string;
  readonly isEnabled: boolean;
  /** What the upstream speaks natively, at those of its URLs that do not say; never empty. */
  readonly protocols: readonly Protocol[];
  /** Higher is chosen first. */
  readonly priority: number;
  /** Share among equal priority; null means "as many as it has usable keys". */
  readonly weight: number | null;
  readonly keyStrategy: KeyStrategy;
  readonly urls: readonly ChannelUrl[];
  readonly urlOrder: UrlOrder;
  readonly keys: readonly ChannelKey[];
  readonly models: readonly ChannelModel[];
  /** Every request is sent with this model, whatever was asked for; null sends what the model's entry says. */
  readonly modelOverride: string | null;
  readonly headers: readonly ChannelHeader[];
  /** Outbound proxy: null follows the environment, `direct` uses none, else an http(s) or socks5(h) URL. */
  readonly proxyUrl: string | null;
  /** Certificates are not checked: whoever stands in between can read keys and answers. */
  readonly isTlsInsecure: boolean;
  readonly limits: ChannelLimits;
  /** Used from `budgetCheaperPercent` of a limit of money on. */
  readonly cheaperModels: readonly CheaperModel[];
  readonly overrides: ChannelOverrides;
  readonly checks: ChannelChecks;
  /** Where it differs from what is known of its vendor. */
  readonly quirks: Partial<Quirks>;
  /** When conversations that left while it failed return to it, if its priority is the higher one. */
  readonly takeBack: TakeBack;
  /** What it charges of the list prices: 1 is all, 0 is free. */
  readonly priceMultiplier: number;
  /** Order in lists, ascending; also breaks ties of priority and weight. */
  readonly position: number;
  readonly createdAt: number;
  readonly updatedAt: number;
};

export type ChannelUrl = {
  readonly id: UrlId;
  readonly url: string;
  /** The URL is the whole address of the endpoint; nothing is joined to it. */
  readonly isExact: boolean;
  readonly isEnabled: boolean;
  /** What is spoken there; null = what the channel says. Never empty. */
  readonly protocols: readonly Protocol[] | null;
};

export type ChannelKey = {
  readonly id: KeyId;
  /** Null while the data key is locked: the key exists but cannot be used. */
  readonly secret: string | null;
  /** What may be shown: `sk-a…xyz1`. */
  readonly mask: string;
  readonly note: string;
  readonly isEnabled: boolean;
};

/** What is asked for in a model's place while the channel's budget is nearly spent. */
export type CheaperModel = {
  /** The model that clients ask for, matched as the channel's own models are. */
  readonly model: string;
  /** Taken for one of the channel's models where it is one, else sent as it stands. */
  readonly cheaper: string;
};

export type ChannelModel = {
  /** The name clients ask for, or `*`. */
  readonly name: string;
  /** The names sent upstream, tried in this order; empty means the same name. */
  readonly upstreamNames: readonly string[];
  readonly isEnabled: boolean;
};

/** A header set on every attempt of a channel. A null value removes the client's header of that name. */
export type ChannelHeader = { readonly name: string; readonly value: string | null };

/** One trial request to a channel, saved or not. What is null is chosen by the one who sends it. */
export type ChannelTrial = {
  readonly channel: Channel;
  readonly keyId: KeyId | null;
  readonly urlId: UrlId | null;
  readonly model: string | null;
  readonly prompt: string | null;
  readonly isStreaming: boolean;
  readonly protocol: Protocol | null;
};

/** A channel as the admin API shows it: keys masked, no secret anywhere. */
export type ChannelView = Omit<Channel, 'keys' | 'urls'> & {
  readonly keys: readonly ChannelKeyView[];
  readonly urls: readonly ChannelUrlView[];
  /** Null when it was not checked since the program started. */
  readonly lastCheck: CheckResult | null;
  readonly limitState: LimitState;
};

export type ChannelKeyView = Omit<ChannelKey, 'secret'> & { readonly isLocked: boolean };

export type ChannelUrlView = ChannelUrl & {
  /** Where a request of the first protocol spoken there would really go. */
  readonly resultingUrl: string;
  /** The vendor that the address is known to belong to; null for any other. */
  readonly vendor: string | null;
  /** What is known of how the vendor differs from its protocols. The channel's own quirks win over it. */
  readonly vendorQuirks: Partial<Quirks>;
};

/** A channel as it is created or replaced. Ids are kept where given, so that records keep pointing at them. */
export type ChannelDraft = Omit<
  Channel,
  'id' | 'urls' | 'keys' | 'position' | 'createdAt' | 'updatedAt'
> & {
  readonly urls: readonly (Omit<ChannelUrl, 'id'> & { readonly id?: UrlId })[];
  readonly keys: readonly ChannelKeyDraft[];
};

/** A new key brings its secret; a kept key brings its id and may leave the secret out. */
export type ChannelKeyDraft =
  | {
      readonly id: KeyId;
      readonly secret?: string;
      readonly note: string;
      readonly isEnabled: boolean;
    }
  | {
      readonly id?: undefined;
      readonly secret: string;
      readonly note: string;
      readonly isEnabled: boolean;
    };
