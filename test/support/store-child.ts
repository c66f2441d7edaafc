import { openStore } from '../../main/store/open.ts';
import { aCost, anAttempt, anOpenRequest, aRequest, requestId } from './record-builder.ts';
import { storeOptions } from './temp-store.ts';
import { aUsage } from './usage-builder.ts';

/**
 * A process of its own with a store open, made to be killed. Started with a folder and a job:
 * `hold` opens the store; `record` also writes a request every millisecond and sends each one's number
 * and end to the parent.
 */
const [folder = '', job = ''] = process.argv.slice(2);
const store = await openStore(storeOptions(folder));
process.send?.({ kind: 'open' });

if (job === 'record') {
  let number = 0;
  setInterval(() => {
    number += 1;
    const id = requestId(number);
    const endedAt = Date.now();
    store.recordWriter.open(anOpenRequest({ id }));
    // Every tenth is still on its way when the process dies.
    if (number % 10 === 0) return;
    const usage = aUsage({ inputTokens: 10, outputTokens: number });
    store.recordWriter.close(aRequest({ id, endedAt, usage, cost: aCost() }), [
      anAttempt({ requestId: id }),
    ]);
    process.send?.({ kind: 'closed', number, endedAt });
  }, 1);
} else {
  // Something to live for; the parent ends this process.
  setInterval(() => undefined, 60_000);
}
