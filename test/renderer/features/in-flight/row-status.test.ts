// @vitest-environment node
import { describe, expect, it } from 'vitest';
import type { InFlightPhase } from '#contracts/live-events';
import { InFlightRow } from '../../../../renderer/src/features/in-flight/in-flight-row.svelte.ts';
import { rowStatus } from '../../../../renderer/src/features/in-flight/row-status.ts';
import { Language } from '../../../../renderer/src/i18n/language.svelte.ts';
import { aClosedRequest, aRunningRequest } from '../../support/builders.ts';

const language = new Language(['en'], { read: () => null, write: () => undefined });
const aRow = (phase: InFlightPhase) => new InFlightRow(aRunningRequest({ phase }), 0);

describe('rowStatus', () => {
  it.each([
    ['waiting', 9_999, 'busy'],
    ['waiting', 10_000, 'warn'],
    ['connecting', 10_000, 'warn'],
    ['streaming', 19_999, 'good'],
    ['streaming', 20_000, 'warn'],
    ['queued', 60_000, 'idle'],
  ] as const)('shows %s after %i ms without a change as %s', (phase, now, tone) => {
    expect(rowStatus(aRow(phase), now, language).tone).toBe(tone);
  });

  it('starts the measure anew with every byte', () => {
    const row = aRow('streaming');
    row.update(aRunningRequest({ phase: 'streaming', responseBytes: 501 }), 19_000);
    expect(row.quietMs(30_000)).toBeNull();
    expect(row.quietMs(39_000)).toBe(20_000);
  });

  it('does not take a change of something else for a byte', () => {
    const row = aRow('streaming');
    row.update(aRunningRequest({ phase: 'streaming', attemptCount: 2 }), 19_000);
    expect(row.quietMs(20_000)).toBe(20_000);
  });

  it('tells how it ended, with the status where there was one', () => {
    const row = aRow('streaming');
    row.close(aClosedRequest({ id: 'r1', outcome: 'answered', status: 429 }), 5);
    expect(rowStatus(row, 5, language)).toEqual({ tone: 'warn', text: '429 Answered' });
    row.close(aClosedRequest({ id: 'r1', outcome: 'clientLeft', status: null }), 5);
    expect(rowStatus(row, 5, language)).toEqual({ tone: 'idle', text: 'Client left' });
  });
});

describe('the speed of a row', () => {
  it('is that of the last seconds, and unknown before there is one', () => {
    const row = aRow('streaming');
    expect(row.tokensPerSecond(0)).toBeNull();
    for (const [at, outputTokens] of [
      [1_000, 10],
      [4_500, 100],
      [5_500, 150],
    ] as const)
      row.update(aRunningRequest({ phase: 'streaming', outputTokens }), at);
    expect(row.tokensPerSecond(5_600)).toBe(50);
    expect(row.tokensPerSecond(20_000)).toBeNull();
  });

  it('begins anew where an estimate was put right', () => {
    const row = aRow('streaming');
    const take = (at: number, outputTokens: number) => {
      row.update(aRunningRequest({ phase: 'streaming', outputTokens }), at);
    };
    take(1_000, 300);
    take(1_500, 40);
    expect(row.tokensPerSecond(1_500)).toBeNull();
    take(2_000, 55);
    expect(row.tokensPerSecond(2_000)).toBe(30);
  });
});

describe('what is slow', () => {
  it.each([
    [null, 9_999, false],
    [2_000, 5_999, false],
    [2_000, 6_000, true],
    [100, 2_999, false],
    [100, 3_000, true],
  ])(
    'goes by what its channel usually takes: %s ms, waiting %i ms',
    (typicalFirstByteMs, now, isSlow) => {
      const row = new InFlightRow(aRunningRequest({ phase: 'waiting', typicalFirstByteMs }), 0);
      expect(row.isSlow(now)).toBe(isSlow);
    },
  );
});
