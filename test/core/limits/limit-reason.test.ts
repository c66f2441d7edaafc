import { describe, expect, it } from 'vitest';
import { localZone } from '../../../main/app/local-zone.ts';
import {
  hasLimits,
  limitEndsAt,
  limitText,
  type LimitReason,
} from '../../../main/core/limits/limit-reason.ts';
import type { ChannelLimits, Limits } from '../../../main/contracts/limits.ts';
import { NO_CHANNEL_LIMITS, NO_LIMITS } from '../../../main/contracts/constants.ts';

const NOW = Date.parse('2026-11-24T20:00:00Z');
const MIDNIGHT = Date.parse('2026-11-24T23:00:00Z');
const ZONE = localZone('Europe/Berlin');

const CASES: readonly (readonly [LimitReason, string, number | null])[] = [
  [
    { kind: 'hours', hours: { from: '00:00', to: '18:00' }, until: MIDNIGHT },
    'is used from 00:00 to 18:00 only, again from 2026-11-25 00:00 (Europe/Berlin)',
    MIDNIGHT,
  ],
  [
    { kind: 'requestsPerMinute', limit: 60, until: NOW + 11_001 },
    'has had its limit of 60 requests a minute; the next is possible in 12 s',
    NOW + 11_001,
  ],
  [
    { kind: 'requestsPerMinute', limit: 1, until: NOW },
    'has had its limit of 1 request a minute; the next is possible in 1 s',
    NOW,
  ],
  [
    { kind: 'concurrency', limit: 4 },
    'is at its limit of 4 requests at once; the next is possible when one ends',
    NOW + 2000,
  ],
  [
    { kind: 'money', period: 'day', limitUsd: 2.5, pausePercent: 100, until: MIDNIGHT },
    'has no money left for this within its limit of 2.5 USD a day; the next day begins at 2026-11-25 00:00 (Europe/Berlin)',
    MIDNIGHT,
  ],
  [
    {
      kind: 'money',
      period: 'month',
      limitUsd: 50,
      pausePercent: 90,
      until: Date.parse('2026-11-30T23:00:00Z'),
    },
    'has no money left for this within 90 % of its limit of 50 USD a month; the next month begins at 2026-12-01 00:00 (Europe/Berlin)',
    Date.parse('2026-11-30T23:00:00Z'),
  ],
  [
    { kind: 'reserved', period: 'day', limitUsd: 5, pausePercent: 100 },
    'has set the rest of its limit of 5 USD a day aside for requests that run; the next is possible when one ends',
    NOW + 2000,
  ],
  [{ kind: 'ended' }, 'was at one of its limits a moment ago', NOW + 2000],
  [
    { kind: 'unknownPrice', model: 'x-1' },
    'has a limit of money, and the price of the model "x-1" is unknown (setting "unknownPrice")',
    null,
  ],
  [
    { kind: 'unknownPrice', model: null },
    'has a limit of money, and the price of this request is unknown (setting "unknownPrice")',
    null,
  ],
];

describe('limitText', () => {
  it.each(CASES)('names the limit and its end: %j', (reason, text) => {
    expect(limitText(reason, { zone: ZONE, now: NOW })).toBe(text);
  });
});

describe('limitEndsAt', () => {
  it.each(CASES)('says when to ask again: %j', (reason, _text, endsAt) => {
    expect(limitEndsAt(reason, NOW)).toBe(endsAt);
  });
});

const LIMITS: readonly (readonly [string, Partial<ChannelLimits> & Limits, boolean])[] = [
  ['none', NO_LIMITS, false],
  ['none of a channel', NO_CHANNEL_LIMITS, false],
  ['money a day', { ...NO_LIMITS, dayUsd: 0 }, true],
  ['money a month', { ...NO_LIMITS, monthUsd: 1 }, true],
  ['requests a minute', { ...NO_LIMITS, requestsPerMinute: 1 }, true],
  ['requests at once', { ...NO_LIMITS, maxConcurrency: 1 }, true],
  ['hours', { ...NO_CHANNEL_LIMITS, hours: { from: '08:00', to: '09:00' } }, true],
];

describe('hasLimits', () => {
  it.each(LIMITS)('%s: %s', (_what, limits, has) => {
    expect(hasLimits(limits)).toBe(has);
  });
});
