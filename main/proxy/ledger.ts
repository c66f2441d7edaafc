import type { ChannelId } from '../contracts/channel.ts';
import type { QueueReason } from '../contracts/live-events.ts';
import type {
  AttemptRecord,
  Blame,
  ConversionLoss,
  Cooled,
  RecordConversion,
  RequestRecord,
  SkippedChannel,
} from '../contracts/record.ts';
import { failureClass, type Verdict } from '../core/classify.ts';
import type { FailedAttempt } from '../core/final-answer.ts';
import { healthOf } from '../core/health-score.ts';
import { outcomeName, type OutcomeFacts } from '../core/outcome.ts';
import type { Candidate } from '../core/select.ts';
import type { InFlightRequest, LiveLook } from '../state/in-flight.ts';
import type { Cost } from '../state/limit-book.ts';
import { accountFor, NOTHING_BILLED, type Account } from './accounting.ts';
import type { Admission } from './admission.ts';
import type { SeenUsage } from './answer-meter.ts';
import type { Call } from './call.ts';
import type { Choice } from './choice.ts';
import type { ConversationPlace } from './conversation-place.ts';
import type { ProxyDeps } from './deps.ts';
import { targetOf } from './cooling.ts';
import type { EarlyHead } from './early-head.ts';
import type { Examined } from './examine.ts';
import type { AnswerGate } from './gate.ts';
import { liveLook } from './live-look.ts';
import type { UpstreamRequest } from './upstream-request.ts';
import { failureText, ruleText } from './failure-text.ts';
import { cooledBy, skippedChannels } from './skipped.ts';
import * as lines from './log-lines.ts';
import type { Ending } from './ending.ts';

/** What of a run its books are about. */
type Subject = {
  readonly call: Call;
  readonly admission: Admission;
  readonly early: Pick<EarlyHead, 'isSent'>;
  readonly place: Pick<ConversationPlace, 'sign'>;
};

type Running = {
  readonly candidate: Candidate;
  readonly why: Choice['why'];
  readonly request: UpstreamRequest;
  readonly startedAt: number;
};

/** Keeps the books of one request while it runs: the live list, the log lines, and in the end its record. */
export class Ledger {
  readonly #call: Call;
  readonly #admission: Admission;
  readonly #deps: ProxyDeps;
  readonly #live: InFlightRequest;
  readonly #attempts: AttemptRecord[] = [];
  readonly #failures: FailedAttempt[] = [];
  readonly #health = new Map<ChannelId, 'success' | 'failure'>();
  #running: Running | null = null;
  #account: Account = NOTHING_BILLED;
  #relayed: { readonly facts: OutcomeFacts; readonly verdict: Verdict } | null = null;
  readonly #early: Pick<EarlyHead, 'isSent'>;
  readonly #place: Pick<ConversationPlace, 'sign'>;
  #firstAttemptAt: number | null = null;
  #firstByteAt: number | null = null;
  #status: number | null = null;
  /** That the answer passes through. */
  #gate: AnswerGate | null = null;
  /** By the attempt whose answer was relayed. */
  #answerLosses: readonly ConversionLoss[] = [];
  #conversion: RecordConversion | null = null;
  #cooled: Cooled | null = null;
  /** Looked for only when the first attempt was not enough. */
  #skipped: readonly SkippedChannel[] = [];

