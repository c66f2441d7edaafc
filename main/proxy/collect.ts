import type { Clock } from './clock.ts';
import type { AnswerFailure, UpstreamAnswer } from './upstream-answer.ts';

export type Collected = {
  readonly bytes: Buffer;
  /** False when it was cut by a limit or broke off. */
  readonly isWhole: boolean;
  readonly failure: AnswerFailure | null;
};

export type CollectLimits = { readonly maxBytes: number; readonly maxMs: number };

/** Reads an answer's body for ourselves, bounded in bytes and time; what is cut is aborted. */
export function collectBody(
  answer: UpstreamAnswer,
  limits: CollectLimits,
  clock: Clock,
): Promise<Collected> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let size = 0;
    let isSettled = false;
    const settle = (isWhole: boolean, failure: AnswerFailure | null): void => {
      if (isSettled) return;
      isSettled = true;
      cancelTimer();
      if (!isWhole && failure === null) answer.abort();
      resolve({ bytes: Buffer.concat(chunks).subarray(0, limits.maxBytes), isWhole, failure });
    };
    const cancelTimer = clock.after(limits.maxMs, () => {
      settle(false, null);
    });
    answer.pipe({
      write(chunk) {
        chunks.push(chunk);
        size += chunk.length;
        if (size > limits.maxBytes) settle(false, null);
        return true;
      },
      end() {
        settle(true, null);
      },
      fail(failure) {
        settle(false, failure);
      },
    });
  });
}
