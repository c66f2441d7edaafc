import { objectAt, objectsAt, type JsonObject } from '../../../main/core/gate/event-json.ts';
import { isName, isRecord, parsed, type Faults, type SaidCall } from './checked.ts';

/** How pieces of text come: `<prefix>.delta`s, and `<prefix>.done` with all of it in `member`. */
type Pieces = { readonly item: string; readonly index: string | null; readonly member: string };

const PIECES: ReadonlyMap<string, Pieces> = new Map([
  ['response.output_text', { item: 'message', index: 'content_index', member: 'text' }],
  ['response.refusal', { item: 'message', index: 'content_index', member: 'refusal' }],
  ['response.reasoning_text', { item: 'reasoning', index: 'content_index', member: 'text' }],
  [
    'response.reasoning_summary_text',
    { item: 'reasoning', index: 'summary_index', member: 'text' },
  ],
  ['response.function_call_arguments', { item: 'function_call', index: null, member: 'arguments' }],
  ['response.custom_tool_call_input', { item: 'custom_tool_call', index: null, member: 'input' }],
]);

/** What a part becomes when it is done, and which pieces it is made of. */
const PREFIX_OF_PART: ReadonlyMap<unknown, string> = new Map<unknown, string>([
  ['output_text', 'response.output_text'],
  ['refusal', 'response.refusal'],
  ['reasoning_text', 'response.reasoning_text'],
  ['summary_text', 'response.reasoning_summary_text'],
]);

type Part = { readonly type: unknown; text: string; isTextDone: boolean; isDone: boolean };

/** One item of a response's output while it is streamed. */
export class ResponseItem {
  readonly added: JsonObject;
  done: JsonObject | null = null;
  readonly #faults: Faults;
  readonly #isOurs: boolean;
  readonly #contents: Part[] = [];
  readonly #summaries: Part[] = [];
  /** Arguments or input of a call. */
  readonly #whole: Part;

  constructor(added: JsonObject, faults: Faults, isOurs: boolean) {
    this.added = added;
    this.#faults = faults;
    this.#isOurs = isOurs;
    const { type } = added;
    faults.expect(isName(added['id']), 'an item has an id');
    faults.expect(isName(type), 'an item has a type');
    this.#whole = { type, text: '', isTextDone: false, isDone: false };
    if (type === 'message') {
      faults.expect(added['role'] === 'assistant', 'a message is the assistant’s');
      faults.expect(objectsAt(added, 'content').length === 0, 'a message begins empty');
    }
    if (this.#isCall) {
      faults.expect(isName(added['call_id']), 'a call has a call_id');
      faults.expect(isName(added['name']), 'a call has a name');
    }
  }

  get isDone(): boolean {
    return this.done !== null;
  }

