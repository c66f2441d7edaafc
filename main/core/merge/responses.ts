import { objectAt, objectsAt, type JsonObject } from '../gate/event-json.ts';
import { GrowingOutput, textOf, valueAt, type Merge } from './parts.ts';

type Item = { text: string; reasoning: string; refusal: string; input: string; item: JsonObject };

/** Members of a delta event that say which item grows, and what of it. */
const GROWS: Readonly<Record<string, 'text' | 'reasoning' | 'refusal' | 'input'>> = {
  'response.output_text.delta': 'text',
  'response.refusal.delta': 'refusal',
  'response.reasoning_summary_text.delta': 'reasoning',
  'response.reasoning_text.delta': 'reasoning',
  'response.function_call_arguments.delta': 'input',
  'response.custom_tool_call_input.delta': 'input',
  'response.mcp_call_arguments.delta': 'input',
};

/** OpenAI's responses. */
export class ResponsesMerge implements Merge {
  readonly #items = new Map<string, Item>();
  #stopReason: unknown = null;

  event(data: JsonObject): void {
    const type = textOf(data['type']);
    const grows = GROWS[type];
    if (grows !== undefined) {
      this.#item(data)[grows] += textOf(data['delta']);
    } else if (type === 'response.output_item.added' || type === 'response.output_item.done') {
      this.#item(data).item = objectAt(data, 'item') ?? {};
    } else {
      const response = objectAt(data, 'response');
      if (response !== null) this.whole(response);
    }
  }

  whole(body: JsonObject): void {
    const reason = objectAt(body, 'incomplete_details')?.['reason'];
    this.#stopReason = reason ?? body['status'] ?? this.#stopReason;
    const output = objectsAt(body, 'output');
    // Codex's own service repeats nothing at the end; then what has grown stands.
    if (output.length === 0) return;
    this.#items.clear();
    for (const [index, item] of output.entries()) this.#item({ output_index: index }).item = item;
  }

  outputs() {
    const output = new GrowingOutput();
    output.stop(this.#stopReason);
    const items = [...this.#items.values()];
    output.text = joined(items.map((one) => saidIn(one.item) || one.text));
    output.refusal = joined(
      items.map((one) => partsOf(one.item, 'content', 'refusal') || one.refusal),
    );
    output.reasoning = joined(items.map((one) => thoughtOf(one.item) || one.reasoning));
    for (const { item, input } of items) {
      if (!/_call$/.test(textOf(item['type']))) continue;
      const stated = textOf(item['arguments']) || textOf(item['input']) || input;
      // Tools of the vendor's own state their action, if anything.
      const value = stated !== '' ? stated : (item['action'] ?? '');
      output.addCall(item['call_id'] ?? item['id'], item['name'] ?? item['type'], value);
    }
    return [output.read()];
  }

  #item(event: JsonObject): Item {
    const { output_index: index, item_id: id } = event;
    const key = typeof index === 'number' ? String(index) : textOf(id);
    return valueAt(this.#items, key, () => ({
      text: '',
      reasoning: '',
      refusal: '',
      input: '',
      item: {},
    }));
  }
}

/** What a thought contains is not part of the answer. */
function saidIn(item: JsonObject): string {
  return item['type'] === 'reasoning' ? '' : partsOf(item, 'content', 'text');
}

function thoughtOf(item: JsonObject): string {
  if (item['type'] !== 'reasoning') return '';
  return partsOf(item, 'summary', 'text') || partsOf(item, 'content', 'text');
}

function partsOf(item: JsonObject, list: 'content' | 'summary', member: string): string {
  return joined(objectsAt(item, list).map((part) => textOf(part[member])));
}

function joined(texts: readonly string[]): string {
  return texts.filter((text) => text !== '').join('\n\n');
}
