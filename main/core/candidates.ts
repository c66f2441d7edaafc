import type { Channel, ChannelKey, ChannelUrl } from '../contracts/channel.ts';
import type { Protocol } from '../contracts/protocol.ts';
import type { Settings } from '../contracts/settings.ts';
import { spokenAt } from './conversion/spoken.ts';
import { targetOf } from './conversion/target.ts';
import { limitText, type LimitReason, type Moment } from './limits/limit-reason.ts';
import { matchModel, type ModelRules } from './model-match.ts';

/** A channel that can serve a request, with the parts of it that may be used. */
export type Eligible = {
  readonly channel: Channel;
  /** Never empty. */
  readonly keys: readonly ChannelKey[];
  /** Never empty. */
  readonly urls: readonly ChannelUrl[];
  /** Names of the model at this upstream, in the order to be tried; never empty. Null: the request names none. */
  readonly upstreamModels: readonly (string | null)[];
  readonly weight: number;
  /** It is sent the request in another protocol than the client's; absent when it speaks that one. */
  readonly converts?: Conversion;
  /** The same for when its budget is nearly spent; absent when it has no cheaper model for this one. */
  readonly cheaper?: Eligible;
  /** This is such a one. */
  readonly isCheaper?: boolean;
};

export type Conversion = { readonly to: Protocol };

/** Why a channel is not used. Open to further kinds: whoever adds one adds its words below. */
export type ExclusionReason =
  | { readonly kind: 'disabled' }
  /** It speaks another, and may not be converted for, or what is asked for cannot be. */
  | { readonly kind: 'protocol'; readonly why: 'never' | 'operation' }
  /** It could be converted for, but what was asked cannot be said in its protocol. */
  | { readonly kind: 'conversion'; readonly to: Protocol; readonly message: string }
  | { readonly kind: 'model' }
  | { readonly kind: 'noUrl' }
  | { readonly kind: 'noKey' }
  | { readonly kind: 'locked' }
  /** The client's token may not use it. */
  | { readonly kind: 'token' }
  /** It works, and may not be used now. */
  | { readonly kind: 'limit'; readonly limit: LimitReason };

export type Exclusion = { readonly channel: Channel; readonly reason: ExclusionReason };

/** Highest priority first; of equal priorities those that speak the client's protocol, and these in the channel list's order. */
export type Candidates = {
  readonly eligible: readonly Eligible[];
  readonly exclusions: readonly Exclusion[];
};

export type Demand = {
  /** Channels speaking any of these can serve the request without conversion. */
  readonly accepts: readonly Protocol[];
  /** Null: any channel of the protocol will do. */
  readonly model: string | null;
  readonly rules: ModelRules;
  /** Absent when what is asked for cannot be converted. */
  readonly conversion?: {
    readonly from: Protocol;
    /** For channels that do not say. */
    readonly mode: Settings['conversion'];
  };
};

/** Sorts every channel into those that can serve the demand and those that cannot, each with its reason. */
export function findCandidates(channels: readonly Channel[], demand: Demand): Candidates {
  const { rules } = demand;
  if (!rules.isFuzzyModelEnabled) return sorted(channels, demand);
  // `sonnet-4` is a part of `sonnet-4-5`. Whoever has the model itself keeps all others from guessing.
  const strict = sorted(channels, { ...demand, rules: { ...rules, isFuzzyModelEnabled: false } });
  return strict.eligible.length > 0 ? strict : sorted(channels, demand);
}

function sorted(channels: readonly Channel[], demand: Demand): Candidates {
  const eligible: Eligible[] = [];
  const exclusions: Exclusion[] = [];
  for (const channel of channels) {
    const judged = judge(channel, demand);
    if ('kind' in judged) exclusions.push({ channel, reason: judged });
    else eligible.push(judged);
  }
  eligible.sort(
    (a, b) =>
      b.channel.priority - a.channel.priority ||
      Number(a.converts !== undefined) - Number(b.converts !== undefined) ||
      a.channel.position - b.channel.position,
  );
  return { eligible, exclusions };
}

