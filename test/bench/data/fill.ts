import path from 'node:path';
import { openStore } from '../../../main/store/open.ts';
import { storeOptions } from '../../support/temp-store.ts';
import { manyRecords } from './records.ts';

/** As many as one second has on a busy day, and what is collected while a batch is written. */
const AT_ONCE = 500;

export type Filled = {
  readonly requests: number;
  readonly seconds: number;
  /** Of the main thread for each request: taking its record, making rows of it, sending them. */
  readonly writingUs: number;
};

/** Fills a data folder with requests through the program's own writer, and tells what writing cost the main thread. */
export async function fillFolder(folder: string, requests: number, days: number): Promise<Filled> {
  const file = path.join(folder, 'ccload.db');
  const store = await openStore(storeOptions(folder, { keyFile: path.join(folder, 'data.key') }));
  await store.settings.writeMany({ recordRetentionDays: 0 });
  const startedAt = performance.now();
  let spentUs = 0;
  let batch: Parameters<typeof store.recordWriter.close>[] = [];
  const write = async (): Promise<void> => {
    const before = process.threadCpuUsage();
    for (const [record, attempts] of batch) store.recordWriter.close(record, attempts);
    await store.recordWriter.flush();
    const { user, system } = process.threadCpuUsage(before);
    spentUs += user + system;
    batch = [];
  };
  for (const { record, attempts } of manyRecords(requests, days, Date.now())) {
    batch.push([record, attempts]);
    if (batch.length === AT_ONCE) await write();
  }
  await write();
  if (store.recordWriter.droppedCount > 0) throw new Error(`Rows of ${file} were refused.`);
  await store.close();
  const seconds = (performance.now() - startedAt) / 1000;
  return { requests, seconds, writingUs: spentUs / requests };
}

if (import.meta.main) {
  const [folder = '', requests = '1000000', days = '60'] = process.argv.slice(2);
  if (folder === '') throw new Error('Usage: fill.ts <folder> [requests] [days]');
  console.log(await fillFolder(folder, Number(requests), Number(days)));
}
