import type { Codec } from '../codec.ts';
import { readAnswer } from './read-answer.ts';
import { readRequest } from './read-request.ts';
import { ResponsesReader } from './read-stream.ts';
import { writeRequest } from './write-request.ts';
import { ResponsesWriter, writeAnswer } from './write-stream.ts';

/** OpenAI's Responses API, which Codex speaks. */
export const responsesCodec: Codec = {
  protocol: 'openai-responses',
  abilities: {
    hasFreeformTools: true,
    hasNamespaces: true,
    hostedTools: ['webSearch', 'codeExecution'],
    toolName: /^[A-Za-z0-9_-]+$/,
    maxToolNameLength: 64,
    toolId: /^[^\s]+$/,
    maxToolIdLength: 64,
    hasLateSystem: true,
    startsWithUser: false,
    hasJsonFormat: true,
    answerMedia: ['image'],
    answerCitations: true,
  },
  readRequest,
  writeRequest,
  readAnswer,
  writeAnswer,
  streamReader: () => new ResponsesReader(),
  streamWriter: (facts) => new ResponsesWriter(facts),
};
