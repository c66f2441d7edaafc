import { checkCountRequest, checkGeminiCount } from '../../core/count/check-request.ts';
import type { CountAnswer, CountQuestion } from '../../core/count/count-answer.ts';
import { countAnthropic, countGemini, type Counter } from '../../core/count/count-request.ts';
import type { JsonObject } from '../../core/count/json.ts';
import type { MediaSize } from '../../core/count/media.ts';
import type { TextMeasure } from '../../core/count/measures.ts';
import { BaseTokenizer } from './base-tokenizer.ts';
import { mediaSize } from './media-size.ts';
import { TextCache } from './text-cache.ts';

/** Counts whole request bodies. Slow at first sight of a text, so it belongs in a worker thread. */
export class BodyCounter {
  readonly #counter: Counter;

  constructor() {
    const tokenizer = new BaseTokenizer();
    const measures = new TextCache<TextMeasure>();
    const sizes = new TextCache<MediaSize>();
    const measure = (text: string): TextMeasure => tokenizer.measure(text);
    this.#counter = {
      text: (text) => measures.of(text, measure),
      sizeOf: (block) => mediaSize(block, sizes),
    };
  }

  count({ protocol, body }: CountQuestion): CountAnswer {
    let request: unknown;
    try {
      request = JSON.parse(new TextDecoder().decode(body));
    } catch {
      return { ok: false, message: 'The request body is not valid JSON.' };
    }
    const isAnthropic = protocol === 'anthropic';
    const fault = isAnthropic ? checkCountRequest(request) : checkGeminiCount(request);
    if (fault !== null) return { ok: false, message: fault };
    const count = isAnthropic ? countAnthropic : countGemini;
    return { ok: true, inputTokens: count(request as JsonObject, this.#counter) };
  }
}
