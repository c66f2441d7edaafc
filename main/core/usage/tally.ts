import type { Protocol } from '../../contracts/protocol.ts';
import type { JsonObject } from '../gate/event-json.ts';
import { AnthropicTally } from './anthropic-tally.ts';
import type { Counts } from './counts.ts';
import { GeminiTally } from './gemini-tally.ts';
import { OpenAiTally } from './openai-tally.ts';

/** Puts the usage objects of one answer together: a body has one, a stream may have one in every event. */
export type Tally = {
  add(usage: JsonObject): void;
  /** Null as long as nothing was counted. */
  counts(): Counts | null;
};

export function tallyFor(protocol: Protocol): Tally {
  switch (protocol) {
    case 'anthropic':
      return new AnthropicTally();
    case 'openai-chat':
    case 'openai-responses':
      return new OpenAiTally();
    case 'gemini':
      return new GeminiTally();
  }
}
