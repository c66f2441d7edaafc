import { namedEvent, pieces } from './dialect.mjs';

/**
 * @typedef {{ type: string, text?: string, content?: string | Block[] }} Block
 * @typedef {{ tools?: unknown[], messages: { content: string | Block[] }[] }} Body
 */

/** @type {import('./dialect.mjs').Dialect} */
export const anthropic = {
  path: /^\/v1\/messages$/,

  read(text) {
    /** @type {Body} */
    const { tools = [], messages } = JSON.parse(text);
    const blocks = messages.flatMap(({ content }) => (typeof content === 'string' ? [] : content));
    const results = blocks.filter(({ type }) => type === 'tool_result');
    return { tools: tools.length, results: results.map(resultText) };
  },

  write({ say, call }, number) {
    const start = {
      id: `msg_${number}`,
      type: 'message',
      role: 'assistant',
      model: 'scripted',
      content: [],
      stop_reason: null,
      stop_sequence: null,
      usage: { input_tokens: 100, output_tokens: 1 },
    };
    const delta = { stop_reason: call === null ? 'end_turn' : 'tool_use', stop_sequence: null };
    return [
      namedEvent({ type: 'message_start', message: start }),
      namedEvent({ type: 'ping' }),
      ...block(0, { type: 'text', text: '' }, 'text', 'text_delta', say),
      ...(call === null
        ? []
        : block(
            1,
            { type: 'tool_use', id: `toolu_${number}`, name: call.name, input: {} },
            'partial_json',
            'input_json_delta',
            JSON.stringify(call.input),
          )),
      namedEvent({ type: 'message_delta', delta, usage: { output_tokens: 20 } }),
      namedEvent({ type: 'message_stop' }),
    ];
  },
};

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
