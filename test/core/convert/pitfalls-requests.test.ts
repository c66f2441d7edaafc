import { describe, expect, it } from 'vitest';
import type { Protocol } from '../../../main/contracts/protocol.ts';
import { convertRequest, readRequest } from '../../../main/core/convert/convert.ts';
import { NO_QUIRKS, type Quirks } from '../../../main/core/convert/inner/quirks.ts';
import { isConvertError } from '../../../main/core/convert/invalid.ts';

type Body = Record<string, unknown>;

/** The body that an upstream is sent; what it is made of may be looked into. */
function converted(
  from: Protocol,
  to: Protocol,
  body: Body,
  { quirks = {}, model = 'm' }: { quirks?: Partial<Quirks>; model?: string } = {},
) {
  const request = readRequest(from, body, { model: 'm', isStreaming: false });
  if (isConvertError(request)) throw new Error(request.message);
  const written = convertRequest(request, to, {
    quirks: { ...NO_QUIRKS, ...quirks },
    model,
    isStreaming: body['stream'] === true,
    onLoss: 'drop',
  });
  if (isConvertError(written)) throw new Error(written.message);
  const { body: sent, losses, query } = written;
  const names = losses.map(({ name }) => name);
  return { sent: sent as Body, text: JSON.stringify(sent), losses: names, query };
}

const use = (id: string, name = 'read'): object => ({
  type: 'tool_use',
  id,
  name,
  input: { p: id },
});
const result = (id: string, content: unknown = 'ok'): object => ({
  type: 'tool_result',
  tool_use_id: id,
  content,
});
const TOOL = { name: 'read', description: 'd', input_schema: { type: 'object', properties: {} } };

function anthropic(messages: readonly object[], more: Body = {}): Body {
  return { model: 'm', max_tokens: 4000, messages, tools: [TOOL], ...more };
}

const USER = { role: 'user', content: 'go' };

function messagesOf(sent: Body): Body[] {
  return sent['messages'] as Body[];
}

describe('pitfalls of calls and results in requests', () => {
  const history = [
    USER,
    { role: 'assistant', content: [use('a'), use('b')] },
    { role: 'user', content: [{ type: 'text', text: 'note' }, result('b'), result('a')] },
  ];

  it('every result keeps the id of its call (pitfall 9)', () => {
    const { sent } = converted('anthropic', 'openai-chat', anthropic(history));
    const tools = messagesOf(sent).filter(({ role }) => role === 'tool');
    expect(tools.map((one) => one['tool_call_id'])).toEqual(['a', 'b']);
  });

  it('results follow their calls directly, what was said comes behind them (pitfalls 10, 11)', () => {
    const { sent } = converted('anthropic', 'openai-chat', anthropic(history));
    expect(messagesOf(sent).map(({ role }) => role)).toEqual([
      'user',
      'assistant',
      'tool',
      'tool',
      'user',
    ]);
  });

  it('turns of one role become one for Anthropic, with a result for every call (pitfall 10)', () => {
    const calls = [
      { id: 'a', type: 'function', function: { name: 'read', arguments: '{}' } },
      { id: 'b', type: 'function', function: { name: 'read', arguments: '{}' } },
    ];
    const messages = [
      USER,
      { role: 'assistant', content: null, tool_calls: calls },
      { role: 'tool', tool_call_id: 'a', content: '1' },
      { role: 'user', content: 'and?' },
    ];
    const { sent } = converted('openai-chat', 'anthropic', { model: 'm', messages });
    const all = messagesOf(sent);
    expect(all.map(({ role }) => role)).toEqual(['user', 'assistant', 'user']);
    const types = (all[2]?.['content'] as Body[]).map(({ type }) => type);
    expect(types).toEqual(['tool_result', 'tool_result', 'text']);
  });

  it('a second result of one call is left out (pitfall 12)', () => {
    const twice = [
      USER,
      { role: 'assistant', content: [use('a')] },
      { role: 'user', content: [result('a'), result('a')] },
    ];
    const { sent } = converted('anthropic', 'openai-responses', anthropic(twice));
    const outputs = (sent['input'] as Body[]).filter(({ type }) => type === 'function_call_output');
    expect(outputs).toHaveLength(1);
  });

  it('a result whose call was trimmed away becomes text (pitfall 13)', () => {
    const trimmed = [{ role: 'user', content: [result('gone', 'what it said')] }];
    const { text, sent } = converted('anthropic', 'openai-responses', anthropic(trimmed));
    expect(text).not.toContain('function_call_output');
    expect(JSON.stringify(sent['input'])).toContain('what it said');
  });

  it('no choice of tools is sent without tools (pitfall 15)', () => {
    const body = anthropic([USER], {
      tools: [],
      tool_choice: { type: 'any', disable_parallel_tool_use: true },
    });
    const { sent } = converted('anthropic', 'openai-chat', body);
    expect(sent).not.toHaveProperty('tool_choice');
    expect(sent).not.toHaveProperty('parallel_tool_calls');
  });

  it('the choice of a tool has the form of its protocol (pitfall 16)', () => {
    const body = anthropic([USER], { tool_choice: { type: 'tool', name: 'read' } });
    const { sent } = converted('anthropic', 'openai-chat', body);
    expect(sent['tool_choice']).toEqual({ type: 'function', function: { name: 'read' } });
  });

  it('parameters that are null become those of no arguments (pitfall 17)', () => {
    const tools = [{ type: 'function', name: 'read', parameters: null }];
    const { text } = converted('openai-responses', 'openai-chat', {
      model: 'm',
      input: 'go',
      tools,
    });
    expect(text).toContain('"parameters":{"type":"object"');
  });

  it('a deferred tool is sent without the mark (pitfall 20)', () => {
    const body = anthropic([USER], { tools: [{ ...TOOL, defer_loading: true }] });
    expect(converted('anthropic', 'openai-chat', body).text).not.toContain('defer_loading');
  });
});

