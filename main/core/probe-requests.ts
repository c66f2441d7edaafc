import type { Protocol } from '../contracts/protocol.ts';

/** A path (with query) and a JSON body. */
export type ProbeRequest = { readonly path: string; readonly body: string };

const DEFAULT_PROMPT = 'Reply with the single word: pong';
/** Enough for a word, also from a model that thinks first; some upstreams refuse less than 16. */
const MAX_OUTPUT_TOKENS = 256;

/** The smallest request that shows whether a model answers. */
export function trialRequest(
  protocol: Protocol,
  model: string,
  prompt: string | null,
  isStreaming: boolean,
): ProbeRequest {
  const text = prompt ?? DEFAULT_PROMPT;
  const messages = [{ role: 'user', content: text }];
  const stream = isStreaming ? { stream: true } : {};
  switch (protocol) {
    case 'anthropic': {
      const body = { model, max_tokens: MAX_OUTPUT_TOKENS, messages, ...stream };
      return { path: '/v1/messages', body: JSON.stringify(body) };
    }
    case 'openai-chat':
      return { path: '/v1/chat/completions', body: JSON.stringify({ model, messages, ...stream }) };
    case 'openai-responses':
      return { path: '/v1/responses', body: JSON.stringify({ model, input: text, ...stream }) };
    case 'gemini': {
      const method = isStreaming ? 'streamGenerateContent?alt=sse' : 'generateContent';
      const body = { contents: [{ role: 'user', parts: [{ text }] }] };
      return {
        path: `/v1beta/models/${encodeURIComponent(model)}:${method}`,
        body: JSON.stringify(body),
      };
    }
  }
}

/** Where an upstream lists its models; the largest page that each allows. */
export function modelsPath(protocol: Protocol): string {
  if (protocol === 'gemini') return '/v1beta/models?pageSize=1000';
  return protocol === 'anthropic' ? '/v1/models?limit=1000' : '/v1/models';
}

/** Names out of a models list in any protocol's shape, without duplicates; null when it is none. */
export function listedModels(body: string): readonly string[] | null {
  const parsed = parse(body);
  const list = Array.isArray(parsed)
    ? parsed
    : (member(parsed, 'data') ?? member(parsed, 'models'));
  if (!Array.isArray(list)) return null;
  const names = list.flatMap((entry: unknown) => {
    const name = typeof entry === 'string' ? entry : (member(entry, 'id') ?? member(entry, 'name'));
    return typeof name === 'string' && name !== '' ? [name.replace(/^models\//, '')] : [];
  });
  return [...new Set(names)];
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    // Not JSON, so no models list; the caller shows the text itself.
    return null;
  }
}

function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && name in value
    ? (value as Record<string, unknown>)[name]
    : undefined;
}
