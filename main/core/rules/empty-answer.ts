import type { Protocol } from '../../contracts/protocol.ts';
import {
  hasSubstance,
  hasText,
  objectAt,
  objectsAt,
  parseObject,
  type JsonObject,
} from '../gate/event-json.ts';
import type { SseEvent } from '../sse.ts';

/**
 * What an event that would open the gate, or a whole answer, has to show.
 * - `content`: something, or a reason why there is nothing: a limit that was reached, a refusal
 * - `hollow`: nothing yet, and more may come
 * - `empty`: the answer is over without any content
 */
type Content = 'content' | 'hollow' | 'empty';

/** Reasons to stop that explain an answer without content; the next channel would do no better. */
const EXPLAINED: ReadonlySet<unknown> = new Set([
  // Anthropic
  'max_tokens',
  'refusal',
  'pause_turn',
  'model_context_window_exceeded',
  // chat
  'length',
  'content_filter',
  // Gemini
  'MAX_TOKENS',
  'SAFETY',
  'RECITATION',
  'LANGUAGE',
  'BLOCKLIST',
  'PROHIBITED_CONTENT',
  'SPII',
  'IMAGE_SAFETY',
]);

/** An answer's body larger than this is read no further: it is not empty. */
const MAX_EMPTY_CHARS = 1024 * 1024;

/** Whether a whole body in JSON, decoded, is an answer without content. What is no answer of the protocol is not empty. */
export function isEmptyBody(protocol: Protocol, text: string): boolean {
  if (text.length > MAX_EMPTY_CHARS) return false;
  const body = parseObject(text.trim());
  if (body === null) return false;
  switch (protocol) {
    case 'anthropic':
      if (!Array.isArray(body['content'])) return false;
      return (
        !objectsAt(body, 'content').some(hasBlockContent) && isUnexplained(body['stop_reason'])
      );
    case 'openai-chat':
      if (!Array.isArray(body['choices'])) return false;
      return objectsAt(body, 'choices').every(isEmptyChoice);
    case 'openai-responses':
      if (!Array.isArray(body['output'])) return false;
      return body['status'] === 'completed' && !objectsAt(body, 'output').some(hasItemContent);
    case 'gemini':
      if (hasSubstance(objectAt(body, 'promptFeedback')?.['blockReason'])) return false;
      if (!Array.isArray(body['candidates'])) return false;
      return objectsAt(body, 'candidates').every(isEmptyCandidate);
  }
}

/** What an event of a stream shows that has begun to answer, or ended, by the gate's own table. */
export function eventContent(protocol: Protocol, event: SseEvent): Content {
  const data = event.kind === 'event' ? parseObject(event.data) : null;
  // Whatever is too large to be read is something.
  if (event.kind !== 'event' || data === null) return 'content';
  switch (protocol) {
    case 'anthropic':
      return anthropicContent(data['type'] ?? event.name, data);
    case 'openai-chat':
      return chatContent(data);
    case 'openai-responses':
      return responsesContent(data['type'] ?? event.name, data);
    case 'gemini':
      if (hasSubstance(objectAt(data, 'promptFeedback')?.['blockReason'])) return 'content';
      return objectsAt(data, 'candidates').every(isEmptyCandidate) ? 'empty' : 'content';
  }
}

function anthropicContent(type: unknown, data: JsonObject): Content {
  if (type === 'message_delta') {
    return isUnexplained(objectAt(data, 'delta')?.['stop_reason']) ? 'empty' : 'content';
  }
  if (type !== 'content_block_delta') return 'content';
  const { type: _, ...said } = objectAt(data, 'delta') ?? {};
  return Object.values(said).some(hasText) ? 'content' : 'hollow';
}

/** A tool, a picture, a thought that is hidden: whatever is no text is something by being there. */
function hasBlockContent(block: JsonObject): boolean {
  switch (block['type']) {
    case 'text':
      return hasText(block['text']);
    case 'thinking':
      return hasText(block['thinking']);
    default:
      return true;
  }
}

function chatContent(data: JsonObject): Content {
  const choices = objectsAt(data, 'choices');
  return choices.every(isEmptyChoice) ? 'empty' : 'content';
}

/** Of a message or a delta; the names of its parts differ by vendor, so all but what describes it counts. */
function isEmptyChoice(choice: JsonObject): boolean {
  const message = objectAt(choice, 'message') ?? objectAt(choice, 'delta') ?? {};
  const said = Object.entries(message).some(
    ([name, value]) => !DESCRIPTIONS.has(name) && hasText(value),
  );
  return !said && !hasText(choice['text']) && isUnexplained(choice['finish_reason']);
}

const DESCRIPTIONS: ReadonlySet<string> = new Set(['role', 'name', 'annotations']);

function responsesContent(type: unknown, data: JsonObject): Content {
  switch (type) {
    case 'response.completed':
    case 'response.done':
      return objectsAt(objectAt(data, 'response'), 'output').some(hasItemContent)
        ? 'content'
        : 'empty';
    case 'response.output_item.added':
    case 'response.output_item.done':
      return hasItemContent(objectAt(data, 'item') ?? {}) ? 'content' : 'hollow';
    case 'response.content_part.done':
      return hasPartContent(objectAt(data, 'part') ?? {}) ? 'content' : 'hollow';
    case 'response.output_text.delta':
      return hasText(data['delta']) ? 'content' : 'hollow';
    case 'response.output_text.done':
      return hasText(data['text']) ? 'content' : 'hollow';
    default:
      return 'content';
  }
}

/** A message begins empty; calls and reasoning are something by being there. */
function hasItemContent(item: JsonObject): boolean {
  return item['type'] !== 'message' || objectsAt(item, 'content').some(hasPartContent);
}

function hasPartContent(part: JsonObject): boolean {
  return part['type'] !== 'output_text' || hasText(part['text']);
}

function isEmptyCandidate(candidate: JsonObject): boolean {
  const parts = objectsAt(objectAt(candidate, 'content'), 'parts');
  const said = parts.some((part) => Object.values(part).some(hasText));
  return !said && isUnexplained(candidate['finishReason']);
}

function isUnexplained(reason: unknown): boolean {
  return !EXPLAINED.has(reason);
}
