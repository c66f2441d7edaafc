import { describe, expect, it } from 'vitest';
import type { Protocol } from '../../../main/contracts/protocol.ts';
import { eventContent, isEmptyBody } from '../../../main/core/rules/empty-answer.ts';

const anthropic = (content: unknown, stop_reason: string | null = 'end_turn') => ({
  type: 'message',
  content,
  stop_reason,
  usage: { output_tokens: 0 },
});
const chat = (message: unknown, finish_reason = 'stop') => ({
  choices: [{ index: 0, message, finish_reason }],
});
const responses = (output: unknown, status = 'completed') => ({
  object: 'response',
  status,
  output,
});
const gemini = (parts: unknown, finishReason = 'STOP') => ({
  candidates: [{ content: { role: 'model', parts }, finishReason }],
});
const message = (text: string) => ({ type: 'message', content: [{ type: 'output_text', text }] });

describe('isEmptyBody', () => {
  it.each<[Protocol, string, unknown]>([
    ['anthropic', 'no blocks', anthropic([])],
    ['anthropic', 'a text without letters', anthropic([{ type: 'text', text: '' }])],
    ['anthropic', 'no stop reason either', anthropic([], null)],
    ['openai-chat', 'an empty text', chat({ role: 'assistant', content: '' })],
    ['openai-chat', 'null', chat({ role: 'assistant', content: null, tool_calls: [] })],
    ['openai-chat', 'no choices', { choices: [] }],
    ['openai-chat', 'an empty completion', { choices: [{ text: '', finish_reason: 'stop' }] }],
    ['openai-responses', 'no items', responses([])],
    ['openai-responses', 'an empty message', responses([message('')])],
    ['gemini', 'no parts', gemini([])],
    ['gemini', 'no content', { candidates: [{ finishReason: 'STOP' }] }],
    ['gemini', 'a call that went wrong', gemini([], 'MALFORMED_FUNCTION_CALL')],
    ['gemini', 'no candidates', { candidates: [] }],
  ])('of %s: %s is empty', (protocol, _, body) => {
    expect(isEmptyBody(protocol, JSON.stringify(body))).toBe(true);
  });

  it.each<[Protocol, string, unknown]>([
    ['anthropic', 'a text, whatever the usage says', anthropic([{ type: 'text', text: 'hi' }])],
    ['anthropic', 'a tool', anthropic([{ type: 'tool_use', id: 't', input: {} }])],
    ['anthropic', 'a limit that was reached', anthropic([], 'max_tokens')],
    ['anthropic', 'a refusal', anthropic([], 'refusal')],
    ['anthropic', 'a count of tokens', { input_tokens: 5 }],
    ['openai-chat', 'a text', chat({ role: 'assistant', content: 'hi' })],
    ['openai-chat', 'a call', chat({ content: null, tool_calls: [{ id: 'c' }] })],
    ['openai-chat', 'a refusal', chat({ content: null, refusal: 'no' })],
    ['openai-chat', 'reasoning of a vendor', chat({ content: '', reasoning_content: 'hm' })],
    ['openai-chat', 'a filter', chat({ content: '' }, 'content_filter')],
    ['openai-chat', 'embeddings', { object: 'list', data: [] }],
    ['openai-responses', 'a message', responses([message('hi')])],
    ['openai-responses', 'a call', responses([{ type: 'function_call', name: 'f' }])],
    ['openai-responses', 'an answer cut by a limit', responses([], 'incomplete')],
    ['openai-responses', 'one that runs in the background', responses([], 'queued')],
    ['gemini', 'a text', gemini([{ text: 'hi' }])],
    ['gemini', 'a call', gemini([{ functionCall: { name: 'f' } }])],
    ['gemini', 'a filter', gemini([], 'SAFETY')],
    ['gemini', 'a prompt that was blocked', { promptFeedback: { blockReason: 'SAFETY' } }],
    ['gemini', 'a count of tokens', { totalTokens: 5 }],
  ])('of %s: %s is not', (protocol, _, body) => {
    expect(isEmptyBody(protocol, JSON.stringify(body))).toBe(false);
  });

  it.each(['', 'plain text', '[]', '{"content":['])('finds nothing empty in %j', (text) => {
    expect(isEmptyBody('anthropic', text)).toBe(false);
  });
});

describe('eventContent', () => {
  const content = (protocol: Protocol, data: object) =>
    eventContent(protocol, {
      kind: 'event',
      name: 'message',
      data: JSON.stringify(data),
      bytes: 1,
    });
  const choice = (delta: object, finish_reason: string | null = null) => ({
    choices: [{ index: 0, delta, finish_reason }],
  });
  const done = (output: unknown) => ({ type: 'response.completed', response: { output } });

  it.each<[Protocol, object, string]>([
    ['anthropic', { type: 'message_delta', delta: { stop_reason: 'end_turn' } }, 'empty'],
    ['anthropic', { type: 'message_delta', delta: { stop_reason: 'max_tokens' } }, 'content'],
    [
      'anthropic',
      { type: 'content_block_delta', delta: { type: 'text_delta', text: '' } },
      'hollow',
    ],
    [
      'anthropic',
      { type: 'content_block_delta', delta: { type: 'text_delta', text: ' ' } },
      'content',
    ],
    ['anthropic', { type: 'content_block_start', content_block: { type: 'tool_use' } }, 'content'],
    ['openai-chat', choice({}, 'stop'), 'empty'],
    ['openai-chat', choice({ content: '' }, 'stop'), 'empty'],
    ['openai-chat', choice({ content: 'hi' }, 'stop'), 'content'],
    ['openai-chat', choice({}, 'length'), 'content'],
    ['openai-chat', choice({ tool_calls: [{ index: 0 }] }), 'content'],
    ['openai-responses', done([]), 'empty'],
    ['openai-responses', done([message('hi')]), 'content'],
    ['openai-responses', { type: 'response.incomplete', response: {} }, 'content'],
    ['openai-responses', { type: 'response.output_item.added', item: message('') }, 'hollow'],
    [
      'openai-responses',
      { type: 'response.output_item.added', item: { type: 'reasoning' } },
      'content',
    ],
    ['openai-responses', { type: 'response.output_item.done', item: message('') }, 'hollow'],
    [
      'openai-responses',
      { type: 'response.content_part.done', part: { type: 'output_text', text: '' } },
      'hollow',
    ],
    ['openai-responses', { type: 'response.output_text.delta', delta: '' }, 'hollow'],
    ['openai-responses', { type: 'response.output_text.delta', delta: 'hi' }, 'content'],
    ['openai-responses', { type: 'response.output_text.done', text: '' }, 'hollow'],
    ['gemini', gemini([]), 'empty'],
    ['gemini', gemini([{ text: 'hi' }]), 'content'],
    ['gemini', gemini([], 'SAFETY'), 'content'],
    ['gemini', { promptFeedback: { blockReason: 'OTHER' } }, 'content'],
  ])('of %s: %j is %s', (protocol, data, expected) => {
    expect(content(protocol, data)).toBe(expected);
  });

  it('takes what is too large to be read for content', () => {
    expect(eventContent('anthropic', { kind: 'oversize', bytes: 2_000_000 })).toBe('content');
  });
});
