import { describe, expect, it } from 'vitest';
import { byAge, datedName, withoutMark } from '../../main/core/model-name.ts';

describe('datedName', () => {
  it.each([
    ['claude-x-20250929', 'claude-x', '20250929'],
    ['claude-x@20250929', 'claude-x', '20250929'],
    ['gpt-5-2025-08-07', 'gpt-5', '20250807'],
    ['m-20240229', 'm', '20240229'],
    ['m-20000229', 'm', '20000229'],
    ['m-21001231', 'm', '21001231'],
    ['m-20250229', 'm-20250229', null],
    ['m-21000229', 'm-21000229', null],
    ['m-19991231', 'm-19991231', null],
    ['m-21010101', 'm-21010101', null],
    ['m-20251301', 'm-20251301', null],
    ['m-20250100', 'm-20250100', null],
    ['m-20250431', 'm-20250431', null],
    ['m20250101', 'm20250101', null],
    ['-20250101', '-20250101', null],
    ['m-20250101-thinking', 'm-20250101-thinking', null],
    ['gpt-4', 'gpt-4', null],
  ])('%s', (name, base, date) => {
    expect(datedName(name)).toEqual({ base, date });
  });
});

describe('withoutMark', () => {
  it.each([
    ['claude-x[1m]', 'claude-x'],
    ['claude-x-20250101[1M]', 'claude-x-20250101'],
    ['x[200k]', 'x'],
    ['x[]', 'x[]'],
    ['[1m]', '[1m]'],
    ['x[1m]y', 'x[1m]y'],
    ['x', 'x'],
  ])('%s', (name, expected) => {
    expect(withoutMark(name)).toBe(expected);
  });
});

describe('byAge', () => {
  it.each([
    ['a later date', 'a-20250102', 'z-20250101'],
    ['any date before none', 'a-20250101', 'z-9'],
    ['a higher version', 'claude-sonnet-4-10', 'claude-sonnet-4-9'],
    ['a longer version', 'gpt-4.1', 'gpt-4o'],
    ['a later place in the alphabet', 'beta', 'alpha'],
  ])('takes %s for newer', (_rule, newer, older) => {
    expect(byAge(newer, older)).toBeGreaterThan(0);
    expect(byAge(older, newer)).toBeLessThan(0);
  });
});
