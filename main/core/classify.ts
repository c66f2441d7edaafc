import type { Protocol } from '../contracts/protocol.ts';
import type { Blame } from '../contracts/record.ts';
import * as says from './evidence/error-meaning.ts';
import { quotaIn, speaksOfQuota, type Quota } from './evidence/quota.ts';
import { bodyResetAt, limitResetAt, retryAfterAt } from './evidence/stated-reset.ts';
import { readUpstreamError, type UpstreamError } from './evidence/upstream-error.ts';
import type { HeaderLookup } from './header-lookup.ts';
import type { Flaw, OutcomeFacts } from './outcome.ts';

/** Everything a verdict rests on. */
export type Evidence = {
  readonly outcome: OutcomeFacts;
  readonly protocol: Protocol;
  /** Epoch milliseconds. */
  readonly now: number;
  /** How far local time is ahead of UTC: daily limits end at local midnight. */
  readonly utcOffsetMs: number;
  /** Of the answer; always undefined when there is none. */
  readonly header: HeaderLookup;
  /** Decoded beginning of the body, or the data of the error event, up to 64 KiB; empty when there is none. */
  readonly text: string;
};

export type BlameReason =
  | 'auth'
  | 'account'
  | 'balance'
  | 'quota'
  | 'rateLimit'
  | 'overloaded'
  | 'server'
  | 'softError'
  | 'timeout'
  | 'unreachable'
  | 'cut'
  | 'empty'
  | 'html'
  | 'model'
  | 'wrongUrl'
  | 'selfLoop'
  | 'opaqueToken'
  | 'client'
  | 'rule'
  | 'none';

/** What we conclude from an outcome: whom it is charged to, for how long, and what happens next. */
export type Verdict = {
  /**
   * `relay`: the answer is the client's to read, as the upstream wrote it. `stop`: there is no one left to answer, or
   * part of an answer is out and nothing may be added to it.
   */
  readonly next: 'relay' | 'nextKey' | 'nextUrl' | 'nextChannel' | 'stop';
  readonly blame: Blame;
  readonly reason: BlameReason;
  /** Until when the upstream said it is out, epoch milliseconds, capped; null when it did not say. */
  readonly statedUntil: number | null;
  /** Length of the first cooldown of this kind; 0 = none. */
  readonly firstCooldownMs: number;
  /** The cooldown is exactly so long, whatever came before. */
  readonly isFixed?: true;
  /** Name of the user's rule that decided this; absent when the table did. */
  readonly rule?: string;
};

/** Lengths of first cooldowns by kind, and the cap of what an upstream may state. Settings. */
export type CooldownLengths = {
  readonly authMs: number;
  readonly serverMs: number;
  readonly timeoutMs: number;
  readonly rateLimitMs: number;
  readonly overloadedMs: number;
  readonly unreachableMs: number;
  readonly minMs: number;
  readonly maxMs: number;
  readonly statedCapMs: number;
};

/** A quota that is used up and does not say until when is asked about again after as long as ccLoad waits. */
const UNDATED_QUOTA_MS = 30 * 60_000;

/** An outcome with its error read and the lengths that apply. */
type Case = Evidence & { readonly error: UpstreamError; readonly lengths: CooldownLengths };

const ANSWERED: Verdict = innocent('relay', 'nobody', 'none');
const FOR_CLIENT: Verdict = innocent('relay', 'client', 'client');
/** The client's to read as well, unless the request can be repeated without what was refused. */
const TOKEN_REFUSED: Verdict = innocent('relay', 'client', 'opaqueToken');

/** THE table: no other file decides anything by what an upstream answered, or by its not answering. */
export function classify(evidence: Evidence, lengths: CooldownLengths): Verdict {
  const { outcome } = evidence;
  switch (outcome.kind) {
    case 'answered':
      if (outcome.status < 300) return ANSWERED;
      return classifyStatus(outcome.status, withError(evidence, lengths));
    case 'unproven':
      return classifyFlaw(outcome.flaw, withError(evidence, lengths));
    case 'unreachable':
      // Every other URL of a channel that points at ourselves is as wrong as this one.
      return outcome.cause === 'selfLoop'
        ? charge('nextChannel', 'channel', 'selfLoop', lengths.unreachableMs)
        : charge('nextUrl', 'url', 'unreachable', lengths.unreachableMs);
    case 'timedOut':
      return outcome.phase === 'connect'
        ? charge('nextUrl', 'url', 'unreachable', lengths.unreachableMs)
        : charge('nextChannel', 'model', 'timeout', lengths.timeoutMs);
    case 'broken':
      // What has reached the client is never repeated, and nothing is glued onto it.
      return charge(
        outcome.isAfterGate ? 'stop' : 'nextChannel',
        'model',
        'cut',
        lengths.timeoutMs,
      );
    case 'clientLeft':
    case 'cancelled':
      return innocent('stop', 'nobody', 'none');
    case 'rerouted':
      return innocent('nextChannel', 'nobody', 'none');
  }
}

/** The upstream itself failed, rather than refused what it was asked. */
export function isServerFault(status: number): boolean {
  return status >= 500;
}

