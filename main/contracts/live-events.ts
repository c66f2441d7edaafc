import type { ChannelId } from './channel.ts';
import type { Notice } from './notice.ts';
import type { AttemptOutcome, RequestOutcome } from './record.ts';
import type { Protocol } from './protocol.ts';

export type InFlightPhase =
  | 'queued'
  | 'connecting'
  | 'waiting'
  /** The answer has begun and has yet to prove itself. */
  | 'held'
  | 'streaming'
  | 'ending';

/** An accepted request that is not closed yet, as the live list shows it. */
export type InFlightView = {
  readonly id: string;
  readonly startedAt: number;
  readonly phase: InFlightPhase;
  readonly method: string;
  readonly path: string;
  readonly protocol: Protocol | null;
  readonly requestedModel: string | null;
  readonly upstreamModel: string | null;
  readonly isStreaming: boolean;
  readonly tokenName: string;
  readonly clientFamily: string;
  /** Channel of the current attempt. */
  readonly channelName: string | null;
  readonly keyMask: string | null;
  /** Attempts begun so far. */
  readonly attemptCount: number;
  /** The same, first to last. */
  readonly attempts: readonly LiveAttempt[];
  /** The protocol that the current attempt is sent in; null where it is the client's own. */
  readonly convertedTo: Protocol | null;
  /** Tokens generated so far; null when nothing is known. */
  readonly outputTokens: number | null;
  /** By the size of the answer, as long as the upstream has not stated them. */
  readonly isOutputEstimated: boolean;
  /** What it waits for before its next attempt; null while it waits for nothing but an upstream. */
  readonly queueReason: QueueReason | null;
  /** Its answer has not begun, and there is another channel: a person may send it on. */
  readonly canTryNext: boolean;
  /** How long the channel of the running attempt takes to the first byte, lately; null when nobody knows. */
  readonly typicalFirstByteMs: number | null;
  readonly firstByteMs: number | null;
  readonly requestBytes: number;
  readonly responseBytes: number;
};

/** An attempt of a request that runs. Instants in epoch milliseconds. */
export type LiveAttempt = {
  /** From 1. */
  readonly number: number;
  readonly channelId: ChannelId;
  readonly channelName: string;
  readonly keyMask: string;
  /** Null while it runs. */
  readonly outcome: AttemptOutcome | null;
  /** What the upstream answered with; null when it has not. */
  readonly status: number | null;
  readonly startedAt: number;
  /** Null while it runs. */
  readonly endedAt: number | null;
};

export type QueueReason =
  /** As many requests run as may (setting `maxConcurrency`). */
  | { readonly kind: 'maxConcurrency'; readonly limit: number }
  /** All that is left cools, and another request is finding out whether it works again. */
  | { readonly kind: 'trial' };

/** Of a request that was told already: whose it is, and each field that is not as it was told. */
export type InFlightChange = Pick<InFlightView, 'id'> & Partial<InFlightView>;

/** What the event stream carries. `snapshot` is always first; after a gap the client reconnects and gets another. */
export type LiveEvent =
  | { readonly kind: 'snapshot'; readonly inFlight: readonly InFlightView[]; readonly now: number }
  | {
      readonly kind: 'inFlight';
      /** Whole: told for the first time since the last snapshot; an earlier view of it is over. */
      readonly opened: readonly InFlightView[];
      readonly changed: readonly InFlightChange[];
      readonly closed: readonly ClosedRequest[];
    }
  /** Something that a person should hear of. One who opens the stream later finds it in the list. */
  | { readonly kind: 'notice'; readonly notice: Notice }
  /** Something stored changed: the view that shows it reads it again. */
  | { readonly kind: 'changed'; readonly what: ChangedThing };

export type ChangedThing =
  'channels' | 'tokens' | 'settings' | 'cooldowns' | 'rules' | 'prices' | 'captures' | 'notices';

export type ClosedRequest = {
  readonly id: string;
  readonly outcome: RequestOutcome;
  readonly status: number | null;
  /** Of the last attempt; null when there was none. */
  readonly channelName: string | null;
  readonly durationMs: number;
  /** Null when nobody knows, or not yet: the record has it. */
  readonly costNanoUsd: number | null;
};
