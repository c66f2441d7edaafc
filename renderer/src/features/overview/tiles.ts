import type { Figures } from '#contracts/statistics';
import type { Format } from '../../i18n/format.ts';

export type Tile = {
  readonly id: 'requests' | 'success' | 'firstByte' | 'cost';
  readonly value: string;
  /** How it differs from the span before; null when there is nothing to compare with. */
  readonly change: string | null;
  readonly tone: 'good' | 'bad' | 'idle';
};

/** Below this a difference is noise. */
const NOTABLE = 0.005;

/** Success in points, everything else in percent of what it was. */
export function tiles(now: Figures, before: Figures | null, format: Format): readonly Tile[] {
  const relative = (
    a: number | null,
    b: number | null | undefined,
    moreIs: 'good' | 'bad' | 'idle',
  ) => difference(a === null || b == null || b === 0 ? null : a / b - 1, moreIs, format);
  return [
    {
      id: 'requests',
      value: format.count(now.requests),
      ...relative(now.requests, before?.requests, 'idle'),
    },
    {
      id: 'success',
      value: format.percent(now.successRate),
      ...difference(
        now.successRate === null || before?.successRate == null
          ? null
          : now.successRate - before.successRate,
        'good',
        format,
      ),
    },
    {
      id: 'firstByte',
      value: now.firstByteP50Ms === null ? '–' : format.duration(now.firstByteP50Ms),
      ...relative(now.firstByteP50Ms, before?.firstByteP50Ms, 'bad'),
    },
    {
      id: 'cost',
      value: format.money(now.costNanoUsd),
      ...relative(now.costNanoUsd, before?.costNanoUsd, 'idle'),
    },
  ];
}

function difference(
  change: number | null,
  moreIs: 'good' | 'bad' | 'idle',
  format: Format,
): Pick<Tile, 'change' | 'tone'> {
  if (change === null) return { change: null, tone: 'idle' };
  if (Math.abs(change) < NOTABLE) return { change: `±${format.percent(0)}`, tone: 'idle' };
  const isMore = change > 0;
  const other = moreIs === 'good' ? 'bad' : 'good';
  const tone = moreIs === 'idle' ? 'idle' : isMore ? moreIs : other;
  return { change: `${isMore ? '+' : '−'}${format.percent(Math.abs(change))}`, tone };
}
