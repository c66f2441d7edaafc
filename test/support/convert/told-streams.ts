import type { Protocol } from '../../../main/contracts/protocol.ts';
import {
  AnswerConverter,
  type ConverterFacts,
} from '../../../main/core/convert/answer-converter.ts';
import { encodeUtf8 } from '../../../main/core/utf8.ts';
import { factsOf } from './convert-answer.ts';

/** Streams for tests of conversion, and what a client makes of those that were written. */

export type Json = Record<string, unknown>;

export const frames = (events: readonly (object | string)[]) =>
  events
    .map((event) => `data: ${typeof event === 'string' ? event : JSON.stringify(event)}\n\n`)
    .join('');

export const chunk = (delta: object, finish: string | null = null, rest: object = {}) => ({
  id: 'chatcmpl-1',
  model: 'sent',
  choices: [{ index: 0, delta, finish_reason: finish }],
  ...rest,
});

export const call = (
  index: number,
  id: string | undefined,
  name: string | undefined,
  args: string,
) => ({
  tool_calls: [
    {
      index,
      ...(id === undefined ? {} : { id }),
      type: 'function',
      function: { ...(name === undefined ? {} : { name }), arguments: args },
    },
  ],
});

export function run(facts: ConverterFacts, bytes: string) {
  const converter = new AnswerConverter(facts);
  const text = converter.push(encodeUtf8(bytes)) + converter.end();
  return { text, state: converter.state };
}

const eventsIn = (text: string): Json[] =>
  text
    .split('\n')
    .filter((line) => line.startsWith('data: {'))
    .map((line) => JSON.parse(line.slice('data: '.length)) as Json);

export const told = (
  upstream: Protocol,
  client: Protocol,
  bytes: string,
  changes: Partial<ConverterFacts> = {},
) => {
  const { text, state } = run({ ...factsOf(upstream, client), ...changes }, bytes);
  return { text, state, events: eventsIn(text) };
};

const textOf = (value: unknown) => (typeof value === 'string' ? value : '');

/** Blocks of an Anthropic stream, put together as a client does. */
export function blocksIn(events: readonly Json[]): Json[] {
  const blocks: Json[] = [];
  for (const event of events) {
    const delta = event['delta'] as Json | undefined;
    const index = event['index'] as number;
    if (event['type'] === 'content_block_start')
      blocks[index] = { ...(event['content_block'] as Json) };
    if (event['type'] !== 'content_block_delta' || delta === undefined) continue;
    const block = blocks[index] as Json;
    for (const name of ['text', 'thinking', 'signature', 'partial_json']) {
      if (delta[name] !== undefined) block[name] = textOf(block[name]) + textOf(delta[name]);
    }
  }
  return blocks;
}

export const stopOf = (events: readonly Json[]) =>
  (events.find(({ type }) => type === 'message_delta')?.['delta'] as Json | undefined)?.[
    'stop_reason'
  ];

export const toClaude = (
  events: readonly (object | string)[],
  changes: Partial<ConverterFacts> = {},
) => {
  const result = told('openai-chat', 'anthropic', frames(events), changes);
  return { ...result, blocks: blocksIn(result.events), stop: stopOf(result.events) };
};

export const calls = (blocks: readonly Json[]) =>
  blocks
    .filter(({ type }) => type === 'tool_use')
    .map(({ id, name, partial_json }) => [id, name, partial_json]);
