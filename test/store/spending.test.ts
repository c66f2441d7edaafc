import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Store } from '../../main/store/open.ts';
import type { Spent } from '../../main/store/store.ts';
import { aCost, aRequest, requestId } from '../support/record-builder.ts';
import { openTempStore, type TempStore } from '../support/temp-store.ts';

const HOUR_MS = 3_600_000;

let temp: TempStore;
let store: Store;

beforeEach(async () => {
  temp = await openTempStore();
  store = temp.store;
});
afterEach(() => temp.close());

function spent(kind: Spent['kind'], period: string, nanoUsd: number): Spent {
  return { kind, id: 1, period, nanoUsd };
}

const inOrder = (sums: readonly Spent[]) =>
  sums.map(({ kind, period, nanoUsd }) => `${kind} ${period} ${String(nanoUsd)}`).toSorted();

describe('the sums of what was spent', () => {
  it('are kept for each payer and period, to the nano-dollar', async () => {
    const sums = [
      spent('token', '2026-11-24', 1),
      spent('token', '2026-11', 9_000_000_000_000_001),
      spent('channel', '2026-11-24', 2),
    ];
    await store.spending.save(sums);
    expect(inOrder(await store.spending.list())).toEqual(inOrder(sums));
  });

  it('replace the earlier sum of their period', async () => {
    await store.spending.save([spent('token', '2026-11-24', 1), spent('token', '2026-11', 1)]);
    await store.spending.save([spent('token', '2026-11-24', 5)]);
    expect(inOrder(await store.spending.list())).toEqual(['token 2026-11 1', 'token 2026-11-24 5']);
  });

  it('are many, and none', async () => {
    await store.spending.save([]);
    const many = Array.from({ length: 1200 }, (_, id) => ({
      ...spent('token', '2026-11', 1),
      id,
    }));
    await store.spending.save(many);
    expect(await store.spending.list()).toHaveLength(1200);
  });

  it('are forgotten from before a month, days and months alike', async () => {
    const periods = ['2026-09', '2026-09-30', '2026-10', '2026-10-01', '2026-11-24', '2026-11'];
    await store.spending.save(periods.map((period) => spent('token', period, 1)));
    await store.spending.prune('2026-10');
    const kept = (await store.spending.list()).map(({ period }) => period);
    expect(kept.toSorted()).toEqual(['2026-10', '2026-10-01', '2026-11', '2026-11-24']);
  });

  it('are known by the hour from what was recorded', async () => {
    const at = 1_700_000_000_000;
    const cost = (nanoUsd: number | null) => aCost({ nanoUsd });
    const requests = [
      aRequest({ id: requestId(1), startedAt: at, cost: cost(5) }),
      aRequest({ id: requestId(2), startedAt: at, cost: cost(7), clientFamily: 'other' }),
      aRequest({ id: requestId(3), startedAt: at + HOUR_MS, cost: cost(2), tokenId: null }),
      aRequest({ id: requestId(4), startedAt: at + HOUR_MS, cost: cost(null) }),
      aRequest({ id: requestId(5), startedAt: at - 9 * HOUR_MS, cost: cost(9) }),
    ];
    for (const record of requests) store.recordWriter.close(record, []);
    await store.recordWriter.flush();
    const sums = await store.spending.hourly(at - HOUR_MS);
    const [first] = sums;
    const hour = first?.hour ?? 0;
    expect(at - hour).toBeLessThan(HOUR_MS);
    expect(sums).toEqual([
      { kind: 'channel', id: 1, hour, nanoUsd: 12 },
      { kind: 'channel', id: 1, hour: hour + HOUR_MS, nanoUsd: 2 },
      { kind: 'token', id: 1, hour, nanoUsd: 12 },
    ]);
  });
});
