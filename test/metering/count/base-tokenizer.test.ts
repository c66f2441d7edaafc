import { beforeAll, describe, expect, it } from 'vitest';
import { BaseTokenizer } from '../../../main/metering/count/base-tokenizer.ts';

describe('BaseTokenizer', () => {
  let tokenizer: BaseTokenizer;
  beforeAll(() => {
    tokenizer = new BaseTokenizer();
  });

  it.each([
    ['', { tokens: 0, digitRuns: 0, wide: 0, foreign: 0 }],
    ['hello world', { tokens: 2, digitRuns: 0, wide: 0, foreign: 0 }],
    ['2 + 2 = 44', { tokens: 5, digitRuns: 2, wide: 0, foreign: 0 }],
    ['你好', { tokens: 0, digitRuns: 0, wide: 2, foreign: 0 }],
    ['é한字 𠀀 😀', { tokens: 1, digitRuns: 0, wide: 3, foreign: 2 }],
    ['<|endoftext|>', { tokens: 7, digitRuns: 0, wide: 0, foreign: 0 }],
  ])('measures %j', (text, expected) => {
    expect(tokenizer.measure(text)).toEqual(expected);
  });

  it('counts a long text as the sum of its parts', () => {
    const sentence = 'The quick brown fox jumps over the lazy dog. ';
    const once = tokenizer.measure(sentence).tokens;
    const counted = tokenizer.measure(sentence.repeat(2000)).tokens;
    // A space that ends the text is a token; within it belongs to the next word.
    expect(Math.abs(counted - 2000 * (once - 1))).toBeLessThan(20);
  });

  it.each(['a', ' ', '\n', '=', 'x1', '漢'])('is not held up by a run of %j', (run) => {
    const startedAt = performance.now();
    tokenizer.measure(run.repeat(100_000));
    // Quadratic work would take minutes.
    expect(performance.now() - startedAt).toBeLessThan(5000);
  });
});
