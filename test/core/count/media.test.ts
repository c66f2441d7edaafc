import { describe, expect, it } from 'vitest';
import { constantsOf } from '../../../main/core/count/constants.ts';
import { claudeMediaTokens, geminiMediaTokens } from '../../../main/core/count/media.ts';

const OLD = constantsOf('claude-opus-4-5');
const NEW = constantsOf('claude-opus-4-8');
const image = (width: number, height: number) => ({ kind: 'image', width, height }) as const;

describe('claudeMediaTokens', () => {
  it.each([
    ['a token for each patch begun', image(640, 480), OLD, 23 * 18 + 4],
    ['one pixel', image(1, 1), OLD, 5],
    ['an image scaled to the longest edge', image(3136, 280), OLD, 56 * 5 + 4],
    ['the same on newer models, which read more', image(2576, 280), NEW, 92 * 10 + 4],
    ['an image capped by its tokens', image(1568, 1568), OLD, 1572],
    ['the same on newer models', image(2576, 2576), NEW, 4788],
    ['pages with their text', { kind: 'pdf', pages: 2, textTokens: 300 } as const, OLD, 3480],
    ['an image of unknown size', { kind: 'unseenImage' } as const, OLD, 404],
    ['something unknown', { kind: 'unknown' } as const, OLD, 0],
  ])('counts %s', (_, media, constants, expected) => {
    expect(claudeMediaTokens(media, constants)).toBe(expected);
  });
});

describe('geminiMediaTokens', () => {
  it.each([
    ['a small image as one tile', image(384, 384), 258],
    ['a larger one by its tiles', image(1000, 700), 516],
    ['a page as a tile', { kind: 'pdf', pages: 3, textTokens: 900 } as const, 774],
    ['an image of unknown size as a tile', { kind: 'unseenImage' } as const, 258],
  ])('counts %s', (_, media, expected) => {
    expect(geminiMediaTokens(media)).toBe(expected);
  });
});
