import { describe, expect, it } from 'vitest';
import { classify, failureClass } from '../../main/core/classify.ts';
import type { OutcomeFacts } from '../../main/core/outcome.ts';

const answered = (status: number): OutcomeFacts => ({ kind: 'answered', status });

describe('classify', () => {
  it.each([
    [200, 'relay', 'nobody'],
    [204, 'relay', 'nobody'],
    [304, 'relay', 'nobody'],
    [301, 'nextChannel', 'channel'],
    [307, 'nextChannel', 'channel'],
    [400, 'relay', 'client'],
    [401, 'nextKey', 'key'],
    [402, 'nextKey', 'key'],
    [403, 'nextKey', 'key'],
    [404, 'relay', 'client'],
    [405, 'nextChannel', 'channel'],
    [408, 'nextChannel', 'model'],
    [409, 'relay', 'client'],
    [413, 'relay', 'client'],
    [418, 'relay', 'client'],
    [422, 'relay', 'client'],
    [429, 'nextKey', 'key'],
    [451, 'relay', 'client'],
    [499, 'nextChannel', 'model'],
    [500, 'nextChannel', 'model'],
    [502, 'nextChannel', 'model'],
    [503, 'nextChannel', 'model'],
    [504, 'nextChannel', 'model'],
    [520, 'nextChannel', 'model'],
    [529, 'nextChannel', 'model'],
    [599, 'nextChannel', 'model'],
  ])('answers %i with %s and blames %s', (status, next, blame) => {
    expect(classify(answered(status))).toEqual({ next, blame });
  });

  it.each(['refused', 'dns', 'tls', 'reset'] as const)('tries another URL after %s', (cause) => {
    const verdict = classify({ kind: 'unreachable', cause, detail: '' });
    expect(verdict).toEqual({ next: 'nextUrl', blame: 'url' });
  });

  it('leaves a channel that leads back to this program', () => {
    const verdict = classify({ kind: 'unreachable', cause: 'selfLoop', detail: '' });
    expect(verdict).toEqual({ next: 'nextChannel', blame: 'channel' });
  });

  it.each([
    ['connect', 'nextUrl', 'url'],
    ['firstByte', 'nextChannel', 'model'],
    ['idle', 'nextChannel', 'model'],
    ['total', 'nextChannel', 'model'],
  ] as const)('takes a timeout of %s for %s', (phase, next, blame) => {
    expect(classify({ kind: 'timedOut', phase, afterMs: 1 })).toEqual({ next, blame });
  });

  it.each(['clientLeft', 'cancelled'] as const)('stops and blames nobody when %s', (kind) => {
    expect(classify({ kind })).toEqual({ next: 'stop', blame: 'nobody' });
  });
});

describe('failureClass', () => {
  it.each([
    [401, 'keyRefused'],
    [402, 'keyRefused'],
    [403, 'keyRefused'],
    [429, 'rateLimited'],
    [500, 'passing'],
    [301, 'passing'],
  ])('counts a %i as %s', (status, expected) => {
    expect(failureClass(answered(status))).toBe(expected);
  });

  it('counts what never answered as passing', () => {
    expect(failureClass({ kind: 'unreachable', cause: 'dns', detail: '' })).toBe('passing');
  });
});
