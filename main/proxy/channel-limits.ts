import type { Channel } from '../contracts/channel.ts';
import type { Eligible, ExclusionReason } from '../core/candidates.ts';
import { hasLimits, hasMoneyLimit } from '../core/limits/limit-reason.ts';
import { isChannelPermitted } from '../core/limits/permissions.ts';
import type { Candidate } from '../core/select.ts';
import { isHold, type Expected, type Hold } from '../state/limit-book.ts';
import type { Admission } from './admission.ts';
import type { Conversions } from './convert/conversions.ts';
import type { ProxyDeps } from './deps.ts';
import type { BarredBy } from './outlook.ts';

type LimitDeps = Pick<ProxyDeps, 'limits' | 'settings'>;
type Limited = Pick<Admission, 'token' | 'candidates' | 'estimates'> & {
  readonly conversions: Pick<Conversions, 'barOf'>;
};

/**
 * What the token's permissions and the channels' limits say at this moment, and whether a channel of another protocol can
 * be asked at all; null when there are none to ask.
 */
export function channelBars(admission: Limited, deps: LimitDeps): BarredBy | null {
  const { token, candidates, conversions } = admission;
  const isRestricted = token !== null && token.channelRule !== 'all';
  const needsPrice =
    token !== null &&
    hasMoneyLimit(token.limits) &&
    deps.settings.current().unknownPrice === 'refuse';
  const isLimited = candidates.eligible.some(
    ({ channel, converts }) => converts !== undefined || hasLimits(channel.limits),
  );
  if (!isRestricted && !needsPrice && !isLimited) return null;
  return (eligible): ExclusionReason | null => {
    const { id, limits } = eligible.channel;
    if (isRestricted && !isChannelPermitted(token, id)) return { kind: 'token' };
    const expected = expectedOf(admission, eligible.upstreamModels);
    if (needsPrice && expected.nanoUsd() === null) {
      return { kind: 'limit', limit: { kind: 'unknownPrice', model: expected.model } };
    }
    const unsaid = conversions.barOf(eligible, deps.settings.current());
    if (unsaid !== null) return unsaid;
    if (!hasLimits(limits)) return null;
    const pausePercent = pausePercentOf(eligible.channel, deps);
    const limit = deps.limits.barOf({ kind: 'channel', id }, limits, expected, pausePercent);
    return limit === null ? null : { kind: 'limit', limit };
  };
}

/** Takes a place of each of the channel's limits for one attempt; null when one has just run out. */
export function holdChannel(
  { eligible, upstreamModel }: Candidate,
  admission: Pick<Admission, 'estimates'>,
  deps: LimitDeps,
): Hold | null {
  const { channel } = eligible;
  const { limits } = deps;
  if (!hasLimits(channel.limits)) return limits.holdOf('channel', channel.id);
  const expected = expectedOf(admission, [upstreamModel]);
  const payer = { kind: 'channel', id: channel.id } as const;
  const pausePercent = pausePercentOf(channel, deps);
  const taken = limits.take(payer, channel.limits, expected, pausePercent);
  return isHold(taken) ? taken : null;
}

function pausePercentOf({ overrides }: Channel, { settings }: LimitDeps): number {
  return overrides.budgetPausePercent ?? settings.current().budgetPausePercent;
}

function expectedOf(
  { estimates }: Pick<Admission, 'estimates'>,
  models: Eligible['upstreamModels'],
): Expected {
  return { model: models[0] ?? null, nanoUsd: () => estimates.nanoUsdOf(models) };
}
