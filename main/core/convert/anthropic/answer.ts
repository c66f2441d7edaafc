import { objectAt, objectsAt, type JsonObject } from '../../gate/event-json.ts';
import { tallyFor } from '../../usage/tally.ts';
import type { AnswerFacts } from '../codec.ts';
import type { AnswerPart, InnerAnswer } from '../inner/answer.ts';
import { argumentsValue } from '../inner/arguments.ts';
import { textAt } from '../inner/reading.ts';
import { signatureText, unsignedText } from '../inner/signature.ts';
import { readBlock } from './blocks.ts';
import { anthropicStop, readAnthropicStop } from './stop-reasons.ts';
import { anthropicUsage } from './usage.ts';

/** An id as Anthropic's look; the upstream's own when it is one. */
export function messageId(id: string | null, seed: string): string {
  return id?.startsWith('msg_') === true ? id : `msg_${seed}`;
}

export function readAnthropicAnswer(body: JsonObject, facts: AnswerFacts): InnerAnswer | null {
  if (!Array.isArray(body['content'])) return null;
  const tally = tallyFor('anthropic');
  const usage = objectAt(body, 'usage');
  if (usage !== null) tally.add(usage);
  const parts = objectsAt(body, 'content').map((block, index) =>
    readBlock(block, facts.seed, index),
  );
  return {
    id: textAt(body, 'id'),
    model: textAt(body, 'model'),
    parts: parts.filter((part) => part.kind !== 'toolResult'),
    stop: readAnthropicStop(body['stop_reason']),
    stopSequence: textAt(body, 'stop_sequence'),
    usage: tally.counts(),
  };
}

export function writeAnthropicAnswer(answer: InnerAnswer, facts: AnswerFacts): JsonObject {
  return {
    id: messageId(answer.id, facts.seed),
    type: 'message',
    role: 'assistant',
    model: answer.model ?? facts.model,
    content: answer.parts.flatMap(blocksOf),
    stop_reason: anthropicStop(answer.stop),
    stop_sequence: answer.stopSequence,
    usage: anthropicUsage(answer.usage),
  };
}

function blocksOf(part: AnswerPart): object[] {
  switch (part.kind) {
    case 'text':
    case 'refusal':
      return part.text === '' ? [] : [{ type: 'text', text: part.text }];
    case 'thinking': {
      const { text, signature, isRedacted } = part;
      if (signature === null) {
        return text === '' ? [] : [{ type: 'thinking', thinking: text, signature: unsignedText() }];
      }
      const token = signatureText(signature, 'anthropic');
      if (isRedacted) return [{ type: 'redacted_thinking', data: token }];
      return [{ type: 'thinking', thinking: text, signature: token }];
    }
    case 'toolCall': {
      const { id, name, signature } = part;
      const call = { type: 'tool_use', id, name, input: argumentsValue(part.arguments) ?? {} };
      if (signature === null) return [call];
      const token = signatureText(signature, 'anthropic');
      return [{ type: 'thinking', thinking: '', signature: token }, call];
    }
    case 'media':
    case 'hosted':
      return [];
  }
}
