import type { Codec } from '../codec.ts';
import { readChatAnswer, writeChatAnswer } from './answer.ts';
import { readChatRequest } from './read-request.ts';
import { ChatReader } from './stream-reader.ts';
import { ChatWriter } from './stream-writer.ts';
import { writeChatRequest } from './write-request.ts';

/** OpenAI's Chat Completions API, which nearly every vendor speaks in its own way. */
export const chatCodec: Codec = {
  protocol: 'openai-chat',
  abilities: {
    // OpenAI has them, and hardly anyone else who speaks chat.
    hasFreeformTools: false,
    hasNamespaces: false,
    hostedTools: [],
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
  readRequest: readChatRequest,
  writeRequest: writeChatRequest,
  readAnswer: readChatAnswer,
  writeAnswer: writeChatAnswer,
  streamReader: (facts) => new ChatReader(facts),
  streamWriter: (facts) => new ChatWriter(facts),
};
