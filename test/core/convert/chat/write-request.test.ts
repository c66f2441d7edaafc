import { describe, expect, it } from 'vitest';
import type { Quirks } from '../../../../main/core/convert/inner/quirks.ts';
import { converted, lossesOf } from '../../../support/convert/converted-request.ts';

const HI = { role: 'user', content: 'hi' };
const LOOK = {
  name: 'look',
  description: 'Looks.',
  input_schema: { type: 'object', properties: { at: { type: 'string' } } },
};

type Options = { quirks?: Partial<Quirks>; model?: string; isStreaming?: boolean };

/** What a request of Anthropic's becomes on a chat channel. */
const asked = (body: object, options: Options = {}) =>
  converted(
    'anthropic',
    'openai-chat',
    { model: 'c', max_tokens: 64, messages: [HI], ...body },
    options,
  );

const bodyOf = (body: object, options: Options = {}) => asked(body, options).body;

const messagesOf = (messages: object[], options: Options = {}) =>
  bodyOf({ messages }, options)['messages'] as Record<string, unknown>[];

const use = (id: string, name = 'look', input: object = { at: 'a' }) => ({
  type: 'tool_use',
  id,
  name,
  input,
});
const result = (id: string, content: unknown = `of ${id}`) => ({
  type: 'tool_result',
  tool_use_id: id,
  content,
});
const PNG = { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'AAAA' } };

