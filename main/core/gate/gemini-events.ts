import { hasSubstance, hasText, objectAt, objectsAt, type JsonObject } from './event-json.ts';
import type { EventMeaning } from './event-meaning.ts';

/**
 * Chunks of Gemini's generateContent. There is no end marker of its own: the finish reason is it, or the reason why a
 * prompt was blocked.
 */
export function geminiMeaning(name: string, data: JsonObject): EventMeaning {
  if (name === 'error' || hasSubstance(data['error'])) return 'error';
  if (hasSubstance(objectAt(data, 'promptFeedback')?.['blockReason'])) return 'last';
  let hasOutput = false;
  for (const candidate of objectsAt(data, 'candidates')) {
    if (hasSubstance(candidate['finishReason'])) return 'last';
    const parts = objectsAt(objectAt(candidate, 'content'), 'parts');
    if (parts.some((part) => Object.values(part).some(hasText))) hasOutput = true;
  }
  return hasOutput ? 'output' : 'nothing';
}
