import { describe, expect, it } from 'vitest';
import { constantsOf, GEMINI } from '../../../main/core/count/constants.ts';
import {
  countAnthropic,
  countGemini,
  type Counter,
} from '../../../main/core/count/count-request.ts';
import type { JsonObject } from '../../../main/core/count/json.ts';

const MODEL = 'claude-sonnet-4-5';
const { weights, preamble, base } = constantsOf(MODEL);

/** A tokenizer of words; one word is many tokens, so that rounding hides nothing. */
const COUNTER: Counter = {
  text: (text) => ({
    tokens: 100 * text.split(/\s+/).filter((word) => word !== '').length,
    digitRuns: 0,
    wide: 0,
    foreign: 0,
  }),
  sizeOf: () => ({ kind: 'image', width: 280, height: 280 }),
};

const user = (...content: unknown[]) => ({ role: 'user', content });
const assistant = (...content: unknown[]) => ({ role: 'assistant', content });
const text = (words: string) => ({ type: 'text', text: words });
const use = { type: 'tool_use', id: 't', name: 'look', input: {} };
const result = (content: unknown) => ({ type: 'tool_result', tool_use_id: 't', content });
const thinking = { type: 'thinking', thinking: 'hm', signature: 's' };

function count(messages: readonly unknown[], more: JsonObject = {}): number {
  return countAnthropic({ model: MODEL, messages, ...more }, COUNTER);
}

const word = 100 * weights.text;
const traffic = 100 * weights.traffic;
const turn = weights.roleChanges;
const hi = user(text('hi'));

describe('countAnthropic', () => {
  it.each<[string, number, number]>([
    ['a message', count([{ role: 'user', content: 'two words' }]), 2 * word],
    ['the same in blocks', count([user(text('two'), text('words'))]), 2 * word],
    ['a system prompt', count([hi], { system: 'be brief' }), 3 * word + weights.systems],
    ['system blocks', count([hi], { system: [text('be brief')] }), 3 * word + weights.systems],
    ['changes of role', count([hi, assistant(text('yes')), hi]), 3 * word + 2 * turn],
    ['a prefill', count([hi, assistant(text('yes'))]), 2 * word + turn + weights.prefills],
    [
      'tool traffic',
      count([hi, assistant(use), user(result([text('two words')]))]),
      word + 2 * turn + 2 * traffic + weights.toolUses + 2 * traffic + weights.toolResults,
    ],
    ['an image', count([user(text('hi'), { type: 'image' })]), word + 100 + 4],
    [
      'an image in a tool result',
      count([user(text('hi')), assistant(use), user(result([{ type: 'image' }]))]),
      word + 2 * turn + 2 * traffic + weights.toolUses + weights.toolResults + 104,
    ],
    [
      'a text document',
      count([user({ type: 'document', title: 't', source: { type: 'text', data: 'two words' } })]),
      3 * word + weights.documents,
    ],
    [
      'a search result',
      count([
        user({ type: 'search_result', title: 't', source: 's', content: [text('two words')] }),
      ]),
      4 * word,
    ],
    [
      'thinking allowed',
      count([hi], { thinking: { type: 'enabled' } }),
      word + weights.thinkingEnabled,
    ],
    ['metadata, which costs nothing', count([hi], { metadata: { user_id: 'a b c' } }), word],
    ['null where a member may be missing', count([hi], { system: null, tools: null }), word],
  ])('counts %s', (_, counted, expected) => {
    expect(counted).toBe(Math.round(base + expected));
  });

  it('counts tools with a preamble by how the choice is made', () => {
    const tool = { name: 'look', description: 'at it', input_schema: { properties: { a: {} } } };
    const each =
      300 * weights.toolText + 100 * weights.schema + weights.schemaProperties + weights.tools;
    const free = base + word + preamble.free;
    expect(count([hi], { tools: [tool] })).toBe(Math.round(free + each));
    expect(count([hi], { tools: [tool, tool] })).toBe(Math.round(free + 2 * each));
    const forced = { type: 'tool', name: 'look' };
    const expected = base + word + preamble.forced + each;
    expect(count([hi], { tools: [tool], tool_choice: forced })).toBe(Math.round(expected));
  });

  it('counts the schema of the answer', () => {
    const format = {
      type: 'json_schema',
      schema: { properties: { a: { properties: { b: {} } } } },
    };
    const more = weights.outputSchemas + 100 * weights.schema + 2 * weights.schemaProperties;
    expect(count([hi], { output_config: { format } })).toBe(Math.round(base + word + more));
    expect(count([hi], { output_format: format })).toBe(Math.round(base + word + more));
  });

  it('counts thinking of the running tool loop alone: earlier turns lose theirs', () => {
    const loop = [assistant(thinking, use), user(result('done'))];
    const without = [assistant(use), user(result('done'))];
    const billed = count([hi, ...loop]) - count([hi, ...without]);
    expect(billed).toBe(Math.round(word));
    expect(count([hi, ...loop, hi])).toBe(count([hi, ...without, hi]));
  });

  it('counts blocks it has not heard of by their JSON', () => {
    expect(count([user({ type: 'of the future' })])).toBe(Math.round(base + 3 * word));
  });

  it('counts more for the newer tokenizer', () => {
    const messages = [user(text('some words of prose'))];
    const newer = countAnthropic({ model: 'claude-opus-5', messages }, COUNTER);
    expect(newer).toBe(Math.round(7 + 400 * constantsOf('claude-opus-5').weights.text));
  });
});

describe('countGemini', () => {
  const contents = [{ role: 'user', parts: [{ text: 'two words' }] }];

  it.each<[string, JsonObject, number]>([
    ['contents', { contents }, 200],
    ['one content that is no list', { contents: { parts: { text: 'two words' } } }, 200],
    ['a wrapped request', { generateContentRequest: { contents } }, 200],
    ['a system instruction', { contents, systemInstruction: { parts: [{ text: 'be' }] } }, 300],
    ['the same in snake case', { contents, system_instruction: { parts: [{ text: 'be' }] } }, 300],
    ['no thoughts', { contents: [{ parts: [{ text: 'hm', thought: true }, { text: 'a' }] }] }, 100],
    ['an image', { contents: [{ parts: [{ inlineData: { data: '' } }] }] }, 258],
  ])('counts %s', (_, request, expected) => {
    expect(countGemini(request, COUNTER)).toBe(GEMINI.base + expected);
  });

  it('counts tools, calls and their results', () => {
    const declared = { name: 'look', description: 'at it', parameters: {} };
    const parts = [
      { functionCall: { name: 'look', args: {} } },
      { functionResponse: { name: 'look', response: {} } },
    ];
    const expected = 300 * GEMINI.weights.toolText + 100 * GEMINI.weights.schema;
    const calls = 400 * GEMINI.weights.traffic + 2 * GEMINI.weights.toolUses;
    const tools = [{ functionDeclarations: [declared] }];
    expect(countGemini({ contents: [{ parts }], tools }, COUNTER)).toBe(
      Math.round(GEMINI.base + expected + calls),
    );
  });
});
