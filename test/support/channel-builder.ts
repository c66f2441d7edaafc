import type {
  Channel,
  ChannelId,
  ChannelKey,
  ChannelUrl,
  KeyId,
  UrlId,
} from '../../main/contracts/channel.ts';
import { NO_CHANNEL_LIMITS, NO_CHECKS } from '../../main/contracts/constants.ts';
import { maskSecret } from '../../main/core/redact.ts';

/** A channel with what matters to a test named and the rest filled in. */
export function aChannel(id: number, overrides: Partial<Omit<Channel, 'id'>> = {}): Channel {
  return {
    id: id as ChannelId,
    name: `Channel ${String(id)}`,
    isEnabled: true,
    protocols: ['anthropic'],
    priority: 0,
    weight: null,
    keyStrategy: 'sequential',
    urls: [aUrl(id * 10)],
    keys: [aKey(id * 10)],
    models: [{ name: '*', upstreamNames: [], isEnabled: true }],
    headers: [],
    proxyUrl: null,
    urlOrder: 'in_order',
    isTlsInsecure: false,
    modelOverride: null,
    takeBack: 'when_idle',
    priceMultiplier: 1,
    limits: NO_CHANNEL_LIMITS,
    cheaperModels: [],
    overrides: {},
    checks: NO_CHECKS,
    quirks: {},
    position: id,
    createdAt: 0,
    updatedAt: 0,
    ...overrides,
  };
}

export function aKey(id: number, overrides: Partial<ChannelKey> = {}): ChannelKey {
  const secret = `sk-key-${String(id)}-0123456789`;
  return {
    id: id as KeyId,
    secret,
    mask: maskSecret(secret),
    note: '',
    isEnabled: true,
    ...overrides,
  };
}

export function aUrl(id: number, overrides: Partial<ChannelUrl> = {}): ChannelUrl {
  const url = `https://u${String(id)}.example`;
  return { id: id as UrlId, url, isExact: false, isEnabled: true, protocols: null, ...overrides };
}
