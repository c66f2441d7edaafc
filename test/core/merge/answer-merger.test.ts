import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AnswerMerger, mergeAnswer } from '../../../main/core/merge/answer-merger.ts';
import type { Protocol } from '../../../main/contracts/protocol.ts';

const events = (...list: readonly object[]): string =>
  list.map((one) => `data: ${JSON.stringify(one)}\n\n`).join('');

const block = (index: number, delta: object) => ({ type: 'content_block_delta', index, delta });

const CALL = { name: 'look', arguments: '{"at":"é"}' };

/** The same answer in the words of each protocol, streamed and whole. */
const STREAMS: Readonly<Record<string, readonly [Protocol, string]>> = {
  anthropic: [
    'anthropic',
    events(
      {
        type: 'message_start',
        message: { model: 'm', content: [], usage: { input_tokens: 3, output_tokens: 1 } },
      },
      { type: 'content_block_start', index: 0, content_block: { type: 'thinking', thinking: '' } },
      block(0, { type: 'thinking_delta', thinking: 'hm' }),
      { type: 'content_block_start', index: 1, content_block: { type: 'text', text: '' } },
      block(1, { type: 'text_delta', text: 'Hé' }),
      block(1, { type: 'text_delta', text: 'llo' }),
      {
        type: 'content_block_start',
        index: 2,
        content_block: { type: 'tool_use', id: 'c1', name: 'look', input: {} },
      },
      block(2, { type: 'input_json_delta', partial_json: '{"at":' }),
      block(2, { type: 'input_json_delta', partial_json: '"é"}' }),
      { type: 'message_delta', delta: { stop_reason: 'tool_use' }, usage: { output_tokens: 7 } },
      { type: 'message_stop' },
    ),
  ],
  'anthropic, whole': [
    'anthropic',
    JSON.stringify({
      model: 'm',
      stop_reason: 'tool_use',
      content: [
        { type: 'thinking', thinking: 'hm' },
        { type: 'text', text: 'Héllo' },
        { type: 'tool_use', id: 'c1', name: 'look', input: { at: 'é' } },
      ],
      usage: { input_tokens: 3, output_tokens: 7 },
    }),
  ],
  chat: [
    'openai-chat',
    `${events(
      {
        model: 'm',
        choices: [{ index: 0, delta: { role: 'assistant', reasoning_content: 'hm' } }],
      },
      { choices: [{ index: 0, delta: { content: 'Hé' } }] },
      { choices: [{ index: 0, delta: { content: 'llo' } }] },
      {
        choices: [
          {
            index: 0,
            delta: {
              tool_calls: [{ index: 0, id: 'c1', function: { name: 'look', arguments: '' } }],
            },
          },
        ],
      },
      {
        choices: [
          {
            index: 0,
            delta: { tool_calls: [{ index: 0, function: { arguments: '{"at":"é"}' } }] },
          },
        ],
      },
      { choices: [{ index: 0, delta: {}, finish_reason: 'tool_use' }] },
      { choices: [], usage: { prompt_tokens: 3, completion_tokens: 7 } },
    )}data: [DONE]\n\n`,
  ],
  'chat, whole': [
    'openai-chat',
    JSON.stringify({
      model: 'm',
      choices: [
        {
          index: 0,
          finish_reason: 'tool_use',
          message: {
            reasoning_content: 'hm',
            content: [{ type: 'text', text: 'Héllo' }],
            tool_calls: [{ id: 'c1', type: 'function', function: CALL }],
          },
        },
      ],
      usage: { prompt_tokens: 3, completion_tokens: 7 },
    }),
  ],
  responses: [
    'openai-responses',
    events(
      { type: 'response.created', response: { model: 'm', status: 'in_progress', output: [] } },
      { type: 'response.reasoning_summary_text.delta', output_index: 0, delta: 'hm' },
      { type: 'response.output_text.delta', output_index: 1, delta: 'Hé' },
      { type: 'response.output_text.delta', output_index: 1, delta: 'llo' },
      {
        type: 'response.output_item.added',
        output_index: 2,
        item: { type: 'function_call', call_id: 'c1', name: 'look', arguments: '' },
      },
      { type: 'response.function_call_arguments.delta', output_index: 2, delta: '{"at":"é"}' },
      {
        type: 'response.completed',
        response: {
          model: 'm',
          status: 'tool_use',
          output: [],
          usage: { input_tokens: 3, output_tokens: 7 },
        },
      },
    ),
  ],
  'responses, whole': [
    'openai-responses',
    JSON.stringify({
      model: 'm',
      status: 'tool_use',
      output: [
        { type: 'reasoning', summary: [{ type: 'summary_text', text: 'hm' }] },
        { type: 'message', content: [{ type: 'output_text', text: 'Héllo' }] },
        { type: 'function_call', call_id: 'c1', ...CALL },
      ],
      usage: { input_tokens: 3, output_tokens: 7 },
    }),
  ],
  gemini: [
    'gemini',
    events(
      { modelVersion: 'm', candidates: [{ content: { parts: [{ thought: true, text: 'hm' }] } }] },
      { candidates: [{ content: { parts: [{ text: 'Hé' }] } }] },
      {
        candidates: [
          {
            content: {
              parts: [
                { text: 'llo' },
                { functionCall: { id: 'c1', name: 'look', args: { at: 'é' } } },
              ],
            },
          },
        ],
      },
      {
        candidates: [{ finishReason: 'tool_use' }],
        usageMetadata: { promptTokenCount: 3, candidatesTokenCount: 7 },
      },
    ),
  ],
  'gemini, as an array': [
    'gemini',
    JSON.stringify([
      { modelVersion: 'm', candidates: [{ content: { parts: [{ thought: true, text: 'hm' }] } }] },
      { candidates: [{ content: { parts: [{ text: 'Héllo' }] } }] },
      {
        candidates: [
          {
            content: { parts: [{ functionCall: { id: 'c1', name: 'look', args: { at: 'é' } } }] },
            finishReason: 'tool_use',
          },
        ],
        usageMetadata: { promptTokenCount: 3, candidatesTokenCount: 7 },
      },
    ]),
  ],
};