describe("Anthropic's requests on a chat channel", () => {
  it('carry instructions as one text, without the line for the bill (pitfalls 57, 58)', () => {
    const system = [
      { type: 'text', text: 'x-anthropic-billing-header: cc_version=1; cch=abc;' },
      { type: 'text', text: 'One.', cache_control: { type: 'ephemeral' } },
      { type: 'text', text: 'Two.' },
    ];
    const written = asked({ system });
    expect(written.body['messages']).toEqual([{ role: 'system', content: 'One.\n\nTwo.' }, HI]);
    expect(lossesOf(written)).toEqual(['hint billing-line']);
  });

  it('carry instructions of mid-conversation where the vendor takes them, else as words of the user (pitfall 57)', () => {
    const messages = [
      HI,
      { role: 'system', content: 'Late.' },
      { role: 'assistant', content: 'a' },
      HI,
    ];
    expect(messagesOf(messages)[1]).toEqual({ role: 'system', content: 'Late.' });
    for (const quirks of [
      { hasLateSystem: false },
      { isAlternating: true },
      { hasOneSystem: true },
    ]) {
      const roles = messagesOf(messages, { quirks }).map(({ role }) => role);
      expect(roles).toEqual(['user', 'assistant', 'user']);
    }
    const [first] = messagesOf(messages, { quirks: { hasLateSystem: false } });
    expect(first?.['content']).toBe('hi\n\n<system-reminder>\nLate.\n</system-reminder>');
  });

  it('say instructions as the user for a vendor without a role for them (pitfall 57)', () => {
    const { messages } = bodyOf({ system: 'S.' }, { quirks: { systemRole: 'user' } });
    expect(messages).toEqual([{ role: 'user', content: 'S.\n\nhi' }]);
    expect(bodyOf({ system: 'S.' }, { quirks: { systemRole: 'developer' } })['messages']).toEqual([
      { role: 'developer', content: 'S.' },
      HI,
    ]);
  });

  it('keep calls and results in pairs, in order and before other words (pitfalls 9, 10, 11)', () => {
    const messages = messagesOf([
      HI,
      { role: 'assistant', content: [{ type: 'text', text: 'Hm.' }, use('t1'), use('t2')] },
      { role: 'user', content: [{ type: 'text', text: 'note' }, result('t2'), result('t1')] },
    ]);
    expect(messages.slice(1)).toEqual([
      {
        role: 'assistant',
        content: 'Hm.',
        tool_calls: ['t1', 't2'].map((id) => ({
          id,
          type: 'function',
          function: { name: 'look', arguments: '{"at":"a"}' },
        })),
      },
      { role: 'tool', tool_call_id: 't1', content: 'of t1' },
      { role: 'tool', tool_call_id: 't2', content: 'of t2' },
      { role: 'user', content: 'note' },
    ]);
  });

  it('say nothing in place of an empty text beside calls (pitfall 56)', () => {
    const [, assistant] = messagesOf([
      HI,
      { role: 'assistant', content: [{ type: 'text', text: '' }, use('t1')] },
      { role: 'user', content: [result('t1')] },
    ]);
    expect(assistant?.['content']).toBeNull();
  });

  it('show pictures of results behind the results (pitfall 64)', () => {
    const messages = messagesOf([
      HI,
      { role: 'assistant', content: [use('t1'), use('t2')] },
      { role: 'user', content: [result('t1', [PNG]), result('t2')] },
    ]);
    const image = { type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA' } };
    expect(messages.slice(2)).toEqual([
      { role: 'tool', tool_call_id: 't1', content: '(shown in the next message)' },
      { role: 'tool', tool_call_id: 't2', content: 'of t2' },
      { role: 'user', content: [image] },
    ]);
    const inline = messagesOf(
      [
        HI,
        { role: 'assistant', content: [use('t1')] },
        { role: 'user', content: [result('t1', [PNG])] },
      ],
      { quirks: { hasToolResultImages: true } },
    );
    expect(inline[2]).toEqual({ role: 'tool', tool_call_id: 't1', content: [image] });
  });

  it('leave pictures out that the vendor does not take, and keep the rest (pitfall 64)', () => {
    const content = [{ type: 'text', text: 'see' }, PNG];
    const written = asked(
      { messages: [{ role: 'user', content }] },
      { quirks: { hasImages: false } },
    );
    expect(JSON.stringify(written.body)).not.toContain('AAAA');
    expect(lossesOf(written)).toEqual(['content image']);
  });

  it('carry documents as files, and those of text as text (pitfall 64)', () => {
    const pdf = {
      type: 'document',
      title: 'a.pdf',
      source: { type: 'base64', media_type: 'application/pdf', data: 'UERG' },
    };
    const plain = {
      type: 'document',
      source: { type: 'text', media_type: 'text/plain', data: 'words' },
    };
    const [message] = messagesOf([{ role: 'user', content: [pdf, plain] }]);
    expect(message?.['content']).toEqual([
      { type: 'file', file: { filename: 'a.pdf', file_data: 'data:application/pdf;base64,UERG' } },
      { type: 'text', text: 'words' },
    ]);
  });

  it('tell of a failed call', () => {
    const messages = messagesOf([
      HI,
      { role: 'assistant', content: [use('t1')] },
      { role: 'user', content: [{ ...result('t1', 'no such file'), is_error: true }] },
    ]);
    expect(messages[2]?.['content']).toBe('Error: no such file');
  });

  it.each([
    ['never', undefined],
    ['toolCalls', 'why'],
    ['always', 'why'],
  ] as const)(
    'send reasoning back as the vendor wants it: %s (pitfalls 34, 35)',
    (reasoningContent, expected) => {
      const messages = messagesOf(
        [
          HI,
          {
            role: 'assistant',
            content: [{ type: 'thinking', thinking: 'why', signature: 'ccload.1.none' }, use('t1')],
          },
          { role: 'user', content: [result('t1')] },
        ],
        { quirks: { reasoningContent } },
      );
      expect(messages[1]?.['reasoning_content']).toBe(expected);
    },
  );

  it('put a placeholder where reasoning is demanded and unknown, if the vendor wants one (pitfall 34)', () => {
    const turns = [
      HI,
      { role: 'assistant', content: [use('t1')] },
      { role: 'user', content: [result('t1')] },
    ];
    const quirks = { reasoningContent: 'toolCalls', reasoningPlaceholder: ' ' } as const;
    expect(messagesOf(turns, { quirks })[1]?.['reasoning_content']).toBe(' ');
    const bare = messagesOf(turns, { quirks: { reasoningContent: 'toolCalls' } });
    expect(bare[1]).not.toHaveProperty('reasoning_content');
  });

  it.each([
    [{ type: 'auto' }, 'auto'],
    [{ type: 'any' }, 'required'],
    [{ type: 'none' }, 'none'],
    [
      { type: 'tool', name: 'look' },
      { type: 'function', function: { name: 'look' } },
    ],
  ])('say which tool is to be chosen: %j (pitfall 16)', (choice, expected) => {
    expect(bodyOf({ tools: [LOOK], tool_choice: choice })['tool_choice']).toEqual(expected);
  });

  it('say nothing of choice or parallel calls without tools (pitfall 15)', () => {
    const body = bodyOf({ tool_choice: { type: 'auto', disable_parallel_tool_use: true } });
    expect(body).not.toHaveProperty('tool_choice');
    expect(body).not.toHaveProperty('parallel_tool_calls');
    const serial = { type: 'auto', disable_parallel_tool_use: true };
    expect(bodyOf({ tools: [LOOK], tool_choice: serial })['parallel_tool_calls']).toBe(false);
  });

  it('define tools without what only Anthropic knows (pitfalls 17, 20)', () => {
    const odd = {
      ...LOOK,
      name: 'odd',
      defer_loading: true,
      input_schema: null,
      cache_control: { type: 'ephemeral' },
    };
    expect(bodyOf({ tools: [LOOK, odd] })['tools']).toEqual([
      {
        type: 'function',
        function: { name: 'look', description: 'Looks.', parameters: LOOK.input_schema },
      },
      {
        type: 'function',
        function: {
          name: 'odd',
          description: 'Looks.',
          parameters: { type: 'object', properties: {} },
        },
      },
    ]);
  });

  it("tell that the service's own search cannot be had (pitfall 68)", () => {
    const search = { type: 'web_search_20250305', name: 'web_search', blocked_domains: ['x.y'] };
    const written = asked({ tools: [search] });
    expect(lossesOf(written)).toEqual(['content hosted-tool web_search_20250305']);
    expect(written.body).not.toHaveProperty('tools');
  });

  it.each([
    ['gpt-4o', {}, 'max_tokens'],
    ['o3-mini', {}, 'max_completion_tokens'],
    ['gpt-5.1', {}, 'max_completion_tokens'],
    ['gpt-5.1', { maxTokensName: 'max_tokens' as const }, 'max_tokens'],
  ])('name the limit as %s wants it %j (pitfall 54)', (model, quirks, name) => {
    expect(bodyOf({}, { model, quirks })[name]).toBe(64);
    expect(bodyOf({}, { model, quirks: { ...quirks, maxOutputTokens: 8 } })[name]).toBe(8);
  });

  it('state stop sequences as a list, and no more than are taken (pitfall 55)', () => {
    const written = asked({ stop_sequences: ['a', 'b', 'c', 'd', 'e'] });
    expect(written.body['stop']).toEqual(['a', 'b', 'c', 'd']);
    expect(lossesOf(written)).toEqual(['hint stop-sequences more than 4']);
  });

  it('ask for usage in streams (pitfall 44)', () => {
    const body = { stream: true };
    expect(bodyOf(body, { isStreaming: true })).toMatchObject({
      stream: true,
      stream_options: { include_usage: true },
    });
    const bare = bodyOf(body, { isStreaming: true, quirks: { hasStreamUsage: false } });
    expect(bare).not.toHaveProperty('stream_options');
    expect(bodyOf({})).not.toHaveProperty('stream');
  });

  it.each([
    [null, 'gpt-5.1', { reasoning_effort: 'medium' }],
    [null, 'gpt-4o', {}],
    ['effort', 'any', { reasoning_effort: 'medium' }],
    ['object', 'any', { reasoning: { max_tokens: 10_000 } }],
    ['switch', 'any', { thinking: { type: 'enabled' } }],
    ['flag', 'any', { enable_thinking: true }],
    ['none', 'gpt-5.1', {}],
  ] as const)('ask for thinking as the vendor wants it: %s, %s', (thinking, model, expected) => {
    const body = bodyOf(
      { thinking: { type: 'enabled', budget_tokens: 10_000 } },
      { model, quirks: { thinking } },
    );
    const members = ['reasoning_effort', 'reasoning', 'thinking', 'enable_thinking'];
    expect(
      Object.fromEntries(Object.entries(body).filter(([name]) => members.includes(name))),
    ).toEqual(expected);
  });

  it('switch thinking off where the vendor has a switch for it (pitfall 33)', () => {
    const thinking = { type: 'disabled' };
    const body = { thinking, output_config: { effort: 'high' } };
    expect(bodyOf(body, { quirks: { thinking: 'switch' } })['thinking']).toEqual({
      type: 'disabled',
    });
    expect(bodyOf(body, { quirks: { thinking: 'switch' } })).not.toHaveProperty('reasoning_effort');
  });

  it('ask in words for a format that the vendor cannot be held to', () => {
    const schema = {
      type: 'object',
      properties: { title: { type: 'string' } },
      additionalProperties: false,
    };
    const body = { output_config: { format: { type: 'json_schema', schema } } };
    expect(bodyOf(body)['response_format']).toEqual({
      type: 'json_schema',
      json_schema: { name: 'answer', schema, strict: true },
    });
    const worded = bodyOf(body, { quirks: { responseFormat: 'object' } });
    expect(worded['response_format']).toEqual({ type: 'json_object' });
    expect(JSON.stringify(worded['messages'])).toContain('title');
    expect(bodyOf(body, { quirks: { responseFormat: 'none' } })).not.toHaveProperty(
      'response_format',
    );
  });

  it('leave out what the vendor refuses, and say so (pitfall 62)', () => {
    const written = asked(
      { temperature: 1, top_k: 3, metadata: { user_id: 'u' }, container: 'x' },
      {
        quirks: { unsupported: ['temperature'] },
      },
    );
    expect(Object.keys(written.body)).toEqual(['model', 'messages', 'max_tokens']);
    expect(lossesOf(written)).toEqual([
      'hint unknown-member container',
      'hint top-k',
      'hint user-id',
      'hint unsupported-member temperature',
    ]);
  });

  it('go to the path of chat without a query (pitfall 61)', () => {
    expect(asked({})).toMatchObject({ path: '/v1/chat/completions', query: '' });
  });

  it('are the same text for the same conversation, which a longer one begins with (pitfall 59)', () => {
    const history = [
      HI,
      { role: 'assistant', content: [use('t1', 'look', { b: 1, a: [2] })] },
      { role: 'user', content: [result('t1')] },
    ];
    const short = JSON.stringify(messagesOf(history)).slice(0, -1);
    const long = JSON.stringify(messagesOf([...history, { role: 'assistant', content: 'ok' }, HI]));
    expect(long.startsWith(short)).toBe(true);
    expect(short).toContain('{\\"b\\":1,\\"a\\":[2]}');
  });
});
