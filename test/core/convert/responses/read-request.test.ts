import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ConvertError } from '../../../../main/core/convert/codec.ts';
import type { InnerRequest } from '../../../../main/core/convert/inner/request.ts';
import { readRequest } from '../../../../main/core/convert/responses/read-request.ts';
import { functionTool, text, thinking, toolCall } from '../../../support/inner-builder.ts';

const FACTS = { model: null, isStreaming: false };

function read(body: object): InnerRequest {
  const request = readRequest({ model: 'm', input: 'hi', ...body }, FACTS);
  if ('kind' in request) throw new Error(request.message);
  return request;
}

const items = (...input: readonly unknown[]): InnerRequest => read({ input });
const user = (...content: readonly object[]) => ({ role: 'user', content });

describe('the input of a Responses request', () => {
  it('may be one text', () => {
    expect(read({ input: 'hi' }).turns).toEqual([{ role: 'user', parts: [text('hi')] }]);
  });

  it('has instructions and developers’ words before the first turn as system, later ones as turns', () => {
    const request = read({
      instructions: 'Be brief.',
      input: [
        { type: 'message', role: 'developer', content: [{ type: 'input_text', text: 'Rules.' }] },
        { role: 'user', content: 'hi' },
        { role: 'system', content: 'Now in French.' },
      ],
    });
    expect(request.system).toEqual([text('Be brief.'), text('Rules.')]);
    expect(request.turns).toEqual([
      { role: 'user', parts: [text('hi')] },
      { role: 'system', parts: [text('Now in French.')] },
    ]);
  });

  it('keeps reasoning before the call that it led to, in one turn (pitfall 35)', () => {
    const request = items(
      {
        type: 'reasoning',
        id: 'rs_1',
        summary: [{ text: 'a' }, { text: 'b' }],
        encrypted_content: 'E',
      },
      { type: 'function_call', id: 'fc_1', call_id: 'c1', name: 'look', arguments: '{"at":"é"}' },
      { type: 'function_call_output', call_id: 'c1', output: 'seen' },
    );
    const signature = { protocol: 'openai-responses', value: 'E', id: 'rs_1' };
    expect(request.turns).toMatchObject([
      { role: 'assistant', parts: [thinking('a\n\nb', { signature } as object), toolCall()] },
      { role: 'user', parts: [{ kind: 'toolResult', id: 'c1', content: [text('seen')] }] },
    ]);
  });

  it('drops reasoning that is nothing but an id', () => {
    expect(items({ type: 'reasoning', id: 'rs_1', summary: [] }).turns).toEqual([]);
  });

  it('reads freeform calls and their results (pitfall 19)', () => {
    const request = items(
      { type: 'custom_tool_call', call_id: 'c1', name: 'apply_patch', input: '*** Begin' },
      { type: 'custom_tool_call_output', call_id: 'c1', output: 'ok' },
    );
    expect(request.turns[0]?.parts).toEqual([
      toolCall({
        name: 'apply_patch',
        isFreeform: true,
        arguments: { kind: 'text', text: '*** Begin' },
      }),
    ]);
    expect(request.turns[1]?.parts).toMatchObject([{ id: 'c1', isFreeform: true }]);
  });

  it('reads calls of a local shell as calls of a function', () => {
    const request = items(
      {
        type: 'local_shell_call',
        id: 'lsh_1',
        call_id: 'c1',
        status: 'completed',
        action: { type: 'exec', command: ['ls'], env: {}, timeout_ms: null },
      },
      { type: 'local_shell_call_output', id: 'c1', output: 'a.txt' },
    );
    expect(request.turns).toMatchObject([
      { parts: [{ name: 'local_shell', arguments: { value: { command: ['ls'] } } }] },
      { parts: [{ kind: 'toolResult', id: 'c1' }] },
    ]);
  });

  it('keeps pictures in results as pictures (pitfall 64)', () => {
    const image_url = 'data:image/png;base64,AAAA';
    const request = items({
      type: 'function_call_output',
      call_id: 'c1',
      output: [
        { type: 'input_text', text: 'see' },
        { type: 'input_image', image_url },
      ],
    });
    const source = { kind: 'base64', mediaType: 'image/png', data: 'AAAA' };
    expect(request.turns[0]?.parts).toMatchObject([
      { content: [{ text: 'see' }, { kind: 'media', media: 'image', source }] },
    ]);
  });

  it.each([
    [
      'a picture at an address',
      { type: 'input_image', image_url: 'https://x/a.png' },
      { kind: 'url', url: 'https://x/a.png', mediaType: null },
    ],
    [
      'an uploaded picture',
      { type: 'input_image', file_id: 'f1' },
      { kind: 'file', protocol: 'openai-responses', id: 'f1' },
    ],
    [
      'a PDF',
      { type: 'input_file', filename: 'a.pdf', file_data: 'data:application/pdf;base64,AA' },
      { kind: 'base64', mediaType: 'application/pdf', data: 'AA' },
    ],
    [
      'sound',
      { type: 'input_audio', input_audio: { data: 'AA', format: 'mp3' } },
      { kind: 'base64', mediaType: 'audio/mp3', data: 'AA' },
    ],
  ])('reads %s (pitfall 64)', (_, part, source) => {
    expect(items(user(part)).turns[0]?.parts).toMatchObject([{ kind: 'media', source }]);
  });

  it('names content and items that nobody knows as losses', () => {
    const { losses } = items(user({ type: 'hologram' }), { type: 'telepathy' });
    expect(losses).toEqual([
      { weight: 'content', name: 'content-part', detail: 'hologram' },
      { weight: 'content', name: 'input-item', detail: 'telepathy' },
    ]);
  });

  it.each(['web_search_call', 'compaction', 'mcp_list_tools'])(
    'keeps %s as what only OpenAI can say',
    (type) => {
      expect(items({ type, id: 'x' }).turns[0]?.parts).toMatchObject([
        { kind: 'hosted', protocol: 'openai-responses', value: { type, id: 'x' } },
      ]);
    },
  );
});

