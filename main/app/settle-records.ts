import type { Clock } from '../proxy/clock.ts';
import type { RecordWriter } from '../store/record-port.ts';

/** Whoever asks for totals would rather have them without the last requests than wait for a slow disk. */
const LONGEST_MS = 500;

/** Resolves when what has ended is written, and counts in the totals; or after a moment all the same. */
export function settleRecords(writer: Pick<RecordWriter, 'flush'>, clock: Clock): Promise<void> {
  return new Promise((resolve) => {
    const cancel = clock.after(LONGEST_MS, resolve);
    const done = (): void => {
      cancel();
      resolve();
    };
    // Why it failed is reported where it is written.
    writer.flush().then(done, done);
  });
}
