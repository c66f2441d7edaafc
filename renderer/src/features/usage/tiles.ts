import type { Figures } from '#contracts/statistics';
import type { Format } from '../../i18n/format.ts';
import { allTokens, knownCost } from './group-rows.ts';

export const TILES = ['cost', 'requests', 'success', 'tokens', 'firstByte', 'speed'] as const;
export type TileId = (typeof TILES)[number];

/** Below this a difference is noise. */
const NOTABLE = 0.0005;

export function tileFigure(id: TileId, figures: Figures): number | null {
  switch (id) {
    case 'cost':
      return knownCost(figures);
    case 'requests':
      return figures.requests;
    case 'success':
      return figures.successRate;
    case 'tokens':
      return allTokens(figures);
    case 'firstByte':
      return figures.firstByteP50Ms;
    case 'speed':
      return figures.outputTokensPerSecond;
  }
}

export type Change = { readonly text: string; readonly isPoints: boolean };

/** How a figure differs from that of the span before: success in points, all else in percent of what it was. */
export function changeOf(
  id: TileId,
  now: Figures,
  before: Figures | null,
  format: Format,
): Change | null {
  const figure = tileFigure(id, now);
  const earlier = before === null ? null : tileFigure(id, before);
  if (figure === null || earlier === null || earlier === 0) return null;
  const isPoints = id === 'success';
  const change = isPoints ? figure - earlier : figure / earlier - 1;
  const sign = Math.abs(change) < NOTABLE ? '±' : change > 0 ? '+' : '−';
  const size = Math.abs(change) < NOTABLE ? 0 : Math.abs(change);
  const text = isPoints ? format.percent(size).replace(/\s*%/u, '') : format.percent(size);
  return { text: `${sign}${text}`, isPoints };
}