it('names a folded-up conversation as lost with what was in it', () => {
  const { losses } = items({ type: 'compaction', encrypted_content: 'E' });
  expect(losses).toEqual([{ weight: 'content', name: 'compaction', detail: null }]);
});

describe('a Responses request that names stored state', () => {
  it.each([
    ['previous_response_id', { previous_response_id: 'resp_1' }],
    ['conversation', { conversation: { id: 'c' } }],
    ['prompt', { prompt: { id: 'p' } }],
    ['background', { background: true }],
    ['item_reference', { input: [{ type: 'item_reference', id: 'm' }] }],
  ])('is refused in plain words for %s', (name, body) => {
    const error = readRequest({ model: 'm', input: 'hi', ...body }, FACTS) as ConvertError;
    expect(error).toMatchObject({ kind: 'convertError', reason: 'cannotCarry' });
    expect(error.message).toContain(`\`${name}\``);
  });

  it('is read where the members say nothing', () => {
    const body = { previous_response_id: null, background: false, store: false };
    expect(read(body).hints.isStored).toBe(false);
  });
});

describe('the tools of a Responses request', () => {
  it.each([
    ['parameters: null', null, null],
    ['a schema without type', { properties: { a: {} } }, { type: 'object', properties: { a: {} } }],
    [
      'alternatives at the top',
      { oneOf: [{ properties: { a: {} }, required: ['a'] }, { properties: { b: {} } }] },
      { type: 'object', properties: { a: {}, b: {} } },
    ],
    ['an ordinary schema', { type: 'object', properties: {} }, { type: 'object', properties: {} }],
  ])('take %s (pitfall 17)', (_, parameters, schema) => {
    const { tools } = read({ tools: [{ type: 'function', name: 'look', parameters }] });
    expect(tools).toEqual([functionTool({ schema })]);
  });

  it('are taken once each, inside and outside of namespaces (pitfall 18)', () => {
    const look = { type: 'function', name: 'look', description: 'first' };
    const { tools } = read({
      tools: [
        look,
        { ...look, description: 'second' },
        { type: 'namespace', name: 'mcp', description: 'd', tools: [look, look] },
      ],
      input: [
        { type: 'additional_tools', role: 'developer', tools: [look, { ...look, name: 'go' }] },
      ],
    });
    expect(tools.map((tool) => [tool.kind === 'function' && tool.namespace, tool.name])).toEqual([
      [null, 'look'],
      ['mcp', 'look'],
      [null, 'go'],
    ]);
    expect(tools[0]).toMatchObject({ description: 'first' });
  });

  it('keep the grammar of a freeform tool (pitfall 19)', () => {
    const format = { type: 'grammar', syntax: 'lark', definition: 'start: "a"' };
    const { tools } = read({ tools: [{ type: 'custom', name: 'apply_patch', format }] });
    expect(tools).toMatchObject([{ kind: 'freeform', name: 'apply_patch', format }]);
  });

  it('tell the service’s own tools from those that the client runs (pitfall 68)', () => {
    const { tools } = read({
      tools: [
        { type: 'web_search' },
        { type: 'local_shell' },
        { type: 'shell', environment: { type: 'container_auto' } },
        { type: 'mcp', server_label: 's' },
      ],
    });
    expect(tools.map(({ kind, name }) => [kind, name])).toEqual([
      ['hosted', 'web_search'],
      ['function', 'local_shell'],
      ['hosted', 'shell'],
      ['hosted', 'mcp'],
    ]);
  });

  it.each([
    ['auto', { kind: 'auto' }],
    ['required', { kind: 'any' }],
    ['none', { kind: 'none' }],
    [
      { type: 'function', name: 'look' },
      { kind: 'tool', name: 'look', namespace: null },
    ],
    [
      { type: 'custom', name: 'go' },
      { kind: 'tool', name: 'go', namespace: null },
    ],
    [{ type: 'web_search' }, { kind: 'tool', name: 'web_search', namespace: null }],
    [null, null],
  ])('may be chosen: %j (pitfall 16)', (tool_choice, toolChoice) => {
    expect(read({ tool_choice }).toolChoice).toEqual(toolChoice);
  });

  it('are narrowed to those that are allowed', () => {
    const tools = ['a', 'b', 'c'].map((name) => ({ type: 'function', name }));
    const tool_choice = { type: 'allowed_tools', mode: 'required', tools: tools.slice(1) };
    const request = read({ tools, tool_choice });
    expect(request.toolChoice).toEqual({ kind: 'any' });
    expect(request.tools.map(({ name }) => name)).toEqual(['b', 'c']);
  });
});

