import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AnswerPart, InnerEvent } from '../../../../main/core/convert/inner/answer.ts';
import { AnswerBuilder } from '../../../../main/core/convert/inner/assemble.ts';
import { readAnswer } from '../../../../main/core/convert/gemini/read-answer.ts';
import { GeminiReader } from '../../../../main/core/convert/gemini/read-stream.ts';
import { writeAnswer } from '../../../../main/core/convert/gemini/write-answer.ts';
import { GeminiWriter } from '../../../../main/core/convert/gemini/write-stream.ts';
import { NO_COUNTS } from '../../../../main/core/usage/counts.ts';
import {
  answerFacts,
  innerAnswer,
  innerRequest,
  streamOf,
  text,
  thinking,
  toolCall,
} from '../../../support/inner-builder.ts';

type Data = Record<string, unknown>;

const chunk = (parts: readonly object[], more: object = {}, top: object = {}): Data => ({
  candidates: [{ content: { role: 'model', parts }, index: 0, ...more }],
  modelVersion: 'gemini-x',
  responseId: 'r1',
  ...top,
});
const STOP = { finishReason: 'STOP' };

function readAll(chunks: readonly unknown[]): InnerEvent[] {
  const reader = new GeminiReader(answerFacts());
  const read = chunks.flatMap((one) => [
    ...reader.push('', typeof one === 'string' ? one : JSON.stringify(one)),
  ]);
  return [...read, ...reader.end()];
}

function answerOf(...chunks: readonly unknown[]) {
  const builder = new AnswerBuilder();
  for (const event of readAll(chunks)) builder.add(event);
  return builder.answer();
}

