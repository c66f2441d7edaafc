import type { JsonObject } from './event-json.ts';

/**
 * What one event means for the gate and for the end of the stream.
 * - `nothing`: pings, metadata, and what nobody knows
 * - `output`: the answer has begun, or goes on
 * - `finished`: output after which the answer may end, though its end marker has not come
 * - `last`: output and end marker in one
 * - `end`: the end marker
 */
export type EventMeaning = 'nothing' | 'output' | 'finished' | 'last' | 'end' | 'error';

/** Reads an event of one protocol whose data is an object; `name` is `message` where the event has none. */
export type MeaningOf = (name: string, data: JsonObject) => EventMeaning;
