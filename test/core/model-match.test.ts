import { describe, expect, it } from 'vitest';
import { matchModel, type ModelRules } from '../../main/core/model-match.ts';

const ALL: ModelRules = {
  isDateSuffixIgnored: true,
  isModelSuffixIgnored: true,
  isFuzzyModelEnabled: true,
};

/** Entries written as `name` or `name>upstream,other`. */
function entriesOf(...texts: string[]) {
  return texts.map((text) => {
    const [name = '', targets] = text.split('>');
    return { name, upstreamNames: targets?.split(',') ?? [], isEnabled: true };
  });
}

describe('matchModel', () => {
  it.each([
    ['the name itself', ['claude-x'], 'claude-x', 'name', ['claude-x']],
    ['a redirect', ['claude-x>glm-5'], 'claude-x', 'name', ['glm-5']],
    ['several redirects in order', ['x>b,a'], 'x', 'name', ['b', 'a']],
    ['a name with its mark', ['x[1m]', 'x'], 'x[1m]', 'name', ['x[1m]']],
    ['a name without its mark', ['x'], 'x[1m]', 'suffix', ['x']],
    ['the redirect of a name without its mark', ['x>y'], 'x[1m]', 'suffix', ['y']],
    ['an undated entry', ['claude-x'], 'claude-x-20250101', 'date', ['claude-x']],
    ['a dated entry', ['claude-x-20250101'], 'claude-x', 'date', ['claude-x-20250101']],
    ['a dated entry of Vertex', ['claude-x@20250101'], 'claude-x', 'date', ['claude-x@20250101']],
    ['a dated entry of OpenAI', ['gpt-5-2025-08-07'], 'gpt-5', 'date', ['gpt-5-2025-08-07']],
    ['a date in another notation', ['x@20250101'], 'x-20250101', 'date', ['x@20250101']],
    [
      'the newest snapshot',
      ['x-20250101', 'x-20250601', 'x-20240101'],
      'x',
      'date',
      ['x-20250601'],
    ],
    ['the redirect of a dated entry', ['x-20250101>y'], 'x', 'date', ['y']],
    ['mark and date at once', ['x-20250101'], 'x[1m]', 'date', ['x-20250101']],
    ['a pattern', ['claude-*'], 'claude-x', 'pattern', ['claude-x']],
    ['the redirect of a pattern', ['claude-*>glm-5'], 'claude-x', 'pattern', ['glm-5']],
    ['the longest pattern', ['claude-*>a', 'claude-opus-*>b'], 'claude-opus-5', 'pattern', ['b']],
    ['a pattern without the mark', ['*-sonnet'], 'x-sonnet[1m]', 'pattern', ['x-sonnet']],
    ['a pattern with the mark', ['claude-*'], 'claude-x[1m]', 'pattern', ['claude-x[1m]']],
    ['the entry for any model', ['*'], 'x[1m]', 'any', ['x[1m]']],
    ['the redirect for any model', ['*>fallback'], 'x', 'any', ['fallback']],
    ['a part of a name', ['Claude-Sonnet-5'], 'sonnet', 'fuzzy', ['Claude-Sonnet-5']],
    [
      'the newest of similar names',
      ['a-sonnet-4-5', 'a-sonnet-4-6'],
      'sonnet',
      'fuzzy',
      ['a-sonnet-4-6'],
    ],
    ['the redirect of a similar name', ['claude-sonnet>y'], 'sonnet', 'fuzzy', ['y']],
  ])('finds %s', (_what, entries, asked, by, upstreamModels) => {
    expect(matchModel(entriesOf(...entries), asked, ALL)).toEqual({ by, upstreamModels });
  });

  it.each([
    ['the name before all others', 'name', ['*', 'x-*', 'x-20250101', 'x-1', 'x-1[1m]'], 'x-1[1m]'],
    ['the bare name before a date', 'suffix', ['*', 'x-*', 'x-1-20250101', 'x-1'], 'x-1[1m]'],
    ['a date before a pattern', 'date', ['*', 'x-*', 'x-1-20250101'], 'x-1'],
    ['a pattern before any', 'pattern', ['*', 'x-*', 'x-1-large'], 'x-1'],
    ['any before a similar name', 'any', ['*', 'x-1-large'], 'x-1'],
  ])('prefers %s', (_what, by, entries, asked) => {
    expect(matchModel(entriesOf(...entries), asked, ALL)?.by).toBe(by);
    expect(matchModel(entriesOf(...entries.toReversed()), asked, ALL)?.by).toBe(by);
  });

  it.each([
    ['another snapshot', ['x-20250101'], 'x-20250102', ALL],
    ['a date that is none', ['x'], 'x-20251301', ALL],
    ['a date while dates count', ['x'], 'x-20250101', { ...ALL, isDateSuffixIgnored: false }],
    ['a mark while marks count', ['x'], 'x[1m]', { ...ALL, isModelSuffixIgnored: false }],
    ['a larger variant than was asked for', ['x[1m]'], 'x', { ...ALL, isFuzzyModelEnabled: false }],
    ['a similar name unless asked to', ['xyz'], 'y', { ...ALL, isFuzzyModelEnabled: false }],
    ['a longer name than the entry', ['sonnet'], 'claude-sonnet', ALL],
    ['anything for an empty name', ['x'], '', ALL],
    [
      'another spelling of a name',
      ['Claude-X'],
      'claude-x',
      { ...ALL, isFuzzyModelEnabled: false },
    ],
  ])('does not find %s', (_what, entries, asked, rules) => {
    expect(matchModel(entriesOf(...entries), asked, rules)).toBeNull();
  });

  it('does not see entries that are switched off', () => {
    const entries = [...entriesOf('*>b'), { name: 'x', upstreamNames: ['a'], isEnabled: false }];
    expect(matchModel(entries, 'x', ALL)?.upstreamModels).toEqual(['b']);
  });
});
