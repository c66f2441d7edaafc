import { describe, expect, it } from 'vitest';
import { guessProtocols } from '../../main/core/guess-protocol.ts';

const OPENAI = ['openai-chat', 'openai-responses'];

describe('guessProtocols', () => {
  it.each([
    ['https://api.anthropic.com', ['anthropic']],
    ['https://api.anthropic.com/v1', ['anthropic']],
    ['https://api.deepseek.com/anthropic', ['anthropic']],
    ['https://api.z.ai/api/anthropic', ['anthropic']],
    ['https://api.minimax.io/anthropic/v1/', ['anthropic']],
    ['https://h/v1/messages', ['anthropic']],
    ['https://api.openai.com', OPENAI],
    ['https://API.OPENAI.COM/v1', OPENAI],
    ['https://res.openai.azure.com/openai/v1', OPENAI],
    ['https://h/v1/responses', ['openai-responses']],
    ['https://h/v1/chat/completions', ['openai-chat']],
    ['https://generativelanguage.googleapis.com', ['gemini']],
    ['https://generativelanguage.googleapis.com/v1beta', ['gemini']],
    ['https://generativelanguage.googleapis.com/v1beta/openai/', ['openai-chat']],
    ['https://relay.test/v1beta', ['gemini']],
    ['https://openrouter.ai/api/v1', ['openai-chat']],
    ['https://api.groq.com/openai/v1', ['openai-chat']],
    ['https://api.deepseek.com/v1', ['openai-chat']],
    ['https://api.moonshot.cn/v1', ['openai-chat']],
    ['https://open.bigmodel.cn/api/paas/v4', ['openai-chat']],
    ['https://api.mistral.ai', ['openai-chat']],
    ['https://api.x.ai/v1', ['openai-chat']],
    ['https://dashscope.aliyuncs.com/compatible-mode/v1', ['openai-chat']],
    ['https://ark.cn-beijing.volces.com/api/v3', ['openai-chat']],
    ['https://api.siliconflow.cn', ['openai-chat']],
    ['http://localhost:11434', ['openai-chat']],
    ['http://127.0.0.1:1234/v1', ['openai-chat']],
  ])('knows %s, whatever its models', (url, protocols) => {
    expect(guessProtocols([url], ['claude-sonnet-4-5', 'gemini-2.5-pro'])).toEqual(protocols);
  });

  it.each([
    [['claude-sonnet-4-5'], ['anthropic']],
    [['gpt-5'], ['openai-chat']],
    [['o1'], ['openai-chat']],
    [['o3-mini'], ['openai-chat']],
    [['openai/gpt-4o'], ['openai-chat']],
    [['gemini-2.5-pro'], ['gemini']],
    [
      ['gpt-5', 'claude-opus-4-1'],
      ['anthropic', 'openai-chat'],
    ],
    [['*'], ['anthropic']],
    [['o1x', 'my-gpt'], ['anthropic']],
    [[], ['anthropic']],
  ])('asks the models %j of a relay it does not know', (models, protocols) => {
    expect(guessProtocols(['https://relay.test/v1'], models)).toEqual(protocols);
  });

  it('joins what several URLs say, in the order of the protocols', () => {
    const urls = ['https://api.openai.com', 'https://relay.test', 'https://api.anthropic.com'];
    expect(guessProtocols(urls, [])).toEqual(['anthropic', ...OPENAI]);
  });

  it('is not led astray by look-alike hosts', () => {
    expect(guessProtocols(['https://notopenai.com'], [])).toEqual(['anthropic']);
    expect(guessProtocols(['https://openai.com.evil.test'], [])).toEqual(['anthropic']);
  });
});
