import { pieces } from './dialect.mjs';

/**
 * @typedef {{ functionResponse?: { response?: { output?: string } } }} Part
 * @typedef {{ tools?: unknown[], contents: { parts: Part[] }[] }} Body
 */

/** @type {import('./dialect.mjs').Dialect} */
export const gemini = {
  path: /^\/v1beta\/models\/[^/]+:streamGenerateContent$/,

  read(text) {
    /** @type {Body} */
    const { tools = [], contents } = JSON.parse(text);
    const parts = contents.flatMap((content) => content.parts);
    const results = parts.flatMap(({ functionResponse }) =>
      functionResponse === undefined ? [] : [functionResponse.response?.output ?? ''],
    );
    return { tools: tools.length, results };
  },

  write({ say, call }, number) {
    const texts = pieces(say).map((text) => ({ text }));
    const parts =
      call === null
        ? texts
        : [...texts, { functionCall: { id: `call_${number}`, name: call.name, args: call.input } }];
    return parts.map((part, index) => {
      const isLast = index === parts.length - 1;
      const candidate = { content: { role: 'model', parts: [part] }, index: 0 };
      const usageMetadata = {
        promptTokenCount: 100,
        candidatesTokenCount: 20,
        totalTokenCount: 120,
      };
      const data = isLast
        ? { candidates: [{ ...candidate, finishReason: 'STOP' }], usageMetadata }
        : { candidates: [candidate] };
      return `data: ${JSON.stringify({ ...data, responseId: `answer-${number}` })}\r\n\r\n`;
    });
  },
};
