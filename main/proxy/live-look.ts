import type { LiveAttempt } from '../contracts/live-events.ts';
import type { AttemptRecord } from '../contracts/record.ts';
import { estimateOutput } from '../core/usage/estimate-usage.ts';
import type { LiveLook } from '../state/in-flight.ts';
import type { Admission } from './admission.ts';
import type { Call } from './call.ts';
import type { ProxyDeps } from './deps.ts';
import type { AnswerGate } from './gate.ts';
import { targetOf } from './cooling.ts';
import type { Candidate } from '../core/select.ts';
import type { UpstreamRequest } from './upstream-request.ts';

/** What of a running request its row in the live list is made of. */
export type LiveSubject = {
  readonly call: Pick<Call, 'canReroute'>;
  readonly admission: Pick<Admission, 'candidates' | 'route'>;
  readonly past: readonly AttemptRecord[];
  readonly running: RunningAttempt | null;
  /** That the answer passes through, once it does. */
  readonly gate: Pick<AnswerGate, 'usage'> | null;
};

type RunningAttempt = {
  readonly candidate: Candidate;
  readonly request: Pick<UpstreamRequest, 'protocol' | 'conversion'>;
  readonly startedAt: number;
  readonly status: number | null;
};

/** Worked out when somebody looks, ten times a second at most, so that no request pays for being looked at. */
export function liveLook(subject: LiveSubject, deps: ProxyDeps): LiveLook {
  const { past, running } = subject;
  const attempts = past.map(
    ({ number, channelId, channelName, keyMask, outcome, status, startedAt, durationMs }) => ({
      number,
      channelId,
      channelName,
      keyMask,
      outcome,
      status,
      startedAt,
      endedAt: startedAt + durationMs,
    }),
  );
  return {
    attempts: running === null ? attempts : [...attempts, runningView(running, past.length + 1)],
    convertedTo: running?.request.conversion?.to ?? null,
    ...outputSoFar(subject),
    canTryNext: canTryNext(subject, deps),
    typicalFirstByteMs: running === null ? null : typicalFirstByteMs(running.candidate, deps),
  };
}

function runningView(
  { candidate, startedAt, status }: RunningAttempt,
  number: number,
): LiveAttempt {
  const { channel } = candidate.eligible;
  return {
    number,
    channelId: channel.id,
    channelName: channel.name,
    keyMask: candidate.key.mask,
    outcome: null,
    status,
    startedAt,
    endedAt: null,
  };
}

function outputSoFar({
  gate,
  admission,
  running,
}: LiveSubject): Pick<LiveLook, 'outputTokens' | 'isOutputEstimated'> {
  const seen = gate?.usage ?? null;
  if (seen === null || !seen.isReadable) return { outputTokens: null, isOutputEstimated: false };
  const { usage, size } = seen;
  const protocol = running?.request.protocol ?? admission.route.protocol;
  const estimated = size.bytes === 0 ? null : estimateOutput(protocol, size);
  // Until its last event an answer states what it had when it began, if anything.
  const isStated = usage !== null && !usage.isPartial;
  if (!isStated || (estimated !== null && usage.outputTokens === 0)) {
    return { outputTokens: estimated, isOutputEstimated: estimated !== null };
  }
  return { outputTokens: usage.outputTokens, isOutputEstimated: false };
}

function canTryNext({ call, admission, past, running }: LiveSubject, deps: ProxyDeps): boolean {
  if (running === null || !call.canReroute || !deps.settings.current().isFailoverEnabled) {
    return false;
  }
  const tried = new Set(past.map(({ channelId }) => channelId));
  tried.add(running.candidate.eligible.channel.id);
  return admission.candidates.eligible.some(({ channel }) => !tried.has(channel.id));
}

function typicalFirstByteMs(candidate: Candidate, { latency, clock }: ProxyDeps): number | null {
  const { channelId, upstreamModel } = targetOf(candidate);
  const speed = latency.ofChannel(channelId, upstreamModel, clock.now());
  return speed === null || speed === Infinity ? null : Math.round(speed);
}
