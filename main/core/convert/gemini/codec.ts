import type { Codec } from '../codec.ts';
import { readAnswer } from './read-answer.ts';
import { readRequest } from './read-request.ts';
import { GeminiReader } from './read-stream.ts';
import { writeAnswer } from './write-answer.ts';
import { writeRequest } from './write-request.ts';
import { GeminiWriter } from './write-stream.ts';

/** Google's generateContent, whole, as events and as an array. */
export const geminiCodec: Codec = {
  protocol: 'gemini',
  abilities: {
    hasFreeformTools: false,
    hasNamespaces: false,
    hostedTools: ['webSearch', 'webFetch', 'codeExecution'],
    toolName: /^[A-Za-z_][A-Za-z0-9_.:-]*$/,
    maxToolNameLength: 64,
    toolId: /^[^\s]+$/,
    maxToolIdLength: 256,
    hasLateSystem: false,
    startsWithUser: true,
    hasJsonFormat: true,
    answerMedia: ['image', 'audio', 'video', 'document'],
    answerCitations: false,
  },
  readRequest,
  writeRequest,
  readAnswer,
  writeAnswer,
  streamReader: (facts) => new GeminiReader(facts),
  streamWriter: (facts) => new GeminiWriter(facts),
};
