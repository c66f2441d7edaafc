import type { Protocol } from '../../../contracts/protocol.ts';
import type { JsonObject } from '../../gate/event-json.ts';

/**
 * The pieces that requests and answers are made of, in no protocol's words. All four protocols say the same things in
 * different places; what only one of them can say stays a value of its own with that protocol's name on it.
 */
export type Part =
  TextPart | RefusalPart | MediaPart | ToolCallPart | ToolResultPart | ThinkingPart | HostedPart;

/** Where the client wants its prompt cached up to; only Anthropic's dialect has it. */
export type CacheMark = { readonly ttl: '5m' | '1h' | null };

export type TextPart = {
  readonly kind: 'text';
  readonly text: string;
  readonly cache: CacheMark | null;
  readonly citations: readonly Citation[];
};

/** The model's own words on why it does not answer. */
export type RefusalPart = { readonly kind: 'refusal'; readonly text: string };

/** A source that a text names; places count UTF-16 units of the part's text and are null where nobody said. */
export type Citation = {
  readonly url: string;
  readonly title: string | null;
  readonly quote: string | null;
  readonly start: number | null;
  readonly end: number | null;
};

export type MediaKind = 'image' | 'document' | 'audio' | 'video';

export type MediaPart = {
  readonly kind: 'media';
  readonly media: MediaKind;
  readonly source: MediaSource;
  /** A file name or title. */
  readonly name: string | null;
  /** OpenAI's `low | high | auto | original`. */
  readonly detail: string | null;
  readonly cache: CacheMark | null;
};

/** `data` is base64 without a prefix and may be megabytes: hand it on, never copy or parse it. */
export type MediaSource =
  | { readonly kind: 'base64'; readonly mediaType: string; readonly data: string }
  | { readonly kind: 'url'; readonly url: string; readonly mediaType: string | null }
  | { readonly kind: 'text'; readonly text: string }
  /** An id that only the service that made it knows. */
  | { readonly kind: 'file'; readonly protocol: Protocol; readonly id: string };

/**
 * Arguments in the form in which they came, so that neither is made without need: protocols differ in whether they write
 * an object or its JSON text. See arguments.ts.
 */
export type CallArguments =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'value'; readonly value: JsonObject };

export type ToolCallPart = {
  readonly kind: 'toolCall';
  /** Never empty: readers make one where the protocol has none. */
  readonly id: string;
  readonly name: string;
  /** The namespace of Codex; null when the tool stands in none. */
  readonly namespace: string | null;
  readonly arguments: CallArguments;
  /** The arguments are plain text, not JSON (Codex's `custom` tools). */
  readonly isFreeform: boolean;
  /** Gemini signs its calls. */
  readonly signature: Signature | null;
  readonly cache: CacheMark | null;
};

export type ToolResultPart = {
  readonly kind: 'toolResult';
  /** The id of the call that is answered. */
  readonly id: string;
  /** Null where the protocol states none; `fit` fills it in from the call. */
  readonly name: string | null;
  readonly content: readonly (TextPart | MediaPart)[];
  /** The result is one JSON object, as Gemini wants it; null when it is just content. */
  readonly value: JsonObject | null;
  readonly isError: boolean;
  readonly isFreeform: boolean;
  readonly cache: CacheMark | null;
};

/**
 * Reasoning. With an empty text it is nothing but its signature, which must be kept all the same. What is redacted has
 * no text; its signature is the encrypted reasoning.
 */
export type ThinkingPart = {
  readonly kind: 'thinking';
  readonly text: string;
  readonly signature: Signature | null;
  readonly isRedacted: boolean;
};

/**
 * What a service adds to reasoning or a call so that it recognises it later. It means something to services of that
 * protocol alone. `id` is the id of the item that carried it (Responses), else null.
 */
export type Signature = {
  readonly protocol: Protocol;
  readonly value: string;
  readonly id: string | null;
};

/** What the service's own tools did, or any other piece that only this protocol can say; `value` as it was stated. */
export type HostedPart = {
  readonly kind: 'hosted';
  readonly protocol: Protocol;
  readonly tool: HostedToolKind;
  readonly value: JsonObject;
};

export type HostedToolKind = 'webSearch' | 'webFetch' | 'codeExecution' | 'other';
