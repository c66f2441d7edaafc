import { statSync } from 'node:fs';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { requestIdOf } from '../../main/core/request-id.ts';
import { anAttempt, aRequest } from '../support/record-builder.ts';
import { databaseSums, grandTotal } from '../support/database-sums.ts';
import { openTempStore, type TempStore } from '../support/temp-store.ts';

let temp: TempStore;

beforeEach(async () => {
  temp = await openTempStore();
});
afterEach(() => temp.close());

/** Requests of one millisecond each, from 1 on, with an attempt that failed and one that was relayed. */
async function write(count: number, detail = ''): Promise<void> {
  for (let ms = 1; ms <= count; ms += 1) {
    const requestId = requestIdOf(ms * 1000);
    const record = aRequest({ id: requestId, startedAt: ms, attemptCount: 2, detail });
    temp.store.recordWriter.close(record, [
      anAttempt({ requestId, blame: 'key', status: 401 }),
      anAttempt({ requestId, number: 2, detail }),
    ]);
  }
  await temp.store.recordWriter.flush();
}

function count(table: string): number {
  const db = new Database(temp.file, { readonly: true });
  try {
    return db.prepare(`select count(*) from ${table}`).pluck().get() as number;
  } finally {
    db.close();
  }
}

async function oldest(): Promise<string | undefined> {
  const { records } = await temp.store.records.page({ before: null, limit: 1000 });
  return records.at(-1)?.id;
}

describe('old requests', () => {
  it('go in portions, with their attempts, and leave the hourly totals', async () => {
    await write(10);
    const { retention } = temp.store;
    expect(await retention.removeBefore(7, 4)).toBe(4);
    expect(await retention.removeBefore(7, 4)).toBe(2);
    expect(await retention.removeBefore(7, 4)).toBe(0);
    expect(await oldest()).toBe(requestIdOf(7000));
    expect(count('attempts')).toBe(4);
    const sums = databaseSums(temp.file, () => 0);
    expect(grandTotal(sums.usageHourly)).toMatchObject({ requests: 10, attempts: 20 });
    expect(grandTotal(sums.attemptsHourly)).toMatchObject({ attempts: 20 });
  });

  it('go when there are more than so many', async () => {
    await write(10);
    const { retention } = temp.store;
    expect(await retention.removeBeyond(3, 5)).toBe(5);
    expect(await retention.removeBeyond(3, 5)).toBe(2);
    expect(await retention.removeBeyond(3, 5)).toBe(0);
    expect(await oldest()).toBe(requestIdOf(8000));
    expect(await retention.removeBeyond(3, 5)).toBe(0);
  });

  it('give their room back to the disk, a portion at a time', async () => {
    await write(2000, 'x'.repeat(2000));
    const { retention } = temp.store;
    const before = await retention.usedBytes();
    while ((await retention.removeBefore(2001, 500)) > 0);
    const after = await retention.usedBytes();
    expect(after).toBeLessThan(before / 10);
    let portions = 1;
    while (await retention.shrink()) portions += 1;
    expect(portions).toBeGreaterThan(2);
    await temp.store.close();
    expect(statSync(temp.file).size).toBeLessThanOrEqual(after);
  });
});
