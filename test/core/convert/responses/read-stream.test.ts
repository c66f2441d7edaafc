import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { InnerEvent } from '../../../../main/core/convert/inner/answer.ts';
import { AnswerBuilder } from '../../../../main/core/convert/inner/assemble.ts';
import { readAnswer } from '../../../../main/core/convert/responses/read-answer.ts';
import { ResponsesReader } from '../../../../main/core/convert/responses/read-stream.ts';
import { text, thinking, toolCall } from '../../../support/inner-builder.ts';

type Data = Record<string, unknown>;

function readAll(events: readonly (Data | string)[]): InnerEvent[] {
  const reader = new ResponsesReader();
  const read = events.flatMap((event) => [
    ...reader.push('message', typeof event === 'string' ? event : JSON.stringify(event)),
  ]);
  return [...read, ...reader.end()];
}

function answerOf(events: readonly Data[]) {
  const builder = new AnswerBuilder();
  for (const event of readAll(events)) builder.add(event);
  return builder.answer();
}

const CREATED = { type: 'response.created', response: { id: 'resp_1', model: 'gpt' } };
const added = (output_index: number, item: Data) => ({
  type: 'response.output_item.added',
  output_index,
  item,
});
const done = (output_index: number, item: Data) => ({
  type: 'response.output_item.done',
  output_index,
  item,
});
const delta = (type: string, output_index: number, piece: string, more: Data = {}) => ({
  type: `response.${type}.delta`,
  output_index,
  delta: piece,
  ...more,
});
const completed = (response: Data = {}) => ({
  type: 'response.completed',
  response: { status: 'completed', output: [], ...response },
});

const CALL = { type: 'function_call', call_id: 'c1', name: 'look' };
const USAGE = {
  input_tokens: 10,
  input_tokens_details: { cached_tokens: 4 },
  output_tokens: 7,
  output_tokens_details: { reasoning_tokens: 3 },
};