describe('pitfalls of thinking in requests', () => {
  const thought = { type: 'thinking', thinking: 'hm', signature: 'c2ln' };
  const turns = [
    USER,
    { role: 'assistant', content: [thought, use('a')] },
    { role: 'user', content: [result('a')] },
  ];

  it('a signature of one service never reaches another (pitfall 28)', () => {
    for (const to of ['openai-chat', 'openai-responses', 'gemini'] as const) {
      expect(converted('anthropic', to, anthropic(turns)).text).not.toContain('c2ln');
    }
  });

  it('thoughts of another service are not sent to Anthropic unsigned (pitfall 28)', () => {
    const messages = [USER, { role: 'assistant', content: 'said', reasoning_content: 'hm' }, USER];
    const { text } = converted('openai-chat', 'anthropic', { model: 'm', messages });
    expect(text).not.toContain('"type":"thinking","thinking"');
  });

  it('thinking is not asked for where a turn with calls has no thought (pitfall 31)', () => {
    const calls = [{ id: 'a', type: 'function', function: { name: 'read', arguments: '{}' } }];
    const messages = [
      USER,
      { role: 'assistant', content: null, tool_calls: calls },
      { role: 'tool', tool_call_id: 'a', content: '1' },
    ];
    const body = { model: 'm', messages, reasoning_effort: 'high' };
    const model = 'claude-sonnet-4-5';
    const { sent } = converted('openai-chat', 'anthropic', body, { model });
    expect(sent['thinking']).not.toMatchObject({ type: 'enabled' });
  });

  it.each([
    ['a small limit', 'low', 2000],
    ['a limit below the least budget', 'high', 500],
    ['a large limit', 'high', 64_000],
  ])(
    'the budget of thinking is at least 1024 and below the limit: %s (pitfall 32)',
    (_, effort, limit) => {
      const body = { model: 'm', messages: [USER], reasoning_effort: effort, max_tokens: limit };
      const { sent } = converted('openai-chat', 'anthropic', body, { model: 'claude-sonnet-4-5' });
      const thinking = sent['thinking'] as { type: string; budget_tokens?: number } | undefined;
      const budget = thinking?.type === 'enabled' ? (thinking.budget_tokens ?? 0) : null;
      if (budget !== null) {
        expect(budget).toBeGreaterThanOrEqual(1024);
        expect(budget).toBeLessThan(sent['max_tokens'] as number);
      }
    },
  );

  it('no effort is sent beside thinking that is switched off (pitfall 33)', () => {
    const body = anthropic([USER], {
      thinking: { type: 'disabled' },
      output_config: { effort: 'high' },
    });
    const { sent } = converted('anthropic', 'openai-chat', body, {
      quirks: { thinking: 'switch' },
    });
    expect(sent['thinking']).toEqual({ type: 'disabled' });
    expect(sent).not.toHaveProperty('reasoning_effort');
  });

  it.each([
    ['never', undefined],
    ['toolCalls', 'hm'],
  ] as const)(
    'reasoning goes back to a vendor that demands it, and to no other: %s (pitfall 34)',
    (reasoningContent, expected) => {
      const { sent } = converted('anthropic', 'openai-chat', anthropic(turns), {
        quirks: { reasoningContent },
      });
      const assistant = messagesOf(sent).find(({ role }) => role === 'assistant');
      expect(assistant?.['reasoning_content']).toBe(expected);
    },
  );

  it('marks of caching never stand on a thought (pitfall 30)', () => {
    const input = [
      { role: 'user', content: 'go' },
      { type: 'reasoning', id: 'rs_1', summary: [{ type: 'summary_text', text: 'hm' }] },
      { type: 'function_call', call_id: 'a', name: 'read', arguments: '{}' },
      { type: 'function_call_output', call_id: 'a', output: '1' },
    ];
    const { text } = converted('openai-responses', 'anthropic', { model: 'm', input });
    expect(text).not.toMatch(/"type":"(redacted_)?thinking"[^}]*cache_control/);
  });
});

