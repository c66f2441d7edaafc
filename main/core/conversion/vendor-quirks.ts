import type { Channel, ChannelUrl } from '../../contracts/channel.ts';
import type { Protocol } from '../../contracts/protocol.ts';
import type { Quirks } from '../../contracts/quirks.ts';
import { NO_QUIRKS } from '../convert/inner/quirks.ts';
import { vendorOfUrl } from '../guess-channel/guess.ts';

type VendorQuirks = {
  /** In whichever protocol. */
  readonly all?: Partial<Quirks>;
  readonly chat?: Partial<Quirks>;
};

/** Chat as most vendors have it who took it over from OpenAI before it had newer names. */
const COPIED_CHAT: Partial<Quirks> = { maxTokensName: 'max_tokens', hasDocuments: false };

/** They read no pictures, and refuse a conversation that holds one. */
const TEXT_ONLY: Partial<Quirks> = { hasImages: false, hasDocuments: false };

const GLM: VendorQuirks = {
  all: { hasDocuments: false },
  chat: {
    ...COPIED_CHAT,
    thinking: 'switch',
    hasForcedTools: false,
    responseFormat: 'object',
    reasoningContent: 'toolCalls',
  },
};

/** What the vendors' documentation says of where they differ, by their names in `guess-channel/vendors.ts`. */
const VENDORS: Readonly<Record<string, VendorQuirks>> = {
  deepseek: {
    all: TEXT_ONLY,
    chat: {
      ...COPIED_CHAT,
      thinking: 'switch',
      responseFormat: 'object',
      // A turn with calls is refused without the reasoning that led to them.
      reasoningContent: 'toolCalls',
    },
  },
  moonshot: {
    all: { hasImageUrls: false, hasDocuments: false },
    chat: {
      ...COPIED_CHAT,
      thinking: 'switch',
      hasForcedTools: false,
      reasoningContent: 'toolCalls',
    },
  },
  zai: GLM,
  zhipu: GLM,
  minimax: { all: TEXT_ONLY, chat: { ...COPIED_CHAT, hasOneSystem: true } },
  dashscope: {
    all: { hasDocuments: false },
    chat: { ...COPIED_CHAT, thinking: 'flag', responseFormat: 'object' },
  },
  siliconflow: {
    all: { hasDocuments: false },
    chat: { ...COPIED_CHAT, thinking: 'flag', responseFormat: 'object' },
  },
  gemini: { chat: { ...COPIED_CHAT, schema: 'plain' } },
  openrouter: { chat: { thinking: 'object', hasCacheMarks: true } },
  groq: { chat: { maxTokensName: 'max_completion_tokens', hasDocuments: false } },
  mistral: {
    chat: {
      ...COPIED_CHAT,
      thinking: 'none',
      isAlternating: true,
      // It refuses members that it does not know, and states the usage unasked.
      hasStreamUsage: false,
      unsupported: ['user', 'store', 'service_tier', 'logprobs', 'top_logprobs', 'verbosity'],
    },
  },
  xai: { chat: { hasDocuments: false } },
  together: { chat: COPIED_CHAT },
  fireworks: { chat: COPIED_CHAT },
  ollama: { chat: { ...COPIED_CHAT, hasForcedTools: false, hasImageUrls: false } },
  'lm-studio': { chat: { ...COPIED_CHAT, hasImageUrls: false } },
};

/** What is known of the vendor at an address, for requests in one of these protocols. Empty where nothing is. */
export function vendorQuirks(url: string, protocols: readonly Protocol[]): Partial<Quirks> {
  const vendor = vendorOfUrl(url);
  const { all, chat } = (vendor === null ? undefined : VENDORS[vendor]) ?? {};
  return { ...all, ...(protocols.includes('openai-chat') ? chat : undefined) };
}

/** All quirks as they hold for requests to a URL of a channel in a protocol. */
export function quirksOf(
  { quirks }: Pick<Channel, 'quirks'>,
  { url }: Pick<ChannelUrl, 'url'>,
  to: Protocol,
): Quirks {
  return { ...NO_QUIRKS, ...vendorQuirks(url, [to]), ...quirks };
}