describe('a Responses stream', () => {
  it('is read into reasoning, text and calls, with one signature for all of an item', () => {
    const answer = answerOf([
      CREATED,
      added(0, { type: 'reasoning', id: 'rs_1' }),
      delta('reasoning_summary_text', 0, 'a', { summary_index: 0 }),
      delta('reasoning_summary_text', 0, 'b', { summary_index: 1 }),
      done(0, { type: 'reasoning', id: 'rs_1', encrypted_content: 'E' }),
      added(1, { type: 'message', role: 'assistant', content: [] }),
      delta('output_text', 1, 'Hé', { content_index: 0 }),
      delta('output_text', 1, 'llo', { content_index: 0 }),
      { type: 'response.output_text.done', output_index: 1, content_index: 0, text: 'Héllo' },
      { type: 'response.content_part.done', output_index: 1, content_index: 0 },
      done(1, {
        type: 'message',
        role: 'assistant',
        content: [{ type: 'output_text', text: 'Héllo' }],
      }),
      added(2, { ...CALL, arguments: '' }),
      delta('function_call_arguments', 2, '{"at":'),
      delta('function_call_arguments', 2, '"é"}'),
      done(2, { ...CALL, arguments: '{"at":"é"}' }),
      completed({ usage: USAGE }),
    ]);
    const signature = { protocol: 'openai-responses', value: 'E', id: 'rs_1' } as const;
    expect(answer).toMatchObject({
      id: 'resp_1',
      model: 'gpt',
      parts: [thinking('a\n\nb', { signature }), text('Héllo'), toolCall()],
      stop: 'toolCalls',
      usage: { inputTokens: 6, cacheReadTokens: 4, outputTokens: 7, reasoningTokens: 3 },
    });
  });

  it('keeps the order of parallel calls whose pieces come mixed (pitfalls 4, 6)', () => {
    const two = { ...CALL, call_id: 'c2', name: 'go' };
    const answer = answerOf([
      CREATED,
      added(0, CALL),
      added(1, two),
      delta('function_call_arguments', 1, '{"b":'),
      delta('function_call_arguments', 0, '{"a":1}'),
      delta('function_call_arguments', 1, '2}'),
      done(1, two),
      done(0, CALL),
      completed(),
    ]);
    expect(answer.parts).toMatchObject([
      { id: 'c1', name: 'look', arguments: { text: '{"a":1}' } },
      { id: 'c2', name: 'go', arguments: { text: '{"b":2}' } },
    ]);
  });

  it('opens one part at a time', () => {
    const kinds = readAll([
      CREATED,
      added(0, CALL),
      added(1, { ...CALL, call_id: 'c2' }),
      delta('function_call_arguments', 1, '{}'),
      delta('function_call_arguments', 0, '{}'),
      completed(),
    ]).map(({ kind }) => kind);
    expect(kinds).toEqual(
      'start partStart delta partEnd partStart delta partEnd stop end'.split(' '),
    );
  });

  it('reads arguments, text and reasoning that are stated at the end alone', () => {
    const answer = answerOf([
      CREATED,
      done(0, { type: 'reasoning', summary: [], encrypted_content: 'E' }),
      done(1, {
        type: 'message',
        role: 'assistant',
        content: [{ type: 'output_text', text: 'hi' }],
      }),
      added(2, CALL),
      done(2, { ...CALL, arguments: '{"at":"é"}' }),
      completed(),
    ]);
    expect(answer.parts).toMatchObject([{ kind: 'thinking', text: '' }, text('hi'), toolCall()]);
  });

  it('reads an output that only the last event states', () => {
    const message = {
      type: 'message',
      role: 'assistant',
      content: [{ type: 'output_text', text: 'hi' }],
    };
    expect(answerOf([CREATED, completed({ output: [message] })]).parts).toEqual([text('hi')]);
  });

  it('reads the input of a freeform tool as text (pitfall 19)', () => {
    const custom = { type: 'custom_tool_call', call_id: 'c1', name: 'apply_patch' };
    const answer = answerOf([
      CREATED,
      added(0, custom),
      delta('custom_tool_call_input', 0, '*** Begin'),
      done(0, { ...custom, input: '*** Begin' }),
      completed(),
    ]);
    expect(answer.parts).toMatchObject([
      { isFreeform: true, name: 'apply_patch', arguments: { text: '*** Begin' } },
    ]);
  });

  it('waits for the name of a call, and fails where there is none (pitfall 7)', () => {
    const nameless = { type: 'function_call', call_id: 'c1' };
    const late = [CREATED, added(0, nameless), delta('function_call_arguments', 0, '{"at":"é"}')];
    expect(answerOf([...late, done(0, CALL), completed()]).parts).toMatchObject([toolCall()]);
    const failed = readAll([...late, done(0, nameless), completed()]);
    expect(failed.at(-1)).toMatchObject({ kind: 'error', error: { code: 'malformed_call' } });
  });

  it('tells a call that a limit has cut (pitfall 47)', () => {
    const events = readAll([
      CREATED,
      added(0, CALL),
      delta('function_call_arguments', 0, '{"at":'),
      {
        type: 'response.incomplete',
        response: { status: 'incomplete', incomplete_details: { reason: 'max_output_tokens' } },
      },
    ]);
    expect(events.slice(-3)).toMatchObject([
      { kind: 'partEnd', isWhole: false },
      { kind: 'stop', reason: 'maxTokens' },
      { kind: 'end' },
    ]);
  });

  it('is an error when it ends without a last event (pitfall 46)', () => {
    const events = readAll([CREATED, delta('output_text', 0, 'hi', { content_index: 0 })]);
    expect(events.at(-1)).toMatchObject({ kind: 'error', error: { code: 'stream_incomplete' } });
    expect(events.some(({ kind }) => kind === 'stop')).toBe(false);
  });

  it.each([
    [
      'response.failed',
      {
        type: 'response.failed',
        response: { error: { code: 'rate_limit_exceeded', message: 'slow' } },
      },
      429,
    ],
    ['error', { type: 'error', code: 'server_error', message: 'slow' }, 502],
    ['a bare error', { error: { type: 'overloaded_error', message: 'slow' } }, 503],
  ])('passes on what fails it: %s (pitfall 51)', (_, event, status) => {
    expect(readAll([CREATED, event]).at(-1)).toMatchObject({ error: { status, message: 'slow' } });
  });

  it('says nothing behind its end (pitfall 46)', () => {
    const reader = new ResponsesReader();
    reader.push('', JSON.stringify(completed()));
    expect(reader.push('', JSON.stringify(completed()))).toEqual([]);
    expect(reader.push('', '[DONE]')).toEqual([]);
    expect(reader.end()).toEqual([]);
  });

  it('needs no first event, no names and no indices', () => {
    const said = { item_id: 'msg_1', delta: 'hi', type: 'response.output_text.delta' };
    expect(answerOf([said, completed()])).toMatchObject({ parts: [text('hi')], stop: 'end' });
  });

  it('tells sources with the text that names them', () => {
    const annotation = {
      type: 'url_citation',
      url: 'https://a',
      title: 'A',
      start_index: 0,
      end_index: 2,
    };
    const answer = answerOf([
      delta('output_text', 0, 'hi', { content_index: 0 }),
      {
        type: 'response.output_text.annotation.added',
        output_index: 0,
        content_index: 0,
        annotation,
      },
      completed(),
    ]);
    const citation = { url: 'https://a', title: 'A', quote: null, start: 0, end: 2 };
    expect(answer.parts).toEqual([{ ...text('hi'), citations: [citation] }]);
  });

  it('never throws, keeps one part open and ends once, whatever comes', () => {
    const event = fc.record({
      type: fc.constantFrom(
        ...'created output_item.added output_item.done output_text.delta output_text.done content_part.done refusal.delta reasoning_summary_text.delta reasoning_text.delta function_call_arguments.delta custom_tool_call_input.delta completed incomplete failed'
          .split(' ')
          .map((name) => `response.${name}`),
      ),
      output_index: fc.nat(3),
      content_index: fc.nat(1),
      delta: fc.constantFrom('{', '}', 'a', '', 3, null),
      item: fc.constantFrom(CALL, { type: 'message' }, { type: 'reasoning' }, {}, null, 'x'),
      response: fc.constantFrom({}, null, { output: [CALL, null] }, { usage: 3 }),
    });
    fc.assert(
      fc.property(fc.array(event, { maxLength: 30 }), (events) => {
        let open = 0;
        let ends = 0;
        for (const { kind } of readAll(events)) {
          if (kind === 'partStart') open++;
          if (kind === 'partEnd') open--;
          if (kind === 'end' || kind === 'error') ends++;
          expect(open === 0 || open === 1).toBe(true);
        }
        expect(ends).toBe(1);
      }),
    );
  });
});

