import { describe, expect, it } from 'vitest';
import type { Quirks } from '../../../main/contracts/quirks.ts';
import { NO_QUIRKS } from '../../../main/core/convert/inner/quirks.ts';
import { quirksOf, vendorQuirks } from '../../../main/core/conversion/vendor-quirks.ts';

const DEEPSEEK = 'https://api.deepseek.com';
const MINIMAX = 'https://api.minimax.io';
const GROQ = 'https://api.groq.com/openai';

function quirks(url: string, model: string, own: Partial<Quirks> = {}): Quirks {
  return quirksOf({ quirks: own }, { url }, 'openai-chat', model);
}

describe('the quirks of a vendor', () => {
  it('are none at an address that nobody knows', () => {
    expect(quirks('https://relay.example', 'm')).toEqual(NO_QUIRKS);
  });

  it.each([
    [DEEPSEEK, 'deepseek-flash', true],
    [DEEPSEEK, 'deepseek-v4-pro', false],
    [DEEPSEEK, 'deepseek-reasoner', false],
    [MINIMAX, 'MiniMax-M3', true],
    [MINIMAX, 'MiniMax-M2.7-highspeed', false],
    [MINIMAX, 'MiniMax-Text-01', false],
  ])('at %s let %s have pictures: %s', (url, model, isSeeing) => {
    expect(quirks(url, model).hasImages).toBe(isSeeing);
  });

  it('give way to those of the channel', () => {
    expect(quirks(DEEPSEEK, 'deepseek-v4-pro', { hasImages: true }).hasImages).toBe(true);
    expect(quirks(GROQ, 'm', { unsupported: [] }).unsupported).toEqual([]);
    expect(quirks(GROQ, 'm').unsupported).toContain('logprobs');
  });

  it('of chat hold for chat alone', () => {
    expect(vendorQuirks(DEEPSEEK, ['anthropic'])).toEqual({ hasDocuments: false });
    expect(vendorQuirks(DEEPSEEK, ['anthropic', 'openai-chat'])).toMatchObject({
      hasDocuments: false,
      thinking: 'switch',
    });
  });
});