describe('a Gemini stream', () => {
  it('is read into thoughts, text and calls, whose ids are made (pitfall 14)', () => {
    const usageMetadata = {
      promptTokenCount: 10,
      cachedContentTokenCount: 4,
      candidatesTokenCount: 5,
      thoughtsTokenCount: 2,
    };
    const answer = answerOf(
      chunk([{ text: 'h', thought: true }]),
      chunk([{ text: 'm', thought: true }, { text: 'Hé' }]),
      chunk([{ text: 'llo' }]),
      chunk([
        { functionCall: { name: 'look', args: { at: 'é' } }, thoughtSignature: 'S' },
        { functionCall: { name: 'look', args: { at: 'é' } } },
      ]),
      chunk([{ text: '' }], STOP, { usageMetadata }),
    );
    const signature = { protocol: 'gemini', value: 'S', id: null } as const;
    expect(answer).toMatchObject({
      id: 'r1',
      model: 'gemini-x',
      parts: [
        thinking('hm'),
        text('Héllo'),
        toolCall({ id: 'call_s1_0', signature }),
        toolCall({ id: 'call_s1_1' }),
      ],
      stop: 'toolCalls',
      usage: { inputTokens: 6, cacheReadTokens: 4, outputTokens: 7, reasoningTokens: 2 },
    });
  });

  it('keeps what signs a text, though it comes in a part without words', () => {
    const signature = { protocol: 'gemini', value: 'S', id: null } as const;
    const answer = answerOf(
      chunk([{ text: 'hi' }]),
      chunk([{ text: '', thoughtSignature: 'S' }], STOP),
    );
    expect(answer.parts).toEqual([text('hi'), thinking('', { signature })]);
  });

  it.each([
    ['MAX_TOKENS', 'maxTokens'],
    ['SAFETY', 'filtered'],
    ['PROHIBITED_CONTENT', 'filtered'],
    ['MODEL_ARMOR', 'filtered'],
    ['MALFORMED_FUNCTION_CALL', 'malformedCall'],
    [1, 'end'],
    ['OTHER', 'other'],
  ])('stops for %s as %s (pitfall 55)', (finishReason, stop) => {
    expect(answerOf(chunk([{ text: 'hi' }], { finishReason })).stop).toBe(stop);
  });

  it('is filtered where the prompt was refused', () => {
    expect(answerOf({ promptFeedback: { blockReason: 'SAFETY' } })).toMatchObject({
      parts: [],
      stop: 'filtered',
    });
  });

  it('is an error when it ends without a reason (pitfall 46)', () => {
    expect(readAll([chunk([{ text: 'hi' }])]).at(-1)).toMatchObject({
      kind: 'error',
      error: { code: 'stream_incomplete' },
    });
    expect(readAll([])).toMatchObject([{ kind: 'error' }]);
  });

  it('ends at the mark of chat that relays send (pitfall 46)', () => {
    const reader = new GeminiReader(answerFacts());
    reader.push('', JSON.stringify(chunk([{ text: 'hi' }], STOP)));
    expect(reader.push('', '[DONE]').at(-1)).toEqual({ kind: 'end' });
    expect(reader.push('', JSON.stringify(chunk([{ text: 'x' }])))).toEqual([]);
    expect(reader.end()).toEqual([]);
  });

  it('passes on what fails it (pitfall 51)', () => {
    const error = { code: 503, message: 'busy', status: 'UNAVAILABLE' };
    expect(readAll([chunk([{ text: 'hi' }]), { error }]).at(-1)).toEqual({
      kind: 'error',
      error: { status: 503, message: 'busy', code: 'UNAVAILABLE' },
    });
  });

  it('is read in the wrapping of Code Assist and in the spelling of protobuf', () => {
    const wrapped = { response: chunk([{ text: 'hi' }], STOP) };
    expect(answerOf(wrapped)).toMatchObject({ id: 'r1', parts: [text('hi')], stop: 'end' });
    const snake = {
      candidates: [
        { content: { parts: [{ function_call: { name: 'look' } }] }, finish_reason: 'STOP' },
      ],
      usage_metadata: { prompt_token_count: 3 },
    };
    expect(answerOf(snake)).toMatchObject({ stop: 'toolCalls', usage: { inputTokens: 3 } });
  });

  it('cuts a call off that is nested deeper than it could be written', () => {
    const args = `{"a":${'['.repeat(5000)}${']'.repeat(5000)}}`;
    const call = `{"functionCall":{"name":"look","args":${args}}}`;
    const events = readAll([
      `{"candidates":[{"content":{"parts":[${call}]},"finishReason":"STOP"}]}`,
    ]);
    expect(events.filter(({ kind }) => kind === 'partEnd')).toMatchObject([{ isWhole: false }]);
  });

  it('shows pictures, and tells sources once', () => {
    const groundingMetadata = { groundingChunks: [{ web: { uri: 'https://a', title: 'A' } }] };
    const answer = answerOf(
      chunk([{ inlineData: { mimeType: 'image/png', data: 'AA' } }, { text: 'hi' }], {
        groundingMetadata,
      }),
      chunk([{ text: '!' }], { groundingMetadata, ...STOP }),
    );
    const citation = { url: 'https://a', title: 'A', quote: null, start: null, end: null };
    expect(answer.parts).toMatchObject([
      { kind: 'media', media: 'image' },
      { ...text('hi!'), citations: [citation] },
    ]);
  });

  it('never throws, keeps one part open and ends once, whatever comes', () => {
    const part = fc.constantFrom<unknown>(
      { text: 'a' },
      { text: '', thoughtSignature: 'S' },
      { text: 'a', thought: true, thoughtSignature: 'S' },
      { functionCall: { name: 3, args: [] } },
      { inlineData: null },
      { executableCode: {} },
      null,
      'x',
    );
    const one = fc.record(
      {
        candidates: fc.oneof(
          fc.constantFrom<unknown>(null, 3, [], [null]),
          fc.array(part, { maxLength: 3 }).map((parts) => [{ content: { parts } }]),
          fc.constant([{ finishReason: 'STOP' }]),
        ),
        usageMetadata: fc.constantFrom(null, 3, { promptTokenCount: 'x' }),
        promptFeedback: fc.constantFrom(null, {}, { blockReason: 'OTHER' }),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(fc.array(one, { maxLength: 20 }), (chunks) => {
        let open = 0;
        let ends = 0;
        for (const { kind } of readAll(chunks)) {
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

describe('a whole Gemini answer', () => {
  it('is read as its stream is, and may leave its reason out', () => {
    expect(readAnswer(chunk([{ text: 'hi' }]), answerFacts())).toMatchObject({
      parts: [text('hi')],
      stop: 'other',
    });
  });

  it.each([[{}], [{ candidates: 3 }], [{ error: { code: 3 } }]])('is none: %j', (body) => {
    expect(readAnswer(body, answerFacts())).toBeNull();
  });
});

const SHOWING = innerRequest({
  reasoning: { isOn: true, effort: null, budgetTokens: null, summary: 'auto' },
});

function chunksOf(
  events: readonly InnerEvent[],
  facts = answerFacts({ request: SHOWING }),
): Data[] {
  const writer = new GeminiWriter(facts);
  const written = events.map((event) => writer.write(event)).join('');
  if (facts.framing === 'array') return JSON.parse(written) as Data[];
  return written
    .split('\r\n\r\n')
    .slice(0, -1)
    .map((frame) => JSON.parse(frame.slice('data: '.length)) as Data);
}

const partsOf = (chunks: readonly Data[]): unknown[] =>
  chunks.flatMap((one) => {
    const [candidate] = one['candidates'] as { content: { parts: unknown[] } }[];
    return candidate?.content.parts ?? [];
  });
const said = (...parts: readonly AnswerPart[]) => partsOf(chunksOf(streamOf(parts))).slice(0, -1);
const stop = (reason: string) =>
  [{ kind: 'stop', reason, sequence: null }, { kind: 'end' }] as InnerEvent[];

describe('a written Gemini stream', () => {
  it('says each piece in an answer of its own, and calls as a whole', () => {
    const usage = {
      ...NO_COUNTS,
      inputTokens: 6,
      cacheReadTokens: 4,
      outputTokens: 7,
      reasoningTokens: 2,
    };
    const parts = [thinking('hm'), text('hi'), toolCall(), toolCall({ id: 'c2' })];
    const chunks = chunksOf(streamOf(parts, { usage }));
    const functionCall = { id: 'c1', name: 'look', args: { at: 'é' } };
    expect(partsOf(chunks)).toEqual([
      { text: 'hm', thought: true },
      { text: 'hi' },
      { functionCall },
      { functionCall: { ...functionCall, id: 'c2' } },
      { text: '' },
    ]);
    for (const one of chunks) expect(one).toMatchObject({ modelVersion: 'sent', responseId: 'a1' });
    expect(chunks.at(-1)).toMatchObject({
      candidates: [{ finishReason: 'STOP', index: 0 }],
      usageMetadata: {
        promptTokenCount: 10,
        candidatesTokenCount: 5,
        thoughtsTokenCount: 2,
        cachedContentTokenCount: 4,
        totalTokenCount: 17,
      },
    });
  });

  it('may be an array', () => {
    const facts = answerFacts({ framing: 'array' });
    expect(partsOf(chunksOf(streamOf([text('a'), text('b')]), facts))).toEqual([
      { text: 'a' },
      { text: 'b' },
      { text: '' },
    ]);
    const error = { status: 500, message: 'x', code: null };
    expect(chunksOf([{ kind: 'error', error }], facts)).toEqual([
      { error: { code: 500, message: 'x', status: 'INTERNAL' } },
    ]);
  });

  it('tells thoughts only to those who asked for them (pitfall 40)', () => {
    const chunks = chunksOf(streamOf([thinking('hm'), text('hi')]), answerFacts());
    expect(partsOf(chunks)).toEqual([{ text: 'hi' }, { text: '' }]);
  });

  it('carries what seals reasoning, at the thought and at the call that clients keep', () => {
    const signature = { protocol: 'openai-responses', value: 'E', id: 'rs_1' } as const;
    const thoughtSignature = 'ccload.1.openai-responses.E';
    expect(said(thinking('hm', { signature }), toolCall())).toMatchObject([
      { text: 'hm', thought: true },
      { text: '', thought: true, thoughtSignature },
      { functionCall: { id: 'c1' }, thoughtSignature },
    ]);
    const unseen = chunksOf(streamOf([thinking('hm', { signature }), toolCall()]), answerFacts());
    expect(partsOf(unseen)[0]).toMatchObject({ functionCall: { id: 'c1' }, thoughtSignature });
  });

  it('does not tear Anthropic’s signature from its text (pitfall 28)', () => {
    const signature = { protocol: 'anthropic', value: 'S', id: null } as const;
    expect(said(thinking('hm', { signature }), toolCall()).at(-1)).not.toHaveProperty(
      'thoughtSignature',
    );
  });

  it('does not tell a call that was cut, nor one that is no object (pitfall 47)', () => {
    const cut = (words: string, isWhole: boolean, reason: string) =>
      chunksOf([
        { kind: 'partStart', part: toolCall() },
        { kind: 'delta', text: words },
        { kind: 'partEnd', signature: null, isWhole },
        ...stop(reason),
      ]);
    expect(cut('{"at":', false, 'maxTokens')).toMatchObject([
      { candidates: [{ finishReason: 'MAX_TOKENS' }] },
    ]);
    expect(cut('x', true, 'toolCalls')).toMatchObject([
      { candidates: [{ finishReason: 'MALFORMED_FUNCTION_CALL' }] },
    ]);
  });

  it.each([
    ['end', 'STOP'],
    ['stopSequence', 'STOP'],
    ['contextFull', 'MAX_TOKENS'],
    ['refusal', 'SAFETY'],
    ['filtered', 'SAFETY'],
  ])('ends with %s as %s (pitfall 55)', (reason, finishReason) => {
    expect(chunksOf(stop(reason))).toMatchObject([{ candidates: [{ finishReason }] }]);
  });

  it.each([
    [429, 'RESOURCE_EXHAUSTED'],
    [503, 'UNAVAILABLE'],
    [400, 'INVALID_ARGUMENT'],
  ])('fails with %j as %s (pitfall 69)', (status, name) => {
    const error = { status, message: 'x', code: 'vendor_code' };
    expect(chunksOf([{ kind: 'error', error }, ...stop('end')])).toEqual([
      { error: { code: status, message: 'x', status: name } },
    ]);
  });

  it('says {} for a call without arguments', () => {
    const call = toolCall({ arguments: { kind: 'text', text: '' } });
    expect(said(call)).toEqual([{ functionCall: { id: 'c1', name: 'look', args: {} } }]);
  });
});

describe('a whole written Gemini answer', () => {
  it('has all parts in one', () => {
    const facts = answerFacts({ request: SHOWING });
    expect(writeAnswer(innerAnswer([thinking('hm'), text('hi'), toolCall()]), facts)).toMatchObject(
      {
        candidates: [
          {
            content: {
              role: 'model',
              parts: [
                { text: 'hm', thought: true },
                { text: 'hi' },
                { functionCall: { id: 'c1' } },
              ],
            },
            finishReason: 'STOP',
          },
        ],
        usageMetadata: { promptTokenCount: 0, totalTokenCount: 0 },
        responseId: 'a1',
      },
    );
  });
});
