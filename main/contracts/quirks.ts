/**
 * How a vendor differs from the protocol that it says it speaks, as data; presets and settings of a channel are made of
 * it. Null means "as the protocol has it".
 */
export type Quirks = {
  /** Chat: null chooses by model (o-series and newer want `max_completion_tokens`). */
  readonly maxTokensName: 'max_tokens' | 'max_completion_tokens' | null;
  /** The most that `max_tokens` may be; larger wishes are cut. */
  readonly maxOutputTokens: number | null;
  /** Anthropic demands a limit: what is sent when the client states none. */
  readonly defaultMaxOutputTokens: number;
  /** Top-level members that are refused; they are taken out of the written body and named as losses. */
  readonly unsupported: readonly string[];
  /** Chat: on which assistant messages of the history `reasoning_content` is sent back. */
  readonly reasoningContent: 'never' | 'toolCalls' | 'always';
  /** Chat: put in place of reasoning that is demanded and not known; null sends none. */
  readonly reasoningPlaceholder: string | null;
  /**
   * How thinking is asked for. Chat: `effort` (`reasoning_effort`), `object` (OpenRouter's `reasoning: { … }`), `switch`
   * (`thinking: { type }` of DeepSeek, Kimi, Z.AI), `flag` (`enable_thinking` of Qwen). Anthropic: `budget` or
   * `adaptive`; null chooses by model. `none` never asks. Responses: `effort` asks
   * for no summary.
   */
  readonly thinking:
    'effort' | 'object' | 'switch' | 'flag' | 'budget' | 'adaptive' | 'none' | null;
  readonly hasTools: boolean;
  /** The service's own web search may be asked for, where the protocol has one. */
  readonly hasWebSearch: boolean;
  /** False: the member is not sent, and calls of one answer come one at a time. */
  readonly hasParallelTools: boolean;
  /** False: only `auto` and `none` may be chosen. */
  readonly hasForcedTools: boolean;
  readonly hasImages: boolean;
  /** False: pictures at an address are refused, only base64 is taken. */
  readonly hasImageUrls: boolean;
  readonly hasDocuments: boolean;
  /** Pictures inside a tool's result; where there is no place for them they follow in a user message. */
  readonly hasToolResultImages: boolean | null;
  /** `none`: no schema is accepted for answers, `object`: only `json_object`. */
  readonly responseFormat: 'schema' | 'object' | 'none';
  /** What may stand in schemas: `full` JSON Schema, `plain` without `$ref`, `oneOf` and formats, or Gemini's subset. */
  readonly schema: 'full' | 'plain' | 'gemini' | null;
  /** Chat: the role of instructions. `user` is for those that have no system role. */
  readonly systemRole: 'system' | 'developer' | 'user';
  /** False: instructions in mid-conversation become part of a user turn. Null: as the protocol has it. */
  readonly hasLateSystem: boolean | null;
  /** Several system messages are put into one. */
  readonly hasOneSystem: boolean;
  /** User and assistant must take turns. */
  readonly isAlternating: boolean;
  /** Chat: ask for usage in streams. */
  readonly hasStreamUsage: boolean;
  /** Chat: cache marks are understood, as OpenRouter does. */
  readonly hasCacheMarks: boolean;
  /** Anthropic: mark tools, system and the last turn for caching when the client's dialect could not. */
  readonly addsCacheMarks: boolean;
  /** Chat: content that is text alone is sent as a string instead of a list of parts. */
  readonly hasStringContent: boolean;
  /** Gemini: what is sent where a call of the history has no signature of its own. */
  readonly placeholderSignature: string | null;
};
