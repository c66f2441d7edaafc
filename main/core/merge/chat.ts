import { objectAt, objectsAt, type JsonObject } from '../gate/event-json.ts';
import { GrowingOutput, indexOf, inOrder, textOf, valueAt, type Merge } from './parts.ts';

/** OpenAI's chat completions, and the older completions without a chat. */
export class ChatMerge implements Merge {
  readonly #outputs = new Map<number, GrowingOutput>();

  event(data: JsonObject): void {
    for (const choice of objectsAt(data, 'choices')) {
      const output = valueAt(this.#outputs, indexOf(choice['index']), () => new GrowingOutput());
      output.text += textOf(choice['text']);
      output.stop(choice['finish_reason']);
      // Some relays end a stream with the whole message; a delta is what most send.
      const delta = objectAt(choice, 'delta') ?? objectAt(choice, 'message');
      if (delta !== null) grow(output, delta);
    }
  }

  whole(body: JsonObject): void {
    this.event(body);
  }

  outputs() {
    return inOrder(this.#outputs);
  }
}

function grow(output: GrowingOutput, delta: JsonObject): void {
  output.text += contentOf(delta);
  output.reasoning += textOf(delta['reasoning_content']) || textOf(delta['reasoning']);
  output.refusal += textOf(delta['refusal']);
  for (const [position, part] of objectsAt(delta, 'tool_calls').entries()) {
    // A whole message has no indexes: there the position is what counts.
    const { index } = part;
    const call = output.call(typeof index === 'number' ? index : position);
    const named = objectAt(part, 'function') ?? objectAt(part, 'custom');
    call.name(part['id'], named?.['name']);
    call.add(named?.['arguments'] ?? named?.['input']);
  }
  const legacy = objectAt(delta, 'function_call');
  if (legacy === null) return;
  const call = output.call('function_call');
  call.name(null, legacy['name']);
  call.add(legacy['arguments']);
}

/** Text, or a list of parts with text. */
function contentOf(delta: JsonObject): string {
  const { content } = delta;
  if (typeof content === 'string') return content;
  return objectsAt(delta, 'content')
    .map((part) => textOf(part['text']))
    .join('');
}
