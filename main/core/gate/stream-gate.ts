import type { Protocol } from '../../contracts/protocol.ts';
import type { SseEvent } from '../sse.ts';
import { anthropicMeaning } from './anthropic-events.ts';
import { chatMeaning } from './chat-events.ts';
import { parseObject } from './event-json.ts';
import type { EventMeaning, MeaningOf } from './event-meaning.ts';
import { geminiMeaning } from './gemini-events.ts';
import { responsesMeaning } from './responses-events.ts';

/** The data text of an event that says that the answer failed. */
type ErrorSign = { readonly error: string };

/** What an event says while the gate is closed. */
type GateSign = 'closed' | 'open' | ErrorSign;

/**
 * What an event says about the end of the stream. `finished`: a clean end after it is complete, a broken connection is
 * not, because the end marker may still have been on its way.
 */
export type WatchSign = 'none' | 'finished' | 'end' | ErrorSign;

/** Reads the events of one stream; both questions may be asked about the same event. */
export type StreamGate = {
  read(event: SseEvent): GateSign;
  watch(event: SseEvent): WatchSign;
};

const MEANING_OF: Readonly<Record<Protocol, MeaningOf>> = {
  anthropic: anthropicMeaning,
  'openai-chat': chatMeaning,
  'openai-responses': responsesMeaning,
  gemini: geminiMeaning,
};

/** The end marker of chat; the only data of the four protocols that is no JSON. */
const DONE = '[DONE]';

export function createStreamGate(protocol: Protocol): StreamGate {
  const meaningOf = MEANING_OF[protocol];
  return {
    read(event) {
      switch (eventMeaning(event, meaningOf)) {
        case 'nothing':
        case 'end':
          return 'closed';
        case 'output':
        case 'finished':
        case 'last':
          return 'open';
        case 'error':
          return { error: dataOf(event) };
      }
    },
    watch(event) {
      switch (eventMeaning(event, meaningOf)) {
        case 'nothing':
        case 'output':
          return 'none';
        case 'finished':
          return 'finished';
        case 'last':
        case 'end':
          return 'end';
        case 'error':
          return { error: dataOf(event) };
      }
    },
  };
}

function eventMeaning(event: SseEvent, meaningOf: MeaningOf): EventMeaning {
  if (event.kind === 'comment') return 'nothing';
  // Nothing but output is as large as that: an image, or the arguments of a call.
  if (event.kind === 'oversize') return 'output';
  if (event.data.trim() === DONE) return 'end';
  const data = parseObject(event.data);
  // Relays write plain text into error events.
  if (data === null) return event.name === 'error' ? 'error' : 'nothing';
  return meaningOf(event.name, data);
}

function dataOf(event: SseEvent): string {
  return event.kind === 'event' ? event.data : '';
}
