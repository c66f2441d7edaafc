import {
  COOLING_TEXT,
  exclusionText,
  type Eligible,
  type Exclusion,
  type ExclusionReason,
} from '../core/candidates.ts';
import { finalAnswer } from '../core/final-answer.ts';
import { hasLimits, limitEndsAt } from '../core/limits/limit-reason.ts';
import { REPLY_STATUS } from '../core/reply-status.ts';
import type { CancelReason } from '../state/in-flight.ts';
import type { Admission } from './admission.ts';
import type { Call } from './call.ts';
import { corsHeaders } from './cors.ts';
import type { ProxyDeps } from './deps.ts';
import type { EarlyHead } from './early-head.ts';
import { goneEnding, type Ending } from './ending.ts';
import { queueRefusal } from './queue.ts';
import { refusal, sendReply, type Refusal } from './reply.ts';
import type { Run } from './run.ts';
import type { SlotAnswer } from './slots.ts';
import { limitRefusal } from './token-limits.ts';

/** Seconds. Nothing heals by itself when no channel is configured, but Codex gives up without the header. */
const NO_CANDIDATE_RETRY_SEC = 30;
const RESTART_RETRY_SEC = 5;

/** Ends a request that no candidate could answer. */
export function replyExhausted(run: Run, deps: ProxyDeps): Ending {
  const { call, admission, ledger, early } = run;
  const { failures } = ledger;
  const now = deps.clock.now();
  const left = whatIsLeft(run, deps);
  const why: Refusal =
    failures.length > 0
      ? finalAnswer(failures, soonestOf(left), now)
      : noCandidate(admission, left, deps);
  send(call, admission, why, early, deps);
  const outcome = failures.length > 0 ? 'upstreamFailed' : 'noCandidate';
  return { outcome, status: why.status, detail: why.message };
}

/** Ends a request that waited in vain for its turn. */
export function replyWithoutSlot(
  run: Run,
  answer: Exclude<SlotAnswer, 'taken'>,
  deps: ProxyDeps,
): Ending {
  if (answer === 'left') return replyGone(run, deps);
  const why = queueRefusal(answer, deps.settings.current());
  send(run.call, run.admission, why, run.early, deps);
  return { outcome: 'rejected', status: why.status, detail: why.message };
}

/** Ends a request whose client left, or which was cancelled before its answer began. */
export function replyGone({ call, admission, early }: Run, deps: ProxyDeps): Ending {
  early.stop();
  if (call.cancelled === null) return goneEnding(call, null);
  const why = cancelRefusal(call.cancelled);
  send(call, admission, why, early, deps);
  return goneEnding(call, why.status);
}

/** What a client is told whose request was ended by a person or with the program. */
export function cancelRefusal(reason: CancelReason): Refusal {
  if (reason === 'byHand') {
    // 400 is the one status after which every client stops instead of asking again.
    const { badRequest: status } = REPLY_STATUS;
    return { status, code: 'request_cancelled', message: CANCELLED_TEXT };
  }
  return {
    status: REPLY_STATUS.unavailable,
    code: 'shutting_down',
    message: STOPPING_TEXT,
    retryAfterSec: RESTART_RETRY_SEC,
  };
}

const CANCELLED_TEXT = 'The request was cancelled by hand.';
const STOPPING_TEXT = 'The program is being stopped.';

/** The channels that could serve a request and do not, and when the first of them may. */
type Left = {
  readonly barred: readonly Exclusion[];
  readonly cooling: readonly Eligible[];
  /** Epoch milliseconds; null when time alone does not help. */
  readonly comesBackAt: number | null;
  readonly limitEndsAt: number | null;
};

type Unserved = Pick<Run, 'barredBy'> & {
  readonly admission: Pick<Admission, 'facts' | 'candidates'>;
};

/** What a request is told for which there is no candidate, as the books stand. */
export function noCandidateRefusal(unserved: Unserved, deps: ProxyDeps): Refusal {
  return noCandidate(unserved.admission, whatIsLeft(unserved, deps), deps);
}

function whatIsLeft({ admission, barredBy }: Unserved, deps: ProxyDeps): Left {
  const now = deps.clock.now();
  const barred: Exclusion[] = [];
  const cooling: Eligible[] = [];
  for (const one of admission.candidates.eligible) {
    const reason = barredBy?.(one) ?? justEnded(one, now, deps);
    if (reason === null) cooling.push(one);
    else barred.push({ channel: one.channel, reason });
  }
  return {
    barred,
    cooling,
    comesBackAt: deps.availability.soonest(cooling),
    limitEndsAt: least(
      barred.map(({ reason }) => (reason.kind === 'limit' ? limitEndsAt(reason.limit, now) : null)),
    ),
  };
}

/** Another request may have ended since the choice was made. */
function justEnded(one: Eligible, now: number, deps: ProxyDeps): ExclusionReason | null {
  if (!hasLimits(one.channel.limits) || !deps.availability.parts.hasFree(one, now)) return null;
  return { kind: 'limit', limit: { kind: 'ended' } };
}

function noCandidate(
  { facts, candidates }: Unserved['admission'],
  left: Left,
  deps: ProxyDeps,
): Refusal {
  const { barred, cooling, limitEndsAt: endsAt } = left;
  const soonest = soonestOf(left);
  const moment = { now: deps.clock.now(), zone: deps.limits.zone };
  const subject = facts.model === null ? 'this request' : `the model "${facts.model}"`;
  const pauses = cooling.map(({ channel }) => `"${channel.name}" ${COOLING_TEXT}`);
  const excluded = [...barred, ...candidates.exclusions].map(
    ({ channel, reason }) => `"${channel.name}" ${exclusionText(reason, moment)}`,
  );
  const reasons = [...pauses, ...excluded].join(', ');
  const detail = reasons === '' ? 'there are no channels yet' : reasons;
  const message = `No channel can serve ${subject}: ${detail}.`;
  if (barred.length > 0 && cooling.length === 0) {
    if (barred.every(({ reason }) => reason.kind === 'conversion')) {
      // Asking again would change nothing, and after a 400 every client stops.
      return { status: REPLY_STATUS.badRequest, code: 'cannot_convert', message };
    }
    const code = barred.every(({ reason }) => reason.kind === 'token')
      ? 'channels_not_permitted'
      : 'limit_reached';
    return limitRefusal(code, message, endsAt, moment.now);
  }
  return {
    status: REPLY_STATUS.unavailable,
    code: cooling.length > 0 ? 'all_cooling' : 'no_channel',
    message,
    retryAfterSec:
      soonest === null
        ? NO_CANDIDATE_RETRY_SEC
        : Math.max(1, Math.ceil((soonest - moment.now) / 1000)),
  };
}

function soonestOf({ comesBackAt, limitEndsAt: endsAt }: Left): number | null {
  return least([comesBackAt, endsAt]);
}

function least(moments: readonly (number | null)[]): number | null {
  const known = moments.filter((at) => at !== null);
  return known.length === 0 ? null : Math.min(...known);
}

function send(
  call: Call,
  admission: Admission,
  why: Refusal,
  early: EarlyHead,
  deps: ProxyDeps,
): void {
  early.stop();
  if (early.isSent) {
    early.fail(why);
    return;
  }
  const cors = corsHeaders(call, deps.settings.current().corsOrigins);
  sendReply(call, refusal(call, admission.route.protocol, why), cors, deps.clock);
}
