import type { ChannelView } from '#contracts/channel';
import { ANY_MODEL } from '#contracts/constants';
import type { Protocol } from '#contracts/protocol';

/** Names of products, the same in every language. */
export const PROTOCOL_NAMES: Readonly<Record<Protocol, string>> = {
  anthropic: 'Anthropic',
  'openai-chat': 'OpenAI Chat',
  'openai-responses': 'OpenAI Responses',
  gemini: 'Gemini',
};

export function acceptsAnyModel(channel: ChannelView): boolean {
  return channel.models.some((model) => model.name === ANY_MODEL && model.isEnabled);
}

export function hasUsableKey(channel: ChannelView): boolean {
  return channel.keys.some((key) => key.isEnabled && !key.isLocked);
}

export function hasEnabledUrl(channel: ChannelView): boolean {
  return channel.urls.some((url) => url.isEnabled);
}
