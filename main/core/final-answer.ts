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
  /** Until when the upstream said it is out, epoch milliseconds; null when it did not say. */
  readonly statedUntil: number | null;
};

export type FinalAnswer = {
  readonly status: number;
  readonly code: string;
  readonly message: string;
  readonly retryAfterSec: number | null;
};

/** Clients give up on a 429 or 503 without Retry-After (Codex at once), so there is always one. */
const DEFAULT_RETRY_AFTER_SEC = 10;

/** What a person can act upon is told first. */
const RANK: Readonly<Record<FailureClass, number>> = {
  invalid: 0,
  keyRefused: 1,
  rateLimited: 2,
  passing: 3,
};

/** Further attempts are only counted: a client prints the message in a terminal. */
const MAX_TOLD_ATTEMPTS = 8;
const MAX_FIRST_LENGTH = 500;
const MAX_OTHER_LENGTH = 200;

/**
 * The answer to a request whose every attempt failed. Never a 401, 404 or 413 for a passing fault: Codex would
 * repeat them, Gemini CLI and opencode would stop for good, Claude Code would drop to non-streaming. `soonestAt` is when
 * the first candidate comes back, null when none is cooling; both moments are epoch milliseconds.
 */
export function finalAnswer(
  attempts: readonly FailedAttempt[],
  soonestAt: number | null,
  now: number,
): FinalAnswer {
  const has = (failure: FailureClass): boolean => attempts.some((one) => one.failure === failure);
  const count = attempts.length === 1 ? '1 attempt' : `${String(attempts.length)} attempts`;
  const say = (what: string): string => `${what} (${count}): ${summary(attempts)}`;

  if (has('passing') || attempts.length === 0) {
    return {
      status: REPLY_STATUS.unavailable,
      code: 'upstreams_failed',
      message: say('No channel could answer'),
      retryAfterSec: waitSec(attempts, soonestAt, now),
    };
  }
  if (has('rateLimited')) {
    return {
      status: REPLY_STATUS.tooMany,
      code: 'rate_limited',
      message: say('Every channel is rate-limited'),
      retryAfterSec: waitSec(attempts, soonestAt, now),
    };
  }
  // 400 and 403 end it for every client, and asking again would help neither a bad request nor a refused key.
  const isInvalid = has('invalid');
  return {
    status: isInvalid ? REPLY_STATUS.badRequest : REPLY_STATUS.forbidden,
    code: isInvalid ? 'invalid_request' : 'keys_refused',
    message: say(isInvalid ? 'The request was refused' : 'Every key was refused'),
    retryAfterSec: null,
  };
}

function summary(attempts: readonly FailedAttempt[]): string {
  const ranked = attempts.toSorted((a, b) => rank(a) - rank(b));
  const told = ranked
    .slice(0, MAX_TOLD_ATTEMPTS)
    .map((one, index) => attemptText(one, index === 0 ? MAX_FIRST_LENGTH : MAX_OTHER_LENGTH));
  const rest = ranked.length - told.length;
  return [...told, ...(rest > 0 ? [`and ${String(rest)} more`] : [])].join('; ');
}

/** Of passing faults an upstream's own words tell more than a connection that failed. */
function rank(one: FailedAttempt): number {
  return RANK[one.failure] + (one.failure === 'passing' && one.status === null ? 1 : 0);
}

function attemptText(one: FailedAttempt, maxLength: number): string {
  const status = one.status === null ? '' : `${String(one.status)} `;
  const what = shorten(`${status}${one.detail}`.trim(), maxLength);
  if (one.failure === 'keyRefused') {
    return `key ${one.keyMask} of channel "${one.channelName}" was refused: ${what}`;
  }
  return `channel "${one.channelName}": ${what}`;
}

function shorten(text: string, maxLength: number): string {
  return text.length > maxLength ? `${text.slice(0, maxLength)}…` : text;
}

/** Seconds until the first candidate comes back, else until the soonest moment an upstream named; at least one. */
function waitSec(
  attempts: readonly FailedAttempt[],
  soonestAt: number | null,
  now: number,
): number {
  const named = attempts.flatMap((one) => one.statedUntil ?? []);
  const at = soonestAt ?? (named.length > 0 ? Math.min(...named) : null);
  return at === null ? DEFAULT_RETRY_AFTER_SEC : Math.max(1, Math.ceil((at - now) / 1000));
}
