import type { RequestOutcome } from '../contracts/record.ts';
import type { Call } from './call.ts';

/** How a request ended for its client. */
export type Ending = {
  readonly outcome: RequestOutcome;
  /** What the client was sent; null when it got no status. */
  readonly status: number | null;
  /** One sentence when it did not go well, else empty. */
  readonly detail: string;
};

/** The ending of a request whose client left, or which was cancelled. */
export function goneEnding(call: Call, status: number | null): Ending {
  switch (call.cancelled) {
    case 'byHand':
      return { outcome: 'cancelled', status, detail: 'The request was cancelled by hand.' };
    case 'shutdown':
      return { outcome: 'interrupted', status, detail: 'The program was stopped.' };
    case null:
      return { outcome: 'clientLeft', status, detail: 'The client closed its connection.' };
  }
}