function classifyStatus(status: number, one: Case): Verdict {
  const { lengths } = one;
  // Redirects are never followed: a relay that sends us elsewhere could collect keys, so its base URL is wrong.
  if (status < 400) return status === 304 ? ANSWERED : wrongUrl(one);
  const quota = quotaIn(one.error, one.now, one.utcOffsetMs);
  if (quota !== null) return quotaVerdict(quota, one);
  switch (status) {
    case 400:
      return badRequest(one);
    case 401:
    case 403:
      return says.isBalanceEmpty(one.error) ? refused('balance', one) : refused('auth', one);
    case 402:
      return refused('balance', one);
    case 404:
      return notFound(one);
    case 405:
      return wrongUrl(one);
    // From an upstream these mean that *it* ran out of time or hung up on its own upstream.
    case 408:
    case 499:
      return charge('nextChannel', 'model', 'timeout', lengths.timeoutMs);
    case 410:
      return says.isModelMissing(one.error) ? modelMissing(one) : FOR_CLIENT;
    case 429:
      return limited(one);
    // 529 is Anthropic's "overloaded": the whole service is busy, so another key would fare no better.
    case 503:
    case 529:
      return overloaded(one);
  }
  return isServerFault(status) ? serverFault(one) : FOR_CLIENT;
}

/** A 400 is the client's own fault unless its text proves otherwise: a malformed request must not tour the channels. */
function badRequest(one: Case): Verdict {
  const { error } = one;
  if (says.isContextTooLong(error)) return FOR_CLIENT;
  if (says.isTokenRefused(error)) return TOKEN_REFUSED;
  if (says.isKeyInvalid(error) || says.isAccountGone(error)) return refused('auth', one);
  if (says.isBalanceEmpty(error)) return refused('balance', one);
  return says.isModelSurelyMissing(error) ? modelMissing(one) : FOR_CLIENT;
}

/** Another key may belong to another account and have money; a closed account takes all its keys with it. */
function refused(reason: 'auth' | 'balance', { error, lengths }: Case): Verdict {
  if (says.isAccountGone(error)) return charge('nextChannel', 'channel', 'account', lengths.authMs);
  return charge('nextKey', 'key', reason, lengths.authMs);
}

function notFound(one: Case): Verdict {
  const { form } = one.error;
  if (form === 'html' || form === 'empty') return wrongUrl(one);
  if (says.isTokenRefused(one.error)) return TOKEN_REFUSED;
  if (says.isModelMissing(one.error)) return modelMissing(one);
  return says.isPathUnknown(one.error) ? wrongUrl(one) : FOR_CLIENT;
}

function modelMissing({ lengths }: Case): Verdict {
  return charge('nextChannel', 'model', 'model', lengths.timeoutMs);
}

function wrongUrl({ lengths }: Case): Verdict {
  return charge('nextChannel', 'channel', 'wrongUrl', lengths.timeoutMs);
}

/**
 * A rate limit is the key's. A long `Retry-After` by itself does not make it the channel's: limits for minutes are as
 * common on single keys, and the other keys are what a user has them for.
 */
function limited(one: Case): Verdict {
  const { error, header, now, lengths } = one;
  if (says.isOverloaded(error)) return overloaded(one);
  const statedUntil =
    retryAfterAt(header, now) ?? limitResetAt(header, now) ?? bodyResetAt(error, now);
  const length = lengths.rateLimitMs;
  if (says.isAccountGone(error)) {
    return charge('nextChannel', 'channel', 'account', length, stated(statedUntil, one));
  }
  const isQuota = says.isBalanceEmpty(error) || speaksOfQuota(error);
  const reason = isQuota ? 'quota' : 'rateLimit';
  return says.isSharedLimit(error, header)
    ? charge('nextChannel', 'channel', reason, length, stated(statedUntil, one))
    : charge('nextKey', 'key', reason, length, stated(statedUntil, one));
}

function quotaVerdict({ blame, until }: Quota, one: Case): Verdict {
  const { rateLimitMs, maxMs } = one.lengths;
  const isUndated = blame === 'key' && until === null;
  const length = isUndated ? Math.min(UNDATED_QUOTA_MS, maxMs) : rateLimitMs;
  const next = blame === 'key' ? 'nextKey' : 'nextChannel';
  return charge(next, blame, 'quota', length, stated(until, one));
}

function overloaded(one: Case): Verdict {
  const { error, header, now, lengths } = one;
  const statedUntil = stated(retryAfterAt(header, now) ?? bodyResetAt(error, now), one);
  return charge('nextChannel', 'model', 'overloaded', lengths.overloadedMs, statedUntil);
}

function serverFault(one: Case): Verdict {
  const { error, header, now, lengths } = one;
  // Relays wrap a vendor's 400 into a 500 of their own. Every channel would be blamed in turn for one long conversation.
  if (says.isContextTooLong(error)) return FOR_CLIENT;
  if (says.isTokenRefused(error)) return TOKEN_REFUSED;
  if (says.isOverloaded(error)) return overloaded(one);
  const statedUntil = stated(retryAfterAt(header, now), one);
  return charge('nextChannel', 'model', 'server', lengths.serverMs, statedUntil);
}

