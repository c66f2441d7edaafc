import type { Channel, ChannelId, KeyId } from './channel.ts';
import type { CAPTURE_PARTS } from './constants.ts';
import type { Protocol } from './protocol.ts';
import type { Sentence } from './sentence.ts';
import type { TokenId } from './token.ts';
import type { Usage } from './usage.ts';

export type CapturePart = (typeof CAPTURE_PARTS)[number];

/** One attempt of a captured request, without the bodies. Headers are names and values in turn; secrets are masked. */
export type CaptureView = {
  readonly requestId: string;
  /** Of the attempt, from 1. */
  readonly number: number;
  /** When the attempt began. */
  readonly startedAt: number;
  readonly channelId: ChannelId;
  readonly channelName: string;
  readonly keyId: KeyId;
  readonly keyMask: string;
  /** The client's. */
  readonly protocol: Protocol;
  /** What was sent and answered in: another where the request was converted. */
  readonly sentProtocol: Protocol;
  readonly upstreamModel: string | null;
  /** As it came from the client. */
  readonly request: CapturedRequest;
  /** As it went to the upstream. */
  readonly sent: CapturedSending;
  /** As it came from the upstream; null when none began. */
  readonly answer: CapturedAnswer | null;
  /** Why there was no answer, or no whole one. */
  readonly failure: string | null;
  /** From the beginning of the attempt to the end of its answer. */
  readonly durationMs: number | null;
  /** What the client got, if that was not the upstream's answer as it came; on the last captured attempt. */
  readonly returned: CapturedReturn | null;
};

export type CapturedBody = {
  /** As it was on the wire, all of it. */
  readonly wireBytes: number;
  /** What is kept, decoded. */
  readonly keptBytes: number;
  /** False when it was cut at the size cap, or could not be decoded to its end. */
  readonly isWhole: boolean;
  /** Content coding on the wire; null when it had none. */
  readonly coding: string | null;
};

type CapturedRequest = {
  readonly method: string;
  readonly target: string;
  readonly headers: readonly string[];
  readonly body: CapturedBody | null;
};

type CapturedSending = {
  readonly method: string;
  readonly url: string;
  readonly headers: readonly string[];
  /** Null when it was sent the client's own body, or none. */
  readonly body: CapturedBody | null;
};

export type CapturedAnswer = {
  readonly status: number;
  readonly statusText: string;
  readonly headers: readonly string[];
  readonly headMs: number;
  readonly body: CapturedBody;
  /** Where in the kept body each piece that arrived begins, and how many ms after the attempt's beginning it came. */
  readonly arrivals: readonly Arrival[];
};

export type Arrival = readonly [offset: number, atMs: number];

type CapturedReturn = {
  /** Null when the client got no head, or had it before capturing began. */
  readonly status: number | null;
  readonly headers: readonly string[];
  /** Null when the body was the upstream's, byte for byte. */
  readonly body: CapturedBody | null;
};

/** What an answer says, its stream put together. */
export type MergedAnswer = {
  readonly isStream: boolean;
  /** One, unless the client asked for several. */
  readonly outputs: readonly MergedOutput[];
  readonly model: string | null;
  readonly usage: Usage | null;
  /** The error that it is, or that it ended with. */
  readonly error: string | null;
};

export type MergedOutput = {
  readonly text: string;
  readonly reasoning: string;
  readonly refusal: string;
  readonly toolCalls: readonly MergedToolCall[];
  readonly stopReason: string | null;
};

export type MergedToolCall = {
  readonly id: string | null;
  readonly name: string;
  /** As the model wrote them, mostly JSON. */
  readonly arguments: string;
};

/** One event of a captured stream. */
export type CapturedEvent = {
  /** After the attempt's beginning; null when it is not known. */
  readonly atMs: number | null;
  readonly name: string;
  readonly data: string;
};

/** An order to capture the next requests of a kind. */
export type CaptureOrder = {
  readonly id: number;
  /** Only requests that go to this channel; null: to any. The same for the next two. */
  readonly channelId: ChannelId | null;
  readonly tokenId: TokenId | null;
  /** Name or pattern with `*`. */
  readonly model: string | null;
  readonly count: number;
  /** How many are still to come. */
  readonly left: number;
};

/** Whose requests are captured for as long as it is not switched off. */
export type CaptureSwitches = {
  readonly channelIds: readonly ChannelId[];
  readonly tokenIds: readonly TokenId[];
};

export type CaptureStats = {
  readonly requests: number;
  readonly attempts: number;
  readonly bytes: number;
};

export type CaptureStatus = CaptureSwitches & {
  readonly orders: readonly CaptureOrder[];
  readonly stored: CaptureStats;
};

/** The body was cut, or is no text and must be downloaded first. */
export type CurlNote = 'bodyCut' | 'bodyIsFile';

export type CurlCommands = {
  /** To this program, as the client sent it. */
  readonly proxy: string;
  /** To the upstream, as we sent it. */
  readonly upstream: string;
  /** What a person has to know before it is run; empty when nothing. */
  readonly notes: readonly Sentence<CurlNote, Record<string, never>>[];
};

/** What a replay sends, and to whom. */
export type ReplayPlan = {
  readonly method: string;
  readonly url: string;
  readonly channelName: string;
  readonly keyMask: string;
  readonly model: string | null;
  readonly bodyBytes: number;
};

/** A captured request that is to be sent once more, to one channel and no other. */
export type ReplayOrder = {
  readonly requestId: string;
  readonly request: CapturedRequest;
  readonly body: Uint8Array;
  readonly channel: Channel;
  /** Null: the first that is usable. */
  readonly keyId: KeyId | null;
  /** Sent as it is; null: what the channel makes of the model that was asked for. */
  readonly model: string | null;
};

/** The plan, or why there is none; the code of that is `why` there. */
export type ReplayPlanned =
  { readonly ok: true; readonly plan: ReplayPlan } | { readonly ok: false; readonly why: Sentence };

export type ReplayAnswer = {
  readonly status: number | null;
  readonly durationMs: number;
  readonly firstByteMs: number | null;
  readonly headers: readonly string[];
  /** Decoded beginning, keys masked. */
  readonly body: string;
  readonly merged: MergedAnswer;
  /** Why there was no answer, or no whole one. */
  readonly failure: string | null;
};

/** A piece of text that both have, or only the first (removed) or the second (added). */
export type DiffPart = { readonly kind: 'same' | 'removed' | 'added'; readonly text: string };

export type ReplayResult =
  | {
      readonly isSent: false;
      readonly plan: ReplayPlan;
      /** What it means to confirm. */
      readonly warning: string;
    }
  | {
      readonly isSent: true;
      readonly plan: ReplayPlan;
      readonly original: ReplayAnswer;
      readonly replayed: ReplayAnswer;
      /** From the original text to the replayed one; null when they are too different to be compared. */
      readonly textDiff: readonly DiffPart[] | null;
      readonly isSameToolCalls: boolean;
    };
