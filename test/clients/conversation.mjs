/**
 * What every client talks about with the scripted upstream: it reads a note with one tool, writes the word
 * of the note into another file with a second one, and tells the word. The upstream knows the word from the
 * result of the tool alone, so the last line proves that results went up as well as calls came down.
 */

export const PROMPT = 'Find the word in note.txt, put it into answer.txt, and tell me the word.';
export const WORD = 'marmalade-4711';
export const NOTE = `First line.\nThe word is ${WORD} today.\n`;
export const LAST_LINE = `The word is ${WORD}, and answer.txt holds it now.`;

/**
 * What a request says, whatever its dialect.
 * @typedef {object} Turn
 * @property {number} tools how many tools the client offers
 * @property {readonly string[]} results texts that its tools came back with so far
 */

/**
 * @typedef {{ name: string, input: Record<string, unknown> }} Call
 * @typedef {{ say: string, call: Call | null }} Answer
 * @typedef {readonly [read: Call, write: Call]} Calls how one client reads the note and writes the answer
 */

/**
 * @param {Turn} turn
 * @param {Calls} calls
 * @returns {Answer}
 */
export function answerTo({ tools, results }, [read, write]) {
  // A request without tools is no turn of the conversation: a client wants a title for it.
  if (tools === 0) return { say: JSON.stringify({ title: 'The word in a note' }), call: null };
  if (results.length === 0) return { say: 'I read the note first.', call: read };
  if (results.length === 1) return { say: 'Now I write the answer.', call: write };
  const word = /The word is (\S+) today/.exec(results[0] ?? '')?.[1] ?? 'unknown to me';
  return { say: `The word is ${word}, and answer.txt holds it now.`, call: null };
}
