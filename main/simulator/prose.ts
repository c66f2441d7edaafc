import { oneOf, type Dice } from './dice.ts';

const WORDS: readonly [string, ...string[]] = [
  ...(['the'] as const),
  ...'test function returns value when file changes and request waits until stream ends'.split(' '),
  ...'so we read config first then write result back because cache may be stale after retry'.split(
    ' ',
  ),
];

const WORDS_PER_SENTENCE = 12;

/** So many words that look like somebody explaining code, each with the blank that follows it. */
export function prose(dice: Dice, count: number): string[] {
  return Array.from({ length: count }, (_, index) => {
    const word = oneOf(dice, WORDS);
    const place = index % WORDS_PER_SENTENCE;
    const cased = place === 0 ? word.charAt(0).toUpperCase() + word.slice(1) : word;
    if (index === count - 1) return `${cased}.`;
    return place === WORDS_PER_SENTENCE - 1 ? `${cased}. ` : `${cased} `;
  });
}

/** A text in the pieces in which a model would produce it. */
export function wordsOf(text: string): string[] {
  return text.match(/\s*\S+\s*/g) ?? [text];
}
