import type { FailureClass } from './classify.ts';
import { REPLY_STATUS } from './reply-status.ts';

/** One failed attempt as the client is told about it. */
export type FailedAttempt = {
  readonly channelName: string;
  readonly keyMask: string;
  readonly failure: FailureClass;
  readonly status: number | null;
  /** Beginning of the upstream's own words, or why it could not be reached; keys masked. */
  readonly detail: string;
  /** What the upstream said about when to come back; null when it said nothing. */
  readonly retryAfterSec: number | null;
};

export type FinalAnswer = {
  readonly status: number;
  readonly code: string;
  readonly message: string;
  readonly retryAfterSec: number | null;
};

/** Clients give up on a 429 or 503 without Retry-After (Codex at once), so there is always one. */
const DEFAULT_RETRY_AFTER_SEC = 10;

/**
 * The answer to a request whose every attempt failed. Never a 401, 404 or 413 for a passing fault: Codex would
 * repeat them, Gemini CLI and opencode would stop for good, Claude Code would drop to non-streaming.
 */
export function finalAnswer(attempts: readonly FailedAttempt[]): FinalAnswer {
  const summary = attempts.map(attemptText).join('; ');
  const tries = attempts.length === 1 ? '1 attempt' : `${String(attempts.length)} attempts`;
  if (attempts.length > 0 && attempts.every((one) => one.failure === 'keyRefused')) {
    return {
      status: REPLY_STATUS.forbidden,
      code: 'keys_refused',
      message: `Every key was refused (${tries}): ${summary}`,
      retryAfterSec: null,
    };
  }
  const isLimit =
    attempts.some((one) => one.failure === 'rateLimited') &&
    attempts.every((one) => one.failure !== 'passing');
  return {
    status: isLimit ? REPLY_STATUS.tooMany : REPLY_STATUS.unavailable,
    code: isLimit ? 'rate_limited' : 'upstreams_failed',
    message: `${isLimit ? 'Every channel is rate-limited' : 'No channel could answer'} (${tries}): ${summary}`,
    retryAfterSec: soonest(attempts),
  };
}

function attemptText(one: FailedAttempt): string {
  const what = one.status === null ? one.detail : `${String(one.status)} ${one.detail}`.trim();
  if (one.failure === 'keyRefused') {
    return `key ${one.keyMask} of channel "${one.channelName}" was refused: ${what}`;
  }
  return `channel "${one.channelName}": ${what}`;
}

function soonest(attempts: readonly FailedAttempt[]): number {
  let best: number | null = null;
  for (const { retryAfterSec } of attempts) {
    if (retryAfterSec !== null && (best === null || retryAfterSec < best)) best = retryAfterSec;
  }
  return Math.max(1, Math.ceil(best ?? DEFAULT_RETRY_AFTER_SEC));
}