  get #isCall(): boolean {
    return this.added['type'] === 'function_call' || this.added['type'] === 'custom_tool_call';
  }

  get text(): string {
    return textsOf(this.#contents, 'output_text');
  }

  get refusal(): string {
    return textsOf(this.#contents, 'refusal');
  }

  get thinking(): string {
    return textsOf(this.#summaries, 'summary_text') + textsOf(this.#contents, 'reasoning_text');
  }

  call(): SaidCall | null {
    if (!this.#isCall) return null;
    const { text } = this.#whole;
    const input = this.added['type'] === 'custom_tool_call' ? text : parsed(text);
    return { id: String(this.added['call_id']), name: String(this.added['name']), input };
  }

  take(type: string, event: JsonObject): void {
    const faults = this.#faults;
    if (type.endsWith('_part.added')) {
      this.#addPart(type, event);
      return;
    }
    if (type.endsWith('_part.done')) {
      this.#endPart(type, event);
      return;
    }
    const dot = type.lastIndexOf('.');
    const pieces = PIECES.get(type.slice(0, dot));
    if (pieces === undefined) {
      // Services name the events of their own tools after the item.
      const isOwn = type.startsWith('response.output_text.annotation') || this.#isHosted();
      faults.expect(isOwn, `the type is known: ${type}`);
      return;
    }
    faults.expect(this.added['type'] === pieces.item, `${type} stands in a ${pieces.item}`);
    const part = this.#partFor(type.slice(0, dot), pieces, event);
    faults.expect(part !== undefined, `${type} stands inside of a part`);
    if (part === undefined) return;
    faults.expect(!part.isTextDone, `nothing comes behind the done of ${type}`);
    if (type.endsWith('.delta')) {
      faults.expect(typeof event['delta'] === 'string', 'a piece is text');
      part.text += String(event['delta']);
      return;
    }
    part.isTextDone = true;
    const isSame = event[pieces.member] === part.text || (part.text === '' && !this.#isOurs);
    faults.expect(isSame, `${type} repeats what was streamed`);
    if (part.text === '') part.text = String(event[pieces.member]);
  }

  finish(done: JsonObject): void {
    const faults = this.#faults;
    this.done = done;
    for (const name of ['id', 'type', 'call_id', 'name']) {
      faults.expect(done[name] === this.added[name], `an item keeps its ${name}`);
    }
    const parts = [...this.#contents, ...this.#summaries];
    faults.expect(
      parts.every((part) => part.isDone),
      'every part is done',
    );
    if (done['type'] === 'message') this.#compare(objectsAt(done, 'content'), this.#contents);
    if (done['type'] === 'reasoning') this.#compare(objectsAt(done, 'summary'), this.#summaries);
    if (!this.#isCall) return;
    faults.expect(this.#whole.isTextDone, 'the arguments are done');
    const isFunction = done['type'] === 'function_call';
    const stated = done[isFunction ? 'arguments' : 'input'];
    faults.expect(stated === this.#whole.text, 'the item repeats its arguments');
    const isWhole = done['status'] !== 'incomplete';
    if (isFunction && isWhole) {
      faults.expect(isRecord(parsed(this.#whole.text)), 'the arguments of a call are an object');
    }
  }

  #isHosted(): boolean {
    return !['message', 'reasoning'].includes(String(this.added['type'])) && !this.#isCall;
  }

  #partsOf(type: string, event: JsonObject): { list: Part[]; index: unknown } {
    const isSummary = type.startsWith('response.reasoning_summary_');
    return isSummary
      ? { list: this.#summaries, index: event['summary_index'] }
      : { list: this.#contents, index: event['content_index'] };
  }

  #addPart(type: string, event: JsonObject): void {
    const faults = this.#faults;
    const { list, index } = this.#partsOf(type, event);
    const part = objectAt(event, 'part');
    faults.expect(index === list.length, 'parts are numbered from 0');
    faults.expect(
      list.every(({ isDone }) => isDone),
      'the part before is done',
    );
    faults.expect(PREFIX_OF_PART.has(part?.['type']), 'the type of the part is known');
    list.push({ type: part?.['type'], text: '', isTextDone: false, isDone: false });
  }

  #endPart(type: string, event: JsonObject): void {
    const faults = this.#faults;
    const { list, index } = this.#partsOf(type, event);
    const part = list[index as number];
    const stated = objectAt(event, 'part');
    faults.expect(part !== undefined, 'a part that is done has begun');
    if (part === undefined) return;
    faults.expect(!part.isDone && part.isTextDone, 'a part is done once, behind its text');
    part.isDone = true;
    faults.expect(stated?.['type'] === part.type, 'a part keeps its type');
    faults.expect(partText(stated) === part.text, 'the part repeats its text');
  }

  #partFor(prefix: string, pieces: Pieces, event: JsonObject): Part | undefined {
    if (pieces.index === null) return this.#whole;
    const part = this.#partsOf(prefix, event).list[event[pieces.index] as number];
    const isFitting = part !== undefined && PREFIX_OF_PART.get(part.type) === prefix;
    return isFitting && !part.isDone ? part : undefined;
  }

  #compare(stated: readonly JsonObject[], streamed: readonly Part[]): void {
    const isSame =
      stated.length === streamed.length &&
      stated.every((part, index) => partText(part) === streamed[index]?.text);
    this.#faults.expect(isSame, 'the item repeats its parts');
  }
}

function partText(part: JsonObject | null): unknown {
  return part?.['type'] === 'refusal' ? part['refusal'] : part?.['text'];
}

function textsOf(parts: readonly Part[], type: string): string {
  return parts.flatMap((part) => (part.type === type ? [part.text] : [])).join('');
}
