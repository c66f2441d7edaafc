// @vitest-environment node
import { describe, expect, it } from 'vitest';
import { Language } from '../../../renderer/src/i18n/language.svelte.ts';

function memory(text: string | null = null) {
  return {
    text,
    read(): string | null {
      return this.text;
    },
    write(value: string) {
      this.text = value;
    },
  };
}

describe('Language', () => {
  it.each([
    [['zh-CN', 'en'], 'zh'],
    [['zh-TW'], 'zh'],
    [['en-GB', 'zh'], 'en'],
    [['de', 'zh-Hans-CN', 'en'], 'zh'],
    [['de', 'fr'], 'en'],
    [[], 'en'],
  ])('takes of %j the first it speaks: %s', (preferred, code) => {
    expect(new Language(preferred, memory()).code).toBe(code);
  });

  it('prefers what the person chose before', () => {
    expect(new Language(['en'], memory('zh')).code).toBe('zh');
  });

  it('ignores a memory that names no language of ours', () => {
    expect(new Language(['zh'], memory('klingon')).code).toBe('zh');
  });

  it('changes words, numbers and locale together, and remembers', () => {
    const kept = memory();
    const language = new Language(['en'], kept);
    expect(language.t.list.retry).toBe('Try again');
    language.choose('zh');
    expect(language.t.list.retry).toBe('重试');
    expect(language.locale).toBe('zh-CN');
    expect(language.format.exactTime(0)).toMatch(/年/);
    expect(kept.text).toBe('zh');
  });
});
