import { describe, expect, it } from 'vitest';
import type { Usage } from '../../../main/contracts/usage.ts';
import { aUsage } from '../../support/usage-builder.ts';
import { metered, stream } from './metered.ts';

function ofBody(usage: object, rest: object = {}): Usage | null {
  return metered('openai-chat', JSON.stringify({ id: 'c', choices: [], ...rest, usage }));
}

function chunk(rest: object): object {
  return { id: 'c', object: 'chat.completion.chunk', model: 'gpt-a', ...rest };
}

const WORD = chunk({ choices: [{ index: 0, delta: { content: 'a' } }], usage: null });

describe('the usage of a chat answer', () => {
  it('has cached and written tokens within the prompt, and reasoning within the completion', () => {
    const usage = {
      prompt_tokens: 100,
      completion_tokens: 50,
      total_tokens: 150,
      prompt_tokens_details: { cached_tokens: 60, cache_write_tokens: 30, audio_tokens: 7 },
      completion_tokens_details: { reasoning_tokens: 20, audio_tokens: 3 },
    };
    expect(ofBody(usage, { model: 'gpt-a', service_tier: 'flex' })).toEqual(
      aUsage({
        inputTokens: 10,
        cacheReadTokens: 60,
        cacheWriteTokens: 30,
        outputTokens: 50,
        reasoningTokens: 20,
        inputAudioTokens: 7,
        outputAudioTokens: 3,
        serviceTier: 'flex',
        returnedModel: 'gpt-a',
      }),
    );
  });

  const prompt = { prompt_tokens: 100, completion_tokens: 10, total_tokens: 110 };

  it.each([
    ['DeepSeek', { prompt_cache_hit_tokens: 64, prompt_cache_miss_tokens: 36 }],
    ['Moonshot', { cached_tokens: 64 }],
    ['Mistral', { num_cached_tokens: 64, prompt_tokens_details: { cached_tokens: 0 } }],
    ['a relay to Anthropic', { cache_read_input_tokens: 64 }],
  ])('has cached tokens where %s states them', (_, cached) => {
    expect(ofBody({ ...prompt, ...cached })).toMatchObject({
      inputTokens: 36,
      cacheReadTokens: 64,
    });
  });

  it('has cache writes where a relay to Anthropic states them', () => {
    const usage = ofBody({ ...prompt, cache_creation_input_tokens: 25 });
    expect(usage).toMatchObject({ inputTokens: 75, cacheWriteTokens: 25 });
  });

  it('never has more cached tokens than prompt tokens', () => {
    const usage = ofBody({ ...prompt, prompt_tokens_details: { cached_tokens: 250 } });
    expect(usage).toMatchObject({ inputTokens: 0, cacheReadTokens: 100 });
  });

  it.each([
    [
      'reasoning that xAI counts apart',
      { completion_tokens_details: { reasoning_tokens: 40 }, total_tokens: 150 },
      { inputTokens: 100, outputTokens: 50, reasoningTokens: 40 },
    ],
    [
      'sound that Mistral counts apart',
      { prompt_tokens_details: { audio_tokens: 375 }, total_tokens: 485 },
      { inputTokens: 475, inputAudioTokens: 375, outputTokens: 10 },
    ],
    [
      'cached tokens that a relay counts apart',
      { cache_read_input_tokens: 60, cache_creation_input_tokens: 5, total_tokens: 175 },
      { inputTokens: 100, cacheReadTokens: 60, cacheWriteTokens: 5, outputTokens: 10 },
    ],
    [
      'thinking that Google hides',
      { total_tokens: 180 },
      { inputTokens: 100, outputTokens: 80, reasoningTokens: null },
    ],
    [
      'nothing that cannot be told',
      { completion_tokens_details: { reasoning_tokens: 5 }, total_tokens: 180 },
      { inputTokens: 100, outputTokens: 10, reasoningTokens: 5 },
    ],
    [
      'nothing when the total is too small',
      { total_tokens: 7 },
      { inputTokens: 100, outputTokens: 10 },
    ],
  ])('adds %s', (_, usage, expected) => {
    expect(ofBody({ ...prompt, ...usage })).toMatchObject(expected);
  });

  it.each([
    ['OpenRouter', { cost: 0.0012345 }, 1_234_500],
    ['OpenRouter for nothing', { cost: 0 }, 0],
    ['Perplexity', { cost: { input_tokens_cost: 0.1, total_cost: 0.25 } }, 250_000_000],
    ['xAI', { cost_in_usd_ticks: 1_399_004 }, 139_900],
    ['DeepInfra', { estimated_cost: 0.000002 }, 2000],
    ['nobody', { cost: null }, null],
  ])('has the cost that %s states', (_, usage, vendorCostNanoUsd) => {
    expect(ofBody({ ...prompt, ...usage })).toMatchObject({ vendorCostNanoUsd });
  });

  it.each([
    [
      'OpenRouter',
      { server_tool_use_details: { web_search_requests: 2, tool_calls_executed: 3 } },
      2,
      3,
    ],
    ['xAI', { server_side_tool_usage_details: { web_search_calls: 1, x_search_calls: 2 } }, 3, 3],
    ['Perplexity', { num_search_queries: 4 }, 4, 4],
  ])('has the searches of %s', (_, usage, webSearchRequests, serverToolUses) => {
    expect(ofBody({ ...prompt, ...usage })).toMatchObject({ webSearchRequests, serverToolUses });
  });

  it.each([
    ['embeddings', { prompt_tokens: 8, total_tokens: 8 }, { inputTokens: 8, outputTokens: 0 }],
    [
      'a picture',
      { input_tokens: 50, output_tokens: 4000, total_tokens: 4050 },
      { inputTokens: 50, outputTokens: 4000 },
    ],
    [
      'a transcription',
      {
        type: 'tokens',
        input_tokens: 14,
        input_token_details: { audio_tokens: 14 },
        output_tokens: 4,
      },
      { inputTokens: 14, inputAudioTokens: 14, outputTokens: 4 },
    ],
  ])('is understood for %s', (_, usage, expected) => {
    expect(ofBody(usage)).toMatchObject(expected);
  });

  it('is unknown when a transcription is billed by the second', () => {
    expect(ofBody({ type: 'duration', seconds: 12 })).toBeNull();
  });

  it('ignores what is no count', () => {
    const odd = { prompt_tokens: '12', completion_tokens: -3, total_tokens: 1e300 };
    expect(ofBody({ ...odd, prompt_tokens_details: [] })).toEqual(aUsage({}));
  });
});

