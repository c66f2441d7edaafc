import type { ChannelDraft } from '../contracts/channel.ts';
import { NO_CHANNEL_LIMITS, NO_CHECKS } from '../contracts/constants.ts';

/** What a channel is where nothing else is said. */
export const NEW_CHANNEL: ChannelDraft = {
  name: '',
  isEnabled: true,
  protocols: [],
  priority: 0,
  weight: null,
  keyStrategy: 'sequential',
  urls: [],
  keys: [],
  models: [],
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
};