describe('the parameters of a Responses request', () => {
  it('are read, and what has no word is named', () => {
    const request = read({
      max_output_tokens: 100,
      temperature: 0.5,
      top_p: 0.9,
      parallel_tool_calls: false,
      reasoning: { effort: 'high', summary: 'auto' },
      text: {
        verbosity: 'low',
        format: { type: 'json_schema', name: 'n', schema: {}, strict: true },
      },
      prompt_cache_key: 'k',
      service_tier: 'flex',
      include: ['reasoning.encrypted_content', 'file_search_call.results'],
      max_tool_calls: 3,
      client_metadata: { a: 'b' },
      stream: true,
    });
    expect(request).toMatchObject({
      maxOutputTokens: 100,
      sampling: { temperature: 0.5, topP: 0.9 },
      isParallel: false,
      isStreaming: true,
      reasoning: { isOn: true, effort: 'high', summary: 'auto' },
      format: { kind: 'schema', name: 'n', isStrict: true },
      hints: { promptCacheKey: 'k', serviceTier: 'flex', verbosity: 'low' },
      rest: { max_tool_calls: 3 },
      losses: [{ weight: 'hint', name: 'include', detail: 'file_search_call.results' }],
    });
  });

  it.each([[null], ['text'], [[]], [{}], [{ input: 3 }], [{ input: null }]])(
    'are refused as broken without a body or an input: %j',
    (body) => {
      expect(readRequest(body, FACTS)).toMatchObject({ reason: 'invalid' });
    },
  );

  it('are refused where they are nested deeper than they could be written again', () => {
    const deep: unknown = JSON.parse('['.repeat(5000) + ']'.repeat(5000));
    expect(readRequest({ input: [deep] }, FACTS)).toMatchObject({ reason: 'invalid' });
  });

  it('never throw, whatever comes', () => {
    const name = fc.constantFrom(
      ...'type role content input tools tool_choice text summary arguments output action name namespace'.split(
        ' ',
      ),
    );
    const type = fc.constantFrom(
      ...'message reasoning function_call function_call_output custom_tool_call input_text input_image namespace custom local_shell_call'.split(
        ' ',
      ),
    );
    const { value } = fc.letrec((tie) => ({
      value: fc.oneof(
        { maxDepth: 5 },
        type,
        fc.constantFrom<unknown>(null, 1, true, '', 'user', 'assistant'),
        fc.array(tie('value'), { maxLength: 3 }),
        fc.dictionary(name, tie('value'), { maxKeys: 4 }),
      ),
    }));
    fc.assert(
      fc.property(value, fc.array(value, { maxLength: 3 }), (body, input) => {
        readRequest(body, FACTS);
        readRequest({ input, tools: [body], tool_choice: body, text: body }, FACTS);
      }),
    );
  });
});
