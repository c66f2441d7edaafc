import { describe, expect, it } from 'vitest';
import { Retention } from '../../main/app/retention.ts';
import type { RetentionRepository } from '../../main/store/store.ts';
import { ManualClock } from '../support/manual-clock.ts';

const DAY_MS = 24 * 3_600_000;
const SILENT = {
  isAccessLogged: () => false,
  isDebugLogged: () => false,
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};

/** A store with so many requests, one a day up to now, each of 10 bytes. */
function aStore(days: number, clock: ManualClock) {
  const requests = Array.from({ length: days }, (_, at) => clock.now() - (days - at) * DAY_MS);
  const removed = (limit: number, isGone: (at: number, index: number) => boolean): number => {
    const gone = requests.filter(isGone).slice(0, limit);
    requests.splice(0, gone.length);
    return gone.length;
  };
  const store: RetentionRepository = {
    removeBefore: async (at, limit) => removed(Math.min(limit, 2), (one) => one < at),
    removeBeyond: async (kept, limit) => {
      const surplus = requests.length - kept;
      return removed(Math.min(limit, 2), (_, index) => index < surplus);
    },
    usedBytes: async () => requests.length * 10,
    shrink: async () => false,
  };
  return { requests, store };
}

async function run(settings: object): Promise<number> {
  const clock = new ManualClock();
  const { requests, store } = aStore(30, clock);
  const current = { recordRetentionDays: 0, recordMaxRows: 0, recordMaxBytes: 0, ...settings };
  const retention = new Retention(store, { current: () => current }, clock, SILENT);
  retention.start();
  clock.advance(60_000);
  for (let turn = 0; turn < 60; turn += 1) {
    await new Promise((resolve) => setImmediate(resolve));
    clock.advance(50);
  }
  await retention.stop();
  return requests.length;
}

describe('what is kept of requests', () => {
  it.each([
    ['everything, for ever', {}, 30],
    ['so many days', { recordRetentionDays: 7 }, 6],
    ['so many rows', { recordMaxRows: 4 }, 4],
    // One portion more would not be too much; one less would be.
    ['so many bytes', { recordMaxBytes: 95 }, 8],
    ['what all limits allow', { recordRetentionDays: 7, recordMaxRows: 3 }, 3],
  ])('is %s', async (_, settings, left) => {
    expect(await run(settings)).toBe(left);
  });
});
