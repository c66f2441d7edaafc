import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { localZone } from '../../main/app/local-zone.ts';
import { judgeMoney, toNanoUsd } from '../../main/core/limits/money.ts';
import { MoneyBook, type Payer, type Reservation } from '../../main/state/money-book.ts';

const CHANNEL: Payer = { kind: 'channel', id: 1 };
const TOKEN: Payer = { kind: 'token', id: 1 };
const NOTHING = { spentNanoUsd: 0, reservedNanoUsd: 0 };

function open(begin = '2026-11-30T12:00:00Z', zone = 'Europe/Berlin') {
  const world = {
    now: Date.parse(begin),
    booked: [] as [kind: string, nanoUsd: number][],
  };
  const book = new MoneyBook({
    zone: localZone(zone),
    now: () => world.now,
    onBooked: (payer, nanoUsd) => void world.booked.push([payer.kind, nanoUsd]),
  });
  return { world, book };
}

describe('MoneyBook', () => {
  it('sets money aside while a request runs, and books what it cost', () => {
    const { book } = open();
    const reservation = book.reserve([CHANNEL, TOKEN], 500);
    for (const payer of [CHANNEL, TOKEN]) {
      expect(book.spendingOf(payer, 'day')).toEqual({ spentNanoUsd: 0, reservedNanoUsd: 500 });
    }
    book.settle(reservation, 700);
    for (const period of ['day', 'month'] as const) {
      expect(book.spendingOf(TOKEN, period)).toEqual({ spentNanoUsd: 700, reservedNanoUsd: 0 });
    }
  });

  it('takes what was set aside for the cost when nobody knows it', () => {
    const { book } = open();
    book.settle(book.reserve([TOKEN], 500), null);
    expect(book.spendingOf(TOKEN, 'day')).toEqual({ spentNanoUsd: 500, reservedNanoUsd: 0 });
  });

  it('settles once', () => {
    const { book } = open();
    const reservation = book.reserve([TOKEN], 500);
    book.settle(reservation, 100);
    book.settle(reservation, 100);
    expect(book.spendingOf(TOKEN, 'day')).toEqual({ spentNanoUsd: 100, reservedNanoUsd: 0 });
  });

  it('begins anew at local midnight, and each month', () => {
    const { book, world } = open('2026-11-29T22:59:59Z');
    book.book(TOKEN, 10);
    world.now += 1000;
    expect(book.spendingOf(TOKEN, 'day')).toEqual(NOTHING);
    expect(book.spendingOf(TOKEN, 'month').spentNanoUsd).toBe(10);
    world.now = Date.parse('2026-11-30T23:00:00Z');
    expect(book.spendingOf(TOKEN, 'month')).toEqual(NOTHING);
  });

  it('books a request that spans midnight in the day in which it ends', () => {
    const { book, world } = open('2026-11-30T22:59:00Z');
    const reservation = book.reserve([TOKEN], 500);
    world.now += 120_000;
    expect(book.spendingOf(TOKEN, 'day')).toEqual({ spentNanoUsd: 0, reservedNanoUsd: 500 });
    book.settle(reservation, 400);
    expect(book.spendingOf(TOKEN, 'day')).toEqual({ spentNanoUsd: 400, reservedNanoUsd: 0 });
    const periods = book.takeUnsaved().map(({ period, nanoUsd }) => [period, nanoUsd]);
    expect(periods).toEqual([
      ['2026-12-01', 400],
      ['2026-12', 400],
    ]);
  });

  it('finds yesterday again when the clock is set back', () => {
    const { book, world } = open('2026-11-15T12:00:00Z');
    book.book(TOKEN, 10);
    world.now += 86_400_000;
    book.book(TOKEN, 1);
    world.now -= 86_400_000;
    expect(book.spendingOf(TOKEN, 'day').spentNanoUsd).toBe(10);
  });

  it('keeps the month while days go by', () => {
    const { book, world } = open('2026-11-01T12:00:00Z');
    for (let day = 0; day < 30; day++) {
      book.book(TOKEN, 1);
      world.now += 86_400_000;
    }
    world.now -= 86_400_000;
    expect(book.spendingOf(TOKEN, 'month').spentNanoUsd).toBe(30);
    expect(book.spendingOf(TOKEN, 'day').spentNanoUsd).toBe(1);
  });

  it('goes on from what is stored, and hands out each change once', () => {
    const { book } = open('2026-11-15T12:00:00Z');
    book.load([
      { ...TOKEN, period: '2026-11-15', nanoUsd: 100 },
      { ...TOKEN, period: '2026-11', nanoUsd: 900 },
      { ...CHANNEL, period: '2026-10', nanoUsd: 5 },
    ]);
    expect(book.spendingOf(CHANNEL, 'month')).toEqual(NOTHING);
    book.book(TOKEN, 1);
    book.book(TOKEN, 1);
    expect(book.takeUnsaved()).toEqual([
      { ...TOKEN, period: '2026-11-15', nanoUsd: 102 },
      { ...TOKEN, period: '2026-11', nanoUsd: 902 },
    ]);
    expect(book.takeUnsaved()).toEqual([]);
  });

  it('tells of what is booked, and of nothing else', () => {
    const { book, world } = open();
    const reservation = book.reserve([CHANNEL, TOKEN], 500);
    book.book(TOKEN, 0);
    expect(world.booked).toEqual([]);
    book.settle(reservation, 300);
    book.settle(reservation, 300);
    expect(world.booked).toEqual([
      ['channel', 300],
      ['token', 300],
    ]);
  });
});

describe('a limit of money', () => {
  it('is exceeded by no more than running requests turned out dearer than estimated', () => {
    const step = fc.record({
      estimate: fc.integer({ min: 0, max: 400 }),
      actual: fc.option(fc.integer({ min: 0, max: 900 }), { nil: null }),
      // Which of the running ones ends first, if any.
      ends: fc.option(fc.nat(), { nil: null }),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
        const { book } = open();
        const limitUsd = 1e-6; // 1000 nano-dollars
        const running: { reservation: Reservation; actual: number | null }[] = [];
        // What those that ran at any one time cost beyond their estimates: the most it ever was.
        let excess = 0;
        for (const { estimate, actual, ends } of steps) {
          const spending = book.spendingOf(TOKEN, 'day');
          if (judgeMoney(limitUsd, spending, estimate, 'refuse') === 'admit') {
            running.push({ reservation: book.reserve([TOKEN], estimate), actual });
            const beyond = running.map(
              (one) => (one.actual ?? one.reservation.nanoUsd) - one.reservation.nanoUsd,
            );
            excess = beyond.reduce((sum, one) => sum + one, 0);
          }
          if (ends === null || running.length === 0) continue;
          const [ended] = running.splice(ends % running.length, 1);
          if (ended !== undefined) book.settle(ended.reservation, ended.actual);
        }
        for (const { reservation, actual } of running) book.settle(reservation, actual);
        const { spentNanoUsd, reservedNanoUsd } = book.spendingOf(TOKEN, 'day');
        expect(reservedNanoUsd).toBe(0);
        expect(spentNanoUsd).toBeLessThanOrEqual(toNanoUsd(limitUsd) + excess);
      }),
      { numRuns: 500 },
    );
  });
});
