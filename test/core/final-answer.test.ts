import { describe, expect, it } from 'vitest';
import { finalAnswer, type FailedAttempt } from '../../main/core/final-answer.ts';

function failed(overrides: Partial<FailedAttempt>): FailedAttempt {
  return {
    channelName: 'Main',
    keyMask: 'sk-a…xyz1',
    failure: 'passing',
    status: 500,
    detail: 'boom',
    retryAfterSec: null,
    ...overrides,
  };
}
const refused = failed({ failure: 'keyRefused', status: 401, detail: 'invalid key' });
const limited = failed({
  failure: 'rateLimited',
  status: 429,
  detail: 'slow down',
  retryAfterSec: 30,
});

describe('finalAnswer', () => {
  it('says in plain words that every key was refused', () => {
    const answer = finalAnswer([refused]);
    expect(answer.status).toBe(403);
    expect(answer.message).toContain(
      'key sk-a…xyz1 of channel "Main" was refused: 401 invalid key',
    );
  });

  it.each([
    ['all rate-limited', [limited, failed({ failure: 'rateLimited', retryAfterSec: 7 })], 429, 7],
    ['rate-limited and refused', [refused, limited], 429, 30],
    ['something passing', [refused, limited, failed({})], 503, 30],
    ['nothing said about when', [failed({})], 503, 10],
    ['a wait of no time', [failed({ retryAfterSec: 0 })], 503, 1],
  ])(
    'answers %s with a status that clients repeat later',
    (_what, attempts, status, retryAfterSec) => {
      const answer = finalAnswer(attempts);
      expect([answer.status, answer.retryAfterSec]).toEqual([status, retryAfterSec]);
    },
  );

  it('never answers a passing fault with a status after which clients give up', () => {
    for (const status of [401, 404, 408, 413, 500, 502, 529, null]) {
      expect([429, 503]).toContain(finalAnswer([failed({ status })]).status);
    }
  });

  it('sums up every attempt', () => {
    const { message } = finalAnswer([
      failed({ channelName: 'A' }),
      failed({ channelName: 'B', status: null }),
    ]);
    expect(message).toBe(
      'No channel could answer (2 attempts): channel "A": 500 boom; channel "B": boom',
    );
  });
});
