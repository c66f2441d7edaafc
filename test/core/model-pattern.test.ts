import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fitsPattern } from '../../main/core/model-pattern.ts';

describe('fitsPattern', () => {
  it.each([
    ['claude-*', 'claude-sonnet-5', true],
    ['claude-*', 'claude-', true],
    ['claude-*', 'Claude-x', false],
    ['claude-*', 'my-claude-x', false],
    ['*-mini', 'gpt-5-mini', true],
    ['*-mini', 'gpt-5-mini-high', false],
    ['gpt-*-mini', 'gpt-5-mini', true],
    ['gpt-*-mini', 'gpt-mini', false],
    ['*sonnet*', 'claude-sonnet-5', true],
    ['*a*b*', 'b-a', false],
    ['a*a', 'a', false],
    ['a*a', 'aa', true],
    ['**', 'x', true],
    ['*', '', true],
    ['a.c*', 'abc', false],
    ['exact', 'exact', true],
    ['exact', 'exactly', false],
  ])('%s and %s: %s', (pattern, name, expected) => {
    expect(fitsPattern(pattern, name)).toBe(expected);
  });

  it('agrees with a regular expression', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', '*'), maxLength: 8 });
    fc.assert(
      fc.property(text, text, (pattern, given) => {
        const name = given.replaceAll('*', '');
        const expression = new RegExp(`^${pattern.replaceAll('*', '.*')}$`);
        expect(fitsPattern(pattern, name)).toBe(expression.test(name));
      }),
      { numRuns: 1000 },
    );
  });
});