describe('pitfalls of parameters in requests', () => {
  it.each(['max_tokens', 'max_completion_tokens'])('%s is read (pitfall 54)', (name) => {
    const body = { model: 'm', messages: [USER], [name]: 77 };
    expect(converted('openai-chat', 'anthropic', body).sent['max_tokens']).toBe(77);
  });

  it.each([
    ['o3-mini', 'max_completion_tokens'],
    ['mistral-large', 'max_tokens'],
  ])('%s is told its limit as %s (pitfall 54)', (model, name) => {
    const { sent } = converted('anthropic', 'openai-chat', anthropic([USER]), { model });
    expect(sent[name]).toBe(4000);
  });

  it('a single stop is a list for Anthropic (pitfall 55)', () => {
    const { sent } = converted('openai-chat', 'anthropic', {
      model: 'm',
      messages: [USER],
      stop: 'END',
    });
    expect(sent['stop_sequences']).toEqual(['END']);
  });

  it('empty texts are not sent to Anthropic, and null stands beside calls in chat (pitfall 56)', () => {
    const calls = [{ id: 'a', type: 'function', function: { name: 'read', arguments: '{}' } }];
    const messages = [
      USER,
      { role: 'assistant', content: '', tool_calls: calls },
      { role: 'tool', tool_call_id: 'a', content: '' },
    ];
    expect(converted('openai-chat', 'anthropic', { model: 'm', messages }).text).not.toContain(
      '"text":""',
    );
    const turns = [
      USER,
      { role: 'assistant', content: [use('a')] },
      { role: 'user', content: [result('a')] },
    ];
    const { sent } = converted('anthropic', 'openai-chat', anthropic(turns));
    expect(messagesOf(sent)[1]?.['content'] ?? null).toBeNull();
  });

  it('instructions may stand in the middle, and be put together where a vendor demands it (pitfall 57)', () => {
    const body = anthropic(
      [USER, { role: 'assistant', content: 'a' }, { role: 'system', content: 'late' }, USER],
      {
        system: [
          { type: 'text', text: 'one' },
          { type: 'text', text: 'two' },
        ],
      },
    );
    const quirks = { hasOneSystem: true, hasLateSystem: false };
    const { sent, text } = converted('anthropic', 'openai-chat', body, { quirks });
    expect(messagesOf(sent).filter(({ role }) => role === 'system')).toHaveLength(1);
    for (const said of ['one', 'two', 'late']) expect(text).toContain(said);
  });

  it('at most four marks of caching are sent to Anthropic (pitfall 59)', () => {
    const messages = Array.from({ length: 12 }, (_, at) => ({
      role: at % 2 === 0 ? 'user' : 'assistant',
      content: 'x',
    }));
    const body = { model: 'm', messages: [{ role: 'system', content: 's' }, ...messages] };
    const { text } = converted('openai-chat', 'anthropic', body);
    expect((text.match(/"cache_control"/g) ?? []).length).toBeLessThanOrEqual(4);
  });

  it('members that one vendor knows are not sent to another (pitfalls 60, 62)', () => {
    const body = anthropic([USER], {
      context_management: { edits: [] },
      service_tier: 'auto',
      container: 'x',
    });
    const { sent, losses } = converted('anthropic', 'openai-chat', body);
    for (const name of ['context_management', 'container']) expect(sent).not.toHaveProperty(name);
    expect(losses).toContain('unknown-member');
  });

  it('the billing line of Claude Code is not sent to others (pitfall 58)', () => {
    const line = 'x-anthropic-billing-header: cc_version=2.1; cch=12345;';
    const system = [line, 'You help.'].map((text) => ({ type: 'text', text }));
    const { text } = converted('anthropic', 'openai-chat', anthropic([USER], { system }));
    expect(text).not.toContain('billing-header');
    expect(text).toContain('You help.');
  });

  it('no query of the client is sent to another protocol (pitfall 61)', () => {
    expect(converted('anthropic', 'openai-chat', anthropic([USER])).query).toBe('');
  });

  it('a vendor is sent nothing that its channel says it refuses (pitfall 62)', () => {
    const body = { model: 'm', input: 'go', store: false, prompt_cache_key: 'k' };
    const quirks = { unsupported: ['prompt_cache_key', 'store'] };
    const { sent } = converted('openai-responses', 'openai-chat', body, { quirks });
    expect(Object.keys(sent)).not.toContain('prompt_cache_key');
    expect(Object.keys(sent)).not.toContain('store');
  });

  it('usage is asked for in streams, whatever the client says of it (pitfall 44)', () => {
    const body = anthropic([USER], { stream: true });
    const { sent } = converted('anthropic', 'openai-chat', body);
    expect(sent['stream_options']).toEqual({ include_usage: true });
  });
});

