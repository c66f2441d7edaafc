import type { ChannelId } from './channel.ts';
import type { CHANNEL_RULES } from './constants.ts';
import type { Limits, LimitState } from './limits.ts';

export type TokenId = number & { readonly brand: 'TokenId' };

export type ChannelRule = (typeof CHANNEL_RULES)[number];

/** Credential a client shows to us, as the engine knows it: only its hash. */
export type Token = {
  readonly id: TokenId;
  readonly name: string;
  /** SHA-256 of the token, hex. Never accepted in place of the token and never shown. */
  readonly hash: string;
  /** What may be shown: first and last characters. */
  readonly mask: string;
  readonly isEnabled: boolean;
  /** The token of the export line: kept encrypted instead of shown once. Exactly one token has it. */
  readonly isLocal: boolean;
  readonly expiresAt: number | null;
  readonly limits: Limits;
  /** Models it may ask for: names, or patterns with `*`; empty = all. */
  readonly models: readonly string[];
  readonly channelRule: ChannelRule;
  /** Those that the rule speaks of. */
  readonly channelIds: readonly ChannelId[];
  readonly createdAt: number;
  readonly lastUsedAt: number | null;
};

export type TokenView = Omit<Token, 'hash'> & { readonly limitState: LimitState };

export type TokenDraft = Pick<
  Token,
  'name' | 'isEnabled' | 'expiresAt' | 'limits' | 'models' | 'channelRule' | 'channelIds'
>;

/** Answer to the creation of a token: the only time it is shown. */
export type TokenCreated = TokenView & { readonly token: string };
