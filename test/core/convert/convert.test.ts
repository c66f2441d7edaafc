import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PROTOCOLS } from '../../../main/contracts/constants.ts';
import { AnswerConverter } from '../../../main/core/convert/answer-converter.ts';
import { convertRequest, readRequest } from '../../../main/core/convert/convert.ts';
import { NO_QUIRKS } from '../../../main/core/convert/inner/quirks.ts';
import { isConvertError } from '../../../main/core/convert/invalid.ts';
import { encodeUtf8 } from '../../../main/core/utf8.ts';
import { factsOf } from '../../support/convert/convert-answer.ts';
import { converted } from '../../support/convert/converted-request.ts';

const PAIRS = PROTOCOLS.flatMap((from) =>
  PROTOCOLS.filter((to) => to !== from).map((to) => [from, to] as const),
);

const FACTS = { model: null, isStreaming: false };
const WRITE = { quirks: NO_QUIRKS, model: 'm', isStreaming: false };

describe('a request that is broken', () => {
  it.each([
    ['anthropic', null, 'The body is not a JSON object.'],
    ['anthropic', {}, 'messages: a list is required.'],
    [
      'anthropic',
      { messages: [{ role: 'user' }] },
      'messages[0]: an object with role and content is required.',
    ],
    [
      'openai-chat',
      { messages: [{ role: 'user', content: 'a' }, 'b'] },
      'messages[1]: an object with a known role is required.',
    ],
    ['openai-chat', [], 'The body is not a JSON object.'],
  ] as const)('is refused with words for the client: %s %j', (from, body, message) => {
    expect(readRequest(from, body, FACTS)).toMatchObject({
      kind: 'convertError',
      reason: 'invalid',
      message,
    });
  });
});

describe('what is nested deeper than it can be written', () => {
  const deep: unknown = JSON.parse(`${'{"a":'.repeat(9000)}1${'}'.repeat(9000)}`);
  const deepText = `${'{"a":'.repeat(9000)}1${'}'.repeat(9000)}`;

  it.each(['anthropic', 'openai-chat'] as const)('is refused in a request of %s', (from) => {
    const tool = { name: 'a', input_schema: deep, function: { name: 'a', parameters: deep } };
    const body = { messages: [{ role: 'user', content: 'a' }], tools: [tool] };
    expect(readRequest(from, body, FACTS)).toMatchObject({ reason: 'invalid' });
  });

  it('stays text in the arguments of a call', () => {
    const call = { id: 'c1', type: 'function', function: { name: 'look', arguments: deepText } };
    const messages = [{ role: 'assistant', tool_calls: [call] }];
    expect(() =>
      JSON.stringify(converted('openai-chat', 'anthropic', { messages }).body),
    ).not.toThrow();
  });

  it.each([
    [
      'anthropic',
      `{"type":"message","content":[{"type":"tool_use","id":"t","name":"n","input":${deepText}}],"stop_reason":"tool_use"}`,
    ],
    [
      'anthropic',
      `data: {"type":"content_block_start","index":0,"content_block":{"type":"tool_use","id":"t","name":"n","input":${deepText}}}\n\ndata: {"type":"message_stop"}\n\n`,
    ],
    [
      'openai-chat',
      `data: {"id":"c","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"name":"n","arguments":${deepText}}}]},"finish_reason":"tool_calls"}]}\n\n`,
    ],
  ] as const)('does not throw in an answer of %s', (upstream, bytes) => {
    const client = upstream === 'anthropic' ? 'openai-chat' : 'anthropic';
    for (const isStreaming of [true, false]) {
      const converter = new AnswerConverter(factsOf(upstream, client, isStreaming));
      expect(() => converter.push(encodeUtf8(bytes)) + converter.end()).not.toThrow();
    }
  });
});

describe('what the target cannot carry', () => {
  const body = {
    messages: [{ role: 'user', content: 'hi' }],
    tools: [{ type: 'web_search_20250305', name: 'web_search' }],
    top_k: 4,
  };

  it('is refused where the channel says so, by the losses that matter (pitfall 68)', () => {
    const request = readRequest('anthropic', body, FACTS);
    if (isConvertError(request)) throw new Error(request.message);
    expect(convertRequest(request, 'openai-chat', { ...WRITE, onLoss: 'refuse' })).toEqual({
      kind: 'convertError',
      reason: 'cannotCarry',
      message:
        'The channel speaks openai-chat, which cannot carry: hosted-tool (web_search_20250305).',
      losses: [{ weight: 'content', name: 'hosted-tool', detail: 'web_search_20250305' }],
    });
  });

  it('is dropped and told otherwise, each thing once', () => {
    const { losses } = converted('anthropic', 'openai-chat', {
      ...body,
      tools: [...body.tools, ...body.tools],
    });
    expect(losses.map(({ name }) => name)).toEqual(['hosted-tool', 'top-k']);
  });
});

/** Members that readers look for, with anything at all in them. */
const NAMES = [
  'type',
  'role',
  'content',
  'text',
  'id',
  'name',
  'input',
  'tool_calls',
  'function',
  'arguments',
  'parts',
  'source',
  'data',
  'tools',
  'parameters',
  'call_id',
  'functionCall',
  'args',
];
const WORDS = [
  'user',
  'assistant',
  'system',
  'tool',
  'text',
  'tool_use',
  'tool_result',
  'thinking',
  'image',
  'image_url',
  'function',
  'message',
  'function_call',
  'custom',
  'model',
  '',
];

const { anything } = fc.letrec<{ anything: unknown }>((tie) => ({
  anything: fc.oneof(
    { maxDepth: 5, withCrossShrink: true },
    fc.constantFrom(...WORDS),
    fc.constantFrom(null, true, 0, -1.5, '{"a":1}', '{'),
    fc.array(tie('anything'), { maxLength: 4 }),
    fc.dictionary(fc.constantFrom(...NAMES), tie('anything'), { maxKeys: 5 }),
  ),
}));
const TOPS = [
  'messages',
  'input',
  'contents',
  'system',
  'tools',
  'tool_choice',
  'thinking',
  'response_format',
  'stop',
  'max_tokens',
  'generationConfig',
  'metadata',
];
const bodies = fc.dictionary(
  fc.constantFrom(...TOPS),
  fc.oneof(anything, fc.array(anything, { maxLength: 5 })),
  { maxKeys: 6 },
);

describe.each(PAIRS)('%s → %s', (from, to) => {
  it('never throws, and says the same of the same', () => {
    fc.assert(
      fc.property(bodies, (body) => {
        const before = JSON.stringify(body);
        const once = outcome();
        expect(outcome()).toBe(once);
        expect(JSON.stringify(body)).toBe(before);

        function outcome(): string {
          const request = readRequest(from, body, FACTS);
          if (isConvertError(request)) return request.message;
          return JSON.stringify(convertRequest(request, to, { ...WRITE, onLoss: 'drop' }));
        }
      }),
      { numRuns: 300 },
    );
  });
});
