import { createRequire } from 'node:module';
import { Tiktoken } from 'tiktoken/lite';
import type { TextMeasure } from '../../core/count/measures.ts';

const require = createRequire(import.meta.url);

type Ranks = {
  readonly bpe_ranks: string;
  readonly special_tokens: Record<string, number>;
  readonly pat_str: string;
};

/** About as much is handed to the tokenizer at once: its memory never shrinks again. */
const PIECE_CHARS = 16 * 1024;

/** Merging takes quadratic time within a run; base64 has no spaces, and a long gap has nothing else. */
const MAX_RUN_CHARS = 256;

const SPACE = 0x20;

/**
 * Chinese, Japanese and Korean, and what else is not ASCII, is counted by character: the base tokenizer
 * was made for English and would say two or three times what Claude bills.
 */
const WIDE =
  /[\u1100-\u11ff\u2e80-\u9fff\uac00-\ud7ff\uf900-\ufaff\uff00-\uffef\u{20000}-\u{3ffff}]/gu;
const FOREIGN = /[^\0-\x7f]/gu;
const DIGITS_AFTER_SPACE = / [0-9]/g;

/** The tokenizer of an older GPT, the closest of the public ones to Claude's; see docs/token-counting.md. */
export class BaseTokenizer {
  readonly #encoder: Tiktoken;

  constructor() {
    const ranks = require('tiktoken/encoders/p50k_base') as Ranks;
    this.#encoder = new Tiktoken(ranks.bpe_ranks, ranks.special_tokens, ranks.pat_str);
  }

  measure(text: string): TextMeasure {
    const foreigners = text.match(FOREIGN)?.length ?? 0;
    const wide = foreigners === 0 ? 0 : (text.match(WIDE)?.length ?? 0);
    const plain = foreigners === 0 ? text : text.replace(FOREIGN, '');
    const digitRuns = plain.match(DIGITS_AFTER_SPACE)?.length ?? 0;
    return { tokens: this.#count(plain), digitRuns, wide, foreign: foreigners - wide };
  }

  #count(text: string): number {
    let tokens = 0;
    for (const piece of pieces(text)) tokens += this.#encoder.encode_ordinary(piece).length;
    return tokens;
  }
}

/** Cuts text before a space, where a word begins for the tokenizer too, and within runs that are too long. */
function* pieces(text: string): Generator<string> {
  let start = 0;
  let run = 0;
  let wasGap = false;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    const isGap = unit <= SPACE;
    run = isGap === wasGap ? run + 1 : 0;
    wasGap = isGap;
    if (run < MAX_RUN_CHARS && (unit !== SPACE || at - start < PIECE_CHARS)) continue;
    yield text.slice(start, at);
    start = at;
    run = 0;
  }
  yield text.slice(start);
}
