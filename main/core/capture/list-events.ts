import type { Arrival, CapturedEvent } from '../../contracts/capture.ts';
import { OPEN_BRACKET } from '../ascii.ts';
import { ArrayElements } from '../gate/array-elements.ts';
import { spaceEnd } from '../json-lexer.ts';
import { SseParser } from '../sse.ts';

/** Captures are cut at less than this. */
const MAX_EVENT_BYTES = 64 * 1024 * 1024;

/** The events of a stream, each with the moment at which its last byte came. */
export function listEvents(body: Uint8Array, arrivals: readonly Arrival[]): CapturedEvent[] {
  const isArray = body[spaceEnd(body, 0, body.length)] === OPEN_BRACKET;
  const reader = isArray ? new ArrayElements() : new SseParser({ maxEventBytes: MAX_EVENT_BYTES });
  const events: CapturedEvent[] = [];
  // Piece by piece as it came: whatever ends in a piece came with it. Without pieces nobody knows.
  const borders = arrivals.length === 0 ? [0] : arrivals.map(([offset]) => offset);
  for (const [index, from] of borders.entries()) {
    const atMs = arrivals[index]?.[1] ?? null;
    for (const event of reader.push(body.subarray(from, borders[index + 1]))) {
      if (event.kind !== 'event') continue;
      events.push({ atMs, name: event.name, data: event.data });
    }
  }
  return events;
}
