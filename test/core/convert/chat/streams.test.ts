import { describe, expect, it } from 'vitest';
import { AnswerConverter } from '../../../../main/core/convert/answer-converter.ts';
import { encodeUtf8 } from '../../../../main/core/utf8.ts';
import { factsOf } from '../../../support/convert/convert-answer.ts';
import {
  frames,
  chunk,
  call,
  told,
  blocksIn,
  toClaude,
  calls,
} from '../../../support/convert/told-streams.ts';

describe('chat streams for a client of Anthropic', () => {
  it('keep every piece of parallel calls, each in a block of its own (pitfalls 1, 4)', () => {
    const { blocks, stop, state } = toClaude([
      chunk({ role: 'assistant', content: '' }),
      chunk(call(0, 'c1', 'look', '{"a"')),
      chunk(call(0, undefined, undefined, ':1}')),
      chunk(call(1, 'c2', 'look', '{"b":2}')),
      chunk({}, 'tool_calls'),
      '[DONE]',
    ]);
    expect(calls(blocks)).toEqual([
      ['c1', 'look', '{"a":1}'],
      ['c2', 'look', '{"b":2}'],
    ]);
    // No empty text stands before them (pitfall 3).
    expect(blocks).toHaveLength(2);
    expect(stop).toBe('tool_use');
    expect(state.phase).toBe('complete');
  });

  it('keep the order of calls whose pieces come mixed, with empty ids behind the first (pitfalls 5, 6)', () => {
    const { blocks } = toClaude([
      chunk(call(0, 'c1', 'look', '{"a":')),
      chunk(call(1, 'c2', 'find', '{"b":')),
      chunk(call(0, '', undefined, '1}')),
      chunk(call(1, '', undefined, '2}')),
      chunk({}, 'tool_calls'),
    ]);
    expect(calls(blocks)).toEqual([
      ['c1', 'look', '{"a":1}'],
      ['c2', 'find', '{"b":2}'],
    ]);
  });

  it.each([
    ['under one index', [call(0, 'c1', 'look', '{}'), call(0, 'c2', 'find', '{}')]],
    [
      'without an index',
      [
        {
          tool_calls: [
            { id: 'c1', function: { name: 'look', arguments: '{}' } },
            { id: 'c2', function: { name: 'find', arguments: '{}' } },
          ],
        },
      ],
    ],
  ])('tell calls apart that come %s (pitfall 4)', (_, deltas) => {
    const { blocks } = toClaude([...deltas.map((delta) => chunk(delta)), chunk({}, 'tool_calls')]);
    expect(calls(blocks)).toEqual([
      ['c1', 'look', '{}'],
      ['c2', 'find', '{}'],
    ]);
  });

  it('say that tools are to be run though the upstream says that the turn is over (pitfall 2)', () => {
    expect(toClaude([chunk(call(0, 'c1', 'look', '{}')), chunk({}, 'stop')]).stop).toBe('tool_use');
    expect(toClaude([chunk({ content: 'a' }), chunk({}, 'tool_calls')]).stop).toBe('end_turn');
  });

  it('fail when a call never gets a name, and wait for one that is late (pitfall 7)', () => {
    const failed = toClaude([
      chunk(call(0, 'c1', undefined, '{}')),
      chunk({}, 'tool_calls'),
      '[DONE]',
    ]);
    expect(failed.state.phase).toBe('failed');
    expect(failed.text).toContain('event: error');
    expect(failed.stop).toBeUndefined();
    const late = toClaude([
      chunk(call(0, 'c1', undefined, '{"a"')),
      chunk(call(0, undefined, 'look', ':1}')),
      chunk({}, 'tool_calls'),
    ]);
    expect(calls(late.blocks)).toEqual([['c1', 'look', '{"a":1}']]);
  });

  it('go on with a text beside empty lists of calls (pitfall 8)', () => {
    const { blocks } = toClaude([
      chunk({ content: 'a', tool_calls: [] }),
      chunk({ content: 'b', tool_calls: [] }),
      chunk({}, 'stop'),
    ]);
    expect(blocks).toEqual([{ type: 'text', text: 'ab' }]);
  });

  it('give calls without ids, or with the same one, ids of their own (pitfall 14)', () => {
    const { blocks } = toClaude([
      chunk(call(0, undefined, 'look', '{}')),
      chunk(call(1, 'x', 'look', '{}')),
      chunk(call(2, 'x', 'look', '{}')),
      chunk({}, 'tool_calls'),
    ]);
    expect(calls(blocks).map(([id]) => id)).toEqual(['call_s1_0', 'x', 'x_2']);
  });

  it.each([
    [{ reasoning_content: 'why' }],
    [{ reasoning: 'why' }],
    [{ reasoning_details: [{ type: 'reasoning.text', text: 'why' }] }],
    [{ content: [{ type: 'thinking', thinking: [{ type: 'text', text: 'why' }] }] }],
    [{ content: '<think>why</think>\n\n' }],
  ])('show reasoning before the text, however it is said: %j (pitfalls 36, 37, 40)', (thought) => {
    const { blocks } = toClaude([chunk(thought), chunk({ content: 'so' }), chunk({}, 'stop')]);
    expect(blocks).toEqual([
      { type: 'thinking', thinking: 'why', signature: 'ccload.1.none' },
      { type: 'text', text: 'so' },
    ]);
  });

  it('read tags of reasoning that are cut anywhere, and only at the beginning (pitfall 40)', () => {
    const pieces = [...'<think>why</think>so </think> <think>'].map((content) =>
      chunk({ content }),
    );
    const { blocks } = toClaude([...pieces, chunk({}, 'stop')]);
    expect(blocks.map(({ thinking, text }) => thinking ?? text)).toEqual([
      'why',
      'so </think> <think>',
    ]);
  });

  it('begin a second thought in a block of its own (pitfall 36)', () => {
    const { blocks } = toClaude([
      chunk({ reasoning_content: 'a' }),
      chunk({ content: 'b' }),
      chunk({ reasoning_content: 'c' }),
      chunk({ content: 'd' }),
      chunk({}, 'stop'),
    ]);
    expect(blocks.map(({ type }) => type)).toEqual(['thinking', 'text', 'thinking', 'text']);
  });

  it('count in the words of Anthropic, with zero where nothing is known (pitfall 43)', () => {
    const usage = {
      prompt_tokens: 100,
      completion_tokens: 7,
      prompt_tokens_details: { cached_tokens: 60 },
    };
    const { events, state } = toClaude([
      chunk({ content: 'a' }),
      chunk({}, 'stop'),
      { id: 'chatcmpl-1', choices: [], usage },
      '[DONE]',
    ]);
    const zero = {
      input_tokens: 0,
      cache_creation_input_tokens: 0,
      cache_read_input_tokens: 0,
      output_tokens: 0,
    };
    expect(events[0]).toMatchObject({ message: { usage: zero } });
    expect(events.find(({ type }) => type === 'message_delta')?.['usage']).toMatchObject({
      input_tokens: 40,
      cache_read_input_tokens: 60,
      output_tokens: 7,
    });
    expect(state.usage?.cacheReadTokens).toBe(60);
  });

  it('drop what comes behind the end marker (pitfall 46)', () => {
    const { text } = toClaude([
      chunk({ content: 'a' }),
      chunk({}, 'stop'),
      '[DONE]',
      chunk({ content: 'late' }),
    ]);
    expect(text).not.toContain('late');
    expect(text.match(/message_stop"/g)).toHaveLength(1);
  });

  it.each([
    ['text', [chunk({ content: 'a' })]],
    ['a call', [chunk(call(0, 'c1', 'look', '{"a":1}'))]],
    ['nothing', []],
  ])('end in an error when they are cut after %s (pitfalls 46, 47)', (_, events) => {
    const { state, text, stop } = toClaude(events);
    expect(state).toMatchObject({ phase: 'failed', error: { code: 'stream_incomplete' } });
    expect(text).toContain('event: error');
    expect(stop).toBeUndefined();
  });

  it('are complete with a reason to finish and no end marker', () => {
    expect(toClaude([chunk({ content: 'a' }), chunk({}, 'stop')]).state.phase).toBe('complete');
  });

  it('say that a limit has cut a call, not that it is to be run (pitfall 47)', () => {
    const { stop } = toClaude([
      chunk(call(0, 'c1', 'look', '{"a":')),
      chunk({}, 'length'),
      '[DONE]',
    ]);
    expect(stop).toBe('max_tokens');
  });

  it.each([
    ['length', 'max_tokens'],
    ['content_filter', 'refusal'],
    ['sensitive', 'refusal'],
    ['unheard-of', 'end_turn'],
  ])('say why they ended: %s (pitfall 55)', (finish, expected) => {
    expect(toClaude([chunk({ content: 'a' }), chunk({}, finish)]).stop).toBe(expected);
  });

  it('end in the error that the upstream announces (pitfall 51)', () => {
    const error = { error: { message: 'Too much.', code: 'rate_limit_exceeded' } };
    const { state, text } = toClaude([chunk({ content: '' }), error]);
    expect(state.error).toMatchObject({ status: 429, message: 'Too much.' });
    expect(text).toContain(
      'event: error\ndata: {"type":"error","error":{"type":"rate_limit_error","message":"Too much."}',
    );
    expect(toClaude([chunk({ content: 'a' }), chunk({}, 'error')]).state.phase).toBe('failed');
  });

  it('are read with or without names, spaces and the last empty line (pitfall 49)', () => {
    const bytes = `: hi\n\nevent: x\ndata:${JSON.stringify(chunk({ content: 'a' }))}\r\n\r\ndata: ${JSON.stringify(chunk({}, 'stop'))}`;
    const { state, events } = told('openai-chat', 'anthropic', bytes);
    expect(state.phase).toBe('complete');
    expect(blocksIn(events)).toEqual([{ type: 'text', text: 'a' }]);
  });

  it('keep characters whole that are cut between chunks (pitfall 48)', () => {
    const bytes = encodeUtf8(frames([chunk({ content: 'é漢🙂' }), chunk({}, 'stop')]));
    const converter = new AnswerConverter(factsOf('openai-chat', 'anthropic'));
    let text = '';
    for (const byte of bytes) text += converter.push(Uint8Array.of(byte));
    expect(text + converter.end()).toContain('"text":"é漢🙂"');
  });
});
