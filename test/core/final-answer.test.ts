import { describe, expect, it } from 'vitest';
import { finalAnswer, type FailedAttempt } from '../../main/core/final-answer.ts';

const now = Date.UTC(2026, 0, 1);

function failed(overrides: Partial<FailedAttempt>): FailedAttempt {
  return {
    channelName: 'Main',
    keyMask: 'sk-a…xyz1',
    failure: 'passing',
    status: 500,
    detail: 'boom',
    statedUntil: null,
    ...overrides,
  };
}
const refused = failed({ failure: 'keyRefused', status: 401, detail: 'invalid key' });
const limited = failed({ failure: 'rateLimited', status: 429, statedUntil: now + 30_000 });
const invalid = failed({ failure: 'invalid', status: 200, detail: 'bad tool' });
const soon = now + 7000;

describe('finalAnswer', () => {
  it('says in plain words that every key was refused', () => {
    const answer = finalAnswer([refused], soon, now);
    expect([answer.status, answer.retryAfterSec]).toEqual([403, null]);
    expect(answer.message).toContain(
      'key sk-a…xyz1 of channel "Main" was refused: 401 invalid key',
    );
  });

  it('ends a request that every channel calls invalid', () => {
    const answer = finalAnswer([refused, invalid], soon, now);
    expect([answer.status, answer.code, answer.retryAfterSec]).toEqual([
      400,
      'invalid_request',
      null,
    ]);
  });

  it.each<[string, FailedAttempt[], number | null, number, number]>([
    ['all rate-limited', [limited, limited], soon, 429, 7],
    ['rate-limited and refused', [refused, limited], soon, 429, 7],
    ['something passing', [refused, limited, failed({})], soon, 503, 7],
    ['something passing and invalid', [invalid, failed({})], soon, 503, 7],
    ['a moment that only the upstream named', [limited], null, 429, 30],
    ['nothing said about when', [failed({})], null, 503, 10],
    ['a part of a second', [failed({})], now + 1200, 503, 2],
    ['a moment that has passed', [failed({})], now - 5000, 503, 1],
    ['no attempt at all', [], soon, 503, 7],
  ])(
    'answers %s with a status that clients repeat later',
    (_what, attempts, soonestAt, status, retryAfterSec) => {
      const answer = finalAnswer(attempts, soonestAt, now);
      expect([answer.status, answer.retryAfterSec]).toEqual([status, retryAfterSec]);
    },
  );

  it('never answers a passing fault with a status after which clients give up', () => {
    for (const status of [401, 404, 408, 413, 500, 502, 529, null]) {
      expect(finalAnswer([failed({ status })], null, now).status).toBe(503);
    }
  });

  it('tells first what a person can act upon', () => {
    const { message } = finalAnswer(
      [
        failed({ channelName: 'A', status: null, detail: 'connection refused' }),
        failed({ channelName: 'B' }),
        refused,
      ],
      null,
      now,
    );
    expect(message).toBe(
      'No channel could answer (3 attempts): key sk-a…xyz1 of channel "Main" was refused: 401 invalid key; ' +
        'channel "B": 500 boom; channel "A": connection refused',
    );
  });

  it('keeps the message short however many attempts there were', () => {
    const attempts = Array.from({ length: 30 }, () => failed({ detail: 'x'.repeat(5000) }));
    const { message } = finalAnswer(attempts, null, now);
    expect(message).toContain('and 22 more');
    expect(message.length).toBeLessThan(3000);
  });
});
