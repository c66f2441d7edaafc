import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ChannelId } from '../../main/contracts/channel.ts';
import type { InFlightView, LiveAttempt } from '../../main/contracts/live-events.ts';
import { liveChange } from '../../main/core/live-change.ts';

const attempt: LiveAttempt = {
  number: 1,
  channelId: 1 as ChannelId,
  channelName: 'A',
  keyMask: 'sk-…1',
  outcome: null,
  status: null,
  startedAt: 5,
  endedAt: null,
};

const view: InFlightView = {
  id: 'r1',
  startedAt: 1,
  phase: 'streaming',
  method: 'POST',
  path: '/v1/messages',
  protocol: 'anthropic',
  requestedModel: 'm',
  upstreamModel: null,
  isStreaming: true,
  tokenName: 'Local',
  clientFamily: 'curl',
  channelName: 'A',
  keyMask: 'sk-…1',
  attemptCount: 1,
  attempts: [attempt],
  convertedTo: null,
  outputTokens: 12,
  isOutputEstimated: true,
  queueReason: null,
  canTryNext: false,
  typicalFirstByteMs: null,
  firstByteMs: 80,
  requestBytes: 10,
  responseBytes: 100,
};

describe('liveChange', () => {
  it('is nothing when the request stands as it was told, made anew or not', () => {
    expect(liveChange(view, view)).toBeNull();
    expect(liveChange(view, structuredClone(view))).toBeNull();
  });

  it('holds what changed and whose it is, and nothing else', () => {
    const now = { ...structuredClone(view), outputTokens: 13, responseBytes: 120 };
    expect(liveChange(view, now)).toEqual({ id: 'r1', outputTokens: 13, responseBytes: 120 });
  });

  it('tells of a value that is there no more', () => {
    expect(liveChange(view, { ...view, outputTokens: null })).toEqual({
      id: 'r1',
      outputTokens: null,
    });
  });

  it.each([
    ['ended', [{ ...attempt, outcome: 'answered', status: 529, endedAt: 9 }]],
    ['was followed by another', [attempt, { ...attempt, number: 2 }]],
    ['is gone', []],
  ] as const)('holds all attempts when one %s', (_, attempts) => {
    expect(liveChange(view, { ...view, attempts })).toEqual({ id: 'r1', attempts });
  });

  it('tells of a reason to wait, of another one and of its end', () => {
    const limit = (most: number) => ({ kind: 'maxConcurrency', limit: most }) as const;
    const reasons = [null, limit(3), limit(4), { kind: 'trial' } as const, null];
    for (const [index, queueReason] of reasons.slice(1).entries()) {
      const before = { ...view, queueReason: reasons[index] ?? null };
      expect(liveChange(before, { ...view, queueReason })).toEqual({ id: 'r1', queueReason });
    }
  });

  it('makes what was told into what is, whatever changed', () => {
    const views = fc
      .record({
        phase: fc.constantFrom('queued' as const, 'waiting' as const, 'streaming' as const),
        outputTokens: fc.option(fc.nat(3)),
        statuses: fc.array(fc.option(fc.nat(3)), { maxLength: 3 }),
      })
      .map(({ statuses, ...facts }) => ({
        ...view,
        ...facts,
        attempts: statuses.map((status, index) => ({ ...attempt, number: index + 1, status })),
      }));
    fc.assert(
      fc.property(views, views, (told, now) => {
        expect({ ...told, ...liveChange(told, now) }).toEqual(now);
      }),
    );
  });
});
