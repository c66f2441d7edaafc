import { REPLY_STATUS } from '../core/reply-status.ts';
import type { ProxyDeps } from './deps.ts';
import type { Refusal } from './reply.ts';
import type { Run } from './run.ts';
import type { SlotAnswer } from './slots.ts';

/** Seconds. A slot is free when any of many requests ends. */
const RETRY_SEC = 5;

/** Waits for one of the places of requests that may run at once. */
export function takeSlot(
  { call, admission, ledger }: Run,
  deps: ProxyDeps,
): SlotAnswer | Promise<SlotAnswer> {
  if (deps.slots.tryTake()) return 'taken';
  const { queueTimeoutMs, maxConcurrency } = deps.settings.current();
  ledger.waits({ kind: 'maxConcurrency', limit: maxConcurrency });
  const { deadlineAt, token } = admission;
  const ends = [
    ...(queueTimeoutMs > 0 ? [queueTimeoutMs] : []),
    ...(deadlineAt === null ? [] : [Math.max(0, deadlineAt - deps.clock.now())]),
  ];
  return deps.slots.wait({
    tokenId: token?.id ?? null,
    maxWaitMs: ends.length === 0 ? null : Math.min(...ends),
    onLeave: (act) => {
      call.onLeave(
        act === null
          ? null
          : () => {
              // Someone may also send it on to the next channel, of which there is none yet.
              if (call.isOver) act();
              else call.takeReroute();
            },
      );
    },
  });
}

/** What a request is told that got no slot. */
export function queueRefusal(
  answer: Exclude<SlotAnswer, 'taken' | 'left'>,
  { maxConcurrency, maxQueued }: { readonly maxConcurrency: number; readonly maxQueued: number },
): Refusal {
  const running = `${String(maxConcurrency)} requests run already (setting "maxConcurrency")`;
  if (answer === 'queueFull') {
    return {
      status: REPLY_STATUS.tooMany,
      code: 'queue_full',
      message: `${running}, and ${String(maxQueued)} wait (setting "maxQueued").`,
      retryAfterSec: RETRY_SEC,
    };
  }
  return {
    status: REPLY_STATUS.unavailable,
    code: 'queue_timeout',
    message: `${running}, and none of them ended in time (setting "queueTimeoutMs").`,
    retryAfterSec: RETRY_SEC,
  };
}
