import { constantsOf, GEMINI, type Constants } from './constants.ts';
import { isObject, type JsonObject } from './json.ts';
import { measureAnthropic } from './measure-anthropic.ts';
import { measureGemini } from './measure-gemini.ts';
import type { Measures, MeasureText } from './measures.ts';
import { claudeMediaTokens, geminiMediaTokens, type MediaSize } from './media.ts';

/** What counting needs from outside: a tokenizer, and the sizes of attachments. */
export type Counter = {
  readonly text: MeasureText;
  /** Of a block with a `source` (Anthropic) or of a part with `inlineData` (Gemini). */
  readonly sizeOf: (block: JsonObject) => MediaSize;
};

/** Input tokens of a Messages request. It has been checked before (`checkCountRequest`). */
export function countAnthropic(request: JsonObject, counter: Counter): number {
  const model = typeof request['model'] === 'string' ? request['model'] : '';
  const constants = constantsOf(model);
  const measures = measureAnthropic(request, {
    text: counter.text,
    media: (block) => claudeMediaTokens(counter.sizeOf(block), constants),
  });
  const choice = isObject(request['tool_choice']) ? request['tool_choice']['type'] : 'auto';
  return weigh(measures, constants, choice === 'any' || choice === 'tool');
}

/** Input tokens of a generateContent or countTokens request of Gemini. */
export function countGemini(request: JsonObject, counter: Counter): number {
  const measures = measureGemini(request, {
    text: counter.text,
    media: (part) => geminiMediaTokens(counter.sizeOf(part)),
  });
  return weigh(measures, GEMINI, false);
}

function weigh(measures: Measures, constants: Constants, isForced: boolean): number {
  const { weights, preamble } = constants;
  let tokens = constants.base + measures.known;
  for (const name of Object.keys(weights) as (keyof typeof weights)[]) {
    tokens += measures[name] * weights[name];
  }
  if (measures.tools > 0) tokens += isForced ? preamble.forced : preamble.free;
  return Math.max(1, Math.round(tokens));
}
