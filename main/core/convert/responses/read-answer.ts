import { objectAt, objectsAt, type JsonObject } from '../../gate/event-json.ts';
import { tallyFor } from '../../usage/tally.ts';
import type { Counts } from '../../usage/counts.ts';
import type { AnswerPart, InnerAnswer, StopReason } from '../inner/answer.ts';
import { textAt } from '../inner/reading.ts';
import { readItem } from './read-items.ts';

/** Null when it is no answer, or one that has failed. */
export function readAnswer(body: JsonObject): InnerAnswer | null {
  if (!Array.isArray(body['output']) || body['status'] === 'failed') return null;
  const parts = objectsAt(body, 'output').flatMap(answerParts);
  return {
    id: textAt(body, 'id'),
    model: textAt(body, 'model'),
    parts,
    stop: stopOf(body, parts),
    stopSequence: null,
    usage: usageOf(body),
  };
}

/** What an item of the output says. */
export function answerParts(item: JsonObject): readonly AnswerPart[] {
  const read = readItem(item, []);
  if (read === null) {
    return [{ kind: 'hosted', protocol: 'openai-responses', tool: 'other', value: item }];
  }
  return read.parts.filter((part) => part.kind !== 'toolResult');
}

export function usageOf(response: JsonObject): Counts | null {
  const usage = objectAt(response, 'usage');
  if (usage === null) return null;
  const tally = tallyFor('openai-responses');
  tally.add(usage);
  return tally.counts();
}

export function stopOf(
  response: JsonObject,
  parts: readonly { readonly kind: AnswerPart['kind'] }[],
): StopReason {
  const reason = textAt(objectAt(response, 'incomplete_details'), 'reason');
  if (reason === 'content_filter') return 'filtered';
  if (reason === 'max_output_tokens' || reason === 'max_tokens') return 'maxTokens';
  if (reason !== null || response['status'] === 'incomplete') return 'other';
  if (parts.some(({ kind }) => kind === 'toolCall')) return 'toolCalls';
  return parts.some(({ kind }) => kind === 'refusal') ? 'refusal' : 'end';
}
