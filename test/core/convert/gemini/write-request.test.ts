import { describe, expect, it } from 'vitest';
import { geminiCodec } from '../../../../main/core/convert/gemini/codec.ts';
import { writeRequest } from '../../../../main/core/convert/gemini/write-request.ts';
import { fit } from '../../../../main/core/convert/fit/fit.ts';
import type { Part } from '../../../../main/core/convert/inner/parts.ts';
import { NO_QUIRKS } from '../../../../main/core/convert/inner/quirks.ts';
import { NO_SAMPLING } from '../../../../main/core/convert/inner/reading.ts';
import type {
  InnerRequest,
  Reasoning,
  Tool,
  Turn,
} from '../../../../main/core/convert/inner/request.ts';
import {
  functionTool,
  innerRequest,
  text,
  thinking,
  toolCall,
  writeFacts,
} from '../../../support/inner-builder.ts';

type Facts = Parameters<typeof writeFacts>[0];

const MODEL = { model: 'gemini-3-pro' };

const written = (changes: Partial<InnerRequest>, facts: Facts = MODEL) =>
  writeRequest(innerRequest(changes), writeFacts(facts));
const bodyOf = (changes: Partial<InnerRequest>, facts?: Facts) => written(changes, facts).body;
const lossesOf = (changes: Partial<InnerRequest>, facts?: Facts) =>
  written(changes, facts).losses.map(({ weight, name }) => `${weight} ${name}`);
const contentsOf = (turns: readonly Turn[], facts?: Facts) => bodyOf({ turns }, facts)['contents'];

const turn = (role: Turn['role'], ...parts: readonly Part[]): Turn => ({ role, parts });

const result = (changes: object = {}): Part => ({
  kind: 'toolResult',
  id: 'c1',
  name: 'look',
  content: [text('seen')],
  value: null,
  isError: false,
  isFreeform: false,
  cache: null,
  ...changes,
});

const image = (source: object): Part =>
  ({ kind: 'media', media: 'image', source, name: null, detail: null, cache: null }) as Part;

const PNG = { kind: 'base64', mediaType: 'image/png', data: 'AA' };
const SIGNED = { signature: { protocol: 'gemini', value: 'S', id: null } } as const;

describe('where a Gemini request goes', () => {
  it.each([
    ['gemini-3-pro', true, '/v1beta/models/gemini-3-pro:streamGenerateContent', 'alt=sse'],
    ['models/gemini-3-pro', false, '/v1beta/models/gemini-3-pro:generateContent', ''],
    ['tuned/a b', false, '/v1beta/models/tuned/a%20b:generateContent', ''],
  ])('is told by model and streaming: %s %j', (model, isStreaming, path, query) => {
    expect(written({}, { model, isStreaming })).toMatchObject({ path, query });
  });
});

