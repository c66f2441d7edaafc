import { dataEvent, type Dialect, type ErrorFacts, type Reply } from './dialect.ts';

const ERROR_NAMES: ReadonlyMap<number, string> = new Map([
  [401, 'UNAUTHENTICATED'],
  [403, 'PERMISSION_DENIED'],
  [404, 'NOT_FOUND'],
  [409, 'ABORTED'],
  [429, 'RESOURCE_EXHAUSTED'],
  [503, 'UNAVAILABLE'],
  [504, 'DEADLINE_EXCEEDED'],
  [529, 'UNAVAILABLE'],
]);

/** Google's Gemini API. Its streams have no event that says nothing, and their last event is the end marker. */
export const gemini: Dialect = {
  body: (reply) => ({
    ...candidate(reply, reply.pieces.join(''), true),
    usageMetadata: usage(reply),
  }),
  stream: (reply) => ({
    opening: [],
    content: reply.pieces.slice(0, -1).map((text) => dataEvent(candidate(reply, text, false))),
    finish: [],
    end: [
      dataEvent({
        ...candidate(reply, reply.pieces.at(-1) ?? '', true),
        usageMetadata: usage(reply),
      }),
    ],
  }),
  error: errorBody,
  errorEvent: (error) => dataEvent(errorBody(error)),
  ping: ': keep-alive\n\n',
  models: (names) => ({
    models: names.map((name) => ({
      name: `models/${name}`,
      displayName: name,
      supportedGenerationMethods: ['generateContent', 'countTokens'],
    })),
  }),
  tokenCount: (inputTokens) => ({ totalTokens: inputTokens }),
};

/** A whole answer and a piece of a stream look the same but for the reason to stop. */
function candidate(reply: Reply, text: string, isLast: boolean): object {
  const content = { parts: [{ text }], role: 'model' };
  const one = { content, index: 0, ...(isLast ? { finishReason: 'STOP' } : {}) };
  return { candidates: [one], modelVersion: reply.model, responseId: reply.id };
}

function usage({ usage: { inputTokens, cacheReadTokens, outputTokens } }: Reply): object {
  return {
    promptTokenCount: inputTokens,
    candidatesTokenCount: outputTokens,
    totalTokenCount: inputTokens + outputTokens,
    cachedContentTokenCount: cacheReadTokens,
  };
}

function errorBody({ status, message }: ErrorFacts): object {
  const name = ERROR_NAMES.get(status) ?? (status < 500 ? 'INVALID_ARGUMENT' : 'INTERNAL');
  return { error: { code: status, message, status: name } };
}
