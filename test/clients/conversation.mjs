/**
 * What every client talks about with the scripted upstream: with two calls in one turn it reads a note and looks at a
 * picture, writes the word of the note into another file with a further tool, and tells the word. The upstream knows
 * the word and the picture from the results of the tools alone, so the last line proves that results went up as well
 * as calls came down, and that the picture arrived byte for byte.
 */
import { createHash } from 'node:crypto';
import { crc32, deflateSync } from 'node:zlib';

export const PROMPT =
  'Find the word in note.txt, look at picture.png, put the word into answer.txt, and tell me the word.';
export const WORD = 'marmalade-4711';
export const NOTE = `First line.\nThe word is ${WORD} today.\n`;
export const PICTURE = png(24);

/**
 * What a request says, whatever its dialect.
 * @typedef {object} Turn
 * @property {readonly string[]} tools names of what the client offers
 * @property {readonly string[]} results texts that its tools came back with so far
 * @property {readonly string[]} pictures in Base64, wherever they stand
 */

/**
 * @typedef {{ name: string, input: Record<string, unknown> }} Call
 * @typedef {{ say: string, calls: readonly Call[] }} Answer
 * @typedef {readonly [look: readonly [Call, Call], write: readonly [Call]]} Calls what one client calls, turn by turn
 */

/**
 * @param {Turn} turn
 * @param {Calls} calls
 * @returns {Answer}
 */
export function answerTo({ tools, results, pictures }, [look, write]) {
  // A request without tools is no turn of the conversation: a client wants a title for it.
  if (tools.length === 0)
    return { say: JSON.stringify({ title: 'The word in a note' }), calls: [] };
  if (results.length < look.length) return { say: 'I look at both first.', calls: look };
  if (results.length === look.length) return { say: 'Now I write the answer.', calls: write };
  const word = /The word is (\S+) today/.exec(results.join('\n'))?.[1] ?? 'unknown to me';
  const seen = pictures.map((picture) => Buffer.from(picture, 'base64'));
  return { say: lastLine(word, seen), calls: [] };
}

/**
 * @param {string} word
 * @param {readonly Buffer[]} pictures
 */
export function lastLine(word, pictures) {
  const digests = pictures.map((bytes) => createHash('sha256').update(bytes).digest('hex'));
  const seen = digests.map((digest) => digest.slice(0, 12)).join(', ');
  return `The word is ${word}, and answer.txt holds it now. I saw ${seen === '' ? 'nothing' : seen}.`;
}

/**
 * A small picture that is all there: clients look into it before they send it.
 * @param {number} size
 */
function png(size) {
  const head = Buffer.alloc(13);
  head.writeUInt32BE(size, 0);
  head.writeUInt32BE(size, 4);
  // Eight bits for each of red, green and blue.
  head.set([8, 2], 8);
  const row = (/** @type {number} */ y) =>
    Array.from({ length: size }, (_, x) => [x * 10, y * 10, (x * y) % 256]).flat();
  const rows = Array.from({ length: size }, (_, y) => [0, ...row(y)]).flat();
  return Buffer.concat([
    Buffer.from('89504e470d0a1a0a', 'hex'),
    chunk('IHDR', head),
    chunk('IDAT', deflateSync(Buffer.from(rows))),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/**
 * @param {string} type
 * @param {Buffer} data
 */
function chunk(type, data) {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const named = Buffer.concat([Buffer.from(type), data]);
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(named));
  return Buffer.concat([length, named, sum]);
}
