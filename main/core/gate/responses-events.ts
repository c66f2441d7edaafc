import { hasSubstance, objectAt, type JsonObject } from './event-json.ts';
import type { EventMeaning } from './event-meaning.ts';

/** Events of OpenAI's responses API. The failure of an answer is an event of its own, `error` one of the stream. */
export function responsesMeaning(name: string, data: JsonObject): EventMeaning {
  const named = data['type'] ?? name;
  const type = typeof named === 'string' ? named : name;
  if (type === 'error' || name === 'error' || hasSubstance(data['error'])) return 'error';
  if (type === 'response.failed' || objectAt(data, 'response')?.['status'] === 'failed') {
    return 'error';
  }
  switch (type) {
    case 'response.completed':
    case 'response.incomplete':
    case 'response.done':
      return 'last';
    case 'response.output_item.added':
      return 'output';
    default:
      // `….done` repeats what deltas said; a vendor that sends no deltas says it there alone.
      return type.endsWith('.delta') || type.endsWith('.done') ? 'output' : 'nothing';
  }
}