describe('turns as contents', () => {
  it('name the function that a result answers, and its id (pitfall 14)', () => {
    expect(
      contentsOf([
        turn('user', text('hi')),
        turn('assistant', toolCall(SIGNED)),
        turn('user', result()),
      ]),
    ).toEqual([
      { role: 'user', parts: [{ text: 'hi' }] },
      {
        role: 'model',
        parts: [
          { functionCall: { id: 'c1', name: 'look', args: { at: 'é' } }, thoughtSignature: 'S' },
        ],
      },
      {
        role: 'user',
        parts: [{ functionResponse: { id: 'c1', name: 'look', response: { output: 'seen' } } }],
      },
    ]);
  });

  it('have results before everything else (pitfall 11)', () => {
    expect(contentsOf([turn('user', text('hi'), result({ isError: true }), image(PNG))])).toEqual([
      {
        role: 'user',
        parts: [
          { functionResponse: { id: 'c1', name: 'look', response: { error: 'seen' } } },
          { text: 'hi' },
          { inlineData: { mimeType: 'image/png', data: 'AA' } },
        ],
      },
    ]);
  });

  it('begin with the user where the model has begun (pitfall 63)', () => {
    const request = innerRequest({ turns: [turn('assistant', text('hi'))] });
    const fitted = fit(request, geminiCodec.abilities, NO_QUIRKS).request;
    const { contents } = writeRequest(fitted, writeFacts(MODEL)).body as { contents: unknown[] };
    expect(contents).toEqual([
      { role: 'user', parts: [{ text: '…' }] },
      { role: 'model', parts: [{ text: 'hi' }] },
    ]);
  });

  it('put instructions in front, and later ones into the user’s turn (pitfall 57)', () => {
    const turns = [turn('user', text('hi')), turn('system', text('Late.'))];
    const request = innerRequest({ system: [text('A'), text('B')], turns });
    const fitted = fit(request, geminiCodec.abilities, NO_QUIRKS).request;
    expect(writeRequest(fitted, writeFacts(MODEL)).body).toMatchObject({
      systemInstruction: { parts: [{ text: 'A' }, { text: 'B' }] },
      contents: [
        {
          role: 'user',
          parts: [{ text: 'hi' }, { text: expect.stringContaining('Late.') as unknown }],
        },
      ],
    });
  });

  it.each([
    [
      'gemini-3-pro',
      'in the result',
      [
        {
          functionResponse: {
            id: 'c1',
            name: 'look',
            response: { output: 'see' },
            parts: [{ inlineData: { mimeType: 'image/png', data: 'AA' } }],
          },
        },
      ],
    ],
    [
      'gemini-2.5-pro',
      'behind it',
      [
        { functionResponse: { id: 'c1', name: 'look', response: { output: 'see' } } },
        { inlineData: { mimeType: 'image/png', data: 'AA' } },
      ],
    ],
  ])('show %s a picture that a tool has made %s (pitfall 64)', (model, _, parts) => {
    const shown = result({ content: [text('see'), image(PNG)] });
    expect(contentsOf([turn('user', shown)], { model })).toEqual([{ role: 'user', parts }]);
  });

  it('name a file that another vendor keeps as lost (pitfall 64)', () => {
    const foreign = image({ kind: 'file', protocol: 'anthropic', id: 'f' });
    const url = image({ kind: 'url', url: 'https://x/a.webp?b', mediaType: null });
    expect(lossesOf({ turns: [turn('user', foreign, url)] })).toEqual(['content file-id']);
    expect(contentsOf([turn('user', foreign, url)])).toEqual([
      {
        role: 'user',
        parts: [{ fileData: { mimeType: 'image/webp', fileUri: 'https://x/a.webp?b' } }],
      },
    ]);
  });
});

describe('the signatures of a Gemini request', () => {
  const two = [toolCall(), toolCall({ id: 'c2' })];
  const signatures = (parts: readonly Part[], facts?: Facts) => {
    const contents = contentsOf([turn('assistant', ...parts)], facts) as {
      parts: Record<string, unknown>[];
    }[];
    return contents.flatMap((content) =>
      content.parts.map((part) => part['thoughtSignature'] ?? null),
    );
  };
  const PLACEHOLDER = 'skip_thought_signature_validator';

  it.each([
    ['gemini-3-pro', [PLACEHOLDER, null]],
    ['gemini-flash-latest', [PLACEHOLDER, null]],
    ['gemini-2.5-pro', [null, null]],
    ['gemini-1.5-pro', [null, null]],
  ])(
    'stand in for what %s demands at the first of parallel calls (pitfall 38)',
    (model, expected) => {
      expect(signatures(two, { model })).toEqual(expected);
    },
  );

  it('are those of the calls where they have their own (pitfall 38)', () => {
    expect(signatures([toolCall(SIGNED), toolCall({ id: 'c2' })])).toEqual(['S', null]);
  });

  it('come back from the reasoning that carried them through another dialect (pitfall 38)', () => {
    expect(signatures([thinking('', SIGNED), toolCall()])).toEqual(['S']);
    expect(signatures([thinking('', SIGNED), text('hi')])).toEqual(['S']);
    expect(signatures([text('hi'), thinking('', SIGNED)])).toEqual([null, 'S']);
  });

  it('of other services are never sent (pitfall 28)', () => {
    const foreign = { signature: { protocol: 'anthropic', value: 'X', id: null } } as const;
    const parts = [thinking('hm', foreign), text('hi')];
    expect(signatures(parts)).toEqual([null]);
    expect(lossesOf({ turns: [turn('assistant', ...parts)] })).toEqual(['hint thinking']);
  });

  it('are left out where a channel wants none', () => {
    const quirks = { ...NO_QUIRKS, placeholderSignature: null };
    expect(signatures(two, { ...MODEL, quirks })).toEqual([null, null]);
  });
});