  constructor({ call, admission, early, place }: Subject, deps: ProxyDeps) {
    this.#call = call;
    this.#place = place;
    this.#early = early;
    this.#admission = admission;
    this.#deps = deps;
    const { route, facts, body, token, clientFamily } = admission;
    this.#live = deps.inFlight.open(
      {
        id: call.id,
        startedAt: call.startedAt,
        method: call.method,
        path: route.path,
        protocol: route.protocol,
        requestedModel: facts.model,
        upstreamModel: null,
        isStreaming: facts.isStreaming,
        tokenName: token?.name ?? '',
        clientFamily,
        channelName: null,
        keyMask: null,
        requestBytes: body.received.length,
      },
      {
        cancel: (reason) => {
          call.cancel(reason);
        },
        reroute: () => call.reroute(),
      },
      () => this.#look(),
    );
    if (deps.log.isDebugLogged()) {
      const moment = { now: deps.clock.now(), zone: deps.limits.zone };
      lines.logRequest(deps.log, call, admission, moment);
    }
  }

  get firstAttemptAt(): number | null {
    return this.#firstAttemptAt;
  }

  /** Of the attempt that runs, or of the next one. */
  get attemptNumber(): number {
    return this.#attempts.length + 1;
  }

  get failures(): readonly FailedAttempt[] {
    return this.#failures;
  }

  /** What the request cost so far. */
  get cost(): Cost {
    const { cost, priced } = this.#account;
    if (priced !== null) return priced.then(({ nanoUsd }) => nanoUsd);
    return cost === null ? 0 : cost.nanoUsd;
  }

  attemptBegins({ candidate, why }: Choice, request: UpstreamRequest): void {
    const startedAt = this.#deps.clock.now();
    this.#firstAttemptAt ??= startedAt;
    this.#running = { candidate, why, request, startedAt };
    const number = this.attemptNumber;
    if (number > 1) this.#noteSkipped(false, candidate);
    this.#live.report({
      phase: 'connecting',
      channelName: candidate.eligible.channel.name,
      keyMask: candidate.key.mask,
      upstreamModel: candidate.upstreamModel,
      attemptCount: number,
      queueReason: null,
    });
    const { log } = this.#deps;
    const { strippedTokens } = request;
    if (strippedTokens > 0) lines.logStripped(log, this.#call, number, strippedTokens);
    if (log.isDebugLogged()) lines.logAttempt(log, this.#call, number, candidate, request);
  }

  /** It waits, and for what; null: no more. */
  waits(queueReason: QueueReason | null): void {
    this.#live.report(queueReason === null ? { queueReason } : { queueReason, phase: 'queued' });
  }

  attemptSent(): void {
    this.#live.report({ phase: 'waiting' });
  }

  attemptHeld(): void {
    this.#live.report({ phase: 'held' });
  }

  attemptFailed(examined: Examined, verdict: Verdict): void {
    const running = this.#running;
    if (running === null) return;
    this.#running = null;
    const { candidate } = running;
    const { facts } = examined;
    this.#noteHealth(candidate, verdict);
    const text = failureText(examined, candidate, verdict.rule);
    const cooled = cooledBy(candidate, verdict, running.startedAt, this.#deps);
    this.#attempts.push({ ...this.#attemptRecord(running, facts, verdict.blame, text), cooled });
    this.#failures.push({
      channelName: candidate.eligible.channel.name,
      keyMask: candidate.key.mask,
      failure: failureClass(verdict),
      status: examined.head?.status ?? null,
      detail: text,
      statedUntil: verdict.statedUntil,
    });
    const number = this.#attempts.length;
    lines.logFailure(this.#deps.log, this.#call, number, candidate, examined, verdict, text);
  }

  /** The candidate has refused something that it can do without: it is asked again, and nobody has failed. */
  attemptRepeated(examined: Examined, verdict: Verdict): void {
    const running = this.#running;
    if (running === null) return;
    this.#running = null;
    const text = failureText(examined, running.candidate);
    this.#attempts.push(this.#attemptRecord(running, examined.facts, verdict.blame, text));
    lines.logRepeat(this.#deps.log, this.#call, this.#attempts.length, text);
  }

  /** The answer begins to reach the client. */
  begin(status: number, gate: AnswerGate | null = null): void {
    this.#status = status;
    this.#gate = gate;
    this.#live.report({ phase: 'streaming' });
    if (this.#admission.facts.isStreaming) this.#deps.records.open(this.#record(null));
  }

  received(bytes: number): void {
    if (this.#firstByteAt === null) {
      this.#firstByteAt = this.#deps.clock.now();
      this.#live.report({ firstByteMs: this.#firstByteAt - this.#call.startedAt });
    }
    this.#live.received(bytes);
  }

  /** What of a converted answer the client could not be told. */
  lost(losses: readonly ConversionLoss[]): void {
    if (losses.length > 0) this.#answerLosses = losses;
  }

  /** The relay is over, and this is what it showed of the upstream, and of what was used. */
  attemptRelayed(facts: OutcomeFacts, verdict: Verdict, seen: SeenUsage | null): void {
    this.#relayed = { facts, verdict };
    if (verdict.rule !== undefined) {
      lines.logRuled(this.#deps.log, this.#call, this.#attempts.length + 1, verdict.rule);
    }
    const running = this.#running;
    if (running === null) return;
    const { candidate, request, startedAt } = running;
    this.#cooled = cooledBy(candidate, verdict, startedAt, this.#deps);
    if (facts.kind !== 'unproven') {
      const isWhole = facts.kind === 'answered';
      const bought = { admission: this.#admission, request, at: startedAt, isWhole };
      this.#account = accountFor(seen, bought, this.#deps.price);
      const { usage, returnedModel } = this.#account;
      const model = candidate.upstreamModel ?? returnedModel;
      if (usage !== null && !usage.isEstimated && isWhole && model !== null) {
        this.#deps.outputs.add(model, usage.outputTokens);
      }
    }
    const isSuccess = this.#noteHealth(candidate, verdict) === 'success';
    if (!isSuccess || this.#firstByteAt === null) return;
    const firstByteMs = this.#firstByteAt - startedAt;
    this.#deps.latency.note(targetOf(candidate), firstByteMs, this.#deps.clock.now());
  }

  /** The upstream is done; the client takes the rest. */
  ending(): void {
    this.#live.report({ phase: 'ending' });
  }

  close(ending: Ending): void {
    this.#status = ending.status;
    const record = this.#record(ending);
    if (this.#running !== null) this.#attempts.push(this.#answeredRecord(this.#running, ending));
    const priced = this.#account.priced?.then((cost) => ({ ...record, cost })) ?? null;
    if (ending.outcome === 'noCandidate' || ending.outcome === 'upstreamFailed') {
      this.#noteSkipped(true);
    }
    this.#deps.records.close(record, this.#attempts, priced, this.#skipped);
    const now = this.#deps.clock.now();
    for (const [channelId, health] of this.#health) this.#deps.health.note(channelId, health, now);
    this.#deps.inFlight.close(this.#live, {
      id: this.#call.id,
      outcome: ending.outcome,
      status: ending.status,
      channelName: record.channelId === null ? null : record.channelName,
      durationMs: now - this.#call.startedAt,
      costNanoUsd: record.cost?.nanoUsd ?? null,
    });
    lines.logEnding(this.#deps.log, this.#call, this.#admission, record, ending);
  }

  #noteSkipped(isOver: boolean, next?: Candidate): void {
    const tried = new Set(this.#attempts.map(({ channelId }) => channelId));
    if (next !== undefined) tried.add(next.eligible.channel.id);
    this.#skipped = skippedChannels(this.#admission, tried, isOver, this.#deps);
  }

  #look(): LiveLook {
    const running = this.#running;
    const subject = {
      call: this.#call,
      admission: this.#admission,
      past: this.#attempts,
      running: running === null ? null : { ...running, status: this.#status },
      gate: this.#gate,
    };
    return liveLook(subject, this.#deps);
  }

  /** What a channel came to in the end is what counts: a request is no more than one success or failure of it. */
  #noteHealth({ eligible }: Candidate, verdict: Verdict): ReturnType<typeof healthOf> {
    const health = healthOf(verdict);
    if (health !== null) this.#health.set(eligible.channel.id, health);
    return health;
  }

  /** The attempt whose answer was relayed: how it ended is known only when the relay has. */
  #answeredRecord(running: Running, ending: Ending): AttemptRecord {
    const status = this.#status ?? 0;
    const facts = this.#relayed?.facts ?? { kind: 'answered', status };
    const { blame = 'nobody', rule } = this.#relayed?.verdict ?? {};
    const detail = rule === undefined ? ending.detail : `${ruleText(rule)} ${ending.detail}`.trim();
    const record = this.#attemptRecord(running, facts, blame, detail);
    const firstByteMs = this.#firstByteAt === null ? null : this.#firstByteAt - running.startedAt;
    return { ...record, status: this.#status, firstByteMs, cooled: this.#cooled };
  }

  #attemptRecord(
    running: Running,
    outcome: OutcomeFacts,
    blame: Blame,
    detail: string,
  ): AttemptRecord {
    const { candidate, why, request, startedAt } = running;
    const { channel } = candidate.eligible;
    return {
      requestId: this.#call.id,
      number: this.#attempts.length + 1,
      channelId: channel.id,
      channelName: channel.name,
      keyId: candidate.key.id,
      keyMask: candidate.key.mask,
      url: lines.withoutQuery(request.url),
      upstreamModel: candidate.upstreamModel,
      isModelCheaper: candidate.eligible.isCheaper === true,
      choice: why,
      strippedTokens: request.strippedTokens,
      outcome: outcomeName(outcome),
      status: 'status' in outcome ? outcome.status : null,
      blame,
      detail,
      startedAt,
      durationMs: this.#deps.clock.now() - startedAt,
      firstByteMs: null,
      conversion: this.#conversionOf(running),
      cooled: null,
    };
  }

  /** The same object for the same attempt: a request's row has its attempt's only where they are one. */
  #conversionOf({ request }: Running): RecordConversion | null {
    const { conversion } = request;
    if (conversion === null || this.#answerLosses.length === 0) return conversion;
    this.#conversion ??= { ...conversion, losses: [...conversion.losses, ...this.#answerLosses] };
    return this.#conversion;
  }

  #record(ending: Ending | null): RequestRecord {
    const { route, facts, body, token, conversation, clientFamily } = this.#admission;
    const call = this.#call;
    const running = this.#running?.candidate;
    const last = this.#attempts.at(-1);
    const conversion =
      this.#running === null ? (last?.conversion ?? null) : this.#conversionOf(this.#running);
    const endedAt = ending === null ? null : this.#deps.clock.now();
    return {
      id: call.id,
      startedAt: call.startedAt,
      endedAt,
      tokenId: token?.id ?? null,
      tokenName: token?.name ?? '',
      conversation,
      affinity: this.#place.sign,
      clientFamily,
      protocol: route.protocol,
      operation: route.operation,
      method: call.method,
      path: route.path,
      requestedModel: facts.model,
      upstreamModel: running?.upstreamModel ?? last?.upstreamModel ?? null,
      returnedModel: this.#account.returnedModel,
      isStreaming: facts.isStreaming,
      status: this.#status,
      outcome: ending?.outcome ?? null,
      detail: ending?.detail ?? '',
      channelId: running?.eligible.channel.id ?? last?.channelId ?? null,
      channelName: running?.eligible.channel.name ?? last?.channelName ?? '',
      keyMask: running?.key.mask ?? last?.keyMask ?? '',
      attemptCount: this.#attempts.length + (running === undefined ? 0 : 1),
      firstByteMs: this.#firstByteAt === null ? null : this.#firstByteAt - call.startedAt,
      durationMs: endedAt === null ? null : endedAt - call.startedAt,
      requestBytes: body.received.length,
      responseBytes: this.#live.responseBytes,
      isHeadSentEarly: this.#early.isSent,
      conversion,
      usage: this.#account.usage,
      cost: this.#account.cost,
    };
  }
}
