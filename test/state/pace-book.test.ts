import { describe, expect, it } from 'vitest';
import { localZone } from '../../main/app/local-zone.ts';
import { PaceBook } from '../../main/state/pace-book.ts';
import type { Payer } from '../../main/state/money-book.ts';

const HOUR_MS = 3_600_000;
const TOKEN: Payer = { kind: 'token', id: 1 };

function open(begin: string, zone = 'Europe/Berlin') {
  const world = { now: Date.parse(begin) };
  return { world, book: new PaceBook(localZone(zone), () => world.now) };
}

describe('PaceBook', () => {
  it('knows no pace before it has watched for an hour', () => {
    const { book, world } = open('2026-11-24T12:50:00Z');
    book.add(TOKEN, 100);
    world.now += HOUR_MS - 1;
    expect(book.of(TOKEN, 'day')).toBeNull();
    world.now += 1;
    expect((book.of(TOKEN, 'day') ?? 0) * HOUR_MS).toBeGreaterThan(50);
    expect(book.of({ kind: 'channel', id: 1 }, 'day')).toBeNull();
  });

  it.each(['Europe/Berlin', 'Asia/Kolkata'])('goes on from the stored hours of %s', (zone) => {
    const { book, world } = open('2026-11-24T12:00:00Z', zone);
    const offset = zone === 'Asia/Kolkata' ? HOUR_MS / 2 : 0;
    const begun = world.now - offset;
    book.load([
      { ...TOKEN, hour: begun - 2 * HOUR_MS, nanoUsd: 1000 },
      { ...TOKEN, hour: begun - HOUR_MS, nanoUsd: 1000 },
      { ...TOKEN, hour: begun, nanoUsd: 500 },
    ]);
    world.now = begun + HOUR_MS - 1;
    book.add(TOKEN, 500);
    world.now += 1;
    expect((book.of(TOKEN, 'month') ?? 0) * HOUR_MS).toBeCloseTo(1000, 0);
  });

  it('keeps a week of hours', () => {
    const { book, world } = open('2026-11-01T12:00:00Z');
    for (let hour = 0; hour < 24 * 20; hour++) {
      book.add(TOKEN, 1000);
      world.now += HOUR_MS;
    }
    expect((book.of(TOKEN, 'month') ?? 0) * HOUR_MS).toBeCloseTo(1000, 0);
    world.now += 7 * 24 * HOUR_MS;
    expect(book.of(TOKEN, 'month')).toBe(0);
  });

  it('loses nothing when the clock is set back', () => {
    const { book, world } = open('2026-11-24T12:00:00Z');
    book.add(TOKEN, 500);
    world.now -= 3 * HOUR_MS;
    book.add(TOKEN, 500);
    world.now += 4 * HOUR_MS;
    expect((book.of(TOKEN, 'day') ?? 0) * HOUR_MS).toBeCloseTo(1000, 0);
  });
});
