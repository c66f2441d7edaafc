import { responsesFault } from './strict/responses.mjs';
import { dataOf, namedEvent, pieces, USAGE } from './dialect.mjs';

/**
 * @typedef {{ type?: string, text?: string, image_url?: string }} Part
 * @typedef {{ type?: string, output?: string | Part[], content?: string | Part[] }} Item
 * @typedef {{ tools?: { name?: string, type: string }[], input: string | Item[] }} Body
 * @typedef {{ type: string, id: string, [member: string]: unknown }} OutputItem
 */

const USED = {
  input_tokens: USAGE.input,
  input_tokens_details: { cached_tokens: 0 },
  output_tokens: USAGE.output,
  output_tokens_details: { reasoning_tokens: 0 },
  total_tokens: USAGE.input + USAGE.output,
};

/** @type {import('./dialect.mjs').Dialect} */
export const responses = {
  protocol: 'openai-responses',
  path: /^\/v1\/responses$/,
  isStreaming: ({ body }) => body.stream === true,
  fault: responsesFault,

  read(/** @type {Body} */ { tools = [], input }) {
    const items = typeof input === 'string' ? [] : input;
    const results = items.filter(({ type }) => type === 'function_call_output');
    const parts = items.flatMap(({ output, content }) => [...partsOf(output), ...partsOf(content)]);
    const images = parts.filter(({ type }) => type === 'input_image');
    return {
      tools: tools.map(({ name, type }) => name ?? type),
      results: results.map(({ output = '' }) => textOf(output)),
      pictures: images.map(({ image_url: url = '' }) => dataOf(url)),
    };
  },

  events({ say, calls }, number) {
    const output = outputOf(say, calls, number);
    const begun = response(number, 'in_progress', []);
    const events = [
      { type: 'response.created', response: begun },
      { type: 'response.in_progress', response: begun },
      ...output.flatMap((item, index) =>
        item.type === 'message' ? messageEvents(item, index, say) : callEvents(item, index),
      ),
      {
        type: 'response.completed',
        response: { ...response(number, 'completed', output), usage: USED },
      },
    ];
    return events.map((event, index) => namedEvent({ type: '', ...event, sequence_number: index }));
  },

  whole: ({ say, calls }, number) => ({
    ...response(number, 'completed', outputOf(say, calls, number)),
    usage: USED,
  }),
};

/**
 * @param {number} number
 * @param {string} status
 * @param {readonly OutputItem[]} output
 */
function response(number, status, output) {
  return {
    id: `resp_${number}`,
    object: 'response',
    created_at: 1_750_000_000,
    status,
    model: 'scripted',
    error: null,
    incomplete_details: null,
    output,
  };
}

/**
 * @param {string} say
 * @param {readonly import('./conversation.mjs').Call[]} calls
 * @param {number} number
 * @returns {OutputItem[]}
 */
function outputOf(say, calls, number) {
  const content = [{ type: 'output_text', text: say, annotations: [] }];
  const status = 'completed';
  return [
    { type: 'message', id: `msg_${number}`, status, role: 'assistant', content },
    ...calls.map(({ name, input }, at) => ({
      type: 'function_call',
      id: `fc_${number}_${at}`,
      call_id: `call_${number}_${at}`,
      name,
      arguments: JSON.stringify(input),
      status,
    })),
  ];
}

/**
 * @param {OutputItem} item
 * @param {number} index
 * @param {string} text
 * @returns {object[]}
 */
function messageEvents(item, index, text) {
  const place = { item_id: item.id, output_index: index, content_index: 0 };
  const part = { type: 'output_text', annotations: [] };
  return [
    added({ ...item, status: 'in_progress', content: [] }, index),
    { type: 'response.content_part.added', ...place, part: { ...part, text: '' } },
    ...pieces(text).map((delta) => ({ type: 'response.output_text.delta', ...place, delta })),
    { type: 'response.output_text.done', ...place, text },
    { type: 'response.content_part.done', ...place, part: { ...part, text } },
    { type: 'response.output_item.done', output_index: index, item },
  ];
}

/**
 * @param {OutputItem} item
 * @param {number} index
 * @returns {object[]}
 */
function callEvents(item, index) {
  const place = { item_id: item.id, output_index: index };
  const text = String(item['arguments']);
  return [
    added({ ...item, status: 'in_progress', arguments: '' }, index),
    ...pieces(text).map((delta) => ({
      type: 'response.function_call_arguments.delta',
      ...place,
      delta,
    })),
    { type: 'response.function_call_arguments.done', ...place, arguments: text },
    { type: 'response.output_item.done', output_index: index, item },
  ];
}

/**
 * @param {object} item
 * @param {number} index
 */
function added(item, index) {
  return { type: 'response.output_item.added', output_index: index, item };
}

/**
 * @param {string | Part[] | undefined} content
 * @returns {Part[]}
 */
function partsOf(content) {
  return Array.isArray(content) ? content : [];
}

/** @param {string | Part[]} content */
function textOf(content) {
  if (typeof content === 'string') return content;
  return content.map(({ text = '' }) => text).join('\n');
}
