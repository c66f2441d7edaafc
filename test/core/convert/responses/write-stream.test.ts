import { describe, expect, it } from 'vitest';
import { convertRequest } from '../../../../main/core/convert/convert.ts';
import type { InnerEvent } from '../../../../main/core/convert/inner/answer.ts';
import { NO_QUIRKS } from '../../../../main/core/convert/inner/quirks.ts';
import type { InnerRequest } from '../../../../main/core/convert/inner/request.ts';
import { readRequest } from '../../../../main/core/convert/responses/read-request.ts';
import {
  ResponsesWriter,
  writeAnswer,
} from '../../../../main/core/convert/responses/write-stream.ts';
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

type Data = Record<string, unknown> & { readonly type: string };

function framesOf(events: readonly InnerEvent[], request?: InnerRequest): Data[] {
  const writer = new ResponsesWriter(answerFacts(request === undefined ? {} : { request }));
  const written = events.map((event) => writer.write(event)).join('');
  return written
    .split('\n\n')
    .slice(0, -1)
    .map((frame) => {
      const [name = '', data = ''] = frame.split('\n');
      const parsed = JSON.parse(data.slice('data: '.length)) as Data;
      expect(name).toBe(`event: ${parsed.type}`);
      return parsed;
    });
}

const typesOf = (frames: readonly Data[]) =>
  frames.map(({ type }) => type.replace('response.', ''));
const withKind = (frames: readonly Data[], type: string) =>
  frames.filter((frame) => frame.type === `response.${type}`);
const lastOf = (frames: readonly Data[]) => frames.at(-1)?.['response'] as Record<string, unknown>;

const part = (started: object) => ({ kind: 'partStart', part: started }) as InnerEvent;
const end = (isWhole = true): InnerEvent => ({ kind: 'partEnd', signature: null, isWhole });
const stop = (reason: string) =>
  [{ kind: 'stop', reason, sequence: null }, { kind: 'end' }] as InnerEvent[];

