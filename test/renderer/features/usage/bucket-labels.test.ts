// @vitest-environment node
import { describe, expect, it } from 'vitest';
import { bucketLabels, rangeTitle } from '../../../../renderer/src/features/usage/bucket-labels.ts';

const at = (text: string) => Date.parse(text);
const plain = (texts: readonly string[]) => texts.map((text) => text.replace(/\s/gu, ' '));

describe('the labels of buckets', () => {
  it('are hours of the server, and the day where one begins', () => {
    const starts = [at('2026-11-23T22:00Z'), at('2026-11-23T23:00Z')];
    const zone = 'Europe/Berlin';
    const { ticks, titles } = bucketLabels(
      { starts, end: at('2026-11-24T00:00Z'), unit: 'hour', zone },
      'en',
    );
    expect(ticks).toEqual(['23:00', 'Nov 24']);
    expect(plain(titles)[1]).toBe('Nov 24, 00:00 – 01:00');
  });

  it('name days with their weekday in the language of the window', () => {
    const days = { starts: [at('2026-11-24T00:00Z')], end: at('2026-11-25T00:00Z'), zone: 'UTC' };
    expect(bucketLabels({ ...days, unit: 'day' }, 'en').titles).toEqual(['Tue, Nov 24']);
    expect(bucketLabels({ ...days, unit: 'day' }, 'zh-CN').ticks).toEqual(['11月24日']);
  });

  it('name weeks from their first to their last day', () => {
    const week = { starts: [at('2026-11-23T00:00Z')], end: at('2026-11-30T00:00Z'), zone: 'UTC' };
    expect(plain(bucketLabels({ ...week, unit: 'week' }, 'en').titles)).toEqual(['Nov 23 – 29']);
  });

  it('name the year of the first month and of each January', () => {
    const starts = ['2025-11-01', '2025-12-01', '2026-01-01', '2026-10-01'].map((day) => at(day));
    const months = { starts, end: at('2026-11-01'), unit: 'month' as const, zone: 'UTC' };
    expect(bucketLabels(months, 'en').ticks).toEqual(['Nov 2025', 'Dec', 'Jan 2026', 'Oct']);
  });
});

describe('the title of a range', () => {
  it('has days without the moment after the last one, and hours of a short one', () => {
    const week = { from: at('2026-11-01T00:00Z'), to: at('2026-11-08T00:00Z') };
    expect(plain([rangeTitle(week, 'UTC', 'en')])).toEqual(['Nov 1 – 7, 2026']);
    const hours = { from: at('2026-11-01T08:00Z'), to: at('2026-11-01T10:00Z') };
    expect(plain([rangeTitle(hours, 'UTC', 'en')])).toEqual(['Nov 1, 08:00 – 10:00']);
  });
});
