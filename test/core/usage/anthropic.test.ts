import { describe, expect, it } from 'vitest';
import { aUsage } from '../../support/usage-builder.ts';
import { metered, stream } from './metered.ts';

function start(usage: object): object {
  return { type: 'message_start', message: { id: 'msg_1', model: 'claude-a', usage } };
}

function delta(usage: object): object {
  return { type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage };
}

const WORD = { type: 'content_block_delta', delta: { type: 'text_delta', text: 'a' } };
const STOP = { type: 'message_stop' };

/** The usage of a body with this usage object. */
function ofBody(usage: object) {
  const body = { id: 'msg_1', type: 'message', model: 'claude-a', content: [], usage };
  return metered('anthropic', JSON.stringify(body));
}

describe('the usage of an Anthropic answer', () => {
  it('has input beside the cache, both lifetimes of cache writes, and thinking within the output', () => {
    const usage = {
      input_tokens: 11,
      cache_read_input_tokens: 200,
      cache_creation_input_tokens: 70,
      cache_creation: { ephemeral_5m_input_tokens: 30, ephemeral_1h_input_tokens: 40 },
      output_tokens: 9,
      output_tokens_details: { thinking_tokens: 4 },
      service_tier: 'priority',
      speed: 'fast',
    };
    expect(ofBody(usage)).toEqual(
      aUsage({
        inputTokens: 11,
        cacheReadTokens: 200,
        cacheWrite5mTokens: 30,
        cacheWrite1hTokens: 40,
        outputTokens: 9,
        reasoningTokens: 4,
        serviceTier: 'priority',
        speed: 'fast',
        returnedModel: 'claude-a',
      }),
    );
  });

  it.each([
    ['without a split', {}, 50, 0],
    ['of which nothing is split', { ephemeral_5m_input_tokens: 0 }, 50, 0],
    ['of which a part is split', { ephemeral_1h_input_tokens: 20 }, 30, 20],
    ['that are less than their split', { ephemeral_1h_input_tokens: 60 }, 0, 60],
  ])('has cache writes %s', (_, split, cacheWrite5mTokens, cacheWrite1hTokens) => {
    const usage = { input_tokens: 1, cache_creation_input_tokens: 50, cache_creation: split };
    expect(ofBody(usage)).toMatchObject({ cacheWrite5mTokens, cacheWrite1hTokens });
  });

  it('has the uses of server tools', () => {
    const tools = { web_search_requests: 2, web_fetch_requests: 1, ephemeral: 7 };
    expect(ofBody({ input_tokens: 1, server_tool_use: tools })).toMatchObject({
      webSearchRequests: 2,
      serverToolUses: 3,
    });
  });

  it('has the passes that are billed beside it', () => {
    const iterations = [
      { type: 'compaction', input_tokens: 900, output_tokens: 30, cache_read_input_tokens: 5 },
      { type: 'message', input_tokens: 20, output_tokens: 4 },
      { type: 'advisor_message', model: 'claude-b', input_tokens: 60, output_tokens: 7 },
    ];
    const nothing = { cacheReadTokens: 0, cacheWrite5mTokens: 0, cacheWrite1hTokens: 0 };
    expect(ofBody({ input_tokens: 20, output_tokens: 4, iterations })).toMatchObject({
      inputTokens: 20,
      outputTokens: 4,
      extraPasses: [
        {
          kind: 'compaction',
          model: null,
          ...nothing,
          inputTokens: 900,
          cacheReadTokens: 5,
          outputTokens: 30,
        },
        {
          kind: 'advisor_message',
          model: 'claude-b',
          ...nothing,
          inputTokens: 60,
          outputTokens: 7,
        },
      ],
    });
  });
});

describe('the usage of an Anthropic stream', () => {
  const opening = {
    input_tokens: 8,
    cache_read_input_tokens: 100,
    cache_creation_input_tokens: 40,
    cache_creation: { ephemeral_5m_input_tokens: 0, ephemeral_1h_input_tokens: 40 },
    output_tokens: 1,
    service_tier: 'standard',
  };
  const opened = {
    inputTokens: 8,
    cacheReadTokens: 100,
    cacheWrite1hTokens: 40,
    serviceTier: 'standard',
    returnedModel: 'claude-a',
  };

  it('takes the input from its start and the output from its end', () => {
    const text = stream(start(opening), WORD, delta({ output_tokens: 77 }), STOP);
    expect(metered('anthropic', text)).toEqual(aUsage({ ...opened, outputTokens: 77 }));
  });

  it('takes the input from its end where that states it, as after a web search', () => {
    const search = { server_tool_use: { web_search_requests: 1 } };
    const end = { input_tokens: 900, cache_creation_input_tokens: 60, output_tokens: 5, ...search };
    expect(metered('anthropic', stream(start(opening), delta(end)))).toMatchObject({
      inputTokens: 900,
      cacheReadTokens: 100,
      cacheWrite5mTokens: 20,
      cacheWrite1hTokens: 40,
      webSearchRequests: 1,
    });
  });

  it('believes a smaller input at its end, as after a compaction', () => {
    const end = { input_tokens: 30, cache_read_input_tokens: 0, cache_creation_input_tokens: 0 };
    expect(metered('anthropic', stream(start(opening), delta(end)))).toMatchObject({
      inputTokens: 30,
      cacheReadTokens: 0,
      cacheWrite5mTokens: 0,
      cacheWrite1hTokens: 0,
    });
  });

  it('does not believe a relay that ends with zeros', () => {
    const zeros = { input_tokens: 0, cache_read_input_tokens: 0, output_tokens: 0 };
    const text = stream(start(opening), delta({ output_tokens: 6 }), delta(zeros), STOP);
    expect(metered('anthropic', text)).toEqual(aUsage({ ...opened, outputTokens: 6 }));
  });

  it('takes what only the end states where a relay starts with zeros or null', () => {
    const zeros = { input_tokens: 0, output_tokens: 0, cache_creation: null };
    const end = { input_tokens: 5, output_tokens: 6 };
    expect(metered('anthropic', stream(start(zeros), delta(end)))).toMatchObject({
      inputTokens: 5,
      outputTokens: 6,
      isPartial: false,
    });
  });

  it('is partial when the stream breaks before its end', () => {
    const usage = metered('anthropic', stream(start(opening), WORD));
    expect(usage).toEqual(aUsage({ ...opened, outputTokens: 1, isPartial: true }));
  });
});
