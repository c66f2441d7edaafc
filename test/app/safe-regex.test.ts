import { describe, expect, it } from 'vitest';
import { compilePattern } from '../../main/app/safe-regex.ts';

const LONG = `${'a'.repeat(64 * 1024)}b`;

describe('compilePattern', () => {
  // Each of these takes the built-in engine longer than anybody lives: that it ends at all is the test.
  it.each(['(a+)+$', '^(a|aa)+$', '(a*)*$x', '([a-z]+)*!', '(?P<all>(a|a)*)$c'])(
    'comes to an end with %s on a long text',
    (source) => {
      expect(compilePattern(source).find(LONG)).toBeNull();
    },
  );

  // Syntax that no engine of linear time can offer.
  it.each(['(a)\\1', '(?=a)b', '(?<!a)b', '(', 'a**', '[z-a]', '(a{1000}){1000}'])(
    'refuses %s in plain words',
    (source) => {
      expect(() => compilePattern(source)).toThrow(/^not a regular expression \(RE2\): /);
    },
  );

  it.each(['(?:a?){200}a{200}', '(?i)(é|a|\\pL){1,500}!'])('refuses %s for its size', (source) => {
    expect(() => compilePattern(source)).toThrow('too large');
  });

  it('names its groups and what they caught', () => {
    const pattern = compilePattern('(?P<day>\\d+)[.](?<month>\\d+)(?P<year>[.]\\d+)?');
    expect(pattern.groups.toSorted()).toEqual(['day', 'month', 'year']);
    expect(pattern.find('until 24.12, or so')).toEqual({ day: '24', month: '12' });
  });

  it('knows letters of any language', () => {
    expect(compilePattern('(?P<text>限额将在.+)').find('您的限额将在 18:08 重置')).toEqual({
      text: '限额将在 18:08 重置',
    });
  });
});
