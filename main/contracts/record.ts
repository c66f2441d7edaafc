import type {
  AFFINITY_SIGNS,
  ATTEMPT_OUTCOMES,
  BLAMES,
  CHOICES,
  REQUEST_OUTCOMES,
  SKIP_KINDS,
} from './constants.ts';
import type { ChannelId, KeyId } from './channel.ts';
import type { CooldownScope } from './cooldown.ts';
import type { Cost, CostLine, PriceSource } from './price.ts';
import type { Protocol } from './protocol.ts';
import type { TokenId } from './token.ts';
import type { Usage } from './usage.ts';

export type RequestOutcome = (typeof REQUEST_OUTCOMES)[number];
export type AttemptOutcome = (typeof ATTEMPT_OUTCOMES)[number];
export type Blame = (typeof BLAMES)[number];
export type Choice = (typeof CHOICES)[number];
export type AffinitySign = (typeof AFFINITY_SIGNS)[number];

/** One client request, as stored. Names stand beside ids because a record outlives its channel. */
export type RequestRecord = {
  readonly id: string;
  readonly startedAt: number;
  /** Null while the row is open. */
  readonly endedAt: number | null;
  readonly tokenId: TokenId | null;
  readonly tokenName: string;
  /** The client's thread, where it names one. */
  readonly conversation: string | null;
  /** How its conversation was known; null when it was not. */
  readonly affinity: AffinitySign | null;
  /** Coarse name of the program that asked: `claude-code`, `codex`, `gemini-cli`, `openai-sdk` … */
  readonly clientFamily: string;
  readonly protocol: Protocol | null;
  readonly operation: string;
  readonly method: string;
  /** Path without query: a query may carry a credential. */
  readonly path: string;
  readonly requestedModel: string | null;
  readonly upstreamModel: string | null;
  /** The model that the answer named. */
  readonly returnedModel: string | null;
  readonly isStreaming: boolean;
  /** Status the client was sent; null when it got none. */
  readonly status: number | null;
  /** Null while the row is open. */
  readonly outcome: RequestOutcome | null;
  /** One sentence when it did not go well, else empty. */
  readonly detail: string;
  readonly channelId: ChannelId | null;
  readonly channelName: string;
  readonly keyMask: string;
  readonly attemptCount: number;
  /** From the request being accepted to the first body byte for the client. */
  readonly firstByteMs: number | null;
  readonly durationMs: number | null;
  readonly requestBytes: number;
  readonly responseBytes: number;
  /** The client was sent the head of a stream before any upstream had proven itself. */
  readonly isHeadSentEarly: boolean;
  /** Of the last attempt; null where the channel speaks the client's own protocol. */
  readonly conversion: RecordConversion | null;
  /** Null when nobody knows, and where nothing is billed by tokens. */
  readonly usage: Usage | null;
  /** Null where nothing is billed by tokens, and while the row is open. */
  readonly cost: RecordCost | null;
};

/** What a request cost, as stored, and why. */
export type RecordCost = {
  /** The sum of the lines. Null: nobody knows, which is never to be taken for 0. */
  readonly nanoUsd: number | null;
  readonly pricedModel: string | null;
  /** The channel's. */
  readonly multiplier: number;
  /** Empty in lists: the request's detail has them. So with the three below. */
  readonly lines: readonly CostLine[];
  /** Used, and yet without a price: the sum is short of them. */
  readonly unpriced: Cost['unpriced'];
  readonly surcharge: string | null;
  readonly source: PriceSource | null;
};

/** One attempt of a request, as stored. `number` counts from 1. */
export type AttemptRecord = {
  readonly requestId: string;
  readonly number: number;
  readonly channelId: ChannelId;
  readonly channelName: string;
  readonly keyId: KeyId;
  readonly keyMask: string;
  /** Where it went, without query. */
  readonly url: string;
  readonly upstreamModel: string | null;
  /** The model is a cheaper one than was asked for, because the channel's budget was nearly spent. */
  readonly isModelCheaper: boolean;
  /** Why it went to this candidate. */
  readonly choice: Choice;
  /** Opaque tokens of other upstreams that were removed or replaced for it. */
  readonly strippedTokens: number;
  readonly outcome: AttemptOutcome;
  readonly status: number | null;
  readonly blame: Blame;
  /** Decoded beginning of the upstream's error, or the reason it could not be reached; keys masked. */
  readonly detail: string;
  readonly startedAt: number;
  readonly durationMs: number;
  readonly firstByteMs: number | null;
  /** Null where it was sent in the client's own protocol. */
  readonly conversion: RecordConversion | null;
  /** What its failure cooled down, and until when; null when nothing. */
  readonly cooled: Cooled | null;
};

/** A request in another protocol than its client's. */
export type RecordConversion = {
  readonly to: Protocol;
  /** What that protocol could not say. */
  readonly losses: readonly ConversionLoss[];
};

export type ConversionLoss = {
  /** `content` changes what the model is told or may do, a `hint` costs or looks at most. */
  readonly weight: 'content' | 'hint';
  /** Stable: `hosted-tool`, `image` … */
  readonly name: string;
  /** What it was, without content of the request; null when the name says all. */
  readonly detail: string | null;
};

export type Cooled = { readonly scope: CooldownScope['kind']; readonly until: number };

/** A channel that a request did not go to. */
export type SkippedChannel = {
  readonly channelId: ChannelId;
  readonly channelName: string;
  readonly kind: (typeof SKIP_KINDS)[number];
  /** Completes the sentence that begins with the channel's name. */
  readonly text: string;
};
