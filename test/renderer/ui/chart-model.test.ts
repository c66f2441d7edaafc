// @vitest-environment node
import { describe, expect, it } from 'vitest';
import {
  drawnValues,
  isEmpty,
  seriesAt,
  tickStep,
  totalOf,
  type ChartModel,
} from '../../../renderer/src/ui/chart-model.ts';

function model(shape: ChartModel['shape'], ...values: (number | null)[][]): ChartModel {
  const names = (values[0] ?? []).map((_, at) => `day ${at}`);
  return {
    shape,
    ticks: names,
    titles: names,
    series: values.map((list, at) => ({ key: `s${at}`, name: `s${at}`, colour: '', values: list })),
    openBucket: null,
    top: null,
    isWhole: false,
  };
}

describe('a chart', () => {
  it('stacks bars upon each other, with nothing for what is unknown', () => {
    expect(drawnValues(model('bars', [1, 2, null], [10, 0, 5]))).toEqual([
      [1, 2, 0],
      [11, 2, 5],
    ]);
  });

  it('leaves lines where they are', () => {
    expect(drawnValues(model('lines', [1, null], [2, 3]))).toEqual([
      [1, null],
      [2, 3],
    ]);
  });

  it('finds the part of a stack that a height lies in', () => {
    const bars = model('bars', [1, 0], [0, 5], [2, 1]);
    const at = (bucket: number, height: number) => seriesAt(bars, bucket, height)?.key ?? null;
    expect(at(0, 0.5)).toBe('s0');
    expect(at(0, 1)).toBe('s2');
    expect(at(0, 3)).toBeNull();
    expect(at(1, 4.9)).toBe('s1');
    expect(at(1, -1)).toBeNull();
    expect(seriesAt(model('lines', [1]), 0, 0.5)).toBeNull();
  });

  it('adds up a bucket', () => {
    expect(totalOf(model('bars', [1, 2], [3, null]), 1)).toBe(2);
  });

  it('is empty without a value; a line at nothing is a value', () => {
    expect(isEmpty(model('bars', [0, null]))).toBe(true);
    expect(isEmpty(model('bars', [0, 1]))).toBe(false);
    expect(isEmpty(model('lines', [null, 0]))).toBe(false);
    expect(isEmpty(model('lines', [null]))).toBe(true);
    expect(isEmpty(model('areas'))).toBe(true);
  });

  it.each([
    [7, 600, 1],
    [30, 600, 4],
    [24, 300, 6],
    [24, 20, 24],
    [1000, 100, 1000],
  ])('labels %i buckets on %i pixels at every %i', (buckets, width, step) => {
    expect(tickStep(buckets, width, 62)).toBe(step);
  });
});
