import type { Codec } from '../codec.ts';
import { readAnthropicAnswer, writeAnthropicAnswer } from './answer.ts';
import { readAnthropicRequest } from './read-request.ts';
import { AnthropicReader } from './stream-reader.ts';
import { AnthropicWriter } from './stream-writer.ts';
import { writeAnthropicRequest } from './write-request.ts';

/** Anthropic's Messages API, which Claude Code speaks. */
export const anthropicCodec: Codec = {
  protocol: 'anthropic',
  abilities: {
    hasFreeformTools: false,
    hasNamespaces: false,
    hostedTools: ['webSearch'],
    toolName: /^[A-Za-z0-9_-]+$/,
    maxToolNameLength: 128,
    toolId: /^[A-Za-z0-9_-]+$/,
    maxToolIdLength: 128,
    hasLateSystem: false,
    startsWithUser: true,
    hasJsonFormat: false,
    answerMedia: [],
    answerCitations: false,
  },
  readRequest: readAnthropicRequest,
  writeRequest: writeAnthropicRequest,
  readAnswer: readAnthropicAnswer,
  writeAnswer: writeAnthropicAnswer,
  streamReader: (facts) => new AnthropicReader(facts),
  streamWriter: (facts) => new AnthropicWriter(facts),
};
