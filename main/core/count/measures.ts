import type { JsonObject } from './json.ts';

/** What a piece of text consists of, as far as counting needs it. */
export type TextMeasure = {
  /** Of the base tokenizer, for the ASCII part. */
  readonly tokens: number;
  /** Digit runs that follow a space: Claude's older tokenizer keeps the space apart. */
  readonly digitRuns: number;
  /** Chinese, Japanese and Korean characters. */
  readonly wide: number;
  /** Characters outside ASCII that are none of those. */
  readonly foreign: number;
};

export type MeasureText = (text: string) => TextMeasure;

/** Input tokens of an image, a PDF or another attachment, by its block (Gemini: part). */
type MeasureMedia = (block: JsonObject) => number;

/** What measuring needs from outside: a tokenizer, and the reading of attachments. */
export type Measurer = { readonly text: MeasureText; readonly media: MeasureMedia };

/** Text costs differently by where it stands: prose, tool traffic, names and descriptions of tools, schemas. */
export type TextKind = 'text' | 'traffic' | 'toolText' | 'schema';

/** Everything of a request that costs input tokens, added up by kind. */
export type Measures = Record<TextKind, number> & {
  digitRuns: number;
  wide: number;
  foreign: number;
  roleChanges: number;
  systems: number;
  tools: number;
  schemaProperties: number;
  toolUses: number;
  toolResults: number;
  thinkingEnabled: number;
  thinkingAdaptive: number;
  prefills: number;
  outputSchemas: number;
  /** Characters of thoughts that only the service can read. */
  sealed: number;
  /** Text documents, which are wrapped, and whether any of them is to be cited. */
  documents: number;
  citations: number;
  /** Known without any weight: images, pages, tools that the vendor describes itself. */
  known: number;
};

/** Measures in the making. */
export class Sums {
  readonly sums = noMeasures();
  readonly #measureText: MeasureText;

  constructor(measureText: MeasureText) {
    this.#measureText = measureText;
  }

  readonly add = (kind: TextKind, text: string): void => {
    if (text === '') return;
    const measure = this.#measureText(text);
    this.sums[kind] += measure.tokens;
    this.sums.wide += measure.wide;
    this.sums.foreign += measure.foreign;
    if (kind === 'text') this.sums.digitRuns += measure.digitRuns;
  };
}

function noMeasures(): Measures {
  return {
    text: 0,
    traffic: 0,
    toolText: 0,
    schema: 0,
    digitRuns: 0,
    wide: 0,
    foreign: 0,
    roleChanges: 0,
    systems: 0,
    tools: 0,
    schemaProperties: 0,
    toolUses: 0,
    toolResults: 0,
    thinkingEnabled: 0,
    thinkingAdaptive: 0,
    prefills: 0,
    outputSchemas: 0,
    sealed: 0,
    documents: 0,
    citations: 0,
    known: 0,
  };
}
