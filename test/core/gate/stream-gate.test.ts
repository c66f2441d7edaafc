import { describe, expect, it } from 'vitest';
import type { Protocol } from '../../../main/contracts/protocol.ts';
import { createStreamGate } from '../../../main/core/gate/stream-gate.ts';
import type { SseEvent } from '../../../main/core/sse.ts';

type Case = readonly [name: string, event: SseEvent, read: string, watch: string];

function ev(data: unknown, name = 'message'): SseEvent {
  const text = typeof data === 'string' ? data : JSON.stringify(data);
  return { kind: 'event', name, data: text, bytes: text.length };
}

/** An Anthropic event: its name is also its type. */
function an(type: string, rest: object = {}): SseEvent {
  return ev({ type, ...rest }, type);
}

function chunk(delta: object, finish: string | null = null): SseEvent {
  return ev({ id: 'c', choices: [{ index: 0, delta, finish_reason: finish }] });
}

function gemini(candidate: object): SseEvent {
  return ev({ candidates: [candidate] });
}

const TEXT_BLOCK = { index: 0, content_block: { type: 'text', text: '' } };

const CASES: Record<Protocol, readonly Case[]> = {
  anthropic: [
    ['a ping', an('ping'), 'closed', 'none'],
    ['message_start', an('message_start', { message: { content: [] } }), 'closed', 'none'],
    ['the start of an empty text block', an('content_block_start', TEXT_BLOCK), 'closed', 'none'],
    [
      'the start of a thinking block',
      an('content_block_start', { content_block: { type: 'thinking', thinking: '' } }),
      'closed',
      'none',
    ],
    [
      'the start of a tool call',
      an('content_block_start', { content_block: { type: 'tool_use', input: {} } }),
      'open',
      'none',
    ],
    [
      'the start of a server tool call',
      an('content_block_start', { content_block: { type: 'server_tool_use' } }),
      'open',
      'none',
    ],
    [
      'a redacted thinking block',
      an('content_block_start', { content_block: { type: 'redacted_thinking', data: 'x' } }),
      'open',
      'none',
    ],
    ['a block delta', an('content_block_delta', { delta: { text: 'a' } }), 'open', 'none'],
    [
      'a delta without an event line',
      ev({ type: 'content_block_delta', delta: { type: 'text_delta', text: 'a' } }),
      'open',
      'none',
    ],
    [
      'a message_delta with a stop reason',
      an('message_delta', { delta: { stop_reason: 'end_turn' } }),
      'open',
      'none',
    ],
    [
      'a message_delta with usage alone',
      an('message_delta', { delta: { stop_reason: null }, usage: {} }),
      'closed',
      'none',
    ],
    ['message_stop', an('message_stop'), 'closed', 'end'],
    ['an error', an('error', { error: { type: 'overloaded_error' } }), 'error', 'error'],
    ['an error of plain words', ev('upstream is busy', 'error'), 'error', 'error'],
    ['a top-level error without a type', ev({ error: { message: 'no' } }), 'error', 'error'],
    [
      'a delta that talks about errors',
      an('content_block_delta', { delta: { text: '{"type":"error","error":{"message":"x"}}' } }),
      'open',
      'none',
    ],
  ],
  'openai-chat': [
    ['the first chunk with the role', chunk({ role: 'assistant', content: '' }), 'closed', 'none'],
    ['content', chunk({ content: 'a' }), 'open', 'none'],
    ['content that is a space', chunk({ content: ' ' }), 'open', 'none'],
    ['content as a list', chunk({ content: [{ type: 'thinking' }] }), 'open', 'none'],
    ['reasoning_content', chunk({ content: null, reasoning_content: 'a' }), 'open', 'none'],
    ['reasoning', chunk({ content: '', reasoning: 'a' }), 'open', 'none'],
    ['a refusal', chunk({ refusal: 'no' }), 'open', 'none'],
    ['a tool call', chunk({ tool_calls: [{ index: 0 }] }), 'open', 'none'],
    ['an empty list of tool calls', chunk({ tool_calls: [] }), 'closed', 'none'],
    ['a finish reason', chunk({}, 'stop'), 'open', 'finished'],
    ['text of the older completions', ev({ choices: [{ text: 'a' }] }), 'open', 'none'],
    ['usage alone', ev({ choices: [], usage: { total_tokens: 1 } }), 'closed', 'none'],
    ['null for choices', ev({ choices: null }), 'closed', 'none'],
    ['[DONE]', ev('[DONE]'), 'closed', 'end'],
    ['an error', ev({ error: { message: 'no', code: 429 } }), 'error', 'error'],
    ['an error as a text', ev({ error: 'no' }), 'error', 'error'],
    ['an error that is empty', ev({ error: {}, choices: [] }), 'closed', 'none'],
    ['an error that is null', ev({ error: null, choices: [] }), 'closed', 'none'],
    [
      'an error with a finish reason',
      ev({ error: { message: 'no' }, choices: [{ delta: {}, finish_reason: 'error' }] }),
      'error',
      'error',
    ],
  ],
  'openai-responses': [
    ['response.created', an('response.created', { response: { error: null } }), 'closed', 'none'],
    ['response.in_progress', an('response.in_progress', { response: {} }), 'closed', 'none'],
    ['an added item', an('response.output_item.added', { item: {} }), 'open', 'none'],
    ['a delta', an('response.output_text.delta', { delta: 'a' }), 'open', 'none'],
    ['a delta of reasoning', an('response.reasoning_summary_text.delta'), 'open', 'none'],
    ['a finished text', an('response.output_text.done', { text: 'a' }), 'open', 'none'],
    [
      'response.completed',
      an('response.completed', { response: { status: 'completed', error: null } }),
      'open',
      'end',
    ],
    ['response.incomplete', an('response.incomplete', { response: {} }), 'open', 'end'],
    ['response.done', ev({ type: 'response.done', response: {} }), 'open', 'end'],
    [
      'response.failed',
      an('response.failed', { response: { status: 'failed', error: { code: 'x' } } }),
      'error',
      'error',
    ],
    ['an error', an('error', { code: 'x', message: 'no' }), 'error', 'error'],
    ['an error of chat', ev({ error: { message: 'no' } }), 'error', 'error'],
    [
      'a completed answer that failed',
      an('response.completed', { response: { status: 'failed' } }),
      'error',
      'error',
    ],
  ],
  gemini: [
    ['usage alone', ev({ usageMetadata: { promptTokenCount: 1 } }), 'closed', 'none'],
    ['a candidate without parts', gemini({ content: { role: 'model' } }), 'closed', 'none'],
    ['an empty part', gemini({ content: { parts: [{ text: '' }] } }), 'closed', 'none'],
    ['a part', gemini({ content: { parts: [{ text: 'a' }] } }), 'open', 'none'],
    ['a call', gemini({ content: { parts: [{ functionCall: { name: 'f' } }] } }), 'open', 'none'],
    ['a finish reason', gemini({ finishReason: 'STOP' }), 'open', 'end'],
    ['a block reason', ev({ promptFeedback: { blockReason: 'SAFETY' } }), 'open', 'end'],
    ['an error', ev({ error: { code: 429, message: 'no' } }), 'error', 'error'],
  ],
};

const ANY: readonly Case[] = [
  ['a comment', { kind: 'comment', bytes: 8 }, 'closed', 'none'],
  ['an event too large to read', { kind: 'oversize', bytes: 9e6 }, 'open', 'none'],
  ['data that is no JSON', ev('{"cut":'), 'closed', 'none'],
  ['data that is a list', ev('[1]'), 'closed', 'none'],
];

describe.each(Object.entries(CASES) as [Protocol, readonly Case[]][])(
  'the gate of %s',
  (protocol, cases) => {
    it.each([...cases, ...ANY])('knows %s', (_name, event, read, watch) => {
      const gate = createStreamGate(protocol);
      const text = event.kind === 'event' ? event.data : '';
      expect(gate.read(event)).toEqual(read === 'error' ? { error: text } : read);
      expect(gate.watch(event)).toEqual(watch === 'error' ? { error: text } : watch);
    });
  },
);
