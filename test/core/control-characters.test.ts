import { describe, expect, it } from 'vitest';
import { hasControlCharacters } from '../../main/core/control-characters.ts';

describe('hasControlCharacters', () => {
  it.each(['\0', 'a\nb', '\u001f', '\u007f', 'x\u0085', '\u009f'])('finds one in %j', (text) => {
    expect(hasControlCharacters(text)).toBe(true);
  });

  it.each(['', ' ', 'a b~', '\u00a0é', '你好'])('finds none in %j', (text) => {
    expect(hasControlCharacters(text)).toBe(false);
  });
});
