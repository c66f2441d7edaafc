import type {
  Channel,
  ChannelDraft,
  ChannelKey,
  ChannelKeyView,
  ChannelUrl,
  ChannelView,
} from '../contracts/channel.ts';
import { ANY_MODEL } from '../contracts/constants.ts';
import type { Protocol } from '../contracts/protocol.ts';
import { spokenAt } from '../core/conversion/spoken.ts';
import { vendorQuirks } from '../core/conversion/vendor-quirks.ts';
import { vendorOfUrl } from '../core/guess-channel/guess.ts';
import { maskProxyUrl } from '../core/proxy-url.ts';
import { joinUpstreamUrl } from '../core/upstream-url.ts';
import type { AdminDeps } from './deps.ts';

/** Stands in the resulting URL for whatever model a client will ask for. */
const SOME_MODEL = 'MODEL';

/** A channel as it may be shown. Fields are named one by one, so that a new one is not shown by accident. */
export function channelView(
  channel: Channel,
  { limitStateOf, lastCheck }: Pick<AdminDeps, 'limitStateOf' | 'lastCheck'>,
): ChannelView {
  return {
    id: channel.id,
    name: channel.name,
    isEnabled: channel.isEnabled,
    protocols: channel.protocols,
    priority: channel.priority,
    weight: channel.weight,
    keyStrategy: channel.keyStrategy,
    urls: channel.urls.map((one) => ({
      ...one,
      resultingUrl: resultingUrl(channel, one),
      vendor: vendorOfUrl(one.url),
      vendorQuirks: vendorQuirks(one.url, spokenAt(channel, one)),
    })),
    keys: channel.keys.map(keyView),
    models: channel.models,
    headers: channel.headers,
    proxyUrl: channel.proxyUrl === null ? null : maskProxyUrl(channel.proxyUrl),
    urlOrder: channel.urlOrder,
    isTlsInsecure: channel.isTlsInsecure,
    modelOverride: channel.modelOverride,
    takeBack: channel.takeBack,
    priceMultiplier: channel.priceMultiplier,
    limits: channel.limits,
    limitState: limitStateOf({ kind: 'channel', id: channel.id }, channel.limits),
    cheaperModels: channel.cheaperModels,
    overrides: channel.overrides,
    checks: channel.checks,
    quirks: channel.quirks,
    lastCheck: lastCheck(channel.id),
    position: channel.position,
    createdAt: channel.createdAt,
    updatedAt: channel.updatedAt,
  };
}

/** A key as it may be shown: never the secret, nor a part of it beyond the mask. */
export function keyView(key: ChannelKey): ChannelKeyView {
  return {
    id: key.id,
    mask: key.mask,
    note: key.note,
    isEnabled: key.isEnabled,
    isLocked: key.secret === null,
  };
}

/** The channel as a draft that changes nothing: keys are named by their ids. */
export function draftOf(channel: Channel): ChannelDraft {
  const { id: _, position: __, createdAt: ___, updatedAt: ____, ...draft } = channel;
  const keys = channel.keys.map(({ id, note, isEnabled }) => ({ id, note, isEnabled }));
  return { ...draft, keys };
}

/** Where a request of the first protocol would go: what a person checks a base URL against. */
function resultingUrl(channel: Channel, at: ChannelUrl): string {
  const { url, isExact } = at;
  const [protocol = 'anthropic'] = spokenAt(channel, at);
  const model = channel.models.find((one) => one.name !== ANY_MODEL);
  return joinUpstreamUrl(
    url,
    isExact,
    mainPath(
      protocol,
      channel.modelOverride ?? model?.upstreamNames[0] ?? model?.name ?? SOME_MODEL,
    ),
    '',
  );
}

/** The path that clients of a protocol call most. */
function mainPath(protocol: Protocol, model: string): string {
  switch (protocol) {
    case 'anthropic':
      return '/v1/messages';
    case 'openai-chat':
      return '/v1/chat/completions';
    case 'openai-responses':
      return '/v1/responses';
    case 'gemini':
      return `/v1beta/models/${encodeURIComponent(model)}:generateContent`;
  }
}
