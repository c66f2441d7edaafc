import { exclusionText } from '../core/candidates.ts';
import { finalAnswer } from '../core/final-answer.ts';
import { REPLY_STATUS } from '../core/reply-status.ts';
import type { Admission } from './admit.ts';
import type { Call } from './call.ts';
import { soonestAt } from './choose.ts';
import { corsHeaders } from './cors.ts';
import type { ProxyDeps } from './deps.ts';
import type { EarlyHead } from './early-head.ts';
import { goneEnding, type Ending } from './ending.ts';
import { refusal, sendReply, type Refusal } from './reply.ts';
import type { Run } from './run.ts';

/** Seconds. Nothing heals by itself when no channel is configured, but Codex gives up without the header. */
const NO_CANDIDATE_RETRY_SEC = 30;
const RESTART_RETRY_SEC = 5;

/** Ends a request that no candidate could answer. */
export function replyExhausted({ call, admission, ledger, early }: Run, deps: ProxyDeps): Ending {
  const { failures } = ledger;
  const now = deps.clock.now();
  const soonest = soonestAt(admission, deps);
  const why: Refusal =
    failures.length > 0
      ? finalAnswer(failures, soonest, now)
      : noCandidate(admission, soonest === null ? null : (soonest - now) / 1000);
  send(call, admission, why, early, deps);
  const outcome = failures.length > 0 ? 'upstreamFailed' : 'noCandidate';
  return { outcome, status: why.status, detail: why.message };
}

/** Ends a request whose client left, or which was cancelled before its answer began. */
export function replyGone({ call, admission, early }: Run, deps: ProxyDeps): Ending {
  early.stop();
  if (call.cancelled === null) return goneEnding(call, null);
  const why: Refusal =
    call.cancelled === 'byHand'
      ? // 400 is the one status after which every client stops instead of asking again.
        { status: REPLY_STATUS.badRequest, code: 'request_cancelled', message: CANCELLED_TEXT }
      : {
          status: REPLY_STATUS.unavailable,
          code: 'shutting_down',
          message: STOPPING_TEXT,
          retryAfterSec: RESTART_RETRY_SEC,
        };
  send(call, admission, why, early, deps);
  return goneEnding(call, why.status);
}

const CANCELLED_TEXT = 'The request was cancelled by hand.';
const STOPPING_TEXT = 'The program is being stopped.';

function noCandidate({ facts, candidates }: Admission, waitSec: number | null): Refusal {
  const subject = facts.model === null ? 'this request' : `the model "${facts.model}"`;
  const cooling = candidates.eligible.map(({ channel }) => `"${channel.name}" is cooling down`);
  const excluded = candidates.exclusions.map(
    ({ channel, reason }) => `"${channel.name}" ${exclusionText(reason)}`,
  );
  const reasons = [...cooling, ...excluded].join(', ');
  const detail = reasons === '' ? 'there are no channels yet' : reasons;
  return {
    status: REPLY_STATUS.unavailable,
    code: cooling.length > 0 ? 'all_cooling' : 'no_channel',
    message: `No channel can serve ${subject}: ${detail}.`,
    retryAfterSec: waitSec === null ? NO_CANDIDATE_RETRY_SEC : Math.max(1, Math.ceil(waitSec)),
  };
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
