import { describe, expect, it } from 'vitest';
import {
  AnswerConverter,
  type ConverterFacts,
} from '../../../../main/core/convert/answer-converter.ts';
import { encodeUtf8 } from '../../../../main/core/utf8.ts';
import { factsOf } from '../../../support/convert/convert-answer.ts';
import { type Json, frames, told, blocksIn } from '../../../support/convert/told-streams.ts';

describe("Anthropic's streams for a chat client", () => {
  const start = {
    type: 'message_start',
    message: {
      id: 'msg_1',
      model: 'sent',
      usage: {
        input_tokens: 3,
        cache_read_input_tokens: 10,
        cache_creation_input_tokens: 5,
        output_tokens: 1,
      },
    },
  };
  const block = (index: number, content: object) => ({
    type: 'content_block_start',
    index,
    content_block: content,
  });
  const piece = (index: number, delta: object) => ({ type: 'content_block_delta', index, delta });
  const stop = (index: number) => ({ type: 'content_block_stop', index });
  const end = (reason: string, usage: object = { output_tokens: 9 }) => [
    { type: 'message_delta', delta: { stop_reason: reason, stop_sequence: null }, usage },
    { type: 'message_stop' },
  ];
  const said = (index: number, text: string) => [
    block(index, { type: 'text', text: '' }),
    piece(index, { type: 'text_delta', text }),
    stop(index),
  ];
  const toChat = (events: readonly object[], changes: Partial<ConverterFacts> = {}) => {
    const result = told('anthropic', 'openai-chat', frames(events), changes);
    const choices = result.events.flatMap(
      ({ choices: list = [] }) => list as { delta: Json; finish_reason: string | null }[],
    );
    const grown = (name: string) =>
      choices.map(({ delta }) => (typeof delta[name] === 'string' ? delta[name] : '')).join('');
    const pieces = choices.flatMap(
      ({ delta }) =>
        (delta['tool_calls'] ?? []) as {
          index: number;
          id?: string;
          function: { name?: string; arguments: string };
        }[],
    );
    const finish = choices.map(({ finish_reason }) => finish_reason).filter((one) => one !== null);
    return { ...result, grown, pieces, finish };
  };

  it('carry thinking, text and parallel calls with their indexes and ids', () => {
    const { grown, pieces, finish, text } = toChat([
      start,
      { type: 'ping' },
      block(0, { type: 'thinking', thinking: '', signature: '' }),
      piece(0, { type: 'thinking_delta', thinking: 'why' }),
      piece(0, { type: 'signature_delta', signature: 'S' }),
      stop(0),
      ...said(1, 'so'),
      block(2, { type: 'tool_use', id: 't1', name: 'look', input: {} }),
      piece(2, { type: 'input_json_delta', partial_json: '' }),
      piece(2, { type: 'input_json_delta', partial_json: '{"a":1}' }),
      stop(2),
      block(3, { type: 'tool_use', id: 't2', name: 'find', input: {} }),
      stop(3),
      ...end('tool_use'),
    ]);
    expect([grown('reasoning_content'), grown('content')]).toEqual(['why', 'so']);
    expect(pieces.filter(({ id }) => id !== undefined).map(({ index, id }) => [index, id])).toEqual(
      [
        [0, 't1'],
        [1, 't2'],
      ],
    );
    const args = (index: number) =>
      pieces
        .filter((one) => one.index === index)
        .map((one) => one.function.arguments)
        .join('');
    expect([args(0), args(1)]).toEqual(['{"a":1}', '{}']);
    expect(finish).toEqual(['tool_calls']);
    expect(text.endsWith('data: [DONE]\n\n')).toBe(true);
  });

  it('count the whole input, in a chunk of its own for those who asked (pitfalls 43, 44)', () => {
    const { events } = toChat([start, ...said(0, 'a'), ...end('end_turn')]);
    expect(events.at(-1)).toMatchObject({
      choices: [],
      usage: {
        prompt_tokens: 18,
        completion_tokens: 9,
        total_tokens: 27,
        prompt_tokens_details: { cached_tokens: 10 },
      },
    });
    const facts = factsOf('anthropic', 'openai-chat');
    const silent = toChat([start, ...said(0, 'a'), ...end('end_turn')], {
      request: { ...facts.request, wantsUsage: false },
    });
    expect(silent.text).not.toContain('"usage"');
  });

  it('end once when the last delta comes twice (pitfall 45)', () => {
    const [delta, last] = end('end_turn') as [object, object];
    const { finish } = toChat([start, ...said(0, 'a'), delta, { ...delta, delta: {} }, last]);
    expect(finish).toEqual(['stop']);
  });

  it('begin once when the beginning comes twice, and at all when it never comes (pitfall 37)', () => {
    expect(
      toChat([start, start, ...said(0, 'a'), ...end('end_turn')]).text.match(/"role"/g),
    ).toHaveLength(1);
    expect(toChat([...said(0, 'a'), ...end('end_turn')]).grown('content')).toBe('a');
  });

  it('read blocks that relays leave open, mix up or never begin (pitfalls 41, 42)', () => {
    const open = [
      block(0, { type: 'text', text: 'a' }),
      block(0, { type: 'tool_use', id: 't1', name: 'look', input: { b: 1 } }),
    ];
    const { grown, pieces } = toChat([start, ...open, ...end('tool_use')]);
    expect(grown('content')).toBe('a');
    expect(pieces.map((one) => one.function.arguments).join('')).toBe('{"b":1}');
    expect(
      toChat([start, piece(4, { type: 'text_delta', text: 'c' }), ...end('end_turn')]).grown(
        'content',
      ),
    ).toBe('c');
  });

  it('leave out what the service did by itself, and say so (pitfall 68)', () => {
    const { grown, state } = toChat([
      start,
      ...said(0, 'a'),
      block(1, { type: 'server_tool_use', id: 's1', name: 'web_search', input: {} }),
      piece(1, { type: 'input_json_delta', partial_json: '{"query":"q"}' }),
      stop(1),
      block(2, { type: 'web_search_tool_result', tool_use_id: 's1', content: [] }),
      stop(2),
      ...said(3, 'b'),
      ...end('end_turn'),
    ]);
    expect(grown('content')).toBe('ab');
    expect(state.losses).toEqual([{ weight: 'hint', name: 'hosted-part', detail: 'webSearch' }]);
  });

  it('end in an error when they are cut, and in that of the upstream (pitfalls 47, 51)', () => {
    const cut = toChat([start, ...said(0, 'a')]);
    expect(cut.state.phase).toBe('failed');
    expect(cut.text).not.toContain('[DONE]');
    const error = { type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } };
    const { state, events } = toChat([start, error]);
    expect(state.error?.status).toBe(503);
    expect(events.at(-1)).toMatchObject({ error: { message: 'Overloaded' } });
  });

  it.each([
    ['end_turn', 'stop'],
    ['stop_sequence', 'stop'],
    ['max_tokens', 'length'],
    ['model_context_window_exceeded', 'length'],
    ['refusal', 'content_filter'],
    ['pause_turn', 'stop'],
  ])('say why they ended: %s (pitfall 55)', (reason, expected) => {
    expect(toChat([start, ...said(0, 'a'), ...end(reason)]).finish).toEqual([expected]);
  });

  it('are closed at the end marker though the upstream stays open (pitfall 53)', () => {
    const converter = new AnswerConverter(factsOf('anthropic', 'openai-chat'));
    const text = converter.push(encodeUtf8(frames([start, ...said(0, 'a'), ...end('end_turn')])));
    expect(text).toContain('[DONE]');
    expect(converter.state.phase).toBe('complete');
    expect(converter.push(encodeUtf8(frames([start])))).toBe('');
    expect(converter.end()).toBe('');
  });

  it('say that we broke them', () => {
    const converter = new AnswerConverter(factsOf('anthropic', 'openai-chat'));
    converter.push(encodeUtf8(frames([start])));
    const text = converter.fail({ status: 504, message: 'Too slow.', code: 'timeout' });
    expect(text).toContain('Too slow.');
    expect(converter.fail({ status: 504, message: 'Again.', code: null })).toBe('');
  });
});

describe('signatures that travel through another client', () => {
  it('stand before the call that Gemini signed, in a thought without words (pitfall 38)', () => {
    const part = { functionCall: { name: 'look', args: { a: 1 } }, thoughtSignature: 'G' };
    const answer = {
      candidates: [{ content: { role: 'model', parts: [part] }, finishReason: 'STOP' }],
    };
    const { events } = told('gemini', 'anthropic', frames([answer]));
    expect(blocksIn(events)).toMatchObject([
      { type: 'thinking', thinking: '', signature: 'ccload.1.gemini.G' },
      { type: 'tool_use', name: 'look', partial_json: '{"a":1}' },
    ]);
  });
});
