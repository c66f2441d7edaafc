import { parseObject, type JsonObject } from '../../gate/event-json.ts';
import type { AnswerFacts } from '../codec.ts';
import type { InnerAnswer } from '../inner/answer.ts';
import { eventsOf } from '../inner/take-apart.ts';
import { PartWriter } from './write-stream.ts';
import { usageMetadata } from './write-usage.ts';

export function writeAnswer(answer: InnerAnswer, facts: AnswerFacts): JsonObject {
  const writer = new PartWriter(facts);
  const parts: JsonObject[] = [];
  for (const event of eventsOf(answer)) {
    if (event.kind !== 'partStart' && event.kind !== 'delta' && event.kind !== 'partEnd') continue;
    const part = parseObject(writer.write(event));
    if (part !== null) parts.push(part);
  }
  return {
    candidates: [
      {
        content: { parts, role: 'model' },
        finishReason: writer.finishReason(answer.stop),
        index: 0,
      },
    ],
    usageMetadata: usageMetadata(answer.usage),
    modelVersion: answer.model ?? facts.model,
    responseId: answer.id ?? facts.seed,
  };
}