describe('the usage of a chat stream', () => {
  const usage = { prompt_tokens: 9, completion_tokens: 4, total_tokens: 13 };
  const expected = aUsage({ inputTokens: 9, outputTokens: 4, returnedModel: 'gpt-a' });
  const end = { index: 0, delta: {}, finish_reason: 'stop' };

  it.each([
    ['in a chunk of its own', chunk({ choices: [], usage })],
    ['beside the last words', chunk({ choices: [end], usage })],
    ['in Groq’s place', chunk({ choices: [end], x_groq: { id: 'r', usage } })],
    ['in Moonshot’s place', chunk({ choices: [{ ...end, usage }] })],
  ])('is found %s', (_, last) => {
    expect(metered('openai-chat', `${stream(WORD, WORD, last)}data: [DONE]\n\n`)).toEqual(expected);
  });

  it('is the last one of a stream that counts along', () => {
    const early = { ...usage, completion_tokens: 1, total_tokens: 10 };
    expect(
      metered('openai-chat', stream(chunk({ choices: [], usage: early }), chunk({ usage }))),
    ).toEqual(expected);
  });

  it('is not lost to zeros at the end', () => {
    const zeros = { prompt_tokens: 0, completion_tokens: 0, total_tokens: 0 };
    expect(metered('openai-chat', stream(chunk({ usage }), chunk({ usage: zeros })))).toEqual(
      expected,
    );
  });

  it('is unknown when nobody asked for it', () => {
    expect(metered('openai-chat', stream(WORD, WORD))).toBeNull();
  });

  it('is not taken from words about usage', () => {
    const text = 'data: {"usage": {"prompt_tokens": 5}}';
    expect(
      metered('openai-chat', stream(chunk({ choices: [{ delta: { content: text } }] }))),
    ).toBeNull();
  });
});

describe('the usage of Responses', () => {
  const usage = {
    input_tokens: 90,
    input_tokens_details: { cached_tokens: 64 },
    output_tokens: 30,
    output_tokens_details: { reasoning_tokens: 12 },
    total_tokens: 120,
  };
  const expected = aUsage({
    inputTokens: 26,
    cacheReadTokens: 64,
    outputTokens: 30,
    reasoningTokens: 12,
    serviceTier: 'default',
    returnedModel: 'gpt-a',
  });
  const response = { id: 'r', model: 'gpt-a', service_tier: 'default', usage };
  const created = { type: 'response.created', response: { ...response, usage: null } };

  it.each(['response.completed', 'response.incomplete', 'response.failed'])(
    'is found in %s',
    (type) => {
      expect(metered('openai-responses', stream(created, { type, response }))).toEqual(expected);
    },
  );

  it('is found in a body and in that of a compaction', () => {
    expect(metered('openai-responses', JSON.stringify(response))).toEqual(expected);
    const compaction = { object: 'response.compaction', output: [], usage };
    const counts = { serviceTier: null, returnedModel: null };
    expect(metered('openai-responses', JSON.stringify(compaction))).toEqual({
      ...expected,
      ...counts,
    });
  });

  it('has the searches that OpenAI states beside it', () => {
    const tool_usage = { web_search: { num_requests: 3 } };
    const event = { type: 'response.completed', response: { ...response, tool_usage } };
    expect(metered('openai-responses', stream(event))).toMatchObject({ webSearchRequests: 3 });
  });

  it('is not taken from a tool that has an argument of that name', () => {
    const tools = [{ parameters: { properties: { usage: { type: 'object' } } } }];
    const event = { type: 'response.created', response: { ...created.response, tools } };
    expect(metered('openai-responses', stream(event))).toBeNull();
  });
});