function judge(channel: Channel, demand: Demand): Eligible | ExclusionReason {
  if (!channel.isEnabled) return { kind: 'disabled' };
  const way = wayTo(channel, demand);
  if ('kind' in way) return way;
  const upstreamModels = upstreamModelsOf(channel, demand);
  if (upstreamModels === null) return { kind: 'model' };
  if (way.urls.length === 0) return { kind: 'noUrl' };
  const enabledKeys = having(channel.keys, (key) => key.isEnabled);
  if (enabledKeys.length === 0) return { kind: 'noKey' };
  const keys = having(enabledKeys, (key) => key.secret !== null);
  if (keys.length === 0) return { kind: 'locked' };
  const one = { channel, keys, ...way, upstreamModels, weight: channel.weight ?? keys.length };
  const cheaper = cheaperModelsOf(channel, demand);
  if (cheaper === null || cheaper[0] === upstreamModels[0]) return one;
  return { ...one, cheaper: { ...one, upstreamModels: cheaper, isCheaper: true } };
}

/** The URLs that can serve the demand: those that speak its protocol, or else those of the best conversion. */
function wayTo(
  channel: Channel,
  { accepts, conversion }: Demand,
): Pick<Eligible, 'urls' | 'converts'> | ExclusionReason {
  const enabled = having(channel.urls, (url) => url.isEnabled);
  // One without an enabled URL is told to have none, if it could have served the request.
  const asked = enabled.length > 0 ? enabled : channel.urls;
  const speaking = (protocols: readonly Protocol[]): readonly ChannelUrl[] =>
    having(asked, (url) => spokenAt(channel, url).some((one) => protocols.includes(one)));
  const native = speaking(accepts);
  if (native.length > 0 || asked.length === 0) return { urls: native.filter(isEnabled) };
  if (conversion === undefined) return { kind: 'protocol', why: 'operation' };
  const mode = channel.overrides.conversion ?? conversion.mode;
  const to = targetOf(
    conversion.from,
    asked.flatMap((url) => spokenAt(channel, url)),
  );
  if (mode === 'never' || to === null) return { kind: 'protocol', why: 'never' };
  return { urls: speaking([to]).filter(isEnabled), converts: { to } };
}

function isEnabled(url: ChannelUrl): boolean {
  return url.isEnabled;
}

/**
 * What the channel's upstream is asked for; null when the channel does not offer the model. A channel
 * that sends everything as one model still serves only the models it lists, and all when it lists none.
 */
function upstreamModelsOf(
  { models, modelOverride }: Channel,
  { model, rules }: Demand,
): readonly (string | null)[] | null {
  if (model === null) return [null];
  if (modelOverride !== null && models.length === 0) return [modelOverride];
  const match = matchModel(models, model, rules);
  if (match === null) return null;
  return modelOverride === null ? match.upstreamModels : [modelOverride];
}

/**
 * What its upstream is asked for to spare its budget; null when its table does not speak of the model. The table is matched
 * as the models are, and a cheaper model that the channel offers goes by the names that it has there.
 */
function cheaperModelsOf(
  { models, modelOverride, cheaperModels }: Channel,
  { model, rules }: Demand,
): readonly string[] | null {
  if (model === null || cheaperModels.length === 0) return null;
  const exact = { ...rules, isFuzzyModelEnabled: false };
  const entries = cheaperModels.map((one) => ({
    name: one.model,
    upstreamNames: [one.cheaper],
    isEnabled: true,
  }));
  const [cheaper] = matchModel(entries, model, exact)?.upstreamModels ?? [];
  if (cheaper === undefined) return null;
  const offered = modelOverride === null ? matchModel(models, cheaper, exact) : null;
  return offered?.upstreamModels ?? [cheaper];
}

/** The list itself where all have it: what is known of it then serves every demand. */
function having<T>(parts: readonly T[], has: (part: T) => boolean): readonly T[] {
  return parts.every(has) ? parts : parts.filter(has);
}

/** Completes the same sentence as `exclusionText`, for a channel that is no exclusion. */
export const COOLING_TEXT = 'is cooling down';

/** Completes the sentence that begins with the channel's name. */
export function exclusionText(reason: ExclusionReason, moment: Moment): string {
  switch (reason.kind) {
    case 'disabled':
      return 'disabled';
    case 'protocol':
      return reason.why === 'never'
        ? 'does not speak this protocol, and nothing is converted for it'
        : 'does not speak this protocol, and this kind of request cannot be converted';
    case 'conversion':
      return `cannot be asked this in its own protocol (${reason.to}): ${reason.message}`;
    case 'model':
      return 'does not offer this model';
    case 'noUrl':
      return 'has no enabled URL';
    case 'noKey':
      return 'has no enabled key';
    case 'locked':
      return 'its keys are locked';
    case 'token':
      return 'may not be used with this token';
    case 'limit':
      return limitText(reason.limit, moment);
  }
}
