import type { Measures } from './measures.ts';

/** What each measure costs in input tokens. */
type Weights = Readonly<Omit<Measures, 'known'>>;

export type Constants = {
  readonly weights: Weights;
  /** Of every request. */
  readonly base: number;
  /** Once, when there are tools: of `tool_choice` auto or none, and of any or one named tool. */
  readonly preamble: { readonly free: number; readonly forced: number };
  /** Longest edge and most tokens of an image; a larger one is scaled down before it is read. */
  readonly image: { readonly maxEdge: number; readonly maxTokens: number };
};

/**
 * Fitted on recorded requests with the base tokenizer p50k_base; docs/token-counting.md says how, and how well
 * they do. All that Anthropic changes from one generation to the next stands in this file.
 */
const UP_TO_4_6: Weights = {
  text: 1.02,
  traffic: 0.99,
  toolText: 1.01,
  schema: 1.19,
  digitRuns: 1.47,
  wide: 0.85,
  foreign: 0.51,
  roleChanges: 2.85,
  systems: -0.13,
  tools: 17.09,
  schemaProperties: 6.56,
  toolUses: 28.61,
  toolResults: 28.61,
  thinkingEnabled: 28.5,
  thinkingAdaptive: 11.32,
  prefills: -3.55,
  outputSchemas: 124.29,
  sealed: 0,
  documents: 37,
  citations: 598,
};

const FROM_4_7: Weights = {
  text: 1.23,
  traffic: 1.29,
  toolText: 1.3,
  schema: 1.72,
  digitRuns: 0.6,
  wide: 1.43,
  foreign: 0.78,
  roleChanges: 3.54,
  systems: 2.09,
  tools: 50,
  schemaProperties: 8.25,
  toolUses: 23.35,
  toolResults: 23.35,
  thinkingEnabled: 0,
  thinkingAdaptive: 0,
  prefills: -3,
  outputSchemas: 150,
  sealed: 0,
  documents: 37,
  citations: 598,
};

const SMALL_IMAGE = { maxEdge: 1568, maxTokens: 1568 };
const LARGE_IMAGE = { maxEdge: 2576, maxTokens: 4784 };

/** The weight of `tools` is for each tool after the first; the preamble has the first one in it. */
function generation(
  weights: Weights,
  image: Constants['image'],
  free: number,
  forced: number,
): Constants {
  const first = weights.tools;
  return {
    weights,
    base: 7,
    preamble: { free: free - first, forced: forced - first },
    image,
  };
}

const OPUS_3 = generation(UP_TO_4_6, SMALL_IMAGE, 531, 281);
const SONNET_3 = generation(UP_TO_4_6, SMALL_IMAGE, 160, 235);
const HAIKU_3 = generation(UP_TO_4_6, SMALL_IMAGE, 264, 340);
const CLAUDE_3_5 = generation(UP_TO_4_6, SMALL_IMAGE, 285, 371);
const CLAUDE_4 = generation(UP_TO_4_6, SMALL_IMAGE, 324, 312);
const CLAUDE_4_5 = generation(UP_TO_4_6, SMALL_IMAGE, 508, 597);
const CLAUDE_4_7 = generation(FROM_4_7, LARGE_IMAGE, 292, 420);
/** Also of every model that is not known: a number too large makes a client compact early, one too small fails. */
const CLAUDE_5 = generation(FROM_4_7, LARGE_IMAGE, 363, 491);

/** The constants of a Claude model by its name, with or without a cloud's ornaments. */
export function constantsOf(model: string): Constants {
  const version = versionOf(model.toLowerCase());
  if (version === null) return CLAUDE_5;
  const { family, number } = version;
  if (number < 3.5) {
    if (family === 'opus') return OPUS_3;
    return family === 'haiku' ? HAIKU_3 : SONNET_3;
  }
  if (number < 3.7) return CLAUDE_3_5;
  if (number < 4.5) return CLAUDE_4;
  if (number < 4.7) return CLAUDE_4_5;
  return number < 5 ? CLAUDE_4_7 : CLAUDE_5;
}

/** `claude-sonnet-4-5-20250929` and `claude-3-5-haiku-latest`; a number of three and more digits is a date. */
function versionOf(model: string): { readonly family: string; readonly number: number } | null {
  const later = /(opus|sonnet|haiku|fable)-(\d{1,2})(?:[-.](\d{1,2}))?(?!\d)/.exec(model);
  if (later !== null) return { family: later[1] ?? '', number: numberOf(later[2], later[3]) };
  const early = /claude-v?(\d)(?:[-.](\d))?(?:-(opus|sonnet|haiku))?(?![\d.])/.exec(model);
  if (early === null) return null;
  return { family: early[3] ?? '', number: numberOf(early[1], early[2]) };
}

function numberOf(major = '', minor = '0'): number {
  // The minor version 10 would come after 9.
  return Number(major) + Math.min(Number(minor), 9.9) / 10;
}

/**
 * Tools that Anthropic describes to the model itself: the documented figures, and for the last four what the
 * first pass of recorded requests was billed beyond the rest. Results that come in later passes cannot be foreseen.
 */
const BUILT_IN_TOOLS: readonly (readonly [prefix: string, tokens: number])[] = [
  ['bash_', 245],
  ['text_editor_', 700],
  ['computer_', 735],
  ['memory_', 1050],
  ['web_search_', 1700],
  ['web_fetch_', 510],
  ['code_execution_', 1750],
];

export function builtInToolTokens(type: string): number {
  return BUILT_IN_TOOLS.find(([prefix]) => type.startsWith(prefix))?.[1] ?? 0;
}

/** Gemini: prose costs what the base tokenizer says; there is no preamble, and a page or image tile has one price. */
export const GEMINI: Constants = {
  weights: {
    text: 1,
    traffic: 0.95,
    toolText: 0.95,
    schema: 0.55,
    digitRuns: 0,
    wide: 0.7,
    foreign: 0.5,
    roleChanges: 0,
    systems: 0,
    tools: 0,
    schemaProperties: 0,
    toolUses: 3,
    toolResults: 3,
    thinkingEnabled: 0,
    thinkingAdaptive: 0,
    prefills: 0,
    outputSchemas: 0,
    sealed: 0.09,
    documents: 0,
    citations: 0,
  },
  base: 1,
  preamble: { free: 0, forced: 0 },
  image: { maxEdge: Number.POSITIVE_INFINITY, maxTokens: Number.POSITIVE_INFINITY },
};
