import { geminiFault } from './strict/gemini.mjs';
import { pieces, USAGE } from './dialect.mjs';

/**
 * @typedef {{ mimeType: string, data: string }} Blob
 * @typedef {{ inlineData?: Blob, functionResponse?: { response?: object, parts?: Part[] } }} Part
 * @typedef {{ functionDeclarations?: { name: string }[] }} Tool
 * @typedef {{ tools?: Tool[], contents: { parts: Part[] }[] }} Body
 */

/** What Google puts on the first call of a turn and wants back with it. */
export const SIGNATURE = Buffer.from('a thought that nobody may read').toString('base64');

/** @type {import('./dialect.mjs').Dialect} */
export const gemini = {
  protocol: 'gemini',
  path: /^\/v1beta\/models\/[^/]+:(streamGenerateContent|generateContent)$/,
  isStreaming: ({ url }) => url.includes(':streamGenerateContent'),
  fault: geminiFault,

  read(/** @type {Body} */ { tools = [], contents }) {
    const parts = contents.flatMap((content) => content.parts);
    const responses = parts.flatMap(({ functionResponse }) => functionResponse ?? []);
    const blobs = [...parts, ...responses.flatMap((response) => response.parts ?? [])];
    return {
      tools: tools.flatMap(({ functionDeclarations = [] }) =>
        functionDeclarations.map(({ name }) => name),
      ),
      results: responses.map(({ response = {} }) => Object.values(response).join('\n')),
      pictures: blobs.flatMap(({ inlineData }) => inlineData?.data ?? []),
    };
  },

  events({ say, calls }, number) {
    const parts = [...pieces(say).map((text) => ({ text })), ...callParts(calls)];
    return parts.map((part, index) => {
      const isLast = index === parts.length - 1;
      const data = answer([part], number, isLast);
      return `data: ${JSON.stringify(data)}\r\n\r\n`;
    });
  },

  whole: ({ say, calls }, number) => answer([{ text: say }, ...callParts(calls)], number, true),
};

/**
 * As Google's older models call: without ids.
 * @param {readonly import('./conversation.mjs').Call[]} calls
 */
function callParts(calls) {
  return calls.map(({ name, input }, at) => ({
    functionCall: { name, args: input },
    ...(at === 0 ? { thoughtSignature: SIGNATURE } : {}),
  }));
}

/**
 * @param {readonly object[]} parts
 * @param {number} number
 * @param {boolean} isLast
 */
function answer(parts, number, isLast) {
  const usageMetadata = {
    promptTokenCount: USAGE.input,
    candidatesTokenCount: isLast ? USAGE.output : 1,
    totalTokenCount: USAGE.input + (isLast ? USAGE.output : 1),
  };
  const candidate = {
    content: { role: 'model', parts },
    index: 0,
    ...(isLast ? { finishReason: 'STOP' } : {}),
  };
  return {
    candidates: [candidate],
    usageMetadata,
    modelVersion: 'scripted',
    responseId: `answer-${number}`,
  };
}
