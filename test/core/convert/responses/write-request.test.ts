import { describe, expect, it } from 'vitest';
import { NO_QUIRKS } from '../../../../main/core/convert/inner/quirks.ts';
import { NO_HINTS, NO_SAMPLING } from '../../../../main/core/convert/inner/reading.ts';
import type { Part } from '../../../../main/core/convert/inner/parts.ts';
import type { InnerRequest, Tool, Turn } from '../../../../main/core/convert/inner/request.ts';
import { writeRequest } from '../../../../main/core/convert/responses/write-request.ts';
import {
  functionTool,
  innerRequest,
  text,
  thinking,
  toolCall,
  writeFacts,
} from '../../../support/inner-builder.ts';

type Facts = Parameters<typeof writeFacts>[0];

const written = (changes: Partial<InnerRequest>, facts: Facts = {}) =>
  writeRequest(innerRequest(changes), writeFacts(facts));

const bodyOf = (changes: Partial<InnerRequest>, facts: Facts = {}) => written(changes, facts).body;

const lossesOf = (changes: Partial<InnerRequest>, facts: Facts = {}) =>
  written(changes, facts).losses.map(({ weight, name }) => `${weight} ${name}`);

const turn = (role: Turn['role'], ...parts: readonly Part[]): Turn => ({ role, parts });

const SEALED = { protocol: 'openai-responses', value: 'E', id: 'rs_1' } as const;

describe('turns as items of a Responses request', () => {
  it('are messages, calls and results in their order', () => {
    const result: Part = {
      kind: 'toolResult',
      id: 'c1',
      name: 'look',
      content: [text('a'), text('b')],
      value: null,
      isError: false,
      isFreeform: false,
      cache: null,
    };
    const { input, instructions } = bodyOf({
      system: [text('One.'), text('Two.')],
      turns: [
        turn('user', text('hi')),
        turn('system', text('Late.')),
        turn('assistant', text('Hm.'), toolCall()),
        turn('user', result, text('go on')),
      ],
    });
    expect(instructions).toBe('One.\n\nTwo.');
    expect(input).toEqual([
      { type: 'message', role: 'user', content: [{ type: 'input_text', text: 'hi' }] },
      { type: 'message', role: 'developer', content: [{ type: 'input_text', text: 'Late.' }] },
      {
        type: 'message',
        role: 'assistant',
        content: [{ type: 'output_text', text: 'Hm.', annotations: [] }],
      },
      { type: 'function_call', call_id: 'c1', name: 'look', arguments: '{"at":"é"}' },
      { type: 'function_call_output', call_id: 'c1', output: 'a\n\nb' },
      { type: 'message', role: 'user', content: [{ type: 'input_text', text: 'go on' }] },
    ]);
  });

  it('write the arguments of a call as they came, without a change in order or space (pitfall 59)', () => {
    const given = '{ "b": 1,\n "a": 2 }';
    const call = toolCall({ arguments: { kind: 'text', text: given } });
    expect(bodyOf({ turns: [turn('assistant', call)] })['input']).toMatchObject([
      { arguments: given },
    ]);
  });

  it('send sealed reasoning back, and no other (pitfalls 28, 39)', () => {
    const parts = [
      thinking('seen', { signature: SEALED }),
      thinking('other', { signature: { protocol: 'anthropic', value: 'S', id: null } }),
      thinking('unsigned'),
      toolCall(),
    ];
    expect(bodyOf({ turns: [turn('assistant', ...parts)] })['input']).toMatchObject([
      {
        type: 'reasoning',
        id: 'rs_1',
        summary: [{ type: 'summary_text', text: 'seen' }],
        encrypted_content: 'E',
      },
      { type: 'function_call' },
    ]);
    expect(lossesOf({ turns: [turn('assistant', ...parts)] })).toEqual([
      'hint thinking',
      'hint thinking',
    ]);
  });

  it('leave reasoning out that nothing follows, because it would be refused', () => {
    const last = turn('assistant', text('Hm.'), thinking('x', { signature: SEALED }));
    expect(bodyOf({ turns: [last] })['input']).toMatchObject([{ type: 'message' }]);
  });

  it('show pictures and files, in messages and in results (pitfall 64)', () => {
    const media = (kind: 'image' | 'document', mediaType: string): Part => ({
      kind: 'media',
      media: kind,
      source: { kind: 'base64', mediaType, data: 'AA' },
      name: null,
      detail: null,
      cache: null,
    });
    const image = media('image', 'image/png');
    const result: Part = {
      kind: 'toolResult',
      id: 'c1',
      name: null,
      content: [text('see'), image as never],
      value: null,
      isError: false,
      isFreeform: false,
      cache: null,
    };
    const shown = { type: 'input_image', image_url: 'data:image/png;base64,AA', detail: 'auto' };
    const { input } = bodyOf({
      turns: [turn('user', result, image, media('document', 'application/pdf'))],
    });
    expect(input).toEqual([
      {
        type: 'function_call_output',
        call_id: 'c1',
        output: [{ type: 'input_text', text: 'see' }, shown],
      },
      {
        type: 'message',
        role: 'user',
        content: [
          shown,
          {
            type: 'input_file',
            filename: 'document.pdf',
            file_data: 'data:application/pdf;base64,AA',
          },
        ],
      },
    ]);
  });
});

