import { flushSync } from 'svelte';
import { describe, expect, it } from 'vitest';
import RangePicker from '../../../../renderer/src/features/usage/RangePicker.svelte';
import {
  usagePlaceOf,
  type UsageRange,
} from '../../../../renderer/src/features/usage/usage-place.ts';
import { button, draw, english, press, type } from '../../support/draw.ts';

function picker(address = 'range=today') {
  const ranges: UsageRange[] = [];
  const dimensions: string[] = [];
  const { target } = draw(RangePicker, {
    place: usagePlaceOf(new URLSearchParams(address)),
    shown: null,
    language: english,
    onRange: (range: UsageRange) => ranges.push(range),
    onDimension: (dimension: string) => dimensions.push(dimension),
  });
  const field = (name: string) => target.querySelector<HTMLInputElement>(`input[name=${name}]`);
  const show = (from: string, to: string) => {
    type(field('from'), from);
    type(field('to'), to);
    target.querySelector('form')?.requestSubmit();
    flushSync();
  };
  return { target, ranges, dimensions, field, show };
}

describe('RangePicker', () => {
  it('marks the range that is shown, and takes another by one press', () => {
    const { target, ranges } = picker();
    expect(button(target, 'Today').getAttribute('aria-pressed')).toBe('true');
    press(target, '7 days');
    expect(ranges).toEqual([{ kind: 'named', name: 'last_7_days' }]);
  });

  it('asks for two days, of which the second is part of the range', () => {
    const { target, ranges, field, show } = picker();
    expect(field('from')).toBeNull();
    press(target, 'Other…');
    expect(button(target, 'Today').getAttribute('aria-pressed')).toBe('false');
    show('2026-11-01', '2026-11-03');
    expect(ranges).toEqual([{ kind: 'custom', from: '2026-11-01', to: '2026-11-04' }]);
  });

  it('shows the days of a range that came with the address', () => {
    const { field } = picker('from=2026-11-01&to=2026-11-04');
    expect([field('from')?.value, field('to')?.value]).toEqual(['2026-11-01', '2026-11-03']);
  });

  it('says at the field that the days are the wrong way round, and asks for nothing', () => {
    const { target, ranges, field, show } = picker();
    press(target, 'Other…');
    show('2026-11-03', '2026-11-01');
    expect(ranges).toEqual([]);
    const error = target.querySelector('[role=alert]');
    expect(field('to')?.getAttribute('aria-describedby')).toBe(error?.id);
    expect(error?.textContent).not.toBe('');
  });

  it('groups by another dimension', () => {
    const { target, dimensions } = picker();
    press(target, 'Model');
    expect(dimensions).toEqual(['model']);
  });
});
