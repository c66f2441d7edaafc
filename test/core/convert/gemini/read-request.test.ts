import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ConvertError } from '../../../../main/core/convert/codec.ts';
import type { InnerRequest } from '../../../../main/core/convert/inner/request.ts';
import { readRequest } from '../../../../main/core/convert/gemini/read-request.ts';
import { functionTool, text, thinking, toolCall } from '../../../support/inner-builder.ts';

const FACTS = { model: 'gemini-x', isStreaming: true };

function read(body: object): InnerRequest {
  const request = readRequest({ contents: [], ...body }, FACTS);
  if ('kind' in request) throw new Error(request.message);
  return request;
}

const model = (...parts: readonly object[]) => ({ role: 'model', parts });
const user = (...parts: readonly object[]) => ({ role: 'user', parts });
const turnsOf = (...contents: readonly object[]) => read({ contents }).turns;
const call = (name: string, args: object = {}, more: object = {}) => ({
  functionCall: { name, args },
  ...more,
});
const result = (name: string, response: object, id?: string) => ({
  functionResponse: { name, response, ...(id === undefined ? {} : { id }) },
});

describe('the contents of a Gemini request', () => {
  it.each([
    ['a text', 'hi'],
    ['one content', user({ text: 'hi' })],
    ['a content without role', [{ parts: [{ text: 'hi' }] }]],
    ['one part that is no list', [{ role: 'user', parts: { text: 'hi' } }]],
  ])('may be %s', (_, contents) => {
    expect(read({ contents }).turns).toEqual([{ role: 'user', parts: [text('hi')] }]);
  });

  it('pair calls and results without ids, the same whenever they come again (pitfall 14)', () => {
    const contents = [
      user({ text: 'hi' }),
      model(call('look'), call('go'), call('look')),
      user(
        result('look', { output: '1' }),
        result('look', { output: '3' }),
        result('go', { output: '2' }),
      ),
      model(call('look')),
      user(result('look', { output: '4' })),
    ];
    const ids = (turns: InnerRequest['turns']) =>
      turns.flatMap(({ parts }) =>
        parts.flatMap((one) =>
          one.kind === 'toolCall'
            ? [one.id]
            : one.kind === 'toolResult'
              ? [
                  `${one.id}=${one.content.map((said) => ('text' in said ? said.text : '')).join('')}`,
                ]
              : [],
        ),
      );
    const whole = ids(turnsOf(...contents));
    expect(whole).toEqual(
      'call_0 call_1 call_2 call_0=1 call_2=3 call_1=2 call_3 call_3=4'.split(' '),
    );
    expect(ids(turnsOf(...contents.slice(0, 3)))).toEqual(whole.slice(0, 6));
  });

  it('pair by ids where they are stated (pitfall 9)', () => {
    const turns = turnsOf(
      model(
        { functionCall: { id: 'a', name: 'look' } },
        { functionCall: { id: 'b', name: 'look' } },
      ),
      user(result('look', { output: '2' }, 'b'), result('look', { output: '1' }, 'a')),
    );
    expect(turns[1]?.parts).toMatchObject([
      { id: 'b', content: [text('2')] },
      { id: 'a', content: [text('1')] },
    ]);
  });

  it('put the pieces of a streamed answer together', () => {
    const turns = turnsOf(
      model({ text: 'h', thought: true }, { text: 'm', thought: true }, { text: 'Hé' }),
      model({ text: 'llo' }),
    );
    expect(turns).toEqual([{ role: 'assistant', parts: [thinking('hm'), text('Héllo')] }]);
  });

  it('keep the signature of a call, in either spelling (pitfall 38)', () => {
    const signature = { protocol: 'gemini', value: 'S', id: null } as const;
    const given = { kind: 'value', value: { at: 'é' } } as const;
    const expected = [toolCall({ id: 'call_0', signature, arguments: given })];
    const args = { at: 'é' };
    expect(turnsOf(model(call('look', args, { thoughtSignature: 'S' })))[0]?.parts).toEqual(
      expected,
    );
    const snake = { function_call: { name: 'look', args }, thought_signature: 'S' };
    expect(turnsOf(model(snake))[0]?.parts).toEqual(expected);
  });

  it('give back what another service had sealed, once', () => {
    const seal = 'ccload.1.openai-responses.E';
    const signature = { protocol: 'openai-responses', value: 'E', id: null } as const;
    const thought = { text: 'hm', thought: true };
    const end = { text: '', thought: true, thoughtSignature: seal };
    const signed = call('look', {}, { thoughtSignature: seal });
    const plain = { kind: 'toolCall', signature: null };
    expect(turnsOf(model(thought, end, signed))[0]?.parts).toMatchObject([
      thinking('hm', { signature }),
      plain,
    ]);
    expect(turnsOf(model(signed))[0]?.parts).toMatchObject([thinking('', { signature }), plain]);
  });

  it.each([
    ['one text', { output: 'seen' }, { content: [text('seen')], value: null, isError: false }],
    ['an error', { error: 'gone' }, { content: [text('gone')], value: null, isError: true }],
    [
      'an object',
      { a: 1, output: 'x' },
      { content: [text('{"a":1,"output":"x"}')], value: { a: 1, output: 'x' }, isError: false },
    ],
  ])('read a result that is %s', (_, response, expected) => {
    expect(turnsOf(user(result('look', response)))[0]?.parts).toMatchObject([expected]);
  });

  it.each([
    [
      'a picture',
      { inlineData: { mimeType: 'image/png', data: 'AA' } },
      'image',
      { kind: 'base64', mediaType: 'image/png', data: 'AA' },
    ],
    [
      'a PDF in the other spelling',
      { inline_data: { mime_type: 'application/pdf', data: 'AA' } },
      'document',
      { kind: 'base64' },
    ],
    [
      'a picture at an address',
      { fileData: { mimeType: 'image/png', fileUri: 'https://x/a' } },
      'image',
      { kind: 'url', url: 'https://x/a' },
    ],
    [
      'a file of Google’s',
      { fileData: { mimeType: 'video/mp4', fileUri: 'gs://a/b' } },
      'video',
      { kind: 'file', protocol: 'gemini', id: 'gs://a/b' },
    ],
  ])('read %s (pitfall 64)', (_, part, media, source) => {
    expect(turnsOf(user(part))[0]?.parts).toMatchObject([{ kind: 'media', media, source }]);
  });

  it('keep pictures in results as pictures (pitfall 64)', () => {
    const parts = [{ inlineData: { mimeType: 'image/png', data: 'AA' } }];
    const shown = { functionResponse: { name: 'look', response: { output: 'see' }, parts } };
    expect(turnsOf(user(shown))[0]?.parts).toMatchObject([
      { content: [text('see'), { kind: 'media', media: 'image' }] },
    ]);
  });

  it('keep what Google’s own tools did as what only Gemini can say, and name the rest', () => {
    const code = { executableCode: { language: 'PYTHON', code: '1' } };
    const { turns, losses } = read({ contents: [model(code, { hologram: {} })] });
    expect(turns[0]?.parts).toEqual([
      { kind: 'hosted', protocol: 'gemini', tool: 'codeExecution', value: code },
    ]);
    expect(losses).toEqual([{ weight: 'content', name: 'part', detail: 'hologram' }]);
  });
});

