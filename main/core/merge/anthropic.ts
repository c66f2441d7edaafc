import { objectAt, objectsAt, type JsonObject } from '../gate/event-json.ts';
import { GrowingCall, GrowingOutput, indexOf, textOf, valueAt, type Merge } from './parts.ts';

/** A block of content, in the order in which it came. */
type Block = { text: string; reasoning: string; readonly call: GrowingCall; start: JsonObject };

/** Messages of Anthropic. */
export class AnthropicMerge implements Merge {
  readonly #blocks = new Map<number, Block>();
  #stopReason: unknown = null;

  event(data: JsonObject): void {
    switch (data['type']) {
      case 'message_start': {
        // Some relays put everything into their first event.
        const message = objectAt(data, 'message');
        if (message !== null) this.whole(message);
        return;
      }
      case 'content_block_start':
        this.#begin(indexOf(data['index']), objectAt(data, 'content_block') ?? {});
        return;
      case 'content_block_delta':
        this.#grow(this.#block(indexOf(data['index'])), objectAt(data, 'delta') ?? {});
        return;
      case 'message_delta':
        this.#stopReason = objectAt(data, 'delta')?.['stop_reason'] ?? this.#stopReason;
        return;
    }
  }

  whole(body: JsonObject): void {
    for (const [index, block] of objectsAt(body, 'content').entries()) this.#begin(index, block);
    this.#stopReason = body['stop_reason'] ?? this.#stopReason;
  }

  outputs() {
    const output = new GrowingOutput();
    const blocks = [...this.#blocks].sort(([one], [other]) => one - other);
    const texts = blocks.map(([, { text }]) => text);
    const thoughts = blocks.map(([, { reasoning }]) => reasoning);
    output.text = joined(texts);
    output.reasoning = joined(thoughts);
    output.stop(this.#stopReason);
    for (const [, { start, call }] of blocks) {
      if (!/tool_use$/.test(textOf(start['type']))) continue;
      const { id, name } = call.read();
      output.addCall(id, name, call.isEmpty ? (start['input'] ?? {}) : call.read().arguments);
    }
    return [output.read()];
  }

  #begin(index: number, start: JsonObject): void {
    const block = this.#block(index);
    block.start = start;
    block.text = textOf(start['text']);
    block.reasoning = textOf(start['thinking']);
    block.call.name(start['id'], start['name']);
  }

  #grow(block: Block, delta: JsonObject): void {
    block.text += textOf(delta['text']);
    block.reasoning += textOf(delta['thinking']);
    block.call.add(delta['partial_json']);
  }

  #block(index: number): Block {
    return valueAt(this.#blocks, index, () => ({
      text: '',
      reasoning: '',
      call: new GrowingCall(),
      start: {},
    }));
  }
}

/** Blocks are paragraphs of their own. */
function joined(texts: readonly string[]): string {
  return texts.filter((text) => text !== '').join('\n\n');
}
