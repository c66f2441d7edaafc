import type { Channel, ChannelUrl } from '../../contracts/channel.ts';
import type { Protocol } from '../../contracts/protocol.ts';
import type { Quirks } from '../../contracts/quirks.ts';
import { NO_QUIRKS } from '../convert/inner/quirks.ts';
import { vendorOfUrl } from '../guess-channel/guess.ts';

type VendorQuirks = {
  /** In whichever protocol. */
  readonly all?: Partial<Quirks>;
  readonly chat?: Partial<Quirks>;
  /** Models that read no pictures, where others of the vendor do. */
  readonly blind?: RegExp;
};

/** Chat as most vendors have it who took it over from OpenAI before it had newer names. */
const COPIED_CHAT: Partial<Quirks> = { maxTokensName: 'max_tokens', hasDocuments: false };

/**
 * `max_tokens` alone and `tool_choice: "auto"` alone: https://java.agentscope.io/v2/en/integration/model/glm, which adapts
 * requests by Z.AI's reference.
 */
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

/**
 * What the vendors' documentation says of where they differ, by their names in `guess-channel/vendors.ts`. Where a page is
 * named it was read in November 2026; the others are from experience and unverified.
 */
const VENDORS: Readonly<Record<string, VendorQuirks>> = {
  // https://api-docs.deepseek.com/quick_start/pricing (pictures), …/guides/thinking_mode, …/guides/vision.
  deepseek: {
    all: { hasDocuments: false },
    blind: /^deepseek-(?:chat|reasoner|v4-pro)/,
    chat: {
      ...COPIED_CHAT,
      thinking: 'switch',
      responseFormat: 'object',
      // A turn with calls is refused without the reasoning that led to them.
      reasoningContent: 'toolCalls',
    },
  },
  // https://java.agentscope.io/v2/en/integration/model/kimi (name of the limit). Forced tools are refused while thinking is
  // on, which some models cannot do without.
  moonshot: {
    all: { hasImageUrls: false, hasDocuments: false },
    chat: {
      maxTokensName: 'max_completion_tokens',
      thinking: 'switch',
      hasForcedTools: false,
      reasoningContent: 'toolCalls',
    },
  },
  zai: GLM,
  zhipu: GLM,
  // https://docs.getbifrost.ai/providers/supported-providers/minimax (M3 reads pictures, M2 does not).
  minimax: {
    all: { hasDocuments: false },
    blind: /^minimax-(?:m[12]\b|text)/i,
    chat: { ...COPIED_CHAT, hasOneSystem: true },
  },
  // https://www.alibabacloud.com/help/en/model-studio/deep-thinking (the flag),
  // https://docs.instructorphp.com/cookbook/examples/B04_LLMApiSupport/llm_qwen (tools, schemas of newer models only).
  dashscope: {
    all: { hasDocuments: false },
    chat: { ...COPIED_CHAT, thinking: 'flag', hasForcedTools: false, responseFormat: 'object' },
  },
  // https://docs.siliconflow.cn/docs/api/chat-completions-post
  siliconflow: {
    all: { hasDocuments: false },
    chat: { ...COPIED_CHAT, thinking: 'flag', responseFormat: 'object' },
  },
  gemini: { chat: { ...COPIED_CHAT, schema: 'plain' } },
  // https://openrouter.ai/docs/use-cases/reasoning-tokens,
  // https://openrouter.ai/docs/client-sdks/typescript/models/anthropiccachecontroldirective.
  openrouter: { chat: { thinking: 'object', hasCacheMarks: true } },
  // https://console.groq.com/docs/openai: these are answered 400, and so is an `n` above 1.
  groq: {
    chat: {
      maxTokensName: 'max_completion_tokens',
      hasDocuments: false,
      unsupported: ['logprobs', 'top_logprobs', 'logit_bias', 'n'],
    },
  },
  // https://docs.rs/crate/mistral-openapi-client/latest/source/docs/ChatCompletionRequest.md: the seed is `random_seed`.
  mistral: {
    chat: {
      ...COPIED_CHAT,
      thinking: 'none',
      isAlternating: true,
      // It refuses members that it does not know, and states the usage unasked.
      hasStreamUsage: false,
      unsupported: [
        ...['user', 'store', 'seed', 'logit_bias'],
        ...['service_tier', 'logprobs', 'top_logprobs', 'verbosity'],
      ],
    },
  },
  xai: { chat: { hasDocuments: false } },
  together: { chat: COPIED_CHAT },
  fireworks: { chat: COPIED_CHAT },
  // https://github.com/ollama/ollama/blob/main/docs/api/openai-compatibility.mdx
  ollama: { chat: { ...COPIED_CHAT, hasForcedTools: false, hasImageUrls: false } },
  'lm-studio': { chat: { ...COPIED_CHAT, hasImageUrls: false } },
};

/** What is known of the vendor at an address, for requests in one of these protocols. Empty where nothing is. */
export function vendorQuirks(url: string, protocols: readonly Protocol[]): Partial<Quirks> {
  const vendor = vendorOfUrl(url);
  const { all, chat } = (vendor === null ? undefined : VENDORS[vendor]) ?? {};
  return { ...all, ...(protocols.includes('openai-chat') ? chat : undefined) };
}

/** All quirks as they hold for requests for a model to a URL of a channel in a protocol. */
export function quirksOf(
  { quirks }: Pick<Channel, 'quirks'>,
  { url }: Pick<ChannelUrl, 'url'>,
  to: Protocol,
  model: string,
): Quirks {
  const isBlind = VENDORS[vendorOfUrl(url) ?? '']?.blind?.test(model) === true;
  const sight = isBlind ? { hasImages: false } : {};
  return { ...NO_QUIRKS, ...vendorQuirks(url, [to]), ...sight, ...quirks };
}