describe('a merged answer', () => {
  it.each(Object.entries(STREAMS))('says the same in every protocol: %s', (_, [protocol, text]) => {
    const merged = mergeAnswer(protocol, Buffer.from(text));
    expect(merged.outputs).toEqual([
      {
        text: 'Héllo',
        reasoning: 'hm',
        refusal: '',
        stopReason: 'tool_use',
        toolCalls: [{ id: 'c1', ...CALL }],
      },
    ]);
    expect(merged).toMatchObject({
      model: 'm',
      error: null,
      usage: { inputTokens: 3, outputTokens: 7 },
    });
  });

  it('does not depend on how its bytes are cut', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...Object.values(STREAMS)),
        fc.array(fc.nat(), { maxLength: 12 }),
        ([protocol, text], places) => {
          const body = Buffer.from(text);
          const borders = [...places.map((at) => at % body.length), body.length].sort(
            (a, b) => a - b,
          );
          const merger = new AnswerMerger(protocol);
          let from = 0;
          for (const to of borders) {
            merger.push(body.subarray(from, to));
            from = to;
          }
          expect(merger.end()).toEqual(mergeAnswer(protocol, body));
        },
      ),
    );
  });

  it('of a stream that is cut off says what came until then', () => {
    fc.assert(
      fc.property(fc.constantFrom(...Object.values(STREAMS)), fc.nat(), ([protocol, text], at) => {
        const body = Buffer.from(text);
        const [output] = mergeAnswer(protocol, body.subarray(0, at % body.length)).outputs;
        expect('Héllo'.startsWith(output?.text ?? '')).toBe(true);
      }),
    );
  });

  it('keeps several choices apart', () => {
    const text = events(
      { choices: [{ index: 1, delta: { content: 'two' } }] },
      { choices: [{ index: 0, delta: { content: 'one' } }] },
    );
    const { outputs } = mergeAnswer('openai-chat', Buffer.from(text));
    expect(outputs.map((output) => output.text)).toEqual(['one', 'two']);
  });

  it.each<[Protocol, object]>([
    ['anthropic', { type: 'error', error: { type: 'overloaded_error', message: 'busy' } }],
    ['openai-chat', { error: { message: 'busy' } }],
    ['openai-chat', { error: 'busy' }],
    ['openai-responses', { type: 'error', message: 'busy' }],
    ['openai-responses', { type: 'response.failed', response: { error: { message: 'busy' } } }],
    ['gemini', { error: { code: 503, message: 'busy' } }],
  ])('names the error that it ends with, or is: %s %j', (protocol, error) => {
    expect(mergeAnswer(protocol, Buffer.from(events(error))).error).toBe('busy');
    expect(mergeAnswer(protocol, Buffer.from(JSON.stringify(error))).error).toBe('busy');
  });

  it('says nothing where there is nothing, or something else', () => {
    for (const text of ['', '  \n', '<html>', '{"a":', 'null']) {
      const { outputs, error } = mergeAnswer('openai-chat', Buffer.from(text));
      expect(outputs).toEqual([]);
      expect(error).toBeNull();
    }
  });
});
