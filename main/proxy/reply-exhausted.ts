import { exclusionText } from '../core/candidates.ts';
import { finalAnswer, type FailedAttempt } from '../core/final-answer.ts';
import { REPLY_STATUS } from '../core/reply-status.ts';
import type { Admission } from './admit.ts';
import type { Call } from './call.ts';
import { corsHeaders } from './cors.ts';
import type { ProxyDeps } from './deps.ts';
import { goneEnding, type Ending } from './ending.ts';
import { refusal, sendReply, type Refusal } from './reply.ts';

/** Seconds. Nothing heals by itself when no channel is configured, but Codex gives up without the header. */
const NO_CANDIDATE_RETRY_SEC = 30;
const RESTART_RETRY_SEC = 5;

/** Ends a request that no candidate could answer. */
export function replyExhausted(
  call: Call,
  admission: Admission,
  failures: readonly FailedAttempt[],
  deps: ProxyDeps,
): Ending {
  const why: Refusal = failures.length > 0 ? finalAnswer(failures) : noCandidate(admission);
  send(call, admission, why, deps);
  const outcome = failures.length > 0 ? 'upstreamFailed' : 'noCandidate';
  return { outcome, status: why.status, detail: why.message };
}

/** Ends a request whose client left, or which was cancelled before its answer began. */
export function replyGone(call: Call, admission: Admission, deps: ProxyDeps): Ending {
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
  send(call, admission, why, deps);
  return goneEnding(call, why.status);
}

const CANCELLED_TEXT = 'The request was cancelled by hand.';
const STOPPING_TEXT = 'The program is being stopped.';

function noCandidate({ facts, candidates }: Admission): Refusal {
  const subject = facts.model === null ? 'this request' : `the model "${facts.model}"`;
  const reasons = candidates.exclusions
    .map(({ channel, reason }) => `"${channel.name}" ${exclusionText(reason)}`)
    .join(', ');
  const detail = reasons === '' ? 'there are no channels yet' : reasons;
  return {
    status: REPLY_STATUS.unavailable,
    code: 'no_channel',
    message: `No channel can serve ${subject}: ${detail}.`,
    retryAfterSec: NO_CANDIDATE_RETRY_SEC,
  };
}

function send(call: Call, admission: Admission, why: Refusal, deps: ProxyDeps): void {
  const cors = corsHeaders(call, deps.settings.current().corsOrigins);
  sendReply(call, refusal(call, admission.route.protocol, why), cors, deps.clock);
}