function classifyFlaw(flaw: Flaw, one: Case): Verdict {
  const { lengths } = one;
  switch (flaw) {
    case 'softError':
    case 'errorEvent':
      return hiddenError(one);
    case 'html':
    case 'empty':
      return charge('nextChannel', 'model', flaw, lengths.serverMs);
    case 'noEndMarker':
    case 'malformed':
      return charge('nextChannel', 'model', 'cut', lengths.timeoutMs);
  }
}

/** The status that an error inside a 200 would have come with, by its type or code. */
const STATUS_OF_NAME: ReadonlyMap<string, number> = new Map([
  ['authentication_error', 401],
  ['invalid_api_key', 401],
  ['unauthenticated', 401],
  ['billing_error', 402],
  ['insufficient_quota', 402],
  ['permission_error', 403],
  ['permission_denied', 403],
  ['not_found_error', 404],
  ['model_not_found', 404],
  ['not_found', 404],
  ['request_too_large', 413],
  ['context_length_exceeded', 413],
  ['rate_limit_error', 429],
  ['rate_limit_exceeded', 429],
  ['resource_exhausted', 429],
  ['overloaded_error', 529],
  ['server_is_overloaded', 529],
  ['slow_down', 529],
  ['unavailable', 503],
  ['api_error', 500],
  ['server_error', 500],
  ['internal', 500],
  ['timeout_error', 504],
  ['deadline_exceeded', 504],
  // Zhipu's own codes.
  ['1113', 402],
  ['1302', 429],
  ['1303', 429],
  ['1308', 429],
  ['1310', 429],
  ['1305', 529],
]);

/** Relays give these types to every error, so a sentence that says better what it is goes first. */
const INVALID_NAMES = ['invalid_request_error', 'invalid_argument'];

/**
 * An error inside a 200 is judged as if it had come with its own status. What such an answer calls an invalid request is
 * tried elsewhere, because it is relays that answer so and often wrongly, but nobody is charged. Relayed at once is only
 * what the next channel would say too.
 */
function hiddenError(one: Case): Verdict {
  const { error, lengths } = one;
  if (says.isContextTooLong(error) || says.isContentRefused(error)) return FOR_CLIENT;
  if (says.isTokenRefused(error)) return { ...TOKEN_REFUSED, next: 'nextChannel' };
  const quota = quotaIn(error, one.now, one.utcOffsetMs);
  if (quota !== null) return quotaVerdict(quota, one);
  const status = hiddenStatus(error);
  const verdict = status === null ? null : classifyStatus(status, one);
  if (verdict === null || verdict.reason === 'server' || verdict.reason === 'wrongUrl') {
    return charge('nextChannel', 'model', 'softError', lengths.serverMs);
  }
  return verdict.next === 'relay' ? { ...verdict, next: 'nextChannel' } : verdict;
}

function hiddenStatus(error: UpstreamError): number | null {
  if (error.status !== null) return error.status;
  for (const [name, status] of STATUS_OF_NAME) if (error.names.has(name)) return status;
  if (says.isKeyInvalid(error) || says.isAccountGone(error)) return 401;
  if (says.isBalanceEmpty(error)) return 402;
  if (says.isOverloaded(error)) return 529;
  if (says.isRateLimited(error)) return 429;
  return INVALID_NAMES.some((name) => error.names.has(name)) ? 400 : null;
}

/** A moment in the past says nothing: the clocks differ, or the wait is over and the refusal is not. */
function stated(at: number | null, { now, lengths }: Case): number | null {
  return at === null || at <= now ? null : Math.min(at, now + lengths.statedCapMs);
}

function withError(evidence: Evidence, lengths: CooldownLengths): Case {
  return { ...evidence, lengths, error: readUpstreamError(evidence.text) };
}

function charge(
  next: Verdict['next'],
  blame: Blame,
  reason: BlameReason,
  firstCooldownMs: number,
  statedUntil: number | null = null,
): Verdict {
  return { next, blame, reason, statedUntil, firstCooldownMs };
}

function innocent(
  next: Verdict['next'],
  blame: 'nobody' | 'client',
  reason: 'none' | 'client' | 'opaqueToken',
): Verdict {
  return charge(next, blame, reason, 0);
}

/** How a failed attempt weighs in the answer that ends a request. */
export type FailureClass = 'invalid' | 'keyRefused' | 'rateLimited' | 'passing';

const FAILURE_CLASS: Partial<Readonly<Record<BlameReason, FailureClass>>> = {
  client: 'invalid',
  opaqueToken: 'invalid',
  auth: 'keyRefused',
  account: 'keyRefused',
  balance: 'keyRefused',
  quota: 'rateLimited',
  rateLimit: 'rateLimited',
};

export function failureClass(verdict: Verdict): FailureClass {
  if (verdict.reason === 'rule' && verdict.blame === 'client') return 'invalid';
  return FAILURE_CLASS[verdict.reason] ?? 'passing';
}
