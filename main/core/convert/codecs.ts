import type { Protocol } from '../../contracts/protocol.ts';
import { anthropicCodec } from './anthropic/codec.ts';
import { chatCodec } from './chat/codec.ts';
import type { Codec } from './codec.ts';
import { geminiCodec } from './gemini/codec.ts';
import { responsesCodec } from './responses/codec.ts';

const CODECS: Readonly<Record<Protocol, Codec>> = {
  anthropic: anthropicCodec,
  'openai-chat': chatCodec,
  'openai-responses': responsesCodec,
  gemini: geminiCodec,
};

export function codecOf(protocol: Protocol): Codec {
  return CODECS[protocol];
}
