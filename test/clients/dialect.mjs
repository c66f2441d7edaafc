/**
 * How one protocol asks and answers.
 * @typedef {object} Dialect
 * @property {string} protocol what the program calls it
 * @property {RegExp} path of the requests that are turns; matched without the query
 * @property {(asked: Asked) => boolean} isStreaming
 * @property {(body: any) => string | null} fault why the vendor would refuse the request; null when it would not
 * @property {(body: any) => import('./conversation.mjs').Turn} read of a request that has no fault
 * @property {(answer: import('./conversation.mjs').Answer, number: number) => string[]} events
 *   of a stream, each with the empty line that ends it; `number` makes ids that differ
 * @property {(answer: import('./conversation.mjs').Answer, number: number) => object} whole
 */

/** @typedef {{ url: string, body: any }} Asked */

/** What every answer is said to have cost. */
export const USAGE = { input: 100, output: 20 };

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

/**
 * The Base64 of a data URL; empty when it is none.
 * @param {string} url
 */
export function dataOf(url) {
  return /^data:[\w/+.-]+;base64,(.*)$/s.exec(url)?.[1] ?? '';
}
