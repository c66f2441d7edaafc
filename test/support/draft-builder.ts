import type { ChannelDraft } from '../../main/contracts/channel.ts';
import { NO_CHANNEL_LIMITS, NO_CHECKS } from '../../main/contracts/constants.ts';

/** A channel that could be saved; name what matters to the test. */
export function aChannelDraft(overrides: Partial<ChannelDraft> = {}): ChannelDraft {
  return {
    name: 'First',
    isEnabled: true,
    protocols: ['anthropic'],
    priority: 0,
    weight: null,
    keyStrategy: 'sequential',
    urls: [{ url: 'https://first.example', isExact: false, isEnabled: true, protocols: null }],
    keys: [{ secret: 'sk-first-0123456789', note: '', isEnabled: true }],
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
    ...overrides,
  };
}
