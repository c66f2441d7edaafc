import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { effectivePriority, healthOf, priorityBucket } from '../../main/core/health-score.ts';
import { aVerdict } from '../support/verdict-builder.ts';

const rules = { healthMinSamples: 20, healthPenaltyWeight: 100 };

/** The example of ccLoad's documentation: name, priority, successes, failures, effective priority. */
const EXAMPLE = [
  ['A', 100, 95, 5, 95],
  ['B', 90, 56, 24, 60],
  ['C', 80, 2.4, 1.6, 72],
  ['D', 70, 50, 0, 70],
] as const;

describe('effectivePriority', () => {
  it.each(EXAMPLE)('of channel %s is as in the example', (_name, base, successes, failures, is) => {
    expect(effectivePriority(base, { successes, failures }, rules)).toBeCloseTo(is, 9);
  });

  it('puts the channels of the example in the order A, C, D, B', () => {
    const order = EXAMPLE.map(([name, base, successes, failures]) => ({
      name,
      bucket: priorityBucket(effectivePriority(base, { successes, failures }, rules)),
    })).toSorted((a, b) => b.bucket - a.bucket);
    expect(order.map(({ name }) => name).join()).toBe('A,C,D,B');
  });

  it.each([
    ['leaves a channel without requests as it is', 0, 0, rules, 50],
    ['believes few requests little', 0, 1, rules, 45],
    ['believes any number without a threshold', 0, 1, { ...rules, healthMinSamples: 0 }, -50],
    ['takes nothing away with a weight of 0', 0, 9, { ...rules, healthPenaltyWeight: 0 }, 50],
  ])('%s', (_name, successes, failures, given, expected) => {
    expect(effectivePriority(50, { successes, failures }, given)).toBe(expected);
  });

  it('never exceeds the priority, and never rises with one more failure', () => {
    fc.assert(
      fc.property(fc.nat(500), fc.nat(500), (successes, failures) => {
        const now = effectivePriority(10, { successes, failures }, rules);
        const worse = effectivePriority(10, { successes, failures: failures + 1 }, rules);
        expect(now).toBeLessThanOrEqual(10);
        expect(worse).toBeLessThanOrEqual(now);
      }),
    );
  });
});

describe('priorityBucket', () => {
  it.each([
    [72, 72.04, true],
    [72, 72.1, false],
    [0.1 + 0.2, 0.3, true],
  ])('holds %f and %f together: %s', (a, b, isSame) => {
    expect(priorityBucket(a) === priorityBucket(b)).toBe(isSame);
  });
});

describe('healthOf', () => {
  it.each([
    ['an answer that was relayed', { next: 'relay', blame: 'nobody', reason: 'none' }, 'success'],
    [
      'an error that is the client’s own',
      { next: 'relay', blame: 'client', reason: 'client' },
      null,
    ],
    ['a client that left', { next: 'stop', blame: 'nobody', reason: 'none' }, null],
    [
      'a fault of our own network',
      { next: 'nextUrl', blame: 'nobody', reason: 'unreachable' },
      null,
    ],
    ['a used up quota', { next: 'nextKey', blame: 'key', reason: 'quota' }, null],
    ['a rate limit', { next: 'nextChannel', blame: 'channel', reason: 'rateLimit' }, null],
    ['a refused key', { next: 'nextKey', blame: 'key', reason: 'auth' }, 'failure'],
    [
      'a URL that cannot be reached',
      { next: 'nextUrl', blame: 'url', reason: 'unreachable' },
      'failure',
    ],
    ['a server error', { next: 'nextChannel', blame: 'model', reason: 'server' }, 'failure'],
    ['an answer that broke off', { next: 'stop', blame: 'model', reason: 'cut' }, 'failure'],
    ['a closed account', { next: 'nextChannel', blame: 'channel', reason: 'account' }, 'failure'],
  ] as const)('counts %s', (_name, verdict, expected) => {
    expect(healthOf(aVerdict(verdict))).toBe(expected);
  });
});
