import type { Protocol } from '../../../main/contracts/protocol.ts';
import { tallyFor } from '../../../main/core/usage/tally.ts';
import { totalInputTokens } from '../../../main/core/usage/counts.ts';
import type { Said, SaidCall } from '../stream-checkers/checked.ts';

/** What an agent goes by, in words that all protocols share. */
export type Meaning = {
  readonly text: string;
  readonly thinking: string;
  readonly calls: readonly SaidCall[];
  readonly stop: StopClass;
  readonly usage: {
    readonly input: number;
    readonly cached: number;
    readonly output: number;
    readonly reasoning: number;
  } | null;
};

type StopClass =
  'end' | 'toolCalls' | 'maxTokens' | 'contextFull' | 'stopSequence' | 'refusal' | 'paused';

const STOP_CLASSES: ReadonlyMap<string | null, StopClass> = new Map<string | null, StopClass>([
  ['max_tokens', 'maxTokens'],
  ['length', 'maxTokens'],
  ['max_output_tokens', 'maxTokens'],
  ['MAX_TOKENS', 'maxTokens'],
  ['model_context_window_exceeded', 'contextFull'],
  ['stop_sequence', 'stopSequence'],
  ['refusal', 'refusal'],
  ['content_filter', 'refusal'],
  ['SAFETY', 'refusal'],
  ['PROHIBITED_CONTENT', 'refusal'],
  ['BLOCKLIST', 'refusal'],
  ['RECITATION', 'refusal'],
  ['SPII', 'refusal'],
  ['MODEL_ARMOR', 'refusal'],
  ['pause_turn', 'paused'],
]);

/**
 * The losses of a client's dialect, which this file's comparison and docs/conversion.md share: what each kind of stop
 * becomes, and whether it can tell thoughts, refusals and paragraphs apart. What is not here is kept.
 */
const LOSSES: Readonly<
  Record<
    Protocol,
    {
      readonly stops: Readonly<Partial<Record<StopClass, StopClass>>>;
      /** Thinking tokens can be told from other output. */
      readonly hasReasoningTokens: boolean;
      /** Texts with something between them are told apart; else an empty line is put there. */
      readonly hasSeparateTexts: boolean;
      /** Letters of ids that are replaced by `_`. */
      readonly notInIds: RegExp;
    }
  >
> = {
  anthropic: {
    stops: {},
    hasReasoningTokens: false,
    hasSeparateTexts: true,
    notInIds: /[^a-zA-Z0-9_-]/g,
  },
  'openai-chat': {
    stops: { stopSequence: 'end', contextFull: 'maxTokens', paused: 'end' },
    hasReasoningTokens: true,
    hasSeparateTexts: false,
    notInIds: /\s/g,
  },
  'openai-responses': {
    // Codex takes an incomplete response for a fault, and asks again; a refusal is an answer.
    stops: { stopSequence: 'end', contextFull: 'maxTokens', paused: 'end', refusal: 'end' },
    hasReasoningTokens: true,
    hasSeparateTexts: true,
    notInIds: /\s/g,
  },
  gemini: {
    stops: { stopSequence: 'end', contextFull: 'maxTokens', paused: 'end' },
    hasReasoningTokens: true,
    hasSeparateTexts: true,
    notInIds: /\s/g,
  },
};

const THOUGHT = /^\s*<think>([^]*?)<\/think>\s*/;

export function meaningOf(protocol: Protocol, said: Said): Meaning {
  const hasCalls = said.calls.length > 0;
  const stop = STOP_CLASSES.get(said.stop) ?? 'end';
  // Models without a member for it think in their text.
  const tagged = protocol === 'openai-chat' ? THOUGHT.exec(said.text) : null;
  const text = tagged === null ? said.text : said.text.slice(tagged[0].length);
  return {
    text: text + said.refusal,
    thinking: withoutSpace(said.thinking + (tagged?.[1] ?? '')),
    calls: said.calls,
    stop: stop === 'end' && hasCalls ? 'toolCalls' : stop,
    usage: usageIn(protocol, said),
  };
}

function usageIn(protocol: Protocol, { usage }: Said): Meaning['usage'] {
  if (usage === null) return null;
  const tally = tallyFor(protocol);
  tally.add(usage);
  const counts = tally.counts();
  return counts === null
    ? null
    : {
        input: totalInputTokens(counts),
        cached: counts.cacheReadTokens,
        output: counts.outputTokens,
        reasoning: counts.reasoningTokens ?? 0,
      };
}

/** A meaning after it has gone through a client's dialect, which is the best that can be expected of it. */
export function afterLosses(meaning: Meaning, client: Protocol): Meaning {
  const losses = LOSSES[client];
  return {
    text: losses.hasSeparateTexts ? meaning.text : withoutSpace(meaning.text),
    thinking: meaning.thinking,
    calls: meaning.calls.map(({ id, name, input }) => ({
      id: id?.replaceAll(losses.notInIds, '_') ?? null,
      name,
      input,
    })),
    stop: losses.stops[meaning.stop] ?? meaning.stop,
    usage:
      meaning.usage === null
        ? null
        : { ...meaning.usage, reasoning: losses.hasReasoningTokens ? meaning.usage.reasoning : 0 },
  };
}

function withoutSpace(text: string): string {
  return text.replaceAll(/\s/g, '');
}
