import { isDeepStrictEqual } from 'node:util';
import {
  objectAt,
  objectsAt,
  parseObject,
  type JsonObject,
} from '../../../main/core/gate/event-json.ts';
import { Faults, isCount, isName, type Checked, type CheckOptions, type Said } from './checked.ts';
import { framesOf } from './frames.ts';
import { ResponseItem } from './response-item.ts';

const STATUS_OF_END: ReadonlyMap<unknown, string> = new Map([
  ['response.completed', 'completed'],
  ['response.incomplete', 'incomplete'],
  ['response.failed', 'failed'],
]);

/** A strict state machine for streams of the Responses API. */
class ResponsesChecker {
  readonly faults = new Faults();
  readonly #isOurs: boolean;
  #state: 'new' | 'created' | 'open' | 'complete' | 'error' = 'new';
  #id: unknown = null;
  #items: ResponseItem[] = [];
  #final: JsonObject | null = null;

  constructor({ isOurs }: CheckOptions) {
    this.#isOurs = isOurs;
  }

  take(name: string | null, data: string): void {
    const { faults } = this;
    const event = parseObject(data);
    faults.expect(event !== null, 'the data is a JSON object');
    if (event === null) return;
    const type = String(event['type']);
    faults.expect(name === type, 'the event is named after its type');
    faults.expect(event['sequence_number'] === faults.at, 'sequence numbers count from 0');
    faults.expect(
      this.#state !== 'complete' && this.#state !== 'error',
      'nothing comes after the end',
    );
    if (type === 'response.created') this.#begin(objectAt(event, 'response'));
    else if (type === 'error') this.#fail(event['message']);
    else {
      faults.expect(this.#state !== 'new', 'response.created comes first');
      if (type === 'response.in_progress') this.#goOn(objectAt(event, 'response'));
      else if (type === 'response.failed') {
        this.#whole(objectAt(event, 'response'), 'failed');
        this.#fail(objectAt(objectAt(event, 'response'), 'error')?.['message']);
      } else if (STATUS_OF_END.has(type)) this.#end(type, objectAt(event, 'response'));
      else if (type === 'response.output_item.added') this.#add(event);
      else this.#inItem(type, event);
    }
  }

  result(rest: string): Checked {
    this.faults.expect(rest === '', 'the last frame ends with an empty line');
    const state = this.#state;
    return {
      faults: this.faults.list(),
      ending: state === 'complete' || state === 'error' ? state : 'cut',
      said: this.#said(),
    };
  }

  #begin(response: JsonObject | null): void {
    const { faults } = this;
    faults.expect(this.#state === 'new', 'there is one response.created');
    this.#state = 'created';
    this.#id = response?.['id'];
    this.#whole(response, 'in_progress');
    faults.expect(objectsAt(response, 'output').length === 0, 'the response begins empty');
  }

  #goOn(response: JsonObject | null): void {
    this.faults.expect(this.#state === 'created', 'in_progress follows on created');
    this.#state = 'open';
    this.#whole(response, 'in_progress');
  }

  /** What every event with the whole response has to state. */
  #whole(response: JsonObject | null, status: string): void {
    const { faults } = this;
    faults.expect(isName(response?.['id']), 'the response has an id');
    faults.expect(response?.['id'] === this.#id, 'the response keeps its id');
    faults.expect(response?.['object'] === 'response', 'the response says what it is');
    faults.expect(response?.['status'] === status, 'the status fits the event');
    if (status === 'failed' && !this.#isOurs) return;
    faults.expect(isCount(response?.['created_at']), 'the response says when it was created');
    faults.expect(isName(response?.['model']), 'the response names its model');
    faults.expect(Array.isArray(response?.['output']), 'the response has an output');
  }

  #add(event: JsonObject): void {
    const { faults } = this;
    const item = objectAt(event, 'item') ?? {};
    faults.expect(event['output_index'] === this.#items.length, 'items are numbered from 0');
    if (this.#isOurs) {
      faults.expect(
        this.#items.every(({ isDone }) => isDone),
        'the item before is done',
      );
      faults.expect(this.#state === 'open', 'in_progress comes before the first item');
    }
    const ids = this.#items.map(({ added }) => added['id']);
    faults.expect(!ids.includes(item['id']), 'ids of items are unlike each other');
    this.#items.push(new ResponseItem(item, faults, this.#isOurs));
  }

  #inItem(type: string, event: JsonObject): void {
    const { faults } = this;
    const item = this.#items[event['output_index'] as number];
    faults.expect(item !== undefined, `${type} stands inside of an item`);
    if (item === undefined) return;
    faults.expect(!item.isDone, `${type} comes before its item is done`);
    if (type === 'response.output_item.done') {
      item.finish(objectAt(event, 'item') ?? {});
      return;
    }
    faults.expect(event['item_id'] === item.added['id'], `${type} has the id of its item`);
    item.take(type, event);
  }

  #end(type: string, response: JsonObject | null): void {
    const { faults } = this;
    this.#state = 'complete';
    this.#final = response;
    this.#whole(response, STATUS_OF_END.get(type) ?? '');
    const output = objectsAt(response, 'output');
    faults.expect(
      this.#items.every(({ isDone }) => isDone),
      'every item is done',
    );
    const done = this.#items.map(({ done: item }) => item);
    if (this.#isOurs) {
      faults.expect(isDeepStrictEqual(output, done), 'the output is what was streamed');
    }
    const usage = objectAt(response, 'usage');
    for (const name of ['input_tokens', 'output_tokens', 'total_tokens']) {
      faults.expect(isCount(usage?.[name]), `usage counts ${name}`);
    }
    // Codex refuses a usage without these two.
    const input = objectAt(usage, 'input_tokens_details');
    const reasoning = objectAt(usage, 'output_tokens_details');
    faults.expect(isCount(input?.['cached_tokens']), 'usage counts cached_tokens');
    faults.expect(isCount(reasoning?.['reasoning_tokens']), 'usage counts reasoning_tokens');
    if (type !== 'response.incomplete') return;
    const reason = objectAt(response, 'incomplete_details')?.['reason'];
    faults.expect(isName(reason), 'an incomplete response says why');
  }

  #fail(message: unknown): void {
    this.faults.expect(isName(message), 'an error has a message');
    this.#state = 'error';
  }

  #said(): Said {
    const reason = objectAt(this.#final, 'incomplete_details')?.['reason'];
    const of = (pick: (item: ResponseItem) => string): string => this.#items.map(pick).join('');
    return {
      id: isName(this.#id) ? this.#id : null,
      model: isName(this.#final?.['model']) ? this.#final['model'] : null,
      text: of(({ text }) => text),
      refusal: of(({ refusal }) => refusal),
      thinking: of(({ thinking }) => thinking),
      calls: this.#items.flatMap((item) => item.call() ?? []),
      stop: isName(reason)
        ? reason
        : isName(this.#final?.['status'])
          ? this.#final['status']
          : null,
      usage: objectAt(this.#final, 'usage'),
    };
  }
}

export function checkResponses(text: string, options: CheckOptions): Checked {
  const { frames, rest } = framesOf(text);
  const checker = new ResponsesChecker(options);
  for (const { name, data } of frames) {
    checker.take(name, data);
    checker.faults.at++;
  }
  return checker.result(rest);
}
