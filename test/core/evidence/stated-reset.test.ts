import { describe, expect, it } from 'vitest';
import {
  bodyResetAt,
  limitResetAt,
  retryAfterAt,
} from '../../../main/core/evidence/stated-reset.ts';
import { readUpstreamError } from '../../../main/core/evidence/upstream-error.ts';

const now = Date.UTC(2025, 11, 9, 9, 0, 0);
const HOUR = 3_600_000;
const lookup = (headers: Readonly<Record<string, string>>) => (name: string) => headers[name];

describe('retryAfterAt', () => {
  it.each<[Record<string, string>, number | null]>([
    [{ 'retry-after': '30' }, 30_000],
    [{ 'retry-after': 'Tue, 09 Dec 2025 09:01:00 GMT' }, 60_000],
    [{ 'retry-after-ms': '1500', 'retry-after': '30' }, 1500],
    [{ 'retry-after-ms': 'x', 'retry-after': '30' }, 30_000],
    [{}, null],
  ])('reads %j', (headers, wait) => {
    expect(retryAfterAt(lookup(headers), now)).toBe(wait === null ? null : now + wait);
  });
});

describe('limitResetAt', () => {
  it.each<[string, Record<string, string>, number | null]>([
    ['a Unix time', { 'anthropic-ratelimit-unified-reset': String(now / 1000 + 90) }, 90_000],
    ['minutes and seconds', { 'x-ratelimit-reset-requests': '6m0s' }, 360_000],
    ['a second', { 'x-ratelimit-reset-tokens': '1s' }, 1000],
    ['milliseconds', { 'x-ratelimit-reset-tokens': '120ms' }, 120],
    ['seconds as a number', { 'x-ratelimit-reset': '5' }, 5000],
    ['Unix milliseconds', { 'x-ratelimit-reset': String(now + 7000) }, 7000],
    ['an ISO time', { 'anthropic-ratelimit-tokens-reset': '2025-12-09T09:00:30Z' }, 30_000],
    [
      'only limits that are used up',
      {
        'x-ratelimit-remaining-requests': '51',
        'x-ratelimit-reset-requests': '6m0s',
        'x-ratelimit-remaining-tokens': '0',
        'x-ratelimit-reset-tokens': '3.3s',
      },
      3300,
    ],
    ['nothing', { 'x-ratelimit-reset': 'later' }, null],
  ])('reads %s', (_what, headers, wait) => {
    expect(limitResetAt(lookup(headers), now)).toBe(wait === null ? null : now + wait);
  });
});

describe('bodyResetAt', () => {
  it.each<[string, unknown, number]>([
    ['reset_seconds', { reset_seconds: 90 }, 90_000],
    ['resets_in_seconds', { resets_in_seconds: 90 }, 90_000],
    ['resets_at', { resets_at: now / 1000 + 90 }, 90_000],
    ['reset_time', { reset_time: '2025-12-09T09:01:30Z' }, 90_000],
    [
      'quotaResetTimeStamp',
      { details: [{ metadata: { quotaResetTimeStamp: '2025-12-09T09:01:30Z' } }] },
      90_000,
    ],
    ['quotaResetDelay', { details: [{ metadata: { quotaResetDelay: '1m30.5s' } }] }, 90_500],
    [
      'retryDelay of Google',
      { details: [{ '@type': 'google.rpc.RetryInfo', retryDelay: '39s' }] },
      39_000,
    ],
  ])('reads the member %s', (_name, members, wait) => {
    const error = readUpstreamError(JSON.stringify({ error: members }));
    expect(bodyResetAt(error, now)).toBe(now + wait);
  });

  it.each<[string, number]>([
    ['Please retry in 59.4s.', 59_400],
    ['Please try again in 7m12s. Visit the page', 432_000],
    ['Please try again in 20ms and slow down', 20],
    ['retry after 30 seconds', 30_000],
    ['Please wait 2 minutes and 5 seconds', 125_000],
    ['Your quota will reset after 1h2m3s.', 3_723_000],
    ['请在 30 秒后重试', 30_000],
    ['Resets at 2025-12-09 18:08:11', HOUR + 491_000],
    ['Resets at 2025-12-09 18:08', HOUR + 480_000],
    ['Resets at 2025-12-09T10:08:11Z', HOUR + 491_000],
    ['Resets at 2025-12-09 12:08:11 +02:00', HOUR + 491_000],
    ['Regain access on 2025-12-09 at 10:00 UTC', HOUR],
    ['将于2025年12月9日 18:00 重置', HOUR],
    ['resets today 18:30', 1.5 * HOUR],
    ['resets tomorrow at 8:00', 15 * HOUR],
    ['明天 8:00 重置', 15 * HOUR],
  ])('reads %j', (message, wait) => {
    const error = readUpstreamError(JSON.stringify({ error: { message } }));
    expect(bodyResetAt(error, now)).toBe(now + wait);
  });

  it.each(['Too many requests', 'wait a moment', 'limit 2025', '2025-13-45 99:99:99'])(
    'finds no moment in %j',
    (message) => {
      expect(bodyResetAt(readUpstreamError(message), now)).toBeNull();
    },
  );
});
