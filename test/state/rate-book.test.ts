import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { Meter, RateBook } from '../../main/state/rate-book.ts';

const MINUTE_MS = 60_000;
const perMinute = (requestsPerMinute: number) => ({ requestsPerMinute, maxConcurrency: null });
const atOnce = (maxConcurrency: number) => ({ requestsPerMinute: null, maxConcurrency });

describe('a limit of requests a minute', () => {
  it('permits as many in any 60 seconds, and the next as soon as the first is old enough', () => {
    const meter = new Meter();
    const limits = perMinute(2);
    for (const at of [1000, 31_000]) {
      expect(meter.barredBy(limits, at)).toBeNull();
      meter.enter(limits, at);
    }
    const bar = { kind: 'requestsPerMinute', limit: 2, until: 61_000 };
    expect(meter.barredBy(limits, 60_999)).toEqual(bar);
    expect(meter.barredBy(limits, 61_000)).toBeNull();
  });

  it('says when a place is free after the limit was lowered', () => {
    const meter = new Meter();
    for (const at of [0, 1000, 2000]) meter.enter(perMinute(10), at);
    expect(meter.barredBy(perMinute(1), 3000)).toMatchObject({ until: 2000 + MINUTE_MS });
    expect(meter.barredBy(perMinute(1), 2000 + MINUTE_MS)).toBeNull();
  });

  it('forgets what was begun while there was no limit', () => {
    const meter = new Meter();
    meter.enter(perMinute(10), 0);
    meter.enter({ requestsPerMinute: null, maxConcurrency: null }, 0);
    expect(meter.begunLastMinute(1)).toBe(0);
  });

  it('bars for a minute at most when the clock is set back', () => {
    const meter = new Meter();
    meter.enter(perMinute(1), 10 * MINUTE_MS);
    expect(meter.barredBy(perMinute(1), 1000)).toMatchObject({ until: 1000 + MINUTE_MS });
    expect(meter.barredBy(perMinute(1), 1000 + MINUTE_MS)).toBeNull();
  });

  it('is never exceeded and never refuses without need, whenever requests come', () => {
    const gaps = fc.array(fc.integer({ min: 0, max: 9000 }), { minLength: 1, maxLength: 500 });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40 }), gaps, (limit, list) => {
        const meter = new Meter();
        const begun: number[] = [];
        let now = 0;
        for (const gap of list) {
          now += gap;
          const recent = begun.filter((at) => at > now - MINUTE_MS).length;
          expect(meter.begunLastMinute(now)).toBe(recent);
          expect(meter.barredBy(perMinute(limit), now) === null).toBe(recent < limit);
          if (recent >= limit) continue;
          meter.enter(perMinute(limit), now);
          begun.push(now);
        }
      }),
    );
  });
});

describe('a limit of requests at once', () => {
  it('permits the next when one ends', () => {
    const meter = new Meter();
    meter.enter(atOnce(1), 0);
    expect(meter.barredBy(atOnce(1), 0)).toEqual({ kind: 'concurrency', limit: 1 });
    meter.leave();
    expect(meter.barredBy(atOnce(1), 0)).toBeNull();
    expect(meter.inFlight).toBe(0);
  });

  it('counts those that began before it was set', () => {
    const meter = new Meter();
    meter.enter({ requestsPerMinute: null, maxConcurrency: null }, 0);
    expect(meter.barredBy(atOnce(1), 0)).toEqual({ kind: 'concurrency', limit: 1 });
  });
});

describe('RateBook', () => {
  it('keeps channels and tokens of the same id apart', () => {
    const book = new RateBook();
    book.of('channel', 1).enter(atOnce(1), 0);
    expect(book.of('channel', 1).inFlight).toBe(1);
    expect(book.of('token', 1).inFlight).toBe(0);
  });

  it('forgets what is gone, but not while it runs something', () => {
    const book = new RateBook();
    const [gone, running] = [1, 2].map((id) => book.of('channel', id));
    running?.enter(atOnce(1), 0);
    book.retain('channel', new Set());
    expect(book.of('channel', 1)).not.toBe(gone);
    expect(book.of('channel', 2)).toBe(running);
  });
});
