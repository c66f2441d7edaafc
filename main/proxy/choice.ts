import type { QueueReason } from '../contracts/live-events.ts';
import type { Choice as ChoiceReason } from '../contracts/record.ts';
import type { Preferred } from '../core/affinity/prefer.ts';
import type { Eligible } from '../core/candidates.ts';
import type { Candidate } from '../core/select.ts';
import type { Lease } from '../state/lease.ts';
import type { Hold } from '../state/limit-book.ts';
import type { Admission } from './admission.ts';
import type { BalanceDeps } from './balance.ts';
import type { Call } from './call.ts';
import type { ProxyDeps } from './deps.ts';
import type { BarredBy } from './outlook.ts';

/** A candidate and the permission to send it one attempt. */
export type Choice = {
  readonly candidate: Candidate;
  readonly lease: Lease;
  readonly wasCooling: boolean;
  readonly why: ChoiceReason;
  /** What the attempt takes of the channel's limits; whoever has it ends it once. */
  readonly hold: Hold;
};

/** A choice whose limits are still to be taken. */
export type Chosen = Omit<Choice, 'hold'>;

export type ChoosingDeps = BalanceDeps & Pick<ProxyDeps, 'limits'>;

/** What of a request choosing needs. */
export type Asking = {
  readonly call: Pick<Call, 'isOver'>;
  readonly admission: Pick<Admission, 'candidates' | 'deadlineAt' | 'estimates'>;
  readonly ledger: {
    readonly firstAttemptAt: number | null;
    /** Told that nothing is left but to wait for somebody else's trial. */
    waits?(reason: QueueReason): void;
  };
  /** Where its conversation was served before, in this order; empty when it is new. */
  readonly preferred?: readonly Preferred[];
  /** Told at once, before anybody else can choose. */
  chosen?(candidate: Candidate): void;
  /** Told among whom the balancing decides. */
  sharing?(group: readonly Eligible[]): void;
  /** Limits: asked for every channel at the moment of choosing. */
  readonly barredBy?: BarredBy | null;
};
