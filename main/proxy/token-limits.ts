import type { Token } from '../contracts/token.ts';
import type { Candidates } from '../core/candidates.ts';
import {
  hasLimits,
  limitEndsAt,
  limitText,
  type LimitReason,
  type Moment,
} from '../core/limits/limit-reason.ts';
import { isModelPermitted } from '../core/limits/permissions.ts';
import { idsInPath } from '../core/minted-id.ts';
import { REPLY_STATUS } from '../core/reply-status.ts';
import { isHold, type Expected, type Hold } from '../state/limit-book.ts';
import type { ProxyDeps } from './deps.ts';
import type { Estimates } from './estimates.ts';
import type { Refusal } from './reply.ts';

/** Beyond this a client had better show the message than wait behind its user's back, as Claude Code does. */
const LONG_WAIT_SEC = 5 * 60;

/** Methods that neither start anything nor make it run. */
const HARMLESS = new Set(['GET', 'HEAD', 'DELETE']);

/** Why a token may not send such a request; null when it may. */
export function forbiddenRequest(
  token: Token | null,
  method: string,
  path: string,
  model: string | null,
): Refusal | null {
  return model === null ? forbiddenUnnamed(token, method, path) : forbiddenModel(token, model);
}

/** Why a token may not ask for a model; null when it may. */
export function forbiddenModel(token: Token | null, model: string): Refusal | null {
  if (token === null || isModelPermitted(token, model)) return null;
  return notPermitted(token, `the model "${model}"`);
}

/** Why a token may not send a request that names no model: a batch, for one, names any within. Null when it may. */
function forbiddenUnnamed(token: Token | null, method: string, path: string): Refusal | null {
  if (token === null || token.models.length === 0 || HARMLESS.has(method)) return null;
  // What names an id goes on with something that was permitted when it began.
  return idsInPath(path).length > 0 ? null : notPermitted(token, 'requests that name no model');
}

/** Takes a place of each of the token's limits for a request, or says which one forbids it. */
export function holdToken(
  token: Token,
  candidates: () => Candidates,
  estimates: Estimates,
  { limits, clock }: Pick<ProxyDeps, 'limits' | 'clock'>,
): Hold | Refusal {
  if (!hasLimits(token.limits)) return limits.holdOf('token', token.id);
  const payer = { kind: 'token', id: token.id } as const;
  const taken = limits.take(payer, token.limits, expectedOf(candidates, estimates));
  return isHold(taken)
    ? taken
    : tokenRefusal(token, taken, { now: clock.now(), zone: limits.zone });
}

/** What `holdToken` would refuse it for now; null when it would not. */
export function tokenBar(
  token: Token,
  candidates: () => Candidates,
  estimates: Estimates,
  { limits, clock }: Pick<ProxyDeps, 'limits' | 'clock'>,
): Refusal | null {
  if (!hasLimits(token.limits)) return null;
  const payer = { kind: 'token', id: token.id } as const;
  const bar = limits.barOf(payer, token.limits, expectedOf(candidates, estimates));
  return bar === null ? null : tokenRefusal(token, bar, { now: clock.now(), zone: limits.zone });
}

function expectedOf(candidates: () => Candidates, estimates: Estimates): Expected {
  return {
    model: null,
    // Which channel will serve it is not known yet; most likely the first.
    nanoUsd: () => {
      const first = candidates().eligible[0]?.upstreamModels[0] ?? null;
      return estimates.nanoUsdOf([first]);
    },
  };
}

function tokenRefusal(token: Token, reason: LimitReason, moment: Moment): Refusal {
  return limitRefusal(
    CODES[reason.kind],
    `The token "${token.name}" ${limitText(reason, moment)}.`,
    limitEndsAt(reason, moment.now),
    moment.now,
  );
}

/** 429 for a limit that ends by itself, and 403 for one that does not. */
export function limitRefusal(
  code: string,
  message: string,
  endsAt: number | null,
  now: number,
): Refusal {
  if (endsAt === null) return { status: REPLY_STATUS.forbidden, code, message };
  const retryAfterSec = Math.max(1, Math.ceil((endsAt - now) / 1000));
  const headers = retryAfterSec > LONG_WAIT_SEC ? ['x-should-retry', 'false'] : [];
  return { status: REPLY_STATUS.tooMany, code, message, retryAfterSec, headers };
}

const CODES: Readonly<Record<LimitReason['kind'], string>> = {
  hours: 'outside_hours',
  requestsPerMinute: 'token_rate_limit_exceeded',
  concurrency: 'token_concurrency_exceeded',
  money: 'cost_limit_exceeded',
  reserved: 'cost_limit_exceeded',
  ended: 'token_limit_exceeded',
  unknownPrice: 'price_unknown',
};

function notPermitted(token: Token, what: string): Refusal {
  const message = `The token "${token.name}" may not be used for ${what}. It is limited to: ${token.models.join(', ')}.`;
  return { status: REPLY_STATUS.forbidden, code: 'model_not_permitted', message };
}
