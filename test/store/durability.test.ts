import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Database from 'better-sqlite3';
import { describe, expect, it, onTestFinished } from 'vitest';
import { microsOf } from '../../main/core/request-id.ts';
import { openStore } from '../../main/store/open.ts';
import { localHourStart } from '../../main/core/local-hour.ts';
import { databaseSums, grandTotal } from '../support/database-sums.ts';
import { requestId } from '../support/record-builder.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { storeOptions } from '../support/temp-store.ts';

const MINUTE_MS = 60_000;
const hourOf = (at: number): number =>
  localHourStart(at, -new Date(at).getTimezoneOffset() * MINUTE_MS);

/** What is promised: a request that ended this long before the program was killed is stored. */
const PROMISED_MS = 500;

type Closed = { readonly kind: 'closed'; readonly number: number; readonly endedAt: number };

/** Lets a process record requests until the oldest are long over, kills it, and says what it had closed. */
async function recordAndKill(folder: string): Promise<{ closed: Closed[]; killedAt: number }> {
  const program = fileURLToPath(new URL('../support/store-child.ts', import.meta.url));
  const child = fork(program, [folder, 'record'], { execArgv: [] });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  const closed: Closed[] = [];
  await new Promise<void>((resolve) => {
    child.on('message', (message: Closed | { readonly kind: 'open' }) => {
      if (message.kind === 'open') return;
      closed.push(message);
      if (message.endedAt - (closed[0]?.endedAt ?? Infinity) > 3 * PROMISED_MS) resolve();
    });
  });
  const killedAt = Date.now();
  child.kill('SIGKILL');
  await once(child, 'exit');
  return { closed, killedAt };
}

describe('when the program is killed', () => {
  it('has stored every request that ended half a second before, once', async () => {
    const folder = await tempFolder();
    const { closed, killedAt } = await recordAndKill(folder);
    const promised = closed.filter(({ endedAt }) => endedAt < killedAt - PROMISED_MS);
    expect(promised.length).toBeGreaterThan(100);

    const db = new Database(join(folder, 'ccload.db'));
    const count = db.prepare(
      'select count(*) as requests, sum(outcome is not null) as closed, ' +
        'sum(answer_key_id is not null) as answers from requests where id = ?',
    );
    const wrong = promised.filter(({ number }) => {
      const found = count.get(microsOf(requestId(number)));
      return JSON.stringify(found) !== '{"requests":1,"closed":1,"answers":1}';
    });
    db.close();
    expect(wrong).toEqual([]);
    // Totals are raised with the very requests that they count, also by the batch that death came into.
    const sums = databaseSums(join(folder, 'ccload.db'), hourOf);
    expect(sums.usageHourly).toEqual(sums.requests);
    expect(sums.attemptsHourly).toEqual(sums.attempts);
    expect(grandTotal(sums.usageHourly)['cost_nano_usd']).toBeGreaterThan(0);
  });

  it('closes the requests that were in flight at the next start', async () => {
    const folder = await tempFolder();
    await recordAndKill(folder);
    const store = await openStore(storeOptions(folder));
    onTestFinished(() => store.close());
    const interrupted = await store.records.markInterrupted(123);
    expect(interrupted).toBeGreaterThan(10);
    expect(await store.records.markInterrupted(456)).toBe(0);
    const sums = databaseSums(join(folder, 'ccload.db'), hourOf);
    expect(sums.usageHourly).toEqual(sums.requests);
    expect(sums.attemptsHourly).toEqual(sums.attempts);
    expect(grandTotal(sums.usageHourly)).toMatchObject({ interrupted });
    const page = await store.records.page({ before: null, limit: 5000, outcome: 'interrupted' });
    expect(page.records).toHaveLength(interrupted);
    expect(page.records.every(({ endedAt, detail }) => endedAt === 123 && detail !== '')).toBe(
      true,
    );
  });
});
