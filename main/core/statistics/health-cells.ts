import type { Range } from '../../contracts/statistics.ts';
import type { Zone } from '../limits/calendar.ts';
import { startOf } from './buckets.ts';
import { HOUR_MS, MINUTE_MS } from './wall-clock.ts';

/** Two a pixel column on the narrowest list; as many as ccLoad has. */
const CELLS = 48;

const RECENT_CELL_MS = 5 * MINUTE_MS;

type Cells = Range & { readonly cellMs: number; readonly source: 'records' | 'totals' };

/** How a strip of a channel's health is cut: the last four hours in 5 minutes each, longer ranges in whole hours. */
export function healthCells(range: Range | null, zone: Zone, now: number): Cells {
  const recentMs = CELLS * RECENT_CELL_MS;
  const lengthMs = range === null ? recentMs : range.to - range.from;
  if (lengthMs <= recentMs) {
    const end = range?.to ?? now;
    // Cells begin at the same moments however often they are asked for.
    const to = Math.ceil((end + 1) / RECENT_CELL_MS) * RECENT_CELL_MS;
    const cells = Math.min(CELLS, Math.ceil(lengthMs / RECENT_CELL_MS) + 1);
    return { from: to - cells * RECENT_CELL_MS, to, cellMs: RECENT_CELL_MS, source: 'records' };
  }
  const { from, to } = range ?? { from: now - recentMs, to: now };
  const start = startOf(zone, 'hour', from);
  const cellMs = Math.ceil((to - start) / CELLS / HOUR_MS) * HOUR_MS;
  return { from: start, to, cellMs, source: 'totals' };
}
