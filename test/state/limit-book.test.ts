import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { NO_CHANNEL_LIMITS } from '../../main/contracts/constants.ts';
import type { ChannelLimits } from '../../main/contracts/limits.ts';
import { toNanoUsd } from '../../main/core/limits/money.ts';
import { isHold, type Hold } from '../../main/state/limit-book.ts';
import { limitBook } from '../support/limit-book.ts';

const CHANNEL = { kind: 'channel', id: 1 } as const;
const TOKEN = { kind: 'token', id: 1 } as const;

function open(unknownPrice: 'allow' | 'refuse' = 'refuse') {
  const clock = { now: Date.parse('2026-11-24T12:00:00Z') };
  const book = limitBook(
    () => clock.now,
    () => ({ unknownPrice }),
  );
  const limits = (some: Partial<ChannelLimits>): ChannelLimits => ({
    ...NO_CHANNEL_LIMITS,
    ...some,
  });
  const costing = (usd: number | null) => ({
    model: 'm-1',
    nanoUsd: () => (usd === null ? null : toNanoUsd(usd)),
  });
  return { book, clock, limits, costing };
}

function held(taken: object): Hold {
  if (!isHold(taken)) throw new Error(`refused: ${JSON.stringify(taken)}`);
  return taken;
}

describe('LimitBook', () => {
  it.each([
    ['hours', { hours: { from: '13:00', to: '14:00' } }, { kind: 'hours' }],
    ['the money of a day', { dayUsd: 1 }, { kind: 'money', period: 'day' }],
    ['the money of a month', { monthUsd: 1, dayUsd: 1 }, { kind: 'money', period: 'month' }],
    ['requests at once', { maxConcurrency: 1 }, { kind: 'concurrency' }],
    ['requests a minute', { requestsPerMinute: 1 }, { kind: 'requestsPerMinute' }],
  ])('bars what is over %s', (_what, some, reason) => {
    const { book, limits, costing } = open();
    const taken = book.take(CHANNEL, limits({ requestsPerMinute: 9 }), costing(0));
    if (reason.kind === 'money') held(taken).end(toNanoUsd(1));
    expect(book.barOf(CHANNEL, limits(some), costing(0))).toMatchObject(reason);
  });

  it('takes of all limits or of none', () => {
    const { book, limits, costing } = open();
    const both = limits({ maxConcurrency: 1, requestsPerMinute: 10, dayUsd: 5 });
    held(book.take(CHANNEL, both, costing(1)));
    expect(book.take(CHANNEL, both, costing(1))).toMatchObject({ kind: 'concurrency' });
    expect(book.stateOf(CHANNEL, both)).toMatchObject({
      inFlight: 1,
      requestsLastMinute: 1,
      reservedUsd: 1,
    });
  });

  it('gives back once, however often a hold ends', () => {
    const { book, limits, costing } = open();
    const both = limits({ maxConcurrency: 3, dayUsd: 5 });
    const hold = held(book.take(CHANNEL, both, costing(1)));
    held(book.take(CHANNEL, both, costing(1)));
    hold.end(toNanoUsd(2));
    hold.end(toNanoUsd(2));
    expect(book.stateOf(CHANNEL, both)).toMatchObject({
      inFlight: 1,
      reservedUsd: 1,
      spentDayUsd: 2,
      spentMonthUsd: 2,
    });
  });

  it('waits for running requests when they have reserved the rest', () => {
    const { book, limits, costing } = open();
    const money = limits({ dayUsd: 5 });
    const hold = held(book.take(CHANNEL, money, costing(4)));
    expect(book.take(CHANNEL, money, costing(2))).toEqual({
      kind: 'reserved',
      period: 'day',
      limitUsd: 5,
      pausePercent: 100,
    });
    hold.end(toNanoUsd(1));
    held(book.take(CHANNEL, money, costing(2)));
  });

  it('refuses a channel an unknown price, and leaves a token to its channels', () => {
    const { book, limits, costing } = open();
    const money = limits({ dayUsd: 5 });
    const reason = { kind: 'unknownPrice', model: 'm-1' };
    expect(book.take(CHANNEL, money, costing(null))).toEqual(reason);
    held(book.take(TOKEN, money, costing(null)));
  });

  it('counts what was spent before there was a limit', () => {
    const { book, limits, costing } = open();
    book.holdOf('channel', 1).end(toNanoUsd(3));
    expect(book.take(CHANNEL, limits({ dayUsd: 3 }), costing(0))).toMatchObject({ kind: 'money' });
  });

  it('shares one hold among requests without limits, and counts them all', () => {
    const { book } = open();
    const [first, second] = [book.holdOf('token', 1), book.holdOf('token', 1)];
    expect(first).toBe(second);
    expect(book.stateOf(TOKEN, NO_CHANNEL_LIMITS).inFlight).toBe(2);
    first.end(null);
    second.end(null);
    expect(book.stateOf(TOKEN, NO_CHANNEL_LIMITS).inFlight).toBe(0);
  });

  it('never exceeds a limit in a race of 500, and ends with nothing taken', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 20 }),
        fc.integer({ min: 1, max: 60 }),
        fc.array(fc.boolean(), { minLength: 500, maxLength: 500 }),
        (maxConcurrency, requestsPerMinute, ends) => {
          const { book, clock, limits, costing } = open();
          const both = limits({ maxConcurrency, requestsPerMinute });
          const begun: number[] = [];
          const running: Hold[] = [];
          for (const isEnd of ends) {
            clock.now += 250;
            if (isEnd) running.shift()?.end(0);
            const taken = book.take(CHANNEL, both, costing(0));
            if (isHold(taken)) {
              running.push(taken);
              begun.push(clock.now);
            }
            expect(running.length).toBeLessThanOrEqual(maxConcurrency);
            const recent = begun.filter((at) => at > clock.now - 60_000).length;
            expect(recent).toBeLessThanOrEqual(requestsPerMinute);
            const isFull = running.length === maxConcurrency || recent === requestsPerMinute;
            expect(isHold(taken) || isFull).toBe(true);
          }
          for (const hold of running) hold.end(0);
          expect(book.stateOf(CHANNEL, both).inFlight).toBe(0);
        },
      ),
      { numRuns: 20 },
    );
  });
});