describe('a written Responses stream', () => {
  it('has every event in OpenAI’s order, numbered', () => {
    const signature = { protocol: 'anthropic', value: 'S', id: null } as const;
    const frames = framesOf(
      streamOf([thinking('hm', { signature }), text('Hé'), text('llo'), toolCall()]),
    );
    expect(typesOf(frames)).toEqual([
      'created',
      'in_progress',
      'output_item.added',
      'reasoning_summary_part.added',
      'reasoning_summary_text.delta',
      'reasoning_summary_text.done',
      'reasoning_summary_part.done',
      'output_item.done',
      'output_item.added',
      'content_part.added',
      'output_text.delta',
      'output_text.done',
      'content_part.done',
      'content_part.added',
      'output_text.delta',
      'output_text.done',
      'content_part.done',
      'output_item.done',
      'output_item.added',
      'function_call_arguments.delta',
      'function_call_arguments.done',
      'output_item.done',
      'completed',
    ]);
    expect(frames.map((frame) => frame['sequence_number'])).toEqual([...frames.keys()]);
    const places = frames
      .slice(8, 18)
      .map((frame) => [frame['output_index'], frame['content_index']]);
    expect(places).toEqual([
      [1, undefined],
      [1, 0],
      [1, 0],
      [1, 0],
      [1, 0],
      [1, 1],
      [1, 1],
      [1, 1],
      [1, 1],
      [1, undefined],
    ]);
    expect(lastOf(frames)).toMatchObject({
      id: 'resp_s1',
      model: 'sent',
      status: 'completed',
      output: [
        {
          type: 'reasoning',
          summary: [{ type: 'summary_text', text: 'hm' }],
          encrypted_content: 'ccload.1.anthropic.S',
        },
        { type: 'message', id: 'msg_s1_1', content: [{ text: 'Hé' }, { text: 'llo' }] },
        {
          type: 'function_call',
          id: 'fc_s1_2',
          call_id: 'c1',
          name: 'look',
          arguments: '{"at":"é"}',
        },
      ],
    });
  });

  it('always counts cached and reasoning tokens (pitfall 43)', () => {
    const zero = { input_tokens: 0, output_tokens: 0, total_tokens: 0 };
    expect(lastOf(framesOf(streamOf([])))['usage']).toMatchObject({
      ...zero,
      input_tokens_details: { cached_tokens: 0 },
      output_tokens_details: { reasoning_tokens: 0 },
    });
    const usage = {
      ...NO_COUNTS,
      inputTokens: 6,
      cacheReadTokens: 4,
      outputTokens: 7,
      reasoningTokens: 3,
    };
    expect(lastOf(framesOf(streamOf([], { usage })))['usage']).toEqual({
      input_tokens: 10,
      input_tokens_details: { cached_tokens: 4, cache_write_tokens: 0 },
      output_tokens: 7,
      output_tokens_details: { reasoning_tokens: 3 },
      total_tokens: 17,
    });
  });

  it('maps calls of freeform tools back, with the beginnings of ids that belong to them (pitfall 19)', () => {
    const given = { kind: 'text', text: '*** Begin' } as const;
    const call = toolCall({ name: 'apply_patch', isFreeform: true, arguments: given });
    const frames = framesOf(streamOf([call]));
    expect(withKind(frames, 'custom_tool_call_input.done')).toMatchObject([{ input: '*** Begin' }]);
    expect(withKind(frames, 'output_item.done')).toMatchObject([
      {
        item: {
          type: 'custom_tool_call',
          id: 'ctc_s1_0',
          call_id: 'c1',
          name: 'apply_patch',
          input: '*** Begin',
        },
      },
    ]);
  });

  it('names the namespace of a call', () => {
    const frames = framesOf(streamOf([toolCall({ namespace: 'mcp' })]));
    expect(withKind(frames, 'output_item.done')).toMatchObject([{ item: { namespace: 'mcp' } }]);
  });

  it('calls the shell of a client that has defined one as such, and a function of that name as a function', () => {
    const call = toolCall({
      name: 'local_shell',
      arguments: { kind: 'text', text: '{"command":["ls"]}' },
    });
    const facts = { model: null, isStreaming: true };
    const tools = [{ type: 'local_shell' }];
    const request = readRequest({ input: 'hi', tools }, facts) as InnerRequest;
    const [item] = lastOf(framesOf(streamOf([call]), request))['output'] as object[];
    expect(item).toMatchObject({
      type: 'local_shell_call',
      id: 'lsh_s1_0',
      call_id: 'c1',
      status: 'completed',
      action: { type: 'exec', command: ['ls'], env: {} },
    });
    const [own] = lastOf(framesOf(streamOf([call])))['output'] as object[];
    expect(own).toMatchObject({ type: 'function_call', name: 'local_shell' });
  });

  it('says {} for a call without arguments', () => {
    const call = toolCall({ arguments: { kind: 'text', text: '' } });
    const frames = framesOf(streamOf([call]));
    expect(withKind(frames, 'function_call_arguments.delta')).toMatchObject([{ delta: '{}' }]);
    expect(withKind(frames, 'function_call_arguments.done')).toMatchObject([{ arguments: '{}' }]);
  });

  it.each([
    ['maxTokens', 'max_output_tokens'],
    ['contextFull', 'max_output_tokens'],
    ['filtered', 'content_filter'],
  ])('is incomplete where the answer ended with %s (pitfall 47)', (reason, stated) => {
    const cut = [part({ kind: 'text' }), { kind: 'delta', text: 'hi' }, end(false)] as InnerEvent[];
    const frames = framesOf([...cut, ...stop(reason)]);
    expect(frames.at(-1)?.type).toBe('response.incomplete');
    expect(lastOf(frames)).toMatchObject({
      status: 'incomplete',
      incomplete_details: { reason: stated },
      output: [{ type: 'message', status: 'incomplete' }],
    });
  });

  it.each([
    ['was cut', '{"at":', false],
    ['is no object', 'x', true],
  ])('does not complete a call whose input %s (pitfall 47)', (_, said, isWhole) => {
    const frames = framesOf([
      part(toolCall()),
      { kind: 'delta', text: said },
      end(isWhole),
      ...stop('maxTokens'),
    ]);
    expect(lastOf(frames)['output']).toMatchObject([{ status: 'incomplete', arguments: said }]);
  });

  it('fails where the model has botched its call, so that Codex tries again (pitfall 7)', () => {
    const frames = framesOf(stop('malformedCall'));
    expect(frames.at(-1)).toMatchObject({
      type: 'response.failed',
      response: { status: 'failed', error: { code: 'server_error' } },
    });
  });

  it.each([
    [429, null, 'slow down', 'rate_limit_exceeded'],
    [429, 'insufficient_quota', 'pay', 'insufficient_quota'],
    [400, 'invalid_request_error', 'prompt is too long: 300000 tokens', 'context_length_exceeded'],
    [400, null, 'odd', 'invalid_prompt'],
    [529, 'overloaded_error', 'busy', 'server_error'],
  ])(
    'fails with a code that Codex knows: %j %j %j (pitfall 69)',
    (status, code, message, expected) => {
      const frames = framesOf([{ kind: 'error', error: { status, code, message } }]);
      expect(typesOf(frames)).toEqual(['created', 'in_progress', 'failed']);
      expect(lastOf(frames)['error']).toEqual({ code: expected, message });
    },
  );

  it('is closed behind its end, and begins only once (pitfalls 37, 46)', () => {
    const start = { kind: 'start', id: null, model: null, usage: null } as const;
    const frames = framesOf([start, start, ...stop('end'), ...stop('end'), start]);
    expect(typesOf(frames)).toEqual(['created', 'in_progress', 'completed']);
  });

  it('keeps what Gemini signed a call with in reasoning before it (pitfall 38)', () => {
    const signature = { protocol: 'gemini', value: 'R2Vt', id: null } as const;
    const [frame] = framesOf(streamOf([toolCall({ signature }), toolCall({ id: 'b' })])).slice(-1);
    const response = frame?.['response'] as { output: { type: string }[] };
    const types = response.output.map(({ type }) => type);
    expect(types).toEqual(['reasoning', 'function_call', 'function_call']);

    const read = readRequest(
      { model: 'm', input: [{ role: 'user', content: 'go' }, ...response.output] },
      { model: 'm', isStreaming: true },
    );
    if ('kind' in read) throw new Error(read.message);
    const written = convertRequest(read, 'gemini', {
      quirks: NO_QUIRKS,
      model: 'gemini-3-pro',
      isStreaming: true,
      onLoss: 'drop',
    });
    expect(JSON.stringify(written)).toContain('"thoughtSignature":"R2Vt"');
  });

  it('keeps sealed reasoning that has no words (pitfall 29), and tells what was redacted', () => {
    const signature = { protocol: 'anthropic', value: 'S', id: null } as const;
    const sealed = [
      thinking('', { signature }),
      thinking('', { signature, isRedacted: true }),
      text('hi'),
    ];
    const { output } = writeAnswer(innerAnswer(sealed), answerFacts()) as { output: object[] };
    expect(output.slice(0, 2)).toMatchObject([
      { summary: [], encrypted_content: 'ccload.1.anthropic.S' },
      { summary: [], encrypted_content: 'ccload.1.anthropic.redacted:S' },
    ]);
    const read = readRequest({ input: output }, { model: 'm', isStreaming: false }) as InnerRequest;
    expect(read.turns[0]?.parts).toEqual(sealed);
  });

  it('tells sources as annotations of the text', () => {
    const citation = { url: 'https://a', title: null, quote: null, start: 1, end: 2 };
    const frames = framesOf(streamOf([{ ...text('hi'), citations: [citation] }]));
    const annotation = {
      type: 'url_citation',
      url: 'https://a',
      title: 'https://a',
      start_index: 1,
      end_index: 2,
    };
    expect(withKind(frames, 'output_text.annotation.added')).toMatchObject([
      { annotation_index: 0, annotation },
    ]);
    expect(withKind(frames, 'content_part.done')).toMatchObject([
      { part: { text: 'hi', annotations: [annotation] } },
    ]);
  });

  it('shows a drawn picture', () => {
    const source = { kind: 'base64', mediaType: 'image/png', data: 'AA' } as const;
    const picture = {
      kind: 'media',
      media: 'image',
      source,
      name: null,
      detail: null,
      cache: null,
    } as const;
    expect(lastOf(framesOf(streamOf([picture])))['output']).toMatchObject([
      { type: 'image_generation_call', id: 'ig_s1_0', status: 'completed', result: 'AA' },
    ]);
  });
});

describe('a whole written Responses answer', () => {
  it('is what its stream says at the end', () => {
    const parts = [
      thinking('hm'),
      text('hi'),
      { kind: 'refusal', text: 'no' } as const,
      toolCall(),
    ];
    const whole = writeAnswer(innerAnswer(parts), answerFacts());
    expect(whole).toEqual(lastOf(framesOf(streamOf(parts))));
    expect(whole).toMatchObject({
      object: 'response',
      created_at: 1_764_000_000,
      status: 'completed',
    });
  });

  it('repeats what the client asked for', () => {
    const request = innerRequest({ maxOutputTokens: 5, isParallel: false });
    expect(writeAnswer(innerAnswer([]), answerFacts({ request }))).toMatchObject({
      max_output_tokens: 5,
      parallel_tool_calls: false,
    });
  });
});
