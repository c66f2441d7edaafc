import {
  hasSubstance,
  objectAt,
  objectsAt,
  parseObject,
  type JsonObject,
} from '../../gate/event-json.ts';
import type { StreamReader } from '../codec.ts';
import type { AnswerPart, InnerEvent, StartedPart } from '../inner/answer.ts';
import { argumentsText } from '../inner/arguments.ts';
import { PartQueue } from '../inner/part-queue.ts';
import { numberAt, textAt } from '../inner/reading.ts';
import { cutOff, readError } from '../read-error.ts';
import { readSealed } from '../sealed.ts';
import { answerParts, stopOf, usageOf } from './read-answer.ts';
import { readCitation } from './read-content.ts';

/** An item whose end has not come. */
type Item = {
  readonly key: string;
  /** As it was stated last. */
  stated: JsonObject;
  /** Pieces of its content that are open, by key of the queue. */
  readonly open: Set<string>;
  hasSpoken: boolean;
  /** Of reasoning: the part that is being read; a summary may have several. */
  section: number;
  /** Which of its two forms the reasoning is read from. */
  source: string | null;
  /** Input of a call whose name has yet to come. */
  unnamed: string;
};

/** Reads the events of a Responses stream. What deltas have said is not read again from the events that repeat it. */
export class ResponsesReader implements StreamReader {
  readonly #queue = new PartQueue();
  readonly #items = new Map<string, Item>();
  readonly #kinds = new Set<AnswerPart['kind']>();
  #isStarted = false;
  #isOver = false;
  /** Whether any item has come; a service may state the whole output at the end alone. */
  #hasItems = false;
  #isNameless = false;

  push(name: string, data: string): readonly InnerEvent[] {
    if (this.#isOver) return [];
    const event = parseObject(data);
    if (event === null) return [];
    const type = textAt(event, 'type') ?? name;
    if (type === 'error' || type === 'response.failed' || hasSubstance(event['error'])) {
      this.#isOver = true;
      return [{ kind: 'error', error: readError(data, null) }];
    }
    const response = objectAt(event, 'response');
    const events: InnerEvent[] = [];
    if (!this.#isStarted && response !== null) events.push(this.#start(response));
    const isLast = ENDS.has(type);
    if (isLast) this.#readOutput(response);
    else this.#read(type, event);
    if (this.#isNameless || this.#queue.isOverfull) return this.#fail(events);
    const said = this.#queue.take();
    // Relays leave the first events out.
    if (!this.#isStarted && (said.length > 0 || isLast)) events.push(this.#start(null));
    events.push(...said);
    if (isLast) this.#finish(response ?? {}, events);
    return events;
  }

  end(): readonly InnerEvent[] {
    if (this.#isOver) return [];
    this.#isOver = true;
    return [{ kind: 'error', error: cutOff() }];
  }

  #start(response: JsonObject | null): InnerEvent {
    this.#isStarted = true;
    const usage = response === null ? null : usageOf(response);
    return { kind: 'start', id: textAt(response, 'id'), model: textAt(response, 'model'), usage };
  }

  /** A call without a name would be lost, and the client believe that all is done. */
  #fail(events: InnerEvent[]): readonly InnerEvent[] {
    this.#isOver = true;
    const message = this.#isNameless
      ? 'The upstream called a tool without naming it.'
      : 'The upstream sent the parts of its answer in too much disorder.';
    events.push({ kind: 'error', error: { ...cutOff(), message, code: 'malformed_call' } });
    return events;
  }

  #finish(response: JsonObject, events: InnerEvent[]): void {
    this.#isOver = true;
    const usage = usageOf(response);
    if (usage !== null) events.push({ kind: 'usage', usage });
    const kinds = [...this.#kinds].map((kind) => ({ kind }));
    const reason = stopOf(response, kinds);
    events.push({ kind: 'stop', reason, sequence: null }, { kind: 'end' });
  }

  #read(type: string, event: JsonObject): void {
    switch (type) {
      case 'response.output_item.added':
        this.#addItem(event);
        return;
      case 'response.output_item.done':
        this.#endItem(this.#item(event), objectAt(event, 'item') ?? {}, true);
        return;
      case 'response.output_text.delta':
        this.#say(event, 'text', textAt(event, 'delta'));
        return;
      case 'response.refusal.delta':
        this.#say(event, 'refusal', textAt(event, 'delta'));
        return;
      case 'response.output_text.annotation.added':
        this.#cite(event);
        return;
      case 'response.output_text.done':
        this.#repeat(event, 'text', textAt(event, 'text'));
        return;
      case 'response.refusal.done':
        this.#repeat(event, 'refusal', textAt(event, 'refusal'));
        return;
      case 'response.content_part.done':
        this.#endContent(this.#item(event), contentKey(event));
        return;
      case 'response.reasoning_summary_text.delta':
        this.#think(event, 'summary', numberAt(event, 'summary_index'));
        return;
      case 'response.reasoning_text.delta':
        this.#think(event, 'content', numberAt(event, 'content_index'));
        return;
      case 'response.function_call_arguments.delta':
      case 'response.custom_tool_call_input.delta':
        this.#addInput(this.#item(event), textAt(event, 'delta') ?? '');
        return;
    }
  }

  #item(event: JsonObject): Item {
    const key = String(numberAt(event, 'output_index') ?? textAt(event, 'item_id') ?? '');
    const known = this.#items.get(key);
    if (known !== undefined) return known;
    const item: Item = {
      key,
      stated: {},
      open: new Set(),
      hasSpoken: false,
      section: 0,
      source: null,
      unnamed: '',
    };
    this.#items.set(key, item);
    this.#hasItems = true;
    return item;
  }

  #addItem(event: JsonObject): void {
    const item = this.#item(event);
    item.stated = objectAt(event, 'item') ?? {};
    this.#startCall(item);
  }

