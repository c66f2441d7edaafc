import { describe, expect, it } from 'vitest';
import type { Quirks } from '../../../../main/core/convert/inner/quirks.ts';
import { converted, lossesOf } from '../../../support/convert/converted-request.ts';

const HI = { role: 'user', content: 'hi' };
const BYE = { role: 'assistant', content: 'bye' };
const MARK = { type: 'ephemeral' };

type Options = { quirks?: Partial<Quirks>; model?: string; isStreaming?: boolean };

const UNMARKED = { addsCacheMarks: false };

/** What a chat request becomes on a channel of Anthropic's. */
const asked = (body: object, { quirks = {}, ...options }: Options = {}) =>
  converted(
    'openai-chat',
    'anthropic',
    { messages: [HI], ...body },
    { ...options, quirks: { ...UNMARKED, ...quirks } },
  );

const bodyOf = (body: object, options: Options = {}) => asked(body, options).body;

type Message = { role: string; content: Record<string, unknown>[] };
const messagesOf = (messages: object[], options: Options = {}) =>
  bodyOf({ messages }, options)['messages'] as Message[];

const call = (id: string, args = '{"at":"a"}') => ({
  id,
  type: 'function',
  function: { name: 'look', arguments: args },
});
const calling = (...ids: string[]) => ({
  role: 'assistant',
  content: null,
  tool_calls: ids.map((id) => call(id)),
});
const answered = (id: string, content: unknown = `of ${id}`) => ({
  role: 'tool',
  tool_call_id: id,
  content,
});
const TOOL = {
  type: 'function',
  function: { name: 'look', parameters: { type: 'object', properties: {} } },
};
const text = (said: string) => ({ type: 'text', text: said });

