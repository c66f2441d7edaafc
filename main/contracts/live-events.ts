import type { RequestOutcome } from './record.ts';
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
  readonly firstByteMs: number | null;
  readonly requestBytes: number;
  readonly responseBytes: number;
};

/** What the event stream carries. `snapshot` is always first; after a gap the client reconnects and gets another. */
export type LiveEvent =
  | { readonly kind: 'snapshot'; readonly inFlight: readonly InFlightView[]; readonly now: number }
  | {
      readonly kind: 'inFlight';
      readonly changed: readonly InFlightView[];
      readonly closed: readonly ClosedRequest[];
    }
  /** Something stored changed: the view that shows it reads it again. */
  | { readonly kind: 'changed'; readonly what: 'channels' | 'tokens' | 'settings' };

export type ClosedRequest = {
  readonly id: string;
  readonly outcome: RequestOutcome;
  readonly status: number | null;
};
