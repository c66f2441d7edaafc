import type { RequestOutcome } from '#contracts/record';

/** From here on a status says that something went wrong, at the client's end or the upstream's. */
const FIRST_ERROR_STATUS = 400;

/** How an ended request looks. An upstream's error that was relayed is the client's to read, but not fine. */
export function outcomeTone(
  outcome: RequestOutcome,
  status: number | null,
): 'good' | 'warn' | 'bad' | 'idle' {
  switch (outcome) {
    case 'answered':
      return status !== null && status >= FIRST_ERROR_STATUS ? 'warn' : 'good';
    case 'clientLeft':
    case 'cancelled':
      return 'idle';
    case 'rejected':
    case 'interrupted':
      return 'warn';
    case 'upstreamFailed':
    case 'noCandidate':
    case 'broken':
      return 'bad';
  }
}
