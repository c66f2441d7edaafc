// @vitest-environment node
import { describe, expect, it } from 'vitest';
import { outcomeTone } from '../../../../renderer/src/features/records/outcome-tone.ts';

describe('outcomeTone', () => {
  it.each([
    ['answered', 200, 'good'],
    ['answered', 304, 'good'],
    ['answered', 400, 'warn'],
    ['upstreamFailed', 503, 'bad'],
    ['noCandidate', 503, 'bad'],
    ['broken', 200, 'bad'],
    ['rejected', 401, 'warn'],
    ['interrupted', null, 'warn'],
    ['clientLeft', null, 'idle'],
    ['cancelled', 200, 'idle'],
  ] as const)('shows %s with status %s as %s', (outcome, status, tone) => {
    expect(outcomeTone(outcome, status)).toBe(tone);
  });
});
