import { describe, expect, it } from 'vitest';
import { constantsOf } from '../../../main/core/count/constants.ts';

const of = (model: string) => constantsOf(model);

describe('constantsOf', () => {
  it.each([
    ['claude-sonnet-4-5', 'claude-haiku-4-5-20251001'],
    ['claude-sonnet-4-5', 'claude-opus-4-6'],
    ['claude-sonnet-4-5', 'us.anthropic.claude-sonnet-4-5-20250929-v1:0'],
    ['claude-sonnet-4-5', 'anthropic/claude-sonnet-4.5'],
    ['claude-sonnet-4-0', 'claude-sonnet-4-20250514'],
    ['claude-sonnet-4-0', 'claude-opus-4-1-20250805'],
    ['claude-sonnet-4-0', 'claude-3-7-sonnet-latest'],
    ['claude-3-5-haiku-latest', 'claude-3-5-sonnet-20240620'],
    ['claude-3-sonnet-20240229', 'anthropic.claude-v2'],
    ['claude-opus-4-7', 'claude-opus-4-8'],
    ['claude-opus-5', 'claude-sonnet-5'],
    ['claude-opus-5', 'claude-fable-5-20260401'],
    ['claude-opus-5', 'claude-opus-5-5'],
  ])('%s and %s are of one generation', (one, other) => {
    expect(of(other)).toBe(of(one));
  });

  it('tells the generations apart', () => {
    const names = [
      'claude-3-opus-20240229',
      'claude-3-sonnet-20240229',
      'claude-3-haiku-20240307',
      'claude-3-5-haiku-latest',
      'claude-sonnet-4-0',
      'claude-opus-4-6',
      'claude-opus-4-8',
      'claude-opus-5',
    ];
    expect(new Set(names.map(of)).size).toBe(names.length);
  });

  it.each(['claude-opus-6', 'claude-mythos-1', 'claude-opus-4-10', 'claude-next', 'glm-4.6', ''])(
    'counts a model of the future or of another maker as the newest: %s',
    (model) => {
      const newest = of('claude-opus-5').weights;
      expect(of(model).weights).toBe(newest);
    },
  );
});
