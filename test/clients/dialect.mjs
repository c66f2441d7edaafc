/**
 * How one protocol asks and answers.
 * @typedef {object} Dialect
 * @property {RegExp} path of the requests that are turns; matched without the query
 * @property {(body: string) => import('./conversation.mjs').Turn} read
 * @property {(answer: import('./conversation.mjs').Answer, number: number) => string[]} write
 *   the events of a stream, each with the empty line that ends it; `number` makes ids that differ
 */

/**
 * Cuts a text so that an event never holds all of it.
 * @param {string} text
 * @returns {string[]}
 */
export function pieces(text) {
  return text.match(/.{1,12}/gs) ?? [];
}

/**
 * An event whose name stands beside its data, as Anthropic and OpenAI's Responses write it.
 * @param {{ type: string, [member: string]: unknown }} data
 */
export function namedEvent(data) {
  return `event: ${data.type}\ndata: ${JSON.stringify(data)}\n\n`;
}
