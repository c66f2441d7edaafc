import type { Protocol } from '../../../main/contracts/protocol.ts';
import type { EventData } from '../good-streams.ts';
import type { Dice } from './dice.ts';

/**
 * A stream as bytes, framed as services and relays do: with and without names, spaces behind colons, comments between
 * events, and any of the three line ends.
 */
export function onTheWire(
  protocol: Protocol,
  events: readonly EventData[],
  dice: Dice,
): Uint8Array {
  const lineEnd = dice.one(['\n', '\n', '\r\n', '\r']);
  const colon = dice.one([': ', ': ', ':']);
  const isNamed = protocol === 'anthropic' || protocol === 'openai-responses';
  const hasNames = isNamed && dice.chance(0.9);
  const hasComments = dice.chance(0.2);
  const lines: string[] = [];
  for (const event of events) {
    if (hasComments && dice.chance(0.2)) lines.push(': keep-alive', '');
    if (typeof event === 'string') lines.push(`data${colon}${event}`, '');
    else {
      const { type } = event;
      if (hasNames && typeof type === 'string') lines.push(`event${colon}${type.slice(0, 200)}`);
      lines.push(`data${colon}${JSON.stringify(event)}`, '');
    }
  }
  return new TextEncoder().encode(lines.map((line) => line + lineEnd).join(''));
}

/** Cuts bytes anywhere, inside of characters and line ends too. */
export function chopped(bytes: Uint8Array, dice: Dice): Uint8Array[] {
  // Single bytes cost the most time and are met often enough.
  const longest = dice.chance(0.05) ? 1 : dice.one([20, 100, 500, 5000]);
  const chunks: Uint8Array[] = [];
  for (let at = 0; at < bytes.length;) {
    const size = 1 + dice.below(longest);
    chunks.push(bytes.subarray(at, at + size));
    at += size;
  }
  return chunks;
}
