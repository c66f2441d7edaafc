// @vitest-environment node
import { describe, expect, it } from 'vitest';
import { createFormat } from '../../../renderer/src/i18n/format.ts';

const format = createFormat('en');
const plain = (text: string) => text.replaceAll('\u00a0', ' ');

describe('durations that are over', () => {
  it.each([
    [0, '0 ms'],
    [7, '7 ms'],
    [999, '999 ms'],
    [1_000, '1.00 s'],
    [2_114, '2.11 s'],
    [9_994, '9.99 s'],
    [9_996, '10.0 s'],
    [59_940, '59.9 s'],
    [59_999, '1 min 00 s'],
    [65_000, '1 min 05 s'],
    [3_599_600, '1 h 00 min'],
    [3_900_000, '1 h 05 min'],
  ])('writes %i ms as %s', (ms, text) => {
    expect(plain(format.duration(ms))).toBe(text);
  });
});

describe('durations that grow', () => {
  it.each([
    [0, '0.0 s'],
    [1_260, '1.3 s'],
    [61_000, '1 min 01 s'],
  ])('writes %i ms as %s', (ms, text) => {
    expect(plain(format.elapsed(ms))).toBe(text);
  });
});

describe('sizes', () => {
  it.each([
    [0, '0 B'],
    [999, '999 B'],
    [1_000, '1.0 kB'],
    [99_940, '99.9 kB'],
    [123_456, '123 kB'],
    [999_600, '1.0 MB'],
    [5_000_000_000_000, '5,000 GB'],
  ])('writes %i bytes as %s', (bytes, text) => {
    expect(plain(format.bytes(bytes))).toBe(text);
  });
});

describe('times', () => {
  const noon = new Date(2026, 10, 21, 12, 34, 56).getTime();

  it('shows seconds today and the day for anything older', () => {
    expect(format.time(noon, noon)).toBe('12:34:56');
    const shown = format.time(noon, noon + 86_400_000);
    expect(shown).toContain('Nov 21');
    expect(shown).toContain('12:34');
  });

  it('counts hours to 24 in both languages', () => {
    const midnight = new Date(2026, 10, 21, 0, 5, 6).getTime();
    expect(format.time(midnight, midnight)).toBe('00:05:06');
    expect(createFormat('zh-CN').time(midnight, midnight)).toBe('00:05:06');
  });

  it('names date, seconds and zone in the exact form', () => {
    const exact = format.exactTime(noon);
    expect(exact).toContain('2026');
    expect(exact).toMatch(/12:34:56 \S+/);
  });
});

describe('money', () => {
  it.each([
    [0, '$0.00'],
    [12_340_000_000, '$12.34'],
    [1_234_567_000_000_000, '$1,234,567.00'],
    [56_700_000, '$0.057'],
    [1_230_000, '$0.00123'],
    [12_300, '$0.0000123'],
    [null, '–'],
  ])('writes %s nano-dollars as %s', (nanoUsd, text) => {
    expect(format.money(nanoUsd)).toBe(text);
  });
});

describe('shares', () => {
  it.each([
    [0, '0 %'],
    [1, '100 %'],
    [0.5, '50.0 %'],
    [0.99999, '99.9 %'],
    [0.00001, '0.1 %'],
    [null, '–'],
  ])('writes %s as %s', (share, text) => {
    expect(plain(format.percent(share))).toBe(text);
  });
});

describe('large counts', () => {
  it.each([
    [9_999, '9,999'],
    [12_345, '12.3K'],
    [1_234_567, '1.23M'],
  ])('writes %i as %s', (value, text) => {
    expect(format.compact(value)).toBe(text);
  });
});
