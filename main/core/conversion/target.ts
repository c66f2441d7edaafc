import type { Protocol } from '../../contracts/protocol.ts';
import type { Operation } from '../endpoint.ts';

/**
 * What a client's protocol is converted into, the one first that keeps most of it: reasoning, its signatures, pictures in
 * results of tools and hosted tools have a place in Anthropic's and OpenAI's newer dialect, fewer of them in chat.
 */
const TARGETS: Readonly<Record<Protocol, readonly Protocol[]>> = {
  anthropic: ['openai-responses', 'openai-chat', 'gemini'],
  'openai-chat': ['openai-responses', 'anthropic', 'gemini'],
  // Vendors that have chat and a copy of Anthropic's dialect know OpenAI's agents by chat.
  'openai-responses': ['openai-chat', 'anthropic', 'gemini'],
  gemini: ['anthropic', 'openai-responses', 'openai-chat'],
};

/** What a request is sent in to somebody who speaks only these; null when there is nothing. */
export function targetOf(from: Protocol, spoken: readonly Protocol[]): Protocol | null {
  return TARGETS[from].find((protocol) => spoken.includes(protocol)) ?? null;
}

/** What is asked for in the words of every protocol: an answer of a model. */
const CONVERTIBLE: ReadonlySet<Operation> = new Set(['messages', 'chat', 'responses', 'generate']);

/** All else (embeddings, files, batches, counts, older completions) has no counterpart, or not the same one. */
export function isConvertible(operation: Operation): boolean {
  return CONVERTIBLE.has(operation);
}

const OPERATIONS: Readonly<Record<Protocol, Operation>> = {
  anthropic: 'messages',
  'openai-chat': 'chat',
  'openai-responses': 'responses',
  gemini: 'generate',
};

/** What a converted request asks its upstream for. */
export function convertedOperation(to: Protocol): Operation {
  return OPERATIONS[to];
}
