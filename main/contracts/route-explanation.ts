import type { Balancing } from './balancing.ts';
import type { ChannelId, KeyId, UrlId } from './channel.ts';
import type { MODEL_MATCHES, ROUTE_STATES, ROUTE_VERDICTS } from './constants.ts';
import type { CooldownView } from './cooldown.ts';
import type { LimitState } from './limits.ts';
import type { Protocol } from './protocol.ts';
import type { AffinitySign, Choice, RecordConversion } from './record.ts';
import type { Sentence } from './sentence.ts';
import type { Token, TokenId } from './token.ts';

/** A request whose way is to be explained. It is sent nowhere. */
export type RouteQuestion = {
  readonly method: string;
  /** Path and query. */
  readonly target: string;
  /** By their names, as they were given. */
  readonly headers: Readonly<Record<string, string>>;
  /** As it reads: never compressed. */
  readonly body: string;
  /** Whose request it is; null = whoever its credentials name. */
  readonly token: Token | null;
  /** What of it is known from its record alone; null when the request itself was given. */
  readonly recorded: RecordedParts | null;
};

type RecordedParts = {
  readonly affinity: AffinitySign | null;
  readonly clientFamily: string;
  readonly requestBytes: number;
  /** What its record does not say. */
  readonly missing: readonly RouteSentence[];
};

/** What an explanation may say, by code, and what each of it names. */
export type RouteSaid = {
  readonly bodyUnrecorded: NoValues;
  readonly opaqueUnrecorded: NoValues;
  readonly conversationUnrecorded: NoValues;
  readonly tokenGone: { readonly token: string };
  readonly sizesUncompressed: NoValues;
  readonly tokenUnknown: NoValues;
  readonly queued: { readonly running: number; readonly waiting: number };
  readonly converted: { readonly client: Protocol; readonly to: Protocol };
  readonly rank: { readonly priority: number; readonly group: number };
  readonly health: {
    readonly effective: number;
    readonly requests: number;
    readonly failures: number;
  };
  readonly sharing: {
    readonly count: number;
    /** From 0 to 1. */
    readonly share: number;
    readonly balancing: Balancing;
    readonly weight: number;
    readonly credit: number;
    readonly inFlight: number;
    /** Null: nobody has measured it. */
    readonly latencyMs: number | null;
  };
  readonly conversation: {
    readonly sign: AffinitySign | null;
    readonly key: string;
    readonly now: 'stays' | 'elsewhere' | 'cannotBe';
  };
  readonly cheaper: {
    readonly period: 'day' | 'month';
    readonly limitUsd: number;
    readonly spentPercent: number;
    readonly model: string;
  };
};

type NoValues = Readonly<Record<string, never>>;

export type RouteSentence = {
  [C in keyof RouteSaid]: Sentence<C, RouteSaid[C]>;
}[keyof RouteSaid];

/** How a request was understood, where it would go now and why. */
export type RouteExplanation = {
  /** Epoch milliseconds: as the books stood then. */
  readonly at: number;
  readonly request: ExplainedRequest;
  /** Null without one. */
  readonly token: { readonly id: TokenId; readonly name: string } | null;
  /** What the client would be told before any channel is considered; null when it would be let in. */
  readonly refusal: ExplainedRefusal | null;
  /** What could not be known, and what else a person should know. */
  readonly notes: readonly RouteSentence[];
  /** Every channel: those that would be tried in their order, then the others that could serve it, then the rest. */
  readonly channels: readonly ExplainedChannel[];
  readonly verdict: RouteVerdict;
};

type ExplainedRequest = {
  readonly method: string;
  /** Without query: a query may carry a credential. */
  readonly path: string;
  /** The dialect in which it is answered. */
  readonly protocol: Protocol;
  /** Null when it goes to no channel. */
  readonly operation: string | null;
  readonly model: string | null;
  readonly isStreaming: boolean;
  readonly conversation: string | null;
  /** How its conversation is known; null when it is not, or when there is no choice to make. */
  readonly affinity: AffinitySign | null;
  readonly clientFamily: string;
  readonly bodyBytes: number;
};

export type ExplainedRefusal = {
  readonly status: number;
  readonly code: string;
  readonly message: string;
};

export type RouteVerdict = {
  readonly kind: (typeof ROUTE_VERDICTS)[number];
  readonly text: string;
  /** Who would be chosen now; null when nobody would, or when chance decides. */
  readonly channelId: ChannelId | null;
  readonly why: Choice | null;
  /** Among whom the balancing decides, and with which shares; empty when it is not asked. */
  readonly shares: readonly { readonly channelId: ChannelId; readonly share: number }[];
  /** Who would be tried after that, if each failed as a whole. */
  readonly then: readonly ChannelId[];
};

export type ExplainedChannel = {
  readonly channelId: ChannelId;
  readonly name: string;
  readonly state: (typeof ROUTE_STATES)[number];
  /** Which attempt would go to it, counted from 1, if all before failed; null when none would. */
  readonly place: number | null;
  /** Why that attempt would; null when none would. */
  readonly choice: Choice | null;
  /** Completes the sentence that begins with the channel's name: why it is out; null when it is not. */
  readonly reason: { readonly kind: string; readonly text: string } | null;
  /** Why it stands where it does. */
  readonly why: readonly RouteSentence[];
  /** How it stands among those that could serve the request; null when it could not. */
  readonly rank: ExplainedRank | null;
  /** What of it is not closed. */
  readonly cooldowns: readonly ExplainedCooldown[];
  /** Null when it has no limits. */
  readonly limits: LimitState | null;
  /** Null when it could not serve the request, or stands too far behind to be worked out. */
  readonly wouldBeSent: WouldBeSent | null;
};

/** `subject` is the mask of the key, the URL or the model; null for the channel. */
export type ExplainedCooldown = CooldownView & {
  readonly subject: string | null;
  readonly text: string;
};

export type ExplainedRank = {
  /** Counted from 1: those of one group share their requests, and a lower one goes first. */
  readonly group: number;
  readonly priority: number;
  /** Null while the health score is off. */
  readonly health: {
    readonly successes: number;
    readonly failures: number;
    readonly effectivePriority: number;
  } | null;
  readonly balancing: Balancing;
  readonly weight: number;
  /** Turns that it has earned and not had. */
  readonly credit: number;
  readonly inFlight: number;
  /** To its first byte, lately; null when nobody knows. */
  readonly latencyMs: number | null;
};

export type WouldBeSent = {
  readonly method: string;
  readonly url: string;
  readonly urlId: UrlId;
  readonly keyId: KeyId;
  readonly keyMask: string;
  readonly upstreamModel: string | null;
  /** In which it is sent. */
  readonly protocol: Protocol;
  /** Null where that is the client's. */
  readonly conversion: RecordConversion | null;
  /** How the channel's entry for the model was found; null when the request names none. */
  readonly modelMatch: (typeof MODEL_MATCHES)[number] | null;
  /** In their order. The key and whatever else looks like a credential are masked. */
  readonly headers: readonly { readonly name: string; readonly value: string }[];
  /** What is changed in the body, never the body itself; null when it was not recorded. */
  readonly body: ExplainedBody | null;
};

type ExplainedBody = {
  readonly givenBytes: number;
  readonly sentBytes: number;
  /** Null when the name stays as it is. */
  readonly model: { readonly from: string; readonly to: string } | null;
  /** Opaque tokens of other upstreams that are removed or replaced. */
  readonly strippedTokens: number;
  /** The upstream is asked for usage that the client did not ask for. */
  readonly isUsageAskedFor: boolean;
};
