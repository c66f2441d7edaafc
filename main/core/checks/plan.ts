import type { Channel, ChannelKey, ChannelUrl } from '../../contracts/channel.ts';
import type { CooldownScope } from '../../contracts/cooldown.ts';
import { ANY_MODEL } from '../../contracts/constants.ts';

/** One request of a check. */
export type Probe = {
  readonly url: ChannelUrl;
  /** Null where none is sent. */
  readonly key: ChannelKey | null;
  /** The name at the upstream; null when none is asked. */
  readonly upstreamModel: string | null;
};

/** A check with more requests than this would be a load of its own. */
const MAX_PROBES = 20;

/**
 * What a check of the channel sends: to every URL, and once more for every key that cools, because each is only proven by
 * itself. A message costs money, so there is one, made with what cools if there is such a thing.
 */
export function probesOf(
  channel: Channel,
  isCooling: (scope: CooldownScope) => boolean,
): readonly Probe[] {
  const { id: channelId, checks } = channel;
  const urls = channel.urls.filter((url) => url.isEnabled);
  const keys = channel.keys.filter((key) => key.isEnabled && key.secret !== null);
  const coolingKeys = keys.filter(({ id }) => isCooling({ kind: 'key', channelId, keyId: id }));
  const key = keys.find((one) => !coolingKeys.includes(one)) ?? keys[0];
  const [url] = urls;
  if (url === undefined) return [];
  if (checks.kind === 'head') {
    return urls.slice(0, MAX_PROBES).map((one) => ({ url: one, key: null, upstreamModel: null }));
  }
  if (key === undefined) return [];
  if (checks.kind === 'message') {
    const upstreamModel = checkedModel(channel);
    const cooling = urls.find((one) => isCooling({ kind: 'url', channelId, urlId: one.id }));
    if (upstreamModel === null) return [];
    return [{ url: cooling ?? url, key: coolingKeys[0] ?? key, upstreamModel }];
  }
  const others = coolingKeys.filter((one) => one !== key);
  return [
    ...urls.map((one) => ({ url: one, key, upstreamModel: null })),
    ...others.map((one) => ({ url, key: one, upstreamModel: null })),
  ].slice(0, MAX_PROBES);
}

/** The model a message is sent to, by its name at the upstream; null when the channel names none. */
function checkedModel({ checks, models, modelOverride }: Channel): string | null {
  if (modelOverride !== null) return modelOverride;
  const named = models.filter(({ name, isEnabled }) => isEnabled && name !== ANY_MODEL);
  const entry = checks.model === null ? named[0] : named.find(({ name }) => name === checks.model);
  return entry?.upstreamNames[0] ?? entry?.name ?? checks.model;
}
