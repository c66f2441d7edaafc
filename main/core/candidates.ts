import type { Channel, ChannelKey, ChannelUrl } from '../contracts/channel.ts';
import { ANY_MODEL } from '../contracts/constants.ts';
import type { Protocol } from '../contracts/protocol.ts';

/** A channel that can serve a request, with the parts of it that may be used. */
export type Eligible = {
  readonly channel: Channel;
  /** Never empty. */
  readonly keys: readonly ChannelKey[];
  /** Never empty. */
  readonly urls: readonly ChannelUrl[];
  /** The model's name at this upstream; null when the request names none. */
  readonly upstreamModel: string | null;
  readonly weight: number;
};

export type ExclusionReason = 'disabled' | 'protocol' | 'model' | 'noUrl' | 'noKey' | 'locked';

type Exclusion = { readonly channel: Channel; readonly reason: ExclusionReason };

/** Highest priority first; equal priorities in the order of the channel list. */
export type Candidates = {
  readonly eligible: readonly Eligible[];
  readonly exclusions: readonly Exclusion[];
};

export type Demand = {
  /** Channels speaking any of these can serve the request without conversion. */
  readonly accepts: readonly Protocol[];
  /** Null: any channel of the protocol will do. */
  readonly model: string | null;
};

/** Sorts every channel into those that can serve the demand and those that cannot, each with its reason. */
export function findCandidates(channels: readonly Channel[], demand: Demand): Candidates {
  const eligible: Eligible[] = [];
  const exclusions: Exclusion[] = [];
  for (const channel of channels) {
    const judged = judge(channel, demand);
    if (typeof judged === 'string') exclusions.push({ channel, reason: judged });
    else eligible.push(judged);
  }
  eligible.sort(
    (a, b) => b.channel.priority - a.channel.priority || a.channel.position - b.channel.position,
  );
  return { eligible, exclusions };
}

function judge(channel: Channel, demand: Demand): Eligible | ExclusionReason {
  if (!channel.isEnabled) return 'disabled';
  if (!channel.protocols.some((protocol) => demand.accepts.includes(protocol))) return 'protocol';
  const upstreamModel = demand.model === null ? null : upstreamName(channel, demand.model);
  if (upstreamModel === undefined) return 'model';
  const urls = channel.urls.filter((url) => url.isEnabled);
  if (urls.length === 0) return 'noUrl';
  const enabledKeys = channel.keys.filter((key) => key.isEnabled);
  if (enabledKeys.length === 0) return 'noKey';
  const keys = enabledKeys.filter((key) => key.secret !== null);
  if (keys.length === 0) return 'locked';
  return { channel, keys, urls, upstreamModel, weight: channel.weight ?? keys.length };
}

/** The model's name at the channel's upstream; undefined when the channel does not offer it. */
function upstreamName(channel: Channel, model: string): string | undefined {
  let wildcard: string | undefined;
  for (const entry of channel.models) {
    if (!entry.isEnabled) continue;
    if (entry.name === model) return entry.upstreamNames[0] ?? model;
    // A literal entry wins over the wildcard wherever it stands in the list.
    if (entry.name === ANY_MODEL) wildcard = entry.upstreamNames[0] ?? model;
  }
  return wildcard;
}

const EXCLUSION_TEXT: Readonly<Record<ExclusionReason, string>> = {
  disabled: 'disabled',
  protocol: 'does not speak this protocol',
  model: 'does not offer this model',
  noUrl: 'has no enabled URL',
  noKey: 'has no enabled key',
  locked: 'its keys are locked',
};

export function exclusionText(reason: ExclusionReason): string {
  return EXCLUSION_TEXT[reason];
}