describe('the tools of a Gemini request', () => {
  it('have schemas in Gemini’s words or in JSON Schema', () => {
    const { tools } = read({
      tools: [
        {
          functionDeclarations: [
            {
              name: 'look',
              parameters: {
                type: 'OBJECT',
                properties: {
                  type: { type: 'STRING', nullable: true, enum: ['A'] },
                  list: { type: 'ARRAY', items: { type: 'INTEGER' }, minItems: '1' },
                },
                propertyOrdering: ['list', 'type'],
              },
            },
            { name: 'go', parametersJsonSchema: { type: 'object', properties: {} } },
            { name: 'stay' },
            { name: 'look', description: 'again' },
          ],
        },
        { googleSearch: {} },
      ],
    });
    expect(tools).toEqual([
      functionTool({
        schema: {
          type: 'object',
          properties: {
            type: { type: ['string', 'null'], enum: ['A'] },
            list: { type: 'array', items: { type: 'integer' }, minItems: 1 },
          },
        },
      }),
      functionTool({ name: 'go', schema: { type: 'object', properties: {} } }),
      functionTool({ name: 'stay' }),
      {
        kind: 'hosted',
        protocol: 'gemini',
        tool: 'webSearch',
        name: 'googleSearch',
        value: { googleSearch: {} },
      },
    ]);
  });

  it.each([
    [{ mode: 'AUTO' }, { kind: 'auto' }, 2],
    [{ mode: 'VALIDATED' }, { kind: 'auto' }, 2],
    [{ mode: 'NONE' }, { kind: 'none' }, 2],
    [{ mode: 'ANY' }, { kind: 'any' }, 2],
    [{ mode: 'ANY', allowedFunctionNames: ['a'] }, { kind: 'tool', name: 'a', namespace: null }, 2],
    [{ mode: 'any', allowed_function_names: ['b', 'c'] }, { kind: 'any' }, 1],
    [{}, null, 2],
  ])('may be chosen: %j (pitfall 16)', (functionCallingConfig, toolChoice, count) => {
    const functionDeclarations = [{ name: 'a' }, { name: 'b' }];
    const request = read({
      tools: { functionDeclarations },
      toolConfig: { functionCallingConfig },
    });
    expect(request.toolChoice).toEqual(toolChoice);
    expect(request.tools).toHaveLength(count);
  });
});

