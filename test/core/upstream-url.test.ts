import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { joinUpstreamUrl } from '../../main/core/upstream-url.ts';

const MESSAGES = '/v1/messages';
const CHAT = '/v1/chat/completions';
const RESPONSES = '/v1/responses';
const GENERATE = '/v1beta/models/gemini-2.5-pro:generateContent';

function join(base: string, path: string, query = ''): string {
  return joinUpstreamUrl(base, false, path, query);
}

describe('joinUpstreamUrl', () => {
  it.each([
    // Anthropic and its copies
    ['https://api.anthropic.com', MESSAGES, 'https://api.anthropic.com/v1/messages'],
    ['https://api.anthropic.com/', MESSAGES, 'https://api.anthropic.com/v1/messages'],
    ['https://api.anthropic.com/v1', MESSAGES, 'https://api.anthropic.com/v1/messages'],
    ['https://api.anthropic.com/v1/', MESSAGES, 'https://api.anthropic.com/v1/messages'],
    [
      'https://api.deepseek.com/anthropic',
      MESSAGES,
      'https://api.deepseek.com/anthropic/v1/messages',
    ],
    [
      'https://api.moonshot.cn/anthropic',
      MESSAGES,
      'https://api.moonshot.cn/anthropic/v1/messages',
    ],
    ['https://api.z.ai/api/anthropic', MESSAGES, 'https://api.z.ai/api/anthropic/v1/messages'],
    [
      'https://open.bigmodel.cn/api/anthropic/',
      MESSAGES,
      'https://open.bigmodel.cn/api/anthropic/v1/messages',
    ],
    ['https://api.minimax.io/anthropic', MESSAGES, 'https://api.minimax.io/anthropic/v1/messages'],
    [
      'https://ark.cn-beijing.volces.com/api/coding',
      MESSAGES,
      'https://ark.cn-beijing.volces.com/api/coding/v1/messages',
    ],
    // OpenAI and its copies
    ['https://api.openai.com', CHAT, 'https://api.openai.com/v1/chat/completions'],
    ['https://api.openai.com/v1', CHAT, 'https://api.openai.com/v1/chat/completions'],
    ['https://api.openai.com/v1', RESPONSES, 'https://api.openai.com/v1/responses'],
    ['https://api.openai.com/v1', '/v1/files/file-1', 'https://api.openai.com/v1/files/file-1'],
    ['https://openrouter.ai/api/v1', CHAT, 'https://openrouter.ai/api/v1/chat/completions'],
    ['https://openrouter.ai/api', CHAT, 'https://openrouter.ai/api/v1/chat/completions'],
    ['https://api.groq.com/openai/v1', CHAT, 'https://api.groq.com/openai/v1/chat/completions'],
    ['https://api.groq.com/openai', CHAT, 'https://api.groq.com/openai/v1/chat/completions'],
    ['https://api.deepseek.com', CHAT, 'https://api.deepseek.com/v1/chat/completions'],
    ['https://api.deepseek.com/v1', CHAT, 'https://api.deepseek.com/v1/chat/completions'],
    ['https://api.moonshot.cn/v1', CHAT, 'https://api.moonshot.cn/v1/chat/completions'],
    ['https://api.z.ai/api/paas/v4', CHAT, 'https://api.z.ai/api/paas/v4/chat/completions'],
    [
      'https://api.z.ai/api/coding/paas/v4/',
      CHAT,
      'https://api.z.ai/api/coding/paas/v4/chat/completions',
    ],
    [
      'https://open.bigmodel.cn/api/paas/v4',
      CHAT,
      'https://open.bigmodel.cn/api/paas/v4/chat/completions',
    ],
    ['https://api.mistral.ai', CHAT, 'https://api.mistral.ai/v1/chat/completions'],
    ['https://api.mistral.ai/v1', CHAT, 'https://api.mistral.ai/v1/chat/completions'],
    ['https://api.x.ai/v1', CHAT, 'https://api.x.ai/v1/chat/completions'],
    ['https://api.together.xyz/v1', CHAT, 'https://api.together.xyz/v1/chat/completions'],
    [
      'https://api.fireworks.ai/inference/v1',
      CHAT,
      'https://api.fireworks.ai/inference/v1/chat/completions',
    ],
    [
      'https://res.openai.azure.com/openai/v1/',
      CHAT,
      'https://res.openai.azure.com/openai/v1/chat/completions',
    ],
    [
      'https://res.openai.azure.com/openai',
      CHAT,
      'https://res.openai.azure.com/openai/v1/chat/completions',
    ],
    [
      'https://dashscope.aliyuncs.com/compatible-mode/v1',
      CHAT,
      'https://dashscope.aliyuncs.com/compatible-mode/v1/chat/completions',
    ],
    [
      'https://ark.cn-beijing.volces.com/api/v3',
      CHAT,
      'https://ark.cn-beijing.volces.com/api/v3/chat/completions',
    ],
    ['https://api.siliconflow.cn/v1', CHAT, 'https://api.siliconflow.cn/v1/chat/completions'],
    [
      'https://api-inference.modelscope.cn/v1',
      CHAT,
      'https://api-inference.modelscope.cn/v1/chat/completions',
    ],
    ['https://api.minimax.io/v1', CHAT, 'https://api.minimax.io/v1/chat/completions'],
    ['https://qianfan.baidubce.com/v2', CHAT, 'https://qianfan.baidubce.com/v2/chat/completions'],
    ['http://localhost:11434', CHAT, 'http://localhost:11434/v1/chat/completions'],
    ['http://localhost:11434/v1', CHAT, 'http://localhost:11434/v1/chat/completions'],
    ['http://[::1]:1234/v1', CHAT, 'http://[::1]:1234/v1/chat/completions'],
    // a version in front of the vendor's own root
    [
      'https://api.deepinfra.com/v1/openai',
      CHAT,
      'https://api.deepinfra.com/v1/openai/chat/completions',
    ],
    ['https://api.novita.ai/v3/openai', CHAT, 'https://api.novita.ai/v3/openai/chat/completions'],
    [
      'https://gateway.ai.cloudflare.com/v1/account/gateway/openai',
      CHAT,
      'https://gateway.ai.cloudflare.com/v1/account/gateway/openai/chat/completions',
    ],
    [
      'https://gateway.ai.cloudflare.com/v1/account/gateway/anthropic',
      MESSAGES,
      'https://gateway.ai.cloudflare.com/v1/account/gateway/anthropic/v1/messages',
    ],
    // Google
    [
      'https://generativelanguage.googleapis.com',
      GENERATE,
      'https://generativelanguage.googleapis.com/v1beta/models/gemini-2.5-pro:generateContent',
    ],
    [
      'https://generativelanguage.googleapis.com/v1beta',
      GENERATE,
      'https://generativelanguage.googleapis.com/v1beta/models/gemini-2.5-pro:generateContent',
    ],
    [
      'https://generativelanguage.googleapis.com/v1beta/models',
      GENERATE,
      'https://generativelanguage.googleapis.com/v1beta/models/gemini-2.5-pro:generateContent',
    ],
    [
      'https://generativelanguage.googleapis.com/v1beta/openai',
      CHAT,
      'https://generativelanguage.googleapis.com/v1beta/openai/chat/completions',
    ],
    [
      'https://generativelanguage.googleapis.com/v1beta/openai/',
      '/v1/models',
      'https://generativelanguage.googleapis.com/v1beta/openai/models',
    ],
    [
      'https://aiplatform.googleapis.com/v1/publishers/google',
      GENERATE,
      'https://aiplatform.googleapis.com/v1/publishers/google/models/gemini-2.5-pro:generateContent',
    ],
    // relays with several protocols behind one address
    ['https://relay.test', GENERATE, `https://relay.test${GENERATE}`],
    ['https://relay.test/v1', GENERATE, `https://relay.test${GENERATE}`],
    ['https://relay.test/v1', MESSAGES, 'https://relay.test/v1/messages'],
    ['https://relay.test/v1beta', CHAT, 'https://relay.test/v1/chat/completions'],
    [
      'https://relay.test/gemini/v1alpha',
      GENERATE,
      `https://relay.test/gemini${GENERATE}`.replace('v1beta', 'v1alpha'),
    ],
    ['https://h/api/', MESSAGES, 'https://h/api/v1/messages'],
    ['https://h/api//', MESSAGES, 'https://h/api/v1/messages'],
  ])('joins %s and %s', (base, path, url) => {
    expect(join(base, path)).toBe(url);
  });

  it.each([
    [
      'https://api.openai.com/v1/chat/completions',
      CHAT,
      'https://api.openai.com/v1/chat/completions',
    ],
    [
      'https://api.openai.com/v1/chat/completions',
      '/v1/models',
      'https://api.openai.com/v1/models',
    ],
    ['https://api.openai.com/v1/responses', RESPONSES, 'https://api.openai.com/v1/responses'],
    ['https://api.anthropic.com/v1/messages', MESSAGES, 'https://api.anthropic.com/v1/messages'],
    [
      'https://api.anthropic.com/v1/messages/',
      '/v1/messages/count_tokens',
      'https://api.anthropic.com/v1/messages/count_tokens',
    ],
    ['https://h/v1/completions', '/v1/completions', 'https://h/v1/completions'],
    ['https://h/v1/embeddings', '/v1/embeddings', 'https://h/v1/embeddings'],
    [
      `https://h${GENERATE}`,
      '/v1beta/models/other:countTokens',
      'https://h/v1beta/models/other:countTokens',
    ],
    [
      'https://api.perplexity.ai/chat/completions',
      CHAT,
      'https://api.perplexity.ai/chat/completions',
    ],
    [
      'https://models.github.ai/inference/chat/completions',
      CHAT,
      'https://models.github.ai/inference/chat/completions',
    ],
    [
      'https://r.openai.azure.com/openai/deployments/d/chat/completions?api-version=2024-10-21',
      CHAT,
      'https://r.openai.azure.com/openai/deployments/d/chat/completions?api-version=2024-10-21',
    ],
  ])('takes the pasted endpoint %s for the root it stands on', (base, path, url) => {
    expect(join(base, path)).toBe(url);
  });

  it('adds a version where the base does not say that there is none', () => {
    // Perplexity has none: its base URL alone leads astray, its whole endpoint (above) or the exact form does not.
    const base = 'https://api.perplexity.ai';
    expect(join(base, CHAT)).toBe('https://api.perplexity.ai/v1/chat/completions');
    const exact = `${base}/chat/completions`;
    expect(joinUpstreamUrl(exact, true, CHAT, '')).toBe(exact);
  });

  it.each([
    ['https://h/v1', '', 'https://h/v1/messages'],
    ['https://h/v1', '?beta=true', 'https://h/v1/messages?beta=true'],
    ['https://h/v1?api-version=1', '', 'https://h/v1/messages?api-version=1'],
    ['https://h/v1/?api-version=1', '?beta=true', 'https://h/v1/messages?api-version=1&beta=true'],
    ['https://h?a=b', '?c=%2f', 'https://h/v1/messages?a=b&c=%2f'],
    ['https://h?', '?c', 'https://h/v1/messages?c'],
  ])('keeps the query of %s in front of %j', (base, query, url) => {
    expect(join(base, MESSAGES, query)).toBe(url);
  });

  it.each([
    ['https://h/any/where', '', 'https://h/any/where'],
    ['https://h/any/where/', '?beta=true', 'https://h/any/where/?beta=true'],
    ['https://h/any?a=1', '?beta=true', 'https://h/any?a=1&beta=true'],
  ])('leaves the exact address %s alone but for the query %j', (base, query, url) => {
    expect(joinUpstreamUrl(base, true, MESSAGES, query)).toBe(url);
  });

  it('has the version once, the client’s own path whole and the base in front, for any base', () => {
    const word = fc
      .stringMatching(/^[a-z]{1,8}$/)
      .filter(
        (text) => !/^(openai|google|models|messages|responses|embeddings|completions)$/.test(text),
      );
    const folders = fc
      .array(word, { maxLength: 3 })
      .map((words) => words.map((one) => `/${one}`).join(''));
    const version = fc.constantFrom('', '/v1', '/v2', '/v4');
    const slashes = fc.constantFrom('', '/', '//');
    const tail = fc.constantFrom('/messages', '/chat/completions', '/files/a%2Fb', '/models/x');
    fc.assert(
      fc.property(folders, version, slashes, tail, (prefix, own, end, rest) => {
        const url = join(`https://host:8443${prefix}${own}${end}`, `/v1${rest}`);
        expect(url).toBe(`https://host:8443${prefix}${own === '' ? '/v1' : own}${rest}`);
      }),
    );
  });
});
