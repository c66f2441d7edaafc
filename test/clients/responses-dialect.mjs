import { namedEvent, pieces } from './dialect.mjs';

/**
 * @typedef {{ type?: string, output?: string | { text?: string }[] }} Item
 * @typedef {{ tools?: unknown[], input: Item[] }} Body
 */

/** @type {import('./dialect.mjs').Dialect} */
export const responses = {
  path: /^\/v1\/responses$/,

  read(text) {
    /** @type {Body} */
    const { tools = [], input } = JSON.parse(text);
    const results = input.filter(({ type }) => type === 'function_call_output');
    return { tools: tools.length, results: results.map(resultText) };
  },

  write({ say, call }, number) {
    const message = {
      type: 'message',
      id: `msg_${number}`,
      status: 'completed',
      role: 'assistant',
      content: [{ type: 'output_text', text: say, annotations: [] }],
    };
    const output = call === null ? [message] : [message, callItem(call, number)];
    const response = {
      id: `resp_${number}`,
      object: 'response',
      status: 'in_progress',
      output: [],
    };
    const usage = { input_tokens: 100, output_tokens: 20, total_tokens: 120 };
    const events = [
      { type: 'response.created', response },
      ...output.flatMap((item, index) => itemEvents(item, index, call)),
      { type: 'response.completed', response: { ...response, status: 'completed', output, usage } },
    ];
    return events.map((event, index) => namedEvent({ ...event, sequence_number: index }));
  },
};

/** @param {Item} item */
function resultText({ output = '' }) {
  if (typeof output === 'string') return output;
  return output.map(({ text = '' }) => text).join('\n');
}

/**
 * @param {import('./conversation.mjs').Call} call
 * @param {number} number
 */
function callItem(call, number) {
  return {
    type: 'function_call',
    id: `fc_${number}`,
    call_id: `call_${number}`,
    name: call.name,
    arguments: JSON.stringify(call.input),
    status: 'completed',
  };
}

/**
 * @param {{ type: string, id: string, content?: { text: string }[], arguments?: string }} item
 * @param {number} index
 * @param {import('./conversation.mjs').Call | null} call
 */
function itemEvents(item, index, call) {
  const place = { item_id: item.id, output_index: index };
  const { added, delta, text } =
    item.type === 'message'
      ? {
          added: { ...item, status: 'in_progress', content: [] },
          delta: { type: 'response.output_text.delta', ...place, content_index: 0 },
          text: item.content?.[0]?.text ?? '',
        }
      : {
          added: { ...item, status: 'in_progress', name: call?.name, arguments: '' },
          delta: { type: 'response.function_call_arguments.delta', ...place },
          text: item.arguments ?? '',
        };
  return [
    { type: 'response.output_item.added', output_index: index, item: added },
    ...pieces(text).map((piece) => ({ ...delta, delta: piece })),
    { type: 'response.output_item.done', output_index: index, item },
  ];
}