describe('the tools of a Gemini request', () => {
  const schema = {
    type: 'object',
    properties: { a: { $ref: '#/$defs/a' } },
    $defs: { a: { type: 'string' } },
  };

  it('have their schemas in Gemini’s subset (pitfall 23)', () => {
    const tools = [functionTool({ schema, description: 'd' }), functionTool({ name: 'go' })];
    expect(bodyOf({ tools, toolChoice: { kind: 'any' } })).toMatchObject({
      tools: [
        {
          functionDeclarations: [
            {
              name: 'look',
              description: 'd',
              parameters: { type: 'object', properties: { a: { type: 'string' } } },
            },
            { name: 'go' },
          ],
        },
      ],
      toolConfig: { functionCallingConfig: { mode: 'ANY' } },
    });
  });

  it('have them as they came where the channel takes all of JSON Schema', () => {
    const quirks = { ...NO_QUIRKS, schema: 'full' } as const;
    expect(bodyOf({ tools: [functionTool({ schema })] }, { ...MODEL, quirks })['tools']).toEqual([
      { functionDeclarations: [{ name: 'look', parametersJsonSchema: schema }] },
    ]);
  });

  it('carry nothing of the client’s that Gemini does not know, such as defer_loading (pitfall 20)', () => {
    const [entry] = bodyOf({ tools: [functionTool({ isStrict: true, cache: { ttl: null } })] })[
      'tools'
    ] as object[];
    expect(entry).toEqual({ functionDeclarations: [{ name: 'look' }] });
  });

  it.each([
    [{ kind: 'auto' }, { mode: 'AUTO' }],
    [{ kind: 'none' }, { mode: 'NONE' }],
    [
      { kind: 'tool', name: 'look', namespace: null },
      { mode: 'ANY', allowedFunctionNames: ['look'] },
    ],
  ] as const)('are chosen: %j (pitfall 16)', (toolChoice, mode) => {
    const body = bodyOf({ tools: [functionTool()], toolChoice });
    expect(body['toolConfig']).toEqual({ functionCallingConfig: mode });
    expect(bodyOf({ toolChoice })).not.toHaveProperty('toolConfig');
  });

  it('search the web alone, and name the search as lost beside functions (pitfall 68)', () => {
    const search: Tool = {
      kind: 'hosted',
      protocol: 'anthropic',
      tool: 'webSearch',
      name: 'web_search',
      value: {},
    };
    expect(bodyOf({ tools: [search] })['tools']).toEqual([{ googleSearch: {} }]);
    expect(lossesOf({ tools: [search, functionTool()] })).toEqual(['content hosted-tool']);
    const limited = { ...search, value: { blocked_domains: ['b.org'] } };
    expect(lossesOf({ tools: [limited] })).toEqual(['content web-search']);
  });
});

