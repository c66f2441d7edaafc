import type {
  ClosedRequest,
  InFlightChange,
  InFlightPhase,
  InFlightView,
} from '#contracts/live-events';
import type { Problem } from '../../api/problem.ts';

export type ShownPhase = InFlightPhase | 'cancelling';

/** Nobody reads a first byte that comes sooner as slow, whatever the model. */
const SLOW_FIRST_BYTE_MS = 10_000;

/** So much slower than its channel usually is, it stands out; but nobody minds a second. */
const SLOWER_THAN_USUAL = 3;
const SHORTEST_SLOW_MS = 3_000;

/** A stream that pauses for a shorter time is only thinking. */
const QUIET_STREAM_MS = 20_000;

/** A cancelled answer of this size has cost something. */
const COSTLY_TOKENS = 1_000;

/** The speed is that of the last seconds; less than a moment of it says nothing. */
const RATE_MS = 3_000;
const SHORTEST_RATE_MS = 400;
const KEPT_MS = 5_000;

/** What changes with every piece of an answer. */
type Counts = Pick<InFlightView, 'outputTokens' | 'isOutputEstimated' | 'responseBytes'>;
const NO_FACTS: ReadonlySet<string> = new Set([
  'id',
  'outputTokens',
  'isOutputEstimated',
  'responseBytes',
] satisfies ('id' | keyof Counts)[]);

type Sample = { readonly at: number; readonly tokens: number };

/** One request of the live list. The object stays for as long as the request runs. */
export class InFlightRow {
  readonly id: string;
  /** Never changes, so that nobody who needs only this looks again with every delta. */
  readonly startedAt: number;
  /** What was asked for. */
  readonly model: string;
  counts: Counts;
  /** Whoever needs no counts does not look again with every piece of the answer. */
  facts: Omit<InFlightView, keyof Counts>;
  closed: ClosedRequest | null;
  isCancelling: boolean;
  /** Cancelling it would throw much away: the person is asked once more. */
  isAsking: boolean;
  /** Why the last attempt to cancel it failed. */
  problem: Problem | null;
  /** When we heard that it ended, by the server's clock. */
  endedAt: number | null;
  /** When its bytes or its phase last changed, by the server's clock. */
  #movedAt: number;
  /** Tokens at the moments at which they were told, of the last seconds. Whoever asks does so with the clock. */
  readonly #samples: Sample[] = [];

  constructor(view: InFlightView, now: number) {
    this.id = view.id;
    this.startedAt = view.startedAt;
    this.model = view.requestedModel ?? `${view.method} ${view.path}`;
    const { outputTokens, isOutputEstimated, responseBytes } = view;
    this.counts = $state.raw({ outputTokens, isOutputEstimated, responseBytes });
    this.facts = $state.raw(view);
    this.closed = $state.raw(null);
    this.isCancelling = $state(false);
    this.isAsking = $state(false);
    this.problem = $state.raw(null);
    this.endedAt = $state(null);
    this.#movedAt = now;
  }

  get view(): InFlightView {
    return { ...this.facts, ...this.counts };
  }

  get phase(): ShownPhase {
    return this.isCancelling ? 'cancelling' : this.facts.phase;
  }

  /** Takes what changed, or the whole view of it anew. */
  update(change: InFlightChange, now: number): void {
    const {
      outputTokens = this.counts.outputTokens,
      isOutputEstimated = this.counts.isOutputEstimated,
      responseBytes = this.counts.responseBytes,
      phase = this.facts.phase,
    } = change;
    if (phase !== this.facts.phase || responseBytes !== this.counts.responseBytes)
      this.#movedAt = now;
    if (outputTokens !== null && outputTokens !== this.counts.outputTokens)
      this.#note({ at: now, tokens: outputTokens });
    this.counts = { outputTokens, isOutputEstimated, responseBytes };
    if (Object.keys(change).some((name) => !NO_FACTS.has(name)))
      this.facts = { ...this.facts, ...change };
  }

  #note(sample: Sample): void {
    // An estimate that was put right: what came before says nothing of how fast it is.
    if (sample.tokens < (this.#samples.at(-1)?.tokens ?? 0)) this.#samples.length = 0;
    this.#samples.push(sample);
    const kept = this.#samples.findIndex(({ at }) => at >= sample.at - KEPT_MS);
    this.#samples.splice(0, kept);
  }

  close(closed: ClosedRequest, now: number): void {
    this.closed = closed;
    this.endedAt = now;
    this.isCancelling = false;
    this.isAsking = false;
    this.problem = null;
  }

  /** True when the person has to say it once more. */
  asksFirst(): boolean {
    const isCostly = (this.counts.outputTokens ?? 0) > COSTLY_TOKENS;
    if (!isCostly || this.isAsking) return false;
    this.isAsking = true;
    return true;
  }

  stopAsking(): void {
    this.isAsking = false;
  }

  beginCancel(): void {
    this.isCancelling = true;
    this.isAsking = false;
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
    return Math.max(0, (this.endedAt ?? now) - this.startedAt);
  }

  /** How long a stream has been silent, when that is remarkable; else null. */
  quietMs(now: number): number | null {
    const quiet = now - this.#movedAt;
    return this.phase === 'streaming' && quiet >= QUIET_STREAM_MS ? quiet : null;
  }

  /** Whole tokens per second over the last moments; null when that says nothing. */
  tokensPerSecond(now: number): number | null {
    const first = this.#samples.find(({ at }) => at >= now - RATE_MS);
    const last = this.#samples.at(-1);
    if (first === undefined || last === undefined || last.at - first.at < SHORTEST_RATE_MS)
      return null;
    return Math.round(((last.tokens - first.tokens) * 1000) / (last.at - first.at));
  }

  /** Has it waited remarkably long for an answer to begin? Measured by what its channel usually takes, if known. */
  isSlow(now: number): boolean {
    const isWaiting = this.phase === 'connecting' || this.phase === 'waiting';
    return isWaiting && now - this.#movedAt >= this.#slowAfterMs();
  }

  #slowAfterMs(): number {
    const usual = this.facts.typicalFirstByteMs;
    if (usual === null) return SLOW_FIRST_BYTE_MS;
    return Math.max(SHORTEST_SLOW_MS, SLOWER_THAN_USUAL * usual);
  }
}
