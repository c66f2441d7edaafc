import type { Counts } from '../../usage/counts.ts';
import type {
  Citation,
  HostedPart,
  MediaPart,
  RefusalPart,
  Signature,
  TextPart,
  ThinkingPart,
  ToolCallPart,
} from './parts.ts';

export type AnswerPart =
  TextPart | RefusalPart | MediaPart | ToolCallPart | ThinkingPart | HostedPart;

/** Why an answer ended. `other` is what nobody knows; writers treat it like `end`. */
export type StopReason =
  | 'end'
  | 'toolCalls'
  | 'stopSequence'
  | 'maxTokens'
  /** The context window was full. */
  | 'contextFull'
  | 'refusal'
  /** A filter of the service cut it. */
  | 'filtered'
  /** The service's own tools go on in the next request (Anthropic's `pause_turn`). */
  | 'paused'
  | 'malformedCall'
  | 'other';

/** A whole answer. Usage is in the words of core/usage (its tallies read every protocol's); null when nothing is known. */
export type InnerAnswer = {
  readonly id: string | null;
  readonly model: string | null;
  readonly parts: readonly AnswerPart[];
  readonly stop: StopReason;
  /** The sequence that ended it. */
  readonly stopSequence: string | null;
  readonly usage: Counts | null;
};

/** `status` is that of the HTTP answer, or the one that an error inside a stream stands for. */
export type InnerError = {
  readonly status: number;
  readonly message: string;
  /** The vendor's own short name: `rate_limit_exceeded`, `overloaded_error`, `RESOURCE_EXHAUSTED`; null when it has none. */
  readonly code: string | null;
};

/**
 * A stream in no protocol's words. Readers promise, and writers rely on it:
 * - `start` comes first and once, `end` or `error` last and once (nothing is said behind it);
 * - at most one part is open: `partStart`, then its pieces, then `partEnd` (part-queue.ts puts parallel parts in order);
 * - a tool call has its id and its whole name when it starts;
 * - `usage` may come at any time and repeatedly; each states all that is known so far, and the last one stands;
 * - `stop` comes once, behind the last part and before `end`. Without `stop` there is no `end`: a stream that is cut
 *   ends with `error`, and its open part is not ended.
 */
export type InnerEvent =
  | {
      readonly kind: 'start';
      readonly id: string | null;
      readonly model: string | null;
      readonly usage: Counts | null;
    }
  | { readonly kind: 'partStart'; readonly part: StartedPart }
  /** A piece of the open part: text, reasoning, or arguments as JSON text. Never empty. */
  | { readonly kind: 'delta'; readonly text: string }
  | { readonly kind: 'citation'; readonly citation: Citation }
  | PartEnd
  | { readonly kind: 'usage'; readonly usage: Counts }
  | { readonly kind: 'stop'; readonly reason: StopReason; readonly sequence: string | null }
  | { readonly kind: 'end' }
  | { readonly kind: 'error'; readonly error: InnerError }
  | { readonly kind: 'ping' };

/** A part as far as it is known when it begins. What comes as a whole (`media`, `hosted`) has no pieces. */
export type StartedPart =
  | { readonly kind: 'text' }
  | { readonly kind: 'refusal' }
  | { readonly kind: 'thinking'; readonly isRedacted: boolean }
  | Omit<ToolCallPart, 'arguments' | 'cache'>
  | MediaPart
  | HostedPart;

/** `signature` is that of reasoning. `isWhole` is false for a part that was cut, as by a limit: its JSON may be broken. */
export type PartEnd = {
  readonly kind: 'partEnd';
  readonly signature: Signature | null;
  readonly isWhole: boolean;
};
