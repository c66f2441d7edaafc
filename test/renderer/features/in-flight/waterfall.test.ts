// @vitest-environment node
import { describe, expect, it } from 'vitest';
import type { LiveAttempt } from '#contracts/live-events';
import {
  grownTo,
  scaleFor,
  stretches,
} from '../../../../renderer/src/features/in-flight/waterfall.ts';
import { aRunningRequest } from '../../support/builders.ts';

const attempt = (facts: Partial<LiveAttempt>): LiveAttempt => ({
  number: 1,
  channelId: 1 as LiveAttempt['channelId'],
  channelName: 'main',
  keyMask: 'sk-…1',
  outcome: null,
  status: null,
  startedAt: 1_000,
  endedAt: null,
  ...facts,
});

describe('the common scale', () => {
  it.each([
    [0, 2_000],
    [2_000, 2_000],
    [2_001, 5_000],
    [70_000, 120_000],
    [4_000_000, 4_000_000],
  ])('for %i ms ends at %i ms', (longest, scale) => {
    expect(scaleFor(longest)).toBe(scale);
  });
});

describe('the bars', () => {
  it.each([
    [0, 30_000, 600],
    [599, 30_000, 600],
    [600, 30_000, 600],
    [1_799, 30_000, 1_200],
    [79, 2_000, 40],
    [80, 2_000, 80],
  ])(
    'of a request that runs for %i ms, on a scale of %i ms, stand for %i ms',
    (ms, scale, grown) => {
      expect(grownTo(1_007 + ms, 1_007, scale)).toBe(1_007 + grown);
    },
  );
});

describe('the stretches of a request', () => {
  const view = (firstByteMs: number | null, attempts: readonly LiveAttempt[]) =>
    aRunningRequest({ startedAt: 1_000, firstByteMs, attempts });

  it('are queued while nothing was tried', () => {
    expect(stretches(view(null, []), 2_000, 10_000)).toEqual([
      { kind: 'queued', from: 0, to: 0.1 },
    ]);
  });

  it('show a failed attempt, and the next one that streams', () => {
    const attempts = [
      attempt({ startedAt: 1_500, endedAt: 3_000, outcome: 'answered', status: 529 }),
      attempt({ number: 2, startedAt: 3_000 }),
    ];
    expect(stretches(view(3_000, attempts), 6_000, 10_000)).toEqual([
      { kind: 'queued', from: 0, to: 0.05 },
      { kind: 'failed', from: 0.05, to: 0.2 },
      { kind: 'waiting', from: 0.2, to: 0.3 },
      { kind: 'streaming', from: 0.3, to: 0.5 },
    ]);
  });

  it('do not take an early head for a first byte of the attempt that came later', () => {
    const attempts = [
      attempt({ endedAt: 3_000, outcome: 'reset' }),
      attempt({ number: 2, startedAt: 3_000 }),
    ];
    expect(stretches(view(500, attempts), 4_000, 10_000).at(-1)).toEqual({
      kind: 'waiting',
      from: 0.2,
      to: 0.3,
    });
  });

  it('end with the scale', () => {
    expect(stretches(view(null, [attempt({})]), 99_000, 10_000)).toEqual([
      { kind: 'waiting', from: 0, to: 1 },
    ]);
  });
});
