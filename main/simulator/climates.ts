import type { Climate } from './schedule.ts';

/** How often and how badly an upstream with changing moods fails; the values are names of behaviours. */
export const CLIMATES: Readonly<Record<ClimateName, Climate<string>>> = {
  // A good vendor: short overloads and rate limits, which a key or a channel more makes unseen.
  gentle: {
    good: [
      { value: 'healthy-90+slow-300-35', weight: 4, minMs: 60_000, maxMs: 180_000 },
      { value: 'healthy-60+slow-1200-60', weight: 1, minMs: 30_000, maxMs: 60_000 },
    ],
    bad: [
      { value: 'status-529', weight: 3, minMs: 5_000, maxMs: 20_000 },
      { value: 'rate-limited-15', weight: 3, minMs: 10_000, maxMs: 15_000 },
      { value: 'flaky-40-500', weight: 2, minMs: 10_000, maxMs: 30_000 },
    ],
  },
  // A relay: everything a careful reader of answers can still repair before the client sees it.
  rough: {
    good: [
      { value: 'healthy-80+slow-200-30', weight: 3, minMs: 20_000, maxMs: 60_000 },
      { value: 'healthy-60+slow-600-45+gzip', weight: 1, minMs: 15_000, maxMs: 40_000 },
    ],
    bad: [
      { value: 'status-503', weight: 3, minMs: 10_000, maxMs: 30_000 },
      { value: 'rate-limited-30', weight: 3, minMs: 15_000, maxMs: 30_000 },
      { value: 'soft-error', weight: 2, minMs: 10_000, maxMs: 30_000 },
      { value: 'error-first', weight: 2, minMs: 10_000, maxMs: 20_000 },
      { value: 'slow-300-30+reset-middle', weight: 1, minMs: 5_000, maxMs: 15_000 },
    ],
  },
  // A bad one: silence, broken connections and pages of HTML most of the time.
  stormy: {
    good: [{ value: 'slow-150-25', weight: 1, minMs: 5_000, maxMs: 25_000 }],
    bad: [
      { value: 'reset-before-head', weight: 3, minMs: 5_000, maxMs: 20_000 },
      { value: 'hang-before-head', weight: 1, minMs: 5_000, maxMs: 10_000 },
      { value: 'html-502', weight: 2, minMs: 5_000, maxMs: 20_000 },
      { value: 'status-500', weight: 3, minMs: 5_000, maxMs: 20_000 },
      { value: 'empty', weight: 1, minMs: 5_000, maxMs: 15_000 },
      { value: 'quota-2', weight: 1, minMs: 60_000, maxMs: 120_000 },
      { value: 'slow-200-30+close-inside-event', weight: 1, minMs: 5_000, maxMs: 15_000 },
    ],
  },
};

export type ClimateName = 'gentle' | 'rough' | 'stormy';