describe('the parameters of a Gemini request', () => {
  it('are read, and what has no word is named', () => {
    const request = read({
      system_instruction: { parts: [{ text: 'Be brief.' }] },
      generationConfig: {
        temperature: 0.5,
        topP: 0.9,
        topK: 3,
        maxOutputTokens: '100',
        stopSequences: ['x'],
        seed: 7,
        candidateCount: 2,
        responseModalities: ['TEXT', 'IMAGE'],
        speechConfig: {},
        thinkingConfig: { includeThoughts: true, thinkingBudget: -1 },
      },
      safetySettings: [{ category: 'c' }],
      labels: { a: 'b' },
    });
    expect(request).toMatchObject({
      model: 'gemini-x',
      isStreaming: true,
      system: [text('Be brief.')],
      sampling: { temperature: 0.5, topP: 0.9, topK: 3, seed: 7 },
      maxOutputTokens: 100,
      stop: ['x'],
      reasoning: { isOn: true, budgetTokens: -1, summary: 'auto' },
      rest: { labels: { a: 'b' } },
    });
    expect(request.losses.map(({ weight, name, detail }) => [weight, name, detail])).toEqual([
      ['hint', 'safety-settings', null],
      ['content', 'candidate-count', null],
      ['content', 'response-modality', 'IMAGE'],
      ['hint', 'unknown-member', 'generationConfig.speechConfig'],
    ]);
  });

  it.each([
    [{ thinkingBudget: 0 }, { isOn: false, budgetTokens: 0 }],
    [{ thinkingLevel: 'HIGH' }, { isOn: true, effort: 'high' }],
    [
      { include_thoughts: false, thinking_budget: 200 },
      { isOn: true, budgetTokens: 200, summary: 'none' },
    ],
  ])('say how much to think: %j', (thinkingConfig, reasoning) => {
    expect(read({ generationConfig: { thinkingConfig } }).reasoning).toMatchObject(reasoning);
  });

  it.each([
    [{ responseMimeType: 'application/json' }, { kind: 'json' }],
    [
      { responseMimeType: 'application/json', responseSchema: { type: 'STRING' } },
      { kind: 'schema', schema: { type: 'string' } },
    ],
    [
      { responseJsonSchema: { type: 'object', additionalProperties: false } },
      { kind: 'schema', schema: { type: 'object', additionalProperties: false } },
    ],
  ])('hold an answer to a format: %j (pitfall 26)', (generationConfig, format) => {
    expect(read({ generationConfig }).format).toMatchObject(format);
  });

  it('are refused in plain words where they name stored state', () => {
    const error = readRequest({ contents: [], cachedContent: 'c/1' }, FACTS) as ConvertError;
    expect(error).toMatchObject({ reason: 'cannotCarry' });
    expect(error.message).toContain('`cachedContent`');
  });

  it.each([[null], ['text'], [[]], [{}], [{ contents: null }]])(
    'are refused as broken without a body or contents: %j',
    (body) => {
      expect(readRequest(body, FACTS)).toMatchObject({ reason: 'invalid' });
    },
  );

  it('are refused where they are nested deeper than they could be written again', () => {
    const deep: unknown = JSON.parse('['.repeat(5000) + ']'.repeat(5000));
    expect(readRequest({ contents: [deep] }, FACTS)).toMatchObject({ reason: 'invalid' });
  });

  it('never throw, whatever comes', () => {
    const name = fc.constantFrom(
      ...'role parts text thought thoughtSignature functionCall functionResponse name args id response inlineData data fileData fileUri mimeType contents tools functionDeclarations parameters type properties items anyOf'.split(
        ' ',
      ),
    );
    const { value } = fc.letrec((tie) => ({
      value: fc.oneof(
        { maxDepth: 6 },
        fc.constantFrom<unknown>(null, 1, true, '', 'user', 'model', 'OBJECT'),
        fc.array(tie('value'), { maxLength: 3 }),
        fc.dictionary(name, tie('value'), { maxKeys: 4 }),
      ),
    }));
    fc.assert(
      fc.property(value, value, (body, contents) => {
        readRequest(body, FACTS);
        readRequest(
          {
            contents,
            tools: body,
            generationConfig: body,
            toolConfig: body,
            systemInstruction: body,
          },
          FACTS,
        );
      }),
    );
  });
});