  /** Starts a call as soon as its name is known. */
  #startCall(item: Item): void {
    if (!CALLS.has(item.stated['type']) || this.#queue.has(item.key)) return;
    if (textAt(item.stated, 'name') === null) return;
    const [part] = answerParts(item.stated);
    if (part?.kind !== 'toolCall') return;
    const { arguments: _, cache: _cache, ...started } = part;
    this.#startPart(item.key, started);
    this.#addInput(item, item.unnamed);
  }

  #startPart(key: string, part: StartedPart): void {
    this.#kinds.add(part.kind);
    this.#queue.start(key, part);
  }

  #addInput(item: Item, text: string): void {
    if (text === '') return;
    if (!this.#queue.has(item.key)) {
      item.unnamed += text;
      return;
    }
    item.hasSpoken = true;
    this.#queue.add(item.key, text);
  }

  #say(event: JsonObject, kind: 'text' | 'refusal', text: string | null): void {
    if (text === null) return;
    const item = this.#item(event);
    const key = contentKey(event);
    if (!item.open.has(key)) {
      item.open.add(key);
      this.#startPart(key, { kind });
    }
    item.hasSpoken = true;
    this.#queue.add(key, text);
  }

  /** What a vendor without deltas says only here. */
  #repeat(event: JsonObject, kind: 'text' | 'refusal', text: string | null): void {
    if (!this.#item(event).open.has(contentKey(event))) this.#say(event, kind, text);
  }

  #cite(event: JsonObject): void {
    const citation = readCitation(objectAt(event, 'annotation') ?? {});
    if (citation !== null) this.#queue.cite(contentKey(event), citation);
  }

  #endContent(item: Item, key: string): void {
    if (item.open.delete(key)) this.#queue.end(key);
  }

  /** All of the reasoning of an item is one part, because one signature covers it. */
  #think(event: JsonObject, source: string, section: number | null): void {
    const text = textAt(event, 'delta');
    const item = this.#item(event);
    item.source ??= source;
    if (text === null || item.source !== source) return;
    const isNext = item.hasSpoken && section !== null && section !== item.section;
    item.section = section ?? item.section;
    if (!this.#queue.has(item.key)) {
      this.#startPart(item.key, { kind: 'thinking', isRedacted: false });
    }
    item.hasSpoken = true;
    this.#queue.add(item.key, isNext ? `\n\n${text}` : text);
  }

  #endItem(item: Item, stated: JsonObject, isWhole: boolean): void {
    this.#items.delete(item.key);
    if (stated['type'] !== undefined) item.stated = { ...item.stated, ...stated };
    for (const key of item.open) this.#queue.end(key, null, isWhole);
    if (CALLS.has(item.stated['type'])) this.#endCall(item, isWhole);
    else if (item.stated['type'] === 'reasoning' && item.hasSpoken) this.#endThought(item);
    else if (item.hasSpoken) this.#queue.end(item.key, null, isWhole);
    else for (const part of answerParts(item.stated)) this.#sayWhole(part);
  }

  #endCall(item: Item, isWhole: boolean): void {
    this.#startCall(item);
    if (!this.#queue.has(item.key)) {
      this.#isNameless = true;
      return;
    }
    const isFreeform = item.stated['type'] === 'custom_tool_call';
    if (!item.hasSpoken) {
      this.#addInput(item, textAt(item.stated, isFreeform ? 'input' : 'arguments') ?? '');
    }
    const isCut = item.stated['status'] === 'incomplete';
    this.#queue.end(item.key, null, isWhole && !isCut);
  }

  #endThought(item: Item): void {
    const { stated } = item;
    const sealed = readSealed(
      stated['encrypted_content'],
      'openai-responses',
      textAt(stated, 'id'),
    );
    this.#queue.end(item.key, sealed.signature);
  }

  #sayWhole(part: AnswerPart): void {
    this.#kinds.add(part.kind);
    const key = {};
    switch (part.kind) {
      case 'text':
        this.#queue.start(key, { kind: 'text' });
        this.#queue.add(key, part.text);
        for (const citation of part.citations) this.#queue.cite(key, citation);
        this.#queue.end(key);
        return;
      case 'refusal':
        this.#queue.start(key, { kind: 'refusal' });
        this.#queue.add(key, part.text);
        this.#queue.end(key);
        return;
      case 'thinking':
        this.#queue.start(key, { kind: 'thinking', isRedacted: part.isRedacted });
        this.#queue.add(key, part.text);
        this.#queue.end(key, part.signature);
        return;
      case 'toolCall': {
        const { arguments: given, cache: _, ...started } = part;
        this.#queue.start(key, started);
        this.#queue.add(key, argumentsText(given));
        this.#queue.end(key);
        return;
      }
      case 'media':
      case 'hosted':
        this.#queue.whole(part);
    }
  }

  /** The last event repeats the output. Of it only what has not come before is read. */
  #readOutput(response: JsonObject | null): void {
    const output = objectsAt(response, 'output');
    const isWhole = response?.['status'] !== 'incomplete';
    if (!this.#hasItems) {
      for (const [index, stated] of output.entries()) {
        this.#endItem(this.#item({ output_index: index }), stated, true);
      }
    }
    for (const item of [...this.#items.values()]) {
      const stated = output[Number(item.key)] ?? {};
      this.#endItem(item, stated, isWhole || stated['status'] === 'completed');
    }
    this.#queue.endAll(isWhole);
  }
}

const ENDS: ReadonlySet<string> = new Set([
  'response.completed',
  'response.incomplete',
  'response.done',
]);

const CALLS: ReadonlySet<unknown> = new Set(['function_call', 'custom_tool_call']);

function contentKey(event: JsonObject): string {
  const item = numberAt(event, 'output_index') ?? textAt(event, 'item_id') ?? '';
  return `${String(item)}/${String(numberAt(event, 'content_index') ?? 0)}`;
}
