import { describe, expect, it } from 'vitest';
import {
  now,
  lengths,
  judge,
  short,
  answered,
  unproven,
  anthropic,
  openai,
} from '../support/verdict-case.ts';

const QUOTA = 'nextKey key quota 61';
const SERVER = 'nextChannel model server 120';

const ZHIPU = anthropic('1308', '已达到 5 小时的使用上限。您的限额将在 2025-12-09 18:08:11 重置。');
/** 18:08:11 in Beijing. */
const ZHIPU_RESET = Date.UTC(2025, 11, 9, 10, 8, 11);

describe('classify, a stated reset', () => {
  it.each([200, 400, 403, 429, 500, 503])('believes quota code 1308 in a %i', (status) => {
    const verdict = judge(status === 200 ? unproven('softError') : answered(status), ZHIPU);
    expect(short(verdict)).toBe(QUOTA);
    expect(verdict.statedUntil).toBe(ZHIPU_RESET);
  });

  it('takes 1308 without a date by its status', () => {
    const text = anthropic('1308', 'limit reached');
    expect(short(judge(answered(500), text))).toBe(SERVER);
    expect(short(judge(answered(429), text)).startsWith('nextKey key')).toBe(true);
  });

  it('caps what an upstream states', () => {
    const text = anthropic('1310', 'reset at 2026-12-09 18:08:11');
    expect(judge(answered(429), text).statedUntil).toBe(now + lengths.statedCapMs);
    const headers = { 'retry-after': '99999999' };
    expect(judge(answered(429), '', headers).statedUntil).toBe(now + lengths.statedCapMs);
  });

  it.each([
    ['0', 'retry-after'],
    ['Tue, 09 Dec 2025 08:59:00 GMT', 'retry-after'],
    ['soon', 'retry-after'],
    ['1765270000', 'anthropic-ratelimit-unified-reset'],
  ])('takes %j in %s for no statement', (value, name) => {
    const verdict = judge(answered(429), '', { [name]: value });
    expect([verdict.statedUntil, verdict.firstCooldownMs]).toEqual([null, lengths.rateLimitMs]);
  });

  it.each([
    [429, 20_000],
    [503, 20_000],
    [529, 20_000],
    [500, 20_000],
    [401, null],
    [408, null],
  ])('uses the Retry-After of a %i where waiting helps', (status, wait) => {
    const verdict = judge(answered(status), '', { 'retry-after': '20' });
    expect(verdict.statedUntil).toBe(wait === null ? null : now + wait);
  });

  it('ignores the reset headers that come with every answer unless it is a 429', () => {
    const headers = { 'x-ratelimit-reset-requests': '6m0s' };
    expect(judge(answered(429), '', headers).statedUntil).toBe(now + 360_000);
    expect(judge(answered(503), '', headers).statedUntil).toBeNull();
  });

  it.each([
    ['MODEL_COOLDOWN', 'nextChannel model quota 61', null],
    ['USAGE_LIMIT_REACHED', 'nextKey key quota 1800', null],
    ['API_KEY_QUOTA_EXHAUSTED', 'nextKey key quota 1800', null],
    ['FREE_TIER_BUDGET_EXCEEDED', 'nextKey key quota 1800', null],
    // Two hours ahead of UTC the day ends at 22:00 UTC.
    ['DAILY_LIMIT_EXCEEDED', 'nextKey key quota 61', Date.UTC(2025, 11, 9, 22)],
  ])('knows the quota code %s', (code, expected, until) => {
    const verdict = judge(answered(429), openai('x', code));
    expect(short(verdict)).toBe(expected);
    expect(verdict.statedUntil).toBe(until);
  });

  it('believes the day that Anthropic names in a 400', () => {
    const text = anthropic(
      'invalid_request_error',
      'You have reached your specified API usage limits. You will regain access on 2025-12-10 at 00:00 UTC.',
    );
    const verdict = judge(answered(400), text);
    expect(short(verdict)).toBe(QUOTA);
    expect(verdict.statedUntil).toBe(Date.UTC(2025, 11, 10));
  });
});
