import { PROTOCOLS } from '../contracts/constants.ts';
import type { Protocol } from '../contracts/protocol.ts';

/** Vendors whose own API is chat completions, wherever their path does not say otherwise. */
const CHAT_HOSTS =
  /(?:^|\.)(?:openrouter\.ai|groq\.com|deepseek\.com|moonshot\.(?:cn|ai)|bigmodel\.cn|z\.ai|mistral\.ai|x\.ai|together\.(?:ai|xyz)|fireworks\.ai|perplexity\.ai|aliyuncs\.com|volces\.com|siliconflow\.(?:cn|com)|modelscope\.cn|minimaxi?\.(?:com|io|chat)|cerebras\.ai|nvidia\.com|huggingface\.co|deepinfra\.com|novita\.ai|baidubce\.com|hunyuan\.cloud\.tencent\.com|stepfun\.com|cohere\.(?:ai|com))$/;

/** Both of OpenAI's dialects: the vendor itself and its copy at Azure. */
const OPENAI_HOSTS = /(?:^|\.)(?:openai\.com|openai\.azure\.com|cognitiveservices\.azure\.com)$/;

const GOOGLE_HOSTS = /(?:^|\.)(?:generativelanguage|aiplatform)\.googleapis\.com$/;

/** Standard ports of Ollama and LM Studio, which are reached at addresses that say nothing. */
const LOCAL_SERVER_PORT = /:(?:11434|1234)$/;

const MODEL_FAMILIES: readonly (readonly [pattern: RegExp, protocol: Protocol])[] = [
  [/(?:^|\/)claude-/i, 'anthropic'],
  [/(?:^|\/)(?:gpt-|chatgpt-|codex-|o[1-9](?:$|-)|text-embedding-|dall-e-)/i, 'openai-chat'],
  [/(?:^|\/)(?:gemini|gemma)-/i, 'gemini'],
];

/**
 * The protocols of a channel that was saved without any, as the seeds' examples do: by its URLs where
 * they are known, else by the families of its models, else Anthropic's.
 */
export function guessProtocols(
  urls: readonly string[],
  models: readonly string[],
): readonly Protocol[] {
  const byUrl = new Set(urls.flatMap(protocolsOfUrl));
  if (byUrl.size > 0) return inOrder(byUrl);
  const byModel = new Set(models.flatMap(protocolsOfModel));
  return byModel.size > 0 ? inOrder(byModel) : ['anthropic'];
}

/** Nothing for a host we do not know and a path that says nothing: a relay may speak any. */
function protocolsOfUrl(url: string): readonly Protocol[] {
  const match = /^https?:\/\/([^/?#]*)([^?#]*)/i.exec(url.trim());
  const authority = (match?.[1] ?? '').toLowerCase();
  const host = authority.replace(/:\d+$/, '');
  const segments = (match?.[2] ?? '')
    .toLowerCase()
    .split('/')
    .filter((segment) => segment !== '');
  const last = segments.at(-1);
  // The path is written for one dialect and so outweighs the host, which may offer several.
  if (last === 'messages' || segments.includes('anthropic')) return ['anthropic'];
  if (last === 'responses') return ['openai-responses'];
  if (last === 'completions' || segments.includes('compatible-mode')) return ['openai-chat'];
  if (GOOGLE_HOSTS.test(host)) return [segments.includes('openai') ? 'openai-chat' : 'gemini'];
  if (host === 'api.anthropic.com') return ['anthropic'];
  if (OPENAI_HOSTS.test(host)) return ['openai-chat', 'openai-responses'];
  if (CHAT_HOSTS.test(host) || segments.includes('openai')) return ['openai-chat'];
  if (segments.includes('v1beta')) return ['gemini'];
  return LOCAL_SERVER_PORT.test(authority) ? ['openai-chat'] : [];
}

function protocolsOfModel(model: string): readonly Protocol[] {
  return MODEL_FAMILIES.filter(([pattern]) => pattern.test(model)).map(([, protocol]) => protocol);
}

function inOrder(protocols: ReadonlySet<Protocol>): readonly Protocol[] {
  return PROTOCOLS.filter((protocol) => protocols.has(protocol));
}
