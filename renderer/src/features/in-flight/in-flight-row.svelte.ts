import type { ClosedRequest, InFlightPhase, InFlightView } from '#contracts/live-events';
import type { Problem } from '../../api/problem.ts';

export type ShownPhase = InFlightPhase | 'cancelling';

/** Nobody reads a first byte that comes sooner as slow, whatever the model. */
const SLOW_FIRST_BYTE_MS = 10_000;

/** A stream that pauses for a shorter time is only thinking. */
const QUIET_STREAM_MS = 20_000;

/** One request of the live list. The object stays for as long as the request runs. */
export class InFlightRow {
  readonly id: string;
  view: InFlightView;
  closed: ClosedRequest | null;
  isCancelling: boolean;
  /** Why the last attempt to cancel it failed. */
  problem: Problem | null;
  /** When we heard that it ended, by the server's clock. */
  endedAt: number | null;
  /** When its bytes or its phase last changed, by the server's clock. */
  #movedAt: number;

  constructor(view: InFlightView, now: number) {
    this.id = view.id;
    this.view = $state.raw(view);
    this.closed = $state.raw(null);
    this.isCancelling = $state(false);
    this.problem = $state.raw(null);
    this.endedAt = $state(null);
    this.#movedAt = $state(now);
  }

  get phase(): ShownPhase {
    return this.isCancelling ? 'cancelling' : this.view.phase;
  }

  update(view: InFlightView, now: number): void {
    const { phase, responseBytes } = this.view;
    if (view.phase !== phase || view.responseBytes !== responseBytes) this.#movedAt = now;
    this.view = view;
  }

  close(closed: ClosedRequest, now: number): void {
    this.closed = closed;
    this.endedAt = now;
    this.isCancelling = false;
    this.problem = null;
  }

  beginCancel(): void {
    this.isCancelling = true;
    this.problem = null;
  }

  /** A request that ended meanwhile needs no words. */
  cancelFailed(problem: Problem): void {
    if (this.closed !== null) return;
    this.isCancelling = false;
    const isGone = problem.kind === 'refused' && problem.code === 'request.not-found';
    if (!isGone) this.problem = problem;
  }

  elapsedMs(now: number): number {
    return Math.max(0, (this.endedAt ?? now) - this.view.startedAt);
  }

  /** How long a stream has been silent, when that is remarkable; else null. */
  quietMs(now: number): number | null {
    const quiet = now - this.#movedAt;
    return this.phase === 'streaming' && quiet >= QUIET_STREAM_MS ? quiet : null;
  }

  /** Has it waited remarkably long for an answer to begin? */
  isSlow(now: number): boolean {
    const isWaiting = this.phase === 'connecting' || this.phase === 'waiting';
    return isWaiting && now - this.#movedAt >= SLOW_FIRST_BYTE_MS;
  }
}
