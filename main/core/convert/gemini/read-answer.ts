import type { JsonObject } from '../../gate/event-json.ts';
import type { AnswerFacts } from '../codec.ts';
import type { InnerAnswer } from '../inner/answer.ts';
import { AnswerBuilder } from '../inner/assemble.ts';
import { bare, objectIn } from './members.ts';
import { GeminiReader } from './read-stream.ts';

/** A whole answer is a stream of one event; the array of a stream is put together by whoever reads it. */
export function readAnswer(body: JsonObject, facts: AnswerFacts): InnerAnswer | null {
  const answer = bare(body);
  if (!Array.isArray(answer['candidates']) && objectIn(answer, 'promptFeedback') === null) {
    return null;
  }
  const builder = new AnswerBuilder();
  const reader = new GeminiReader(facts);
  for (const event of [...reader.read(answer), ...reader.finish()]) builder.add(event);
  return builder.answer();
}
