import { describe, expect, it } from 'vitest';
import { factsOf } from '../../support/convert/convert-answer.ts';
import {
  frames,
  chunk,
  call,
  run,
  told,
  blocksIn,
  stopOf,
} from '../../support/convert/told-streams.ts';

describe('answers in another form than was asked for (pitfall 50)', () => {
  const message = {
    role: 'assistant',
    content: 'a',
    tool_calls: [{ id: 'c1', type: 'function', function: { name: 'look', arguments: '{"b":1}' } }],
  };
  const body = {
    id: 'chatcmpl-1',
    model: 'sent',
    choices: [{ index: 0, message, finish_reason: 'tool_calls' }],
    usage: { prompt_tokens: 5, completion_tokens: 2 },
  };
  const stream = frames([
    chunk({ content: 'a' }),
    chunk(call(0, 'c1', 'look', '{"b":1}')),
    chunk({}, 'tool_calls', { usage: body.usage }),
    '[DONE]',
  ]);

  it.each([
    ['a body', ` \n${JSON.stringify(body)}`],
    ['a stream', stream],
  ])('become a stream when they are %s', (_, bytes) => {
    const { events } = told('openai-chat', 'anthropic', bytes);
    expect(blocksIn(events)).toMatchObject([{ text: 'a' }, { id: 'c1', partial_json: '{"b":1}' }]);
    expect(stopOf(events)).toBe('tool_use');
  });

  it.each([
    ['a body', JSON.stringify(body)],
    ['a stream', stream],
  ])('become a body when they are %s', (_, bytes) => {
    const { text, state } = run(factsOf('openai-chat', 'anthropic', false), bytes);
    expect(JSON.parse(text)).toMatchObject({
      type: 'message',
      model: 'sent',
      content: [
        { type: 'text', text: 'a' },
        { type: 'tool_use', id: 'c1', name: 'look', input: { b: 1 } },
      ],
      stop_reason: 'tool_use',
      usage: { input_tokens: 5, output_tokens: 2 },
    });
    expect(state).toMatchObject({ phase: 'complete', model: 'sent' });
  });

  it.each([
    ['a page', '<html><body>Sign in</body></html>'],
    ['half a body', '{"id":"x","choices":['],
    ['another object', '{"hello":1}'],
    ['an error with status 200', '{"error":{"message":"Nope."}}'],
    ['nothing', ''],
  ])('fail when they are %s', (_, bytes) => {
    const { text, state } = run(factsOf('openai-chat', 'anthropic', false), bytes);
    expect(state.phase).toBe('failed');
    expect(text).toBe('');
    expect(run(factsOf('openai-chat', 'anthropic'), bytes).text).toContain('event: error');
  });
});

describe('tools under names of our own', () => {
  const names = new Map([
    ['apply_patch', { name: 'apply_patch', namespace: null, isFreeform: true }],
  ]);
  const patch = '*** Begin\n"é\\" \ud83d\ude42';

  it.each([
    ['whole', JSON.stringify({ input: patch })],
    ['with spaces', `{ "input" : ${JSON.stringify(patch)} }`],
    ['escaped', `{"input":"*** Begin\\u000a\\"\\u00e9\\\\\\" \\ud83d\\ude42"}`],
  ])('hand freeform input back as the text it is: %s (pitfall 19)', (_, args) => {
    const pieces = [...args].map((one) => chunk(call(0, undefined, undefined, one)));
    const { events } = told(
      'openai-chat',
      'openai-responses',
      frames([chunk(call(0, 'c1', 'apply_patch', '')), ...pieces, chunk({}, 'tool_calls')]),
      { names },
    );
    const done = events.find(({ type }) => type === 'response.output_item.done')?.['item'];
    expect(done).toMatchObject({
      type: 'custom_tool_call',
      call_id: 'c1',
      name: 'apply_patch',
      input: patch,
    });
  });

  it('take what a model wrote in place of the function for the text', () => {
    const args = '{"patch":"x"}';
    const { events } = told(
      'openai-chat',
      'openai-responses',
      frames([chunk(call(0, 'c1', 'apply_patch', args)), chunk({}, 'tool_calls')]),
      { names },
    );
    const done = events.find(({ type }) => type === 'response.output_item.done')?.['item'];
    expect(done).toMatchObject({ input: args });
  });
});