describe('chat requests on a channel of Anthropic', () => {
  it('always state a limit, under whichever name it came (pitfall 54)', () => {
    expect(bodyOf({ max_tokens: 5 })['max_tokens']).toBe(5);
    expect(bodyOf({ max_completion_tokens: 6 })['max_tokens']).toBe(6);
    expect(bodyOf({})['max_tokens']).toBe(32_000);
    expect(
      bodyOf({ max_tokens: 99_999 }, { quirks: { maxOutputTokens: 8192 } })['max_tokens'],
    ).toBe(8192);
  });

  it('put instructions first, and late ones into the words of the user (pitfall 57)', () => {
    const body = bodyOf({
      messages: [
        { role: 'system', content: 'One.' },
        { role: 'developer', content: [text('Two.')] },
        HI,
        { role: 'system', content: 'Late.' },
      ],
    });
    expect(body['system']).toEqual([text('One.'), text('Two.')]);
    expect(body['messages']).toEqual([
      { role: 'user', content: [text('hi'), text('<system-reminder>\nLate.\n</system-reminder>')] },
    ]);
  });

  it('put results of parallel calls into the one turn behind them (pitfalls 9, 10, 11)', () => {
    const messages = messagesOf([HI, calling('c1', 'c2'), answered('c2'), answered('c1'), HI]);
    expect(messages.slice(1)).toEqual([
      {
        role: 'assistant',
        content: ['c1', 'c2'].map((id) => ({
          type: 'tool_use',
          id,
          name: 'look',
          input: { at: 'a' },
        })),
      },
      {
        role: 'user',
        content: [
          { type: 'tool_result', tool_use_id: 'c1', content: 'of c1' },
          { type: 'tool_result', tool_use_id: 'c2', content: 'of c2' },
          text('hi'),
        ],
      },
    ]);
  });

  it('merge neighbours of one role, and begin with the user (pitfalls 10, 63)', () => {
    expect(messagesOf([BYE, BYE, HI, HI])).toEqual([
      { role: 'user', content: [text('…')] },
      { role: 'assistant', content: [text('bye'), text('bye')] },
      { role: 'user', content: [text('hi'), text('hi')] },
    ]);
    expect(messagesOf([{ role: 'system', content: 'only' }])).toHaveLength(1);
  });

  it('leave empty texts out, and white space at the end of a begun answer (pitfall 56)', () => {
    const messages = messagesOf([
      { role: 'user', content: [text(''), text(' \n'), text('hi')] },
      { role: 'assistant', content: 'So, ' },
    ]);
    expect(messages).toEqual([
      { role: 'user', content: [text('hi')] },
      { role: 'assistant', content: [text('So,')] },
    ]);
  });

  it('hand in a result where none came, and keep one whose call is gone as text (pitfall 13)', () => {
    const messages = messagesOf([
      HI,
      calling('c1'),
      { ...HI, content: 'never mind' },
      answered('gone'),
    ]);
    expect(messages[2]?.content[0]).toEqual({
      type: 'tool_result',
      tool_use_id: 'c1',
      content: 'The tool gave no result.',
      is_error: true,
    });
    expect(messages[2]?.content.slice(-1)).toEqual([text('of gone')]);
  });

  it('leave a second result of one call out (pitfall 12)', () => {
    const written = asked({
      messages: [HI, calling('c1'), answered('c1', 'first'), answered('c1', 'second')],
    });
    expect(JSON.stringify(written.body)).not.toContain('second');
    expect(lossesOf(written)).toEqual(['hint duplicate-tool-result']);
  });

  it('give calls ids that are accepted and unlike each other (pitfall 14)', () => {
    const ids = messagesOf([
      HI,
      calling('functions.look:0'),
      answered('functions.look:0'),
      calling('functions.look:0'),
      answered('functions.look:0'),
    ])
      .flatMap(({ content }) => content)
      .map((block) => block['id'] ?? block['tool_use_id'])
      .filter((id) => id !== undefined);
    expect(ids).toEqual([
      'functions_look_0',
      'functions_look_0',
      'functions_look_0_2',
      'functions_look_0_2',
    ]);
  });

  it('show the model arguments that are no JSON as it wrote them (pitfall 22)', () => {
    const messages = messagesOf([
      HI,
      { ...calling(), tool_calls: [call('c1', '{"at":')] },
      answered('c1'),
    ]);
    expect(messages[1]?.content[0]?.['input']).toEqual({ arguments: '{"at":' });
  });

  it('carry pictures, also those of results (pitfall 64)', () => {
    const image = { type: 'image_url', image_url: { url: 'data:image/jpg;base64,AAAA' } };
    const remote = { type: 'image_url', image_url: { url: 'https://x.y/a.png' } };
    const messages = messagesOf([
      { role: 'user', content: [image, remote] },
      calling('c1'),
      answered('c1', [image]),
    ]);
    const block = {
      type: 'image',
      source: { type: 'base64', media_type: 'image/jpeg', data: 'AAAA' },
    };
    expect(messages[0]?.content).toEqual([
      block,
      { type: 'image', source: { type: 'url', url: 'https://x.y/a.png' } },
    ]);
    expect(messages[2]?.content[0]?.['content']).toEqual([block]);
  });

  it('tell which media cannot be carried (pitfall 64)', () => {
    const audio = { type: 'input_audio', input_audio: { data: 'AAAA', format: 'mp3' } };
    const file = { type: 'file', file: { file_id: 'file-1' } };
    const written = asked({ messages: [{ role: 'user', content: [text('hear'), audio, file] }] });
    expect(lossesOf(written)).toEqual(['content audio', 'content file-id']);
    expect(JSON.stringify(written.body)).not.toContain('AAAA');
  });

  it.each([
    ['auto', { type: 'auto' }],
    ['required', { type: 'any' }],
    ['none', { type: 'none' }],
    [
      { type: 'function', function: { name: 'look' } },
      { type: 'tool', name: 'look' },
    ],
    [{ type: 'function', function: { name: 'gone' } }, { type: 'auto' }],
  ])('say which tool is to be chosen: %j (pitfall 16)', (choice, expected) => {
    expect(bodyOf({ tools: [TOOL], tool_choice: choice })['tool_choice']).toEqual(expected);
    expect(bodyOf({ tool_choice: choice })).not.toHaveProperty('tool_choice');
  });

  it('forbid parallel calls where the choice stands (pitfall 15)', () => {
    const body = { tools: [TOOL], parallel_tool_calls: false };
    expect(bodyOf(body)['tool_choice']).toEqual({ type: 'auto', disable_parallel_tool_use: true });
    expect(bodyOf({ parallel_tool_calls: false })).not.toHaveProperty('tool_choice');
  });

  it('define each tool once, with an object for a schema (pitfalls 17, 18)', () => {
    const odd = {
      type: 'function',
      function: { name: 'odd', parameters: { oneOf: [{ properties: { a: {} } }] } },
    };
    const bare = { type: 'function', function: { name: 'bare', parameters: null } };
    const tools = bodyOf({ tools: [TOOL, TOOL, odd, bare] })['tools'] as {
      name: string;
      input_schema: object;
    }[];
    expect(tools.map(({ name }) => name)).toEqual(['look', 'odd', 'bare']);
    for (const { input_schema: schema } of tools) expect(schema).toMatchObject({ type: 'object' });
    expect(tools[1]?.input_schema).not.toHaveProperty('oneOf');
  });

  it.each([
    ['claude-sonnet-4-5', { thinking: { type: 'enabled', budget_tokens: 12_288 } }],
    ['claude-opus-4-20250514', { thinking: { type: 'enabled', budget_tokens: 12_288 } }],
    ['claude-sonnet-4-6', { thinking: { type: 'adaptive' }, output_config: { effort: 'medium' } }],
    ['claude-opus-5', { thinking: { type: 'adaptive' }, output_config: { effort: 'medium' } }],
    ['claude-3-5-haiku-20241022', {}],
  ])('ask %s to think in its own way', (model, expected) => {
    const { thinking, output_config } = bodyOf({ reasoning_effort: 'medium' }, { model });
    const said = {
      ...(thinking === undefined ? {} : { thinking }),
      ...(output_config === undefined ? {} : { output_config }),
    };
    expect(said).toEqual(expected);
  });

  it('keep the budget between the least and the limit, or do not think (pitfall 32)', () => {
    const budget = (max_tokens: number, effort = 'high') => {
      const body = bodyOf({ max_tokens, reasoning_effort: effort }, { model: 'claude-sonnet-4-5' });
      return (body['thinking'] as { budget_tokens: number } | undefined)?.budget_tokens;
    };
    expect(budget(64_000)).toBe(24_576);
    expect(budget(8000)).toBe(6976);
    expect(budget(2000)).toBeUndefined();
    expect(budget(64_000, 'minimal')).toBe(1024);
  });

  it('never write that thinking is disabled (pitfall 33)', () => {
    const body = bodyOf({ reasoning_effort: 'none' }, { model: 'claude-sonnet-4-6' });
    expect(body).not.toHaveProperty('thinking');
    expect(body).not.toHaveProperty('output_config');
  });

  it('do not think where a loop of tools began without it, or a tool is forced (pitfall 31)', () => {
    const options = { model: 'claude-sonnet-4-5' };
    const messages = [HI, calling('c1'), answered('c1')];
    expect(bodyOf({ messages, reasoning_effort: 'high' }, options)).not.toHaveProperty('thinking');
    expect(
      bodyOf({ messages: [...messages, BYE, HI], reasoning_effort: 'high' }, options),
    ).toHaveProperty('thinking');
    const forced = { tools: [TOOL], tool_choice: 'required', reasoning_effort: 'high' };
    expect(bodyOf(forced, { model: 'claude-sonnet-4-6' })).not.toHaveProperty('thinking');
  });

  it('drop reasoning that Anthropic has not signed (pitfall 28)', () => {
    const written = asked({ messages: [HI, { ...BYE, reasoning_content: 'why' }, HI] });
    expect(JSON.stringify(written.body)).not.toContain('why');
    expect(lossesOf(written)).toEqual(['hint thinking unsigned']);
  });

  it('leave out what thinking refuses, and keep temperatures within bounds', () => {
    const sampling = { temperature: 1.8, top_p: 0.9, top_k: 5, seed: 1 };
    const thinking = bodyOf(
      { ...sampling, reasoning_effort: 'low' },
      { model: 'claude-sonnet-4-6' },
    );
    expect(thinking).not.toHaveProperty('temperature');
    const plain = asked(sampling, { model: 'claude-sonnet-4-5' });
    expect(plain.body).toMatchObject({ temperature: 1, top_k: 5 });
    expect(plain.body).not.toHaveProperty('top_p');
    expect(lossesOf(plain)).toEqual(['hint seed', 'hint top-p']);
  });

  it('take one stop sequence or a list of them (pitfall 55)', () => {
    expect(bodyOf({ stop: 'END' })['stop_sequences']).toEqual(['END']);
    expect(bodyOf({ stop: ['END', '\n'] })['stop_sequences']).toEqual(['END']);
  });

  it('hold the answer to a schema, and ask for bare JSON in words', () => {
    const schema = { type: 'object', properties: {}, additionalProperties: false };
    const format = { type: 'json_schema', json_schema: { name: 'a', schema, strict: true } };
    // Closed objects are what makes structured output structured (pitfall 26).
    expect(bodyOf({ response_format: format })['output_config']).toEqual({
      format: { type: 'json_schema', schema },
    });
    const loose = bodyOf({ response_format: { type: 'json_object' } });
    expect(loose).not.toHaveProperty('output_config');
    expect(JSON.stringify(loose['system'])).toContain('one JSON object');
  });

  it('ask for search in its own words (pitfall 68)', () => {
    const written = asked({
      web_search_options: {
        user_location: { type: 'approximate', approximate: { country: 'CH' } },
      },
    });
    expect(written.body['tools']).toEqual([
      {
        type: 'web_search_20250305',
        name: 'web_search',
        user_location: { type: 'approximate', country: 'CH' },
      },
    ]);
    const refused = asked({ web_search_options: {} }, { quirks: { hasWebSearch: false } });
    expect(lossesOf(refused)).toEqual(['content hosted-tool web_search_options']);
  });

  it('mark what can be cached, because the client could not (pitfall 59)', () => {
    const body = bodyOf(
      { messages: [{ role: 'system', content: 'S.' }, HI, BYE, HI, BYE, HI], tools: [TOOL] },
      { quirks: { addsCacheMarks: true } },
    );
    const marked = (blocks: unknown) =>
      (blocks as Record<string, unknown>[]).map((block) => 'cache_control' in block);
    expect(marked(body['tools'])).toEqual([false]);
    expect(marked(body['system'])).toEqual([true]);
    const messages = body['messages'] as Message[];
    expect(messages.map(({ content }) => marked(content)[0])).toEqual([
      false,
      false,
      true,
      false,
      true,
    ]);
  });

  it('keep four marks of a client that sets more (pitfall 59)', () => {
    const content = [1, 2, 3, 4, 5, 6].map((n) => ({ ...text(String(n)), cache_control: MARK }));
    const [message] = messagesOf([{ role: 'user', content }], { quirks: { addsCacheMarks: true } });
    const kept = message?.content
      .filter((block) => 'cache_control' in block)
      .map((block) => block['text']);
    expect(kept).toEqual(['1', '2', '5', '6']);
  });

  it('go to the path of messages with the version of the API', () => {
    expect(asked({})).toMatchObject({
      path: '/v1/messages',
      headers: [['anthropic-version', '2023-06-01']],
    });
  });

  it('tell of several choices that nobody will make', () => {
    expect(lossesOf(asked({ n: 2, logit_bias: {} }))).toEqual([
      'content several-choices 2',
      'hint unknown-member logit_bias',
    ]);
  });

  it('read functions, which came before tools', () => {
    const body = bodyOf({
      functions: [{ name: 'look', parameters: { type: 'object', properties: {} } }],
      function_call: { name: 'look' },
      messages: [
        HI,
        { role: 'assistant', content: null, function_call: { name: 'look', arguments: '{}' } },
        { role: 'function', name: 'look', content: 'seen' },
      ],
    });
    expect(body['tool_choice']).toEqual({ type: 'tool', name: 'look' });
    expect((body['messages'] as Message[]).slice(1)).toEqual([
      {
        role: 'assistant',
        content: [{ type: 'tool_use', id: 'call_look', name: 'look', input: {} }],
      },
      {
        role: 'user',
        content: [{ type: 'tool_result', tool_use_id: 'call_look', content: 'seen' }],
      },
    ]);
  });
});