describe('the configuration of a Gemini request', () => {
  it('says what was said, and nothing else', () => {
    const sampling = { ...NO_SAMPLING, temperature: 0, topK: 3 };
    const stop = ['a', 'b', 'c', 'd', 'e', 'f'];
    expect(bodyOf({ sampling, stop, maxOutputTokens: 9 })['generationConfig']).toEqual({
      maxOutputTokens: 9,
      temperature: 0,
      topK: 3,
      stopSequences: stop.slice(0, 5),
    });
    expect(lossesOf({ stop })).toEqual(['content stop-sequences']);
    expect(bodyOf({})).not.toHaveProperty('generationConfig');
  });

  const think = (changes: Partial<Reasoning>): Reasoning => ({
    isOn: true,
    effort: null,
    budgetTokens: null,
    summary: null,
    ...changes,
  });
  it.each([
    ['gemini-3-pro', think({ effort: 'medium' }), { thinkingLevel: 'high', includeThoughts: true }],
    [
      'gemini-3.1-pro',
      think({ effort: 'medium' }),
      { thinkingLevel: 'medium', includeThoughts: true },
    ],
    [
      'gemini-3-flash',
      think({ isOn: false }),
      { thinkingLevel: 'minimal', includeThoughts: false },
    ],
    [
      'gemini-3-pro',
      think({ budgetTokens: 2000 }),
      { thinkingLevel: 'low', includeThoughts: true },
    ],
    ['gemini-3-pro', think({ budgetTokens: -1, summary: 'none' }), { includeThoughts: false }],
    ['gemini-2.5-pro', think({ isOn: false }), { thinkingBudget: 128, includeThoughts: false }],
    [
      'gemini-2.5-pro',
      think({ budgetTokens: 100_000 }),
      { thinkingBudget: 32_768, includeThoughts: true },
    ],
    ['gemini-2.5-flash', think({ isOn: false }), { thinkingBudget: 0, includeThoughts: false }],
    [
      'gemini-2.5-flash-lite',
      think({ budgetTokens: 10 }),
      { thinkingBudget: 512, includeThoughts: true },
    ],
    [
      'gemini-flash-latest',
      think({ budgetTokens: -1 }),
      { thinkingBudget: -1, includeThoughts: true },
    ],
    ['gemini-2.0-flash', think({ effort: 'high' }), undefined],
  ])('tells %s how much to think: %j (pitfall 32)', (model, reasoning, thinkingConfig) => {
    const config = bodyOf({ reasoning }, { model })['generationConfig'] ?? {};
    expect(config).toEqual(thinkingConfig === undefined ? {} : { thinkingConfig });
  });

  const schema = {
    $schema: 'x',
    type: 'object',
    properties: { _id: { $ref: '#/definitions/a', description: 'd' }, $schema: { const: 1 } },
    additionalProperties: false,
    definitions: { a: { type: 'string', pattern: 'x', default: 'y' } },
  };
  const format = { kind: 'schema', name: null, description: null, schema, isStrict: true } as const;

  it('holds an answer to a schema, no properties beside it (pitfalls 25, 26, 27)', () => {
    expect(bodyOf({ format })['generationConfig']).toEqual({
      responseMimeType: 'application/json',
      responseJsonSchema: {
        type: 'object',
        properties: { _id: { $ref: '#/$defs/a' }, $schema: { enum: [1] } },
        additionalProperties: false,
        $defs: { a: { type: 'string' } },
      },
    });
  });

  it('holds an answer to the subset where the channel knows no other', () => {
    const quirks = { ...NO_QUIRKS, schema: 'gemini' } as const;
    expect(bodyOf({ format }, { ...MODEL, quirks })['generationConfig']).toMatchObject({
      responseSchema: { type: 'object', properties: { _id: { type: 'string' } } },
    });
  });

  it('asks for no format beside functions where both are refused together', () => {
    const request = { format, tools: [functionTool()] };
    const old = { model: 'gemini-2.5-pro' };
    expect(bodyOf(request, old)).not.toHaveProperty('generationConfig');
    expect(lossesOf(request, old)).toEqual(['content response-format']);
    expect(lossesOf(request)).toEqual([]);
  });
});

describe('what a vendor of Gemini refuses', () => {
  it('is taken out of the body and of its configuration (pitfall 62)', () => {
    const quirks = { ...NO_QUIRKS, unsupported: ['toolConfig', 'seed'] };
    const sampling = { ...NO_SAMPLING, seed: 1, topK: 2 };
    const request = { sampling, tools: [functionTool()], toolChoice: { kind: 'any' } } as const;
    expect(bodyOf(request, { ...MODEL, quirks })).not.toHaveProperty('toolConfig');
    expect(bodyOf(request, { ...MODEL, quirks })['generationConfig']).toEqual({ topK: 2 });
    expect(lossesOf(request, { ...MODEL, quirks })).toEqual([
      'hint unsupported-member',
      'hint unsupported-member',
    ]);
  });
});
