import { chatFault } from './strict/chat.mjs';
import { dataOf, pieces, USAGE } from './dialect.mjs';

/**
 * @typedef {{ type: string, text?: string, image_url?: { url: string } }} Part
 * @typedef {{ role: string, content?: string | Part[] | null }} Message
 * @typedef {{ tools?: { function?: { name: string } }[], messages: Message[] }} Body
 */

const USED = {
  prompt_tokens: USAGE.input,
  completion_tokens: USAGE.output,
  total_tokens: USAGE.input + USAGE.output,
};

/** @type {import('./dialect.mjs').Dialect} */
export const chat = {
  protocol: 'openai-chat',
  path: /^\/v1\/chat\/completions$/,
  isStreaming: ({ body }) => body.stream === true,
  fault: chatFault,

  read(/** @type {Body} */ { tools = [], messages }) {
    const parts = messages.flatMap(({ content }) => (Array.isArray(content) ? content : []));
    return {
      tools: tools.map((tool) => tool.function?.name ?? ''),
      results: messages.filter(({ role }) => role === 'tool').map(({ content }) => textOf(content)),
      pictures: parts.flatMap(({ image_url: url }) => (url === undefined ? [] : [dataOf(url.url)])),
    };
  },

  events({ say, calls }, number) {
    /** @type {(delta: object, finish?: string) => object} */
    const choice = (delta, finish) => ({
      choices: [{ index: 0, delta, finish_reason: finish ?? null }],
      usage: null,
    });
    const chunks = [
      choice({ role: 'assistant', content: '' }),
      ...pieces(say).map((content) => choice({ content })),
      ...calls.flatMap((call, index) => {
        const begun = called(call, index, number);
        return [
          choice({
            tool_calls: [{ index, ...begun, function: { ...begun.function, arguments: '' } }],
          }),
          ...pieces(begun.function.arguments).map((piece) =>
            choice({ tool_calls: [{ index, function: { arguments: piece } }] }),
          ),
        ];
      }),
      choice({}, calls.length === 0 ? 'stop' : 'tool_calls'),
      { choices: [], usage: USED },
    ];
    const head = completion(number, 'chat.completion.chunk');
    const events = chunks.map((chunk) => `data: ${JSON.stringify({ ...head, ...chunk })}\n\n`);
    return [...events, 'data: [DONE]\n\n'];
  },

  whole: ({ say, calls }, number) => ({
    ...completion(number, 'chat.completion'),
    choices: [
      {
        index: 0,
        message: {
          role: 'assistant',
          content: say,
          refusal: null,
          ...(calls.length === 0
            ? {}
            : { tool_calls: calls.map((call, index) => called(call, index, number)) }),
        },
        finish_reason: calls.length === 0 ? 'stop' : 'tool_calls',
      },
    ],
    usage: USED,
  }),
};

/**
 * @param {number} number
 * @param {string} object
 */
function completion(number, object) {
  return { id: `chatcmpl-${number}`, object, created: 1_750_000_000, model: 'scripted' };
}

/**
 * @param {import('./conversation.mjs').Call} call
 * @param {number} index
 * @param {number} number
 */
function called({ name, input }, index, number) {
  return {
    id: `call_${number}_${index}`,
    type: 'function',
    function: { name, arguments: JSON.stringify(input) },
  };
}

/** @param {Message['content']} content */
function textOf(content) {
  if (typeof content === 'string') return content;
  return (content ?? []).map(({ text = '' }) => text).join('\n');
}