describe('pitfalls of media in requests', () => {
  const picture = {
    type: 'image',
    source: { type: 'base64', media_type: 'image/png', data: 'iVBORw0KGgo=' },
  };
  const turns = [
    USER,
    { role: 'assistant', content: [use('a')] },
    { role: 'user', content: [result('a', [picture])] },
  ];

  it.each(['openai-chat', 'openai-responses', 'gemini'] as const)(
    'a picture in a result reaches %s as a picture (pitfall 64)',
    (to) => {
      const { text } = converted('anthropic', to, anthropic(turns));
      expect(text).toMatch(/image_url|input_image|inlineData/);
      expect(text.split('iVBORw0KGgo=')).toHaveLength(2);
    },
  );

  it('a picture is taken out for a channel without images, and named (pitfall 64)', () => {
    const { text, losses } = converted('anthropic', 'openai-chat', anthropic(turns), {
      quirks: { hasImages: false },
    });
    expect(text).not.toContain('iVBORw0KGgo=');
    expect(losses).toContain('image');
  });

  it('a hosted search on a chat channel is a named loss of content (pitfall 68)', () => {
    const body = anthropic([USER], {
      tools: [{ type: 'web_search_20250305', name: 'web_search' }],
    });
    const { sent, losses } = converted('anthropic', 'openai-chat', body);
    expect(JSON.stringify(sent)).not.toContain('web_search_20250305');
    expect(losses).toContain('hosted-tool');
  });
});