describe('a whole Responses answer', () => {
  it('is read as its stream is', () => {
    const body = {
      id: 'resp_1',
      model: 'gpt',
      status: 'incomplete',
      incomplete_details: { reason: 'content_filter' },
      output: [
        { type: 'message', role: 'assistant', content: [{ type: 'refusal', refusal: 'no' }] },
        { ...CALL, arguments: '{"at":"é"}' },
      ],
      usage: USAGE,
    };
    expect(readAnswer(body)).toMatchObject({
      id: 'resp_1',
      parts: [{ kind: 'refusal', text: 'no' }, toolCall()],
      stop: 'filtered',
      usage: { outputTokens: 7 },
    });
  });

  it.each([
    [{ status: 'completed', output: [CALL] }, 'toolCalls'],
    [{ status: 'completed', output: [] }, 'end'],
    [
      { status: 'incomplete', output: [], incomplete_details: { reason: 'max_output_tokens' } },
      'maxTokens',
    ],
  ])('of %j stops with %s (pitfall 2)', (body, stop) => {
    expect(readAnswer(body)?.stop).toBe(stop);
  });

  it.each([[{}], [{ output: 'x' }], [{ output: [], status: 'failed' }]])('is none: %j', (body) => {
    expect(readAnswer(body)).toBeNull();
  });
});
