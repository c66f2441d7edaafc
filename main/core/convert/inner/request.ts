import type { Protocol } from '../../../contracts/protocol.ts';
import type { JsonObject } from '../../gate/event-json.ts';
import type { CacheMark, HostedToolKind, Part, TextPart } from './parts.ts';

/**
 * A request in no protocol's words. Null and empty lists mean "not said": writers leave those members out. Readers say
 * what they read, in the client's order; what targets need in common is put right by fit/, not by each writer.
 */
export type InnerRequest = {
  /** The protocol that it was read from. */
  readonly protocol: Protocol;
  readonly model: string | null;
  readonly isStreaming: boolean;
  /** A chat client wants a last chunk with the usage. */
  readonly wantsUsage: boolean;
  /** What stands before the first turn. Later instructions are turns of the role `system`. */
  readonly system: readonly TextPart[];
  readonly turns: readonly Turn[];
  readonly tools: readonly Tool[];
  readonly toolChoice: ToolChoice | null;
  /** Whether several tools may be called at once. */
  readonly isParallel: boolean | null;
  readonly maxOutputTokens: number | null;
  readonly sampling: Sampling;
  readonly stop: readonly string[];
  readonly format: ResponseFormat | null;
  readonly reasoning: Reasoning | null;
  readonly hints: Hints;
  /** Top-level members that the reader has no word for. They are not sent on, and named as losses. */
  readonly rest: JsonObject;
  /** What could not even be read into this form. */
  readonly losses: readonly Loss[];
};

/** Results of tools are parts of a `user` turn. Neighbouring turns may have the same role. */
export type Turn = {
  readonly role: 'user' | 'assistant' | 'system';
  readonly parts: readonly Part[];
};

export type Sampling = {
  readonly temperature: number | null;
  readonly topP: number | null;
  readonly topK: number | null;
  readonly seed: number | null;
  readonly presencePenalty: number | null;
  readonly frequencyPenalty: number | null;
  /** How many likely tokens to tell of each one; 0 asks for that of the token alone. */
  readonly topLogprobs: number | null;
};

export type Tool = FunctionTool | FreeformTool | HostedTool;

export type FunctionTool = {
  readonly kind: 'function';
  readonly name: string;
  readonly namespace: string | null;
  readonly description: string | null;
  /** JSON Schema as it came; null when there is none. */
  readonly schema: JsonObject | null;
  readonly isStrict: boolean | null;
  readonly cache: CacheMark | null;
};

/** A tool that takes plain text, perhaps after a grammar. */
export type FreeformTool = {
  readonly kind: 'freeform';
  readonly name: string;
  readonly namespace: string | null;
  readonly description: string | null;
  /** `{ type: 'grammar', syntax, definition }` or `{ type: 'text' }`, as OpenAI writes it in Responses. */
  readonly format: JsonObject | null;
};

/** A tool that the service runs. `value` is its definition as it came. */
export type HostedTool = {
  readonly kind: 'hosted';
  readonly protocol: Protocol;
  readonly tool: HostedToolKind;
  readonly name: string;
  readonly value: JsonObject;
};

export type ToolChoice =
  | { readonly kind: 'auto' }
  | { readonly kind: 'none' }
  /** Some tool must be called. */
  | { readonly kind: 'any' }
  | { readonly kind: 'tool'; readonly name: string; readonly namespace: string | null };

export type ResponseFormat =
  | { readonly kind: 'json' }
  | {
      readonly kind: 'schema';
      readonly name: string | null;
      readonly description: string | null;
      readonly schema: JsonObject;
      readonly isStrict: boolean | null;
    };

export type Effort = 'none' | 'minimal' | 'low' | 'medium' | 'high' | 'xhigh' | 'max';

/** How much to think. Protocols state an effort, a budget, or both; writers make of it what they need (reasoning.ts). */
export type Reasoning = {
  /** False: the client asked for none. */
  readonly isOn: boolean;
  readonly effort: Effort | null;
  /** -1: as the model likes (Gemini's dynamic budget, Anthropic's adaptive thinking). */
  readonly budgetTokens: number | null;
  /** Whether the client wants to see it: `auto | concise | detailed` of Responses, `includeThoughts` of Gemini. */
  readonly summary: 'none' | 'auto' | 'concise' | 'detailed' | null;
};

/** Members that change how a request is handled, not what it says. */
export type Hints = {
  readonly userId: string | null;
  readonly metadata: JsonObject | null;
  readonly promptCacheKey: string | null;
  readonly serviceTier: string | null;
  readonly verbosity: string | null;
  readonly isStored: boolean | null;
};

/**
 * Something that the target cannot say. `content` changes what the model is told or may do: by the channel's setting it
 * is refused or dropped. A `hint` changes cost or looks at most: it is always dropped. Both are recorded.
 */
export type Loss = {
  readonly weight: 'content' | 'hint';
  /** Stable, kebab-case, e.g. `hosted-tool`, `image`, `top-k`, `unknown-member`. */
  readonly name: string;
  /** What it was, short and without content of the request: a tool's type, a member's name. */
  readonly detail: string | null;
};
