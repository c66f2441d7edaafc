import { hasSubstance, hasText, objectAt, objectsAt, type JsonObject } from './event-json.ts';
import type { EventMeaning } from './event-meaning.ts';

/**
 * Members of a delta that are output. Reasoning has a name per vendor: `reasoning_content` (DeepSeek, Moonshot, Z.ai),
 * `reasoning` and `reasoning_details` (OpenRouter, Groq). The last three are legacy calls, sound and pictures.
 */
const OUTPUT_MEMBERS = [
  'content',
  'reasoning_content',
  'reasoning',
  'reasoning_details',
  'thinking',
  'refusal',
  'tool_calls',
  'function_call',
  'audio',
  'images',
] as const;

/** Chunks of OpenAI's chat completions and of the older completions. */
export function chatMeaning(name: string, data: JsonObject): EventMeaning {
  if (name === 'error' || data['type'] === 'error' || hasSubstance(data['error'])) return 'error';
  let hasOutput = false;
  let isFinished = false;
  for (const choice of objectsAt(data, 'choices')) {
    if (hasSubstance(choice['finish_reason'])) isFinished = true;
    else if (hasText(choice['text']) || hasOutputIn(choice)) hasOutput = true;
  }
  // Some vendors close the stream after the finish reason and send no [DONE].
  if (isFinished) return 'finished';
  return hasOutput ? 'output' : 'nothing';
}

function hasOutputIn(choice: JsonObject): boolean {
  // A few relays put whole messages where deltas belong.
  const delta = objectAt(choice, 'delta') ?? objectAt(choice, 'message');
  return delta !== null && OUTPUT_MEMBERS.some((member) => hasText(delta[member]));
}
