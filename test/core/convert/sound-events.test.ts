import { describe, expect, it } from 'vitest';
import { geminiCodec } from '../../../main/core/convert/gemini/codec.ts';
import type { InnerEvent, StopReason } from '../../../main/core/convert/inner/answer.ts';
import { SoundEvents } from '../../../main/core/convert/sound-events.ts';

const START: InnerEvent = { kind: 'start', id: null, model: null, usage: null };
const END: InnerEvent = { kind: 'end' };

function call(id: string, name: string, text: string, isWhole = true): InnerEvent[] {
  const part = {
    kind: 'toolCall' as const,
    id,
    name,
    namespace: null,
    isFreeform: false,
    signature: null,
  };
  const pieces: InnerEvent[] = text === '' ? [] : [{ kind: 'delta', text }];
  return [{ kind: 'partStart', part }, ...pieces, { kind: 'partEnd', signature: null, isWhole }];
}

function stop(reason: StopReason, sequence: string | null = null): InnerEvent {
  return { kind: 'stop', reason, sequence };
}

function passed(events: readonly InnerEvent[], knowsMalformed = false): readonly InnerEvent[] {
  const { abilities } = geminiCodec;
  const narrow = { ...abilities, toolId: /^[a-zA-Z0-9_-]+$/, maxToolIdLength: 12 };
  return new SoundEvents(narrow, knowsMalformed).pass([START, ...events, END]);
}

/** What an agent goes by: how each call is named, and how it all ends. */
function told(events: readonly InnerEvent[]): string[] {
  return events.flatMap((event) => {
    if (event.kind === 'partStart' && event.part.kind === 'toolCall') return [event.part.id];
    if (event.kind === 'stop') return [event.reason];
    return event.kind === 'error' ? [`error: ${event.error.message}`] : [];
  });
}

describe('sound events', () => {
  it.each<[string, InnerEvent[], string[]]>([
    ['ask for calls that were made', [...call('a', 'read', '{}'), stop('end')], ['a', 'toolCalls']],
    ['ask for no calls where there are none', [stop('toolCalls')], ['end']],
    [
      'tell calls of one id apart',
      [...call('a', 'read', '{}'), ...call('a', 'read', '{}'), stop('toolCalls')],
      ['a', 'a_2', 'toolCalls'],
    ],
    [
      'write ids in the letters of the dialect',
      [...call('f.read:0', 'read', '{}'), stop('toolCalls')],
      ['f_read_0', 'toolCalls'],
    ],
    [
      'shorten ids to the length that the dialect takes',
      [...call('call_0123456789', 'read', '{}'), stop('toolCalls')],
      ['l_0123456789', 'toolCalls'],
    ],
    [
      'fail an answer whose call has no name',
      [...call('a', '', '{}'), stop('toolCalls')],
      ['error: The upstream called a tool without naming it.'],
    ],
    [
      'fail an answer whose call cannot be read',
      [...call('a', 'read', '{"p', false), stop('toolCalls')],
      ['a', 'error: The upstream called a tool with broken arguments.'],
    ],
    [
      'fail an answer that goes on behind a broken call',
      [...call('a', 'read', '{"p', false), ...call('b', 'read', '{}'), stop('maxTokens')],
      ['a', 'error: The upstream called a tool with broken arguments.'],
    ],
    [
      'let a limit cut the last call',
      [...call('a', 'read', '{"p', false), stop('maxTokens')],
      ['a', 'maxTokens'],
    ],
    [
      'fail a call that the model made badly',
      [stop('malformedCall')],
      ['error: The model called a tool in a way that the upstream could not read.'],
    ],
    ['name no sequence that nobody stated', [stop('stopSequence')], ['end']],
  ])('%s', (_, events, expected) => {
    expect(told(passed(events))).toEqual(expected);
  });

  it('leave a badly made call to a client that knows the word', () => {
    expect(told(passed([stop('malformedCall')], true))).toEqual(['malformedCall']);
  });

  it('say {} for arguments that are empty', () => {
    const events = passed([...call('a', 'read', ''), stop('toolCalls')]);
    expect(events).toContainEqual({ kind: 'delta', text: '{}' });
  });

  it('say nothing behind an error', () => {
    const events = passed([...call('a', '', '{}'), stop('toolCalls')]);
    expect(events.at(-1)?.kind).toBe('error');
    expect(events.filter(({ kind }) => kind === 'end')).toEqual([]);
  });
});
