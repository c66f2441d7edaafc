import { describe, expect, it } from 'vitest';
import { estimateTokens } from '../../../main/core/count/estimate.ts';
import { encodeUtf8 } from '../../../main/core/utf8.ts';

describe('estimateTokens', () => {
  it.each([
    ['', 0],
    ['four', 1],
    ['The quick brown fox jumps over the lazy dog.', 11],
    ['你好世界', 4],
  ])('takes %j for %i tokens', (text, expected) => {
    expect(estimateTokens(encodeUtf8(text))).toBe(expected);
  });
});