describe('the tools of a written Responses request', () => {
  it('are not strict unless the client says so, and always have parameters', () => {
    expect(bodyOf({ tools: [functionTool()] })['tools']).toEqual([
      {
        type: 'function',
        name: 'look',
        parameters: { type: 'object', properties: {} },
        strict: false,
      },
    ]);
  });

  it('stand beside a choice only where there are any (pitfall 15)', () => {
    const choice = { toolChoice: { kind: 'any' }, isParallel: true } as const;
    expect(bodyOf(choice)).not.toHaveProperty('tool_choice');
    expect(bodyOf(choice)).not.toHaveProperty('parallel_tool_calls');
    expect(bodyOf({ ...choice, tools: [functionTool()] })).toMatchObject({
      tool_choice: 'required',
      parallel_tool_calls: true,
    });
  });

  it('are chosen by a flat object (pitfall 16)', () => {
    const toolChoice = { kind: 'tool', name: 'look', namespace: null } as const;
    expect(bodyOf({ tools: [functionTool()], toolChoice })['tool_choice']).toEqual({
      type: 'function',
      name: 'look',
    });
  });

  it('search the web with the limits that OpenAI has, and name the others (pitfall 68)', () => {
    const search: Tool = {
      kind: 'hosted',
      protocol: 'anthropic',
      tool: 'webSearch',
      name: 'web_search',
      value: { type: 'web_search_20250305', allowed_domains: ['a.org'], max_uses: 3 },
    };
    expect(bodyOf({ tools: [search] })['tools']).toEqual([
      { type: 'web_search', filters: { allowed_domains: ['a.org'] } },
    ]);
    expect(lossesOf({ tools: [search] })).toEqual(['hint web-search']);
    const blocking = { ...search, value: { blocked_domains: ['b.org'] } };
    expect(lossesOf({ tools: [blocking] })).toEqual(['content web-search']);
  });
});

describe('the parameters of a written Responses request', () => {
  it('keep nothing at OpenAI, and have reasoning sealed', () => {
    const request = {
      reasoning: { isOn: true, effort: 'high', budgetTokens: null, summary: null },
    };
    const body = bodyOf(request as Partial<InnerRequest>, { model: 'gpt-5' });
    expect(body).toMatchObject({
      store: false,
      include: ['reasoning.encrypted_content'],
      reasoning: { effort: 'high', summary: 'auto' },
      stream: true,
    });
  });

  it('ask for no words on reasoning where the channel is not verified for them', () => {
    const reasoning = { isOn: true, effort: 'max', budgetTokens: null, summary: 'auto' } as const;
    const facts = { model: 'gpt-5', quirks: { ...NO_QUIRKS, thinking: 'effort' } } as const;
    expect(bodyOf({ reasoning }, facts)['reasoning']).toEqual({ effort: 'high' });
  });

  it('ask a model for no reasoning that has none', () => {
    const reasoning = { isOn: true, effort: 'high', budgetTokens: null, summary: null } as const;
    const sampling = { ...NO_SAMPLING, temperature: 0.2 };
    expect(bodyOf({ reasoning }, { model: 'grok-9' })).toHaveProperty('reasoning');
    const body = bodyOf({ reasoning, sampling }, { model: 'gpt-4o' });
    expect(body).not.toHaveProperty('reasoning');
    expect(body).not.toHaveProperty('include');
    expect(body).toMatchObject({ temperature: 0.2 });
  });

  it.each(['gpt-5', 'o3-mini', 'openai/gpt-5.4', 'gpt-5-codex'])(
    'leave sampling out for %s, which refuses it (pitfall 62)',
    (model) => {
      const sampling = { ...NO_SAMPLING, temperature: 1, topP: 1 };
      expect(bodyOf({ sampling }, { model })).not.toHaveProperty('temperature');
      expect(lossesOf({ sampling }, { model })).toEqual(['hint temperature', 'hint top-p']);
    },
  );

  it.each([
    [1, null, 16],
    [5000, null, 5000],
    [5000, 4096, 4096],
  ])('limit the output: %j within %j is %j (pitfall 54)', (maxOutputTokens, most, expected) => {
    const quirks = { ...NO_QUIRKS, maxOutputTokens: most };
    expect(bodyOf({ maxOutputTokens }, { quirks })['max_output_tokens']).toBe(expected);
  });

  it('name what Responses cannot say', () => {
    const sampling = { ...NO_SAMPLING, topK: 3, seed: 1 };
    expect(lossesOf({ sampling, stop: ['x'] })).toEqual([
      'hint top-k',
      'hint seed',
      'content stop-sequences',
    ]);
  });

  it('tell no other vendor who the user is (pitfall 62)', () => {
    const hints = { ...NO_HINTS, userId: 'u', serviceTier: 'priority' };
    expect(bodyOf({ hints })).not.toHaveProperty('safety_identifier');
    expect(lossesOf({ hints })).toEqual(['hint user-id', 'hint service-tier']);
    expect(bodyOf({ hints, protocol: 'openai-chat' })).toMatchObject({
      safety_identifier: 'u',
      service_tier: 'priority',
    });
  });

  it('hold an answer to a schema', () => {
    const schema = { type: 'object' };
    const format = {
      kind: 'schema',
      name: null,
      description: null,
      schema,
      isStrict: true,
    } as const;
    expect(bodyOf({ format })['text']).toEqual({
      format: { type: 'json_schema', name: 'answer', schema, strict: true },
    });
    expect(bodyOf({ format: { kind: 'json' } })['text']).toEqual({
      format: { type: 'json_object' },
    });
  });
});
