import { anthropicFault } from './strict/anthropic.mjs';
import { namedEvent, pieces, USAGE } from './dialect.mjs';

/**
 * @typedef {{ type: string, text?: string, content?: string | Block[], source?: { data?: string } }} Block
 * @typedef {{ tools?: { name: string }[], messages: { content: string | Block[] }[] }} Body
 */

/** @type {import('./dialect.mjs').Dialect} */
export const anthropic = {
  protocol: 'anthropic',
  path: /^\/v1\/messages$/,
  isStreaming: ({ body }) => body.stream === true,
  fault: anthropicFault,

  read(/** @type {Body} */ { tools = [], messages }) {
    const blocks = messages.flatMap(({ content }) => blocksOf(content));
    const results = blocks.filter(({ type }) => type === 'tool_result');
    const within = results.flatMap(({ content = [] }) => blocksOf(content));
    const images = [...blocks, ...within].filter(({ type }) => type === 'image');
    return {
      tools: tools.map(({ name }) => name),
      results: results.map(resultText),
      pictures: images.map(({ source }) => source?.data ?? ''),
    };
  },

  events({ say, calls }, number) {
    const start = { ...message(number), usage: { input_tokens: USAGE.input, output_tokens: 1 } };
    const delta = { stop_reason: stopReason(calls), stop_sequence: null };
    return [
      namedEvent({ type: 'message_start', message: start }),
      namedEvent({ type: 'ping' }),
      ...block(0, { type: 'text', text: '' }, 'text', 'text_delta', say),
      ...calls.flatMap(({ name, input }, at) =>
        block(
          at + 1,
          { type: 'tool_use', id: callId(number, at), name, input: {} },
          'partial_json',
          'input_json_delta',
          JSON.stringify(input),
        ),
      ),
      namedEvent({ type: 'message_delta', delta, usage: { output_tokens: USAGE.output } }),
      namedEvent({ type: 'message_stop' }),
    ];
  },

  whole: ({ say, calls }, number) => ({
    ...message(number),
    content: [
      { type: 'text', text: say },
      ...calls.map((call, at) => ({ type: 'tool_use', id: callId(number, at), ...call })),
    ],
    stop_reason: stopReason(calls),
    usage: { input_tokens: USAGE.input, output_tokens: USAGE.output },
  }),
};

/** @param {number} number */
function message(number) {
  return {
    id: `msg_${number}`,
    type: 'message',
    role: 'assistant',
    model: 'scripted',
    content: [],
    stop_reason: null,
    stop_sequence: null,
  };
}

/** @param {readonly unknown[]} calls */
function stopReason(calls) {
  return calls.length === 0 ? 'end_turn' : 'tool_use';
}

/**
 * @param {number} number
 * @param {number} at
 */
function callId(number, at) {
  return `toolu_${number}_${at}`;
}

/** @param {string | Block[]} content */
function blocksOf(content) {
  return typeof content === 'string' ? [] : content;
}

/** @param {Block} result */
function resultText({ content = '' }) {
  if (typeof content === 'string') return content;
  return content.map(({ text = '' }) => text).join('\n');
}

/**
 * @param {number} index
 * @param {object} empty
 * @param {string} member
 * @param {string} type
 * @param {string} text
 */
function block(index, empty, member, type, text) {
  return [
    namedEvent({ type: 'content_block_start', index, content_block: empty }),
    ...pieces(text).map((piece) =>
      namedEvent({ type: 'content_block_delta', index, delta: { type, [member]: piece } }),
    ),
    namedEvent({ type: 'content_block_stop', index }),
  ];
}
