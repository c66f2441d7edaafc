import { objectAt, objectsAt, type JsonObject } from '../gate/event-json.ts';
import { GrowingOutput, indexOf, inOrder, textOf, valueAt, type Merge } from './parts.ts';

/** Gemini's answers; each event of a stream is one, with the next piece of it. */
export class GeminiMerge implements Merge {
  readonly #outputs = new Map<number, GrowingOutput>();

  event(data: JsonObject): void {
    // Code Assist wraps what the API answers bare.
    const answer = objectAt(data, 'response') ?? data;
    for (const candidate of objectsAt(answer, 'candidates')) {
      const output = this.#output(indexOf(candidate['index']));
      output.stop(candidate['finishReason']);
      for (const part of objectsAt(objectAt(candidate, 'content'), 'parts')) grow(output, part);
    }
    const blocked = objectAt(answer, 'promptFeedback')?.['blockReason'];
    if (blocked !== undefined) this.#output(0).stop(blocked);
  }

  whole(body: JsonObject): void {
    this.event(body);
  }

  outputs() {
    return inOrder(this.#outputs);
  }

  #output(index: number): GrowingOutput {
    return valueAt(this.#outputs, index, () => new GrowingOutput());
  }
}

function grow(output: GrowingOutput, part: JsonObject): void {
  const text = textOf(part['text']);
  if (part['thought'] === true) output.reasoning += text;
  else output.text += text;
  output.text += textOf(objectAt(part, 'executableCode')?.['code']);
  output.text += textOf(objectAt(part, 'codeExecutionResult')?.['output']);
  const call = objectAt(part, 'functionCall');
  if (call !== null) output.addCall(call['id'], call['name'], call['args'] ?? {});
}
