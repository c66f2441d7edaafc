import { describe, expect, it } from 'vitest';
import { TextCache } from '../../../main/metering/count/text-cache.ts';

function counting(maxKept: number) {
  const cache = new TextCache<number>(maxKept);
  const found: string[] = [];
  const length = (text: string): number =>
    cache.of(text, () => {
      found.push(text);
      return text.length;
    });
  return { length, found };
}

describe('TextCache', () => {
  it('looks at each text once, short or long', () => {
    const { length, found } = counting(10);
    const texts = ['short', 'x'.repeat(1000), 'y'.repeat(1000), ''];
    for (const text of [...texts, ...texts]) expect(length(text)).toBe(text.length);
    expect(found).toEqual(texts);
  });

  it('forgets what was not used for the longest time', () => {
    const { length, found } = counting(2);
    for (const text of ['a', 'b', 'a', 'c', 'a', 'b']) length(text);
    expect(found).toEqual(['a', 'b', 'c', 'b']);
  });
});
