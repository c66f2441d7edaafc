import {
  objectAt,
  objectsAt,
  parseObject,
  type JsonObject,
} from '../../../main/core/gate/event-json.ts';
import {
  Faults,
  isCount,
  isName,
  isRecord,
  parsed,
  type Checked,
  type CheckOptions,
} from './checked.ts';
import { framesOf } from './frames.ts';

const FINISH_REASONS = ['stop', 'length', 'tool_calls', 'content_filter', 'function_call'];

type Call = { id: string; name: string; text: string };

/** A strict state machine for streams of chat completions with one choice. */
class ChatChecker {
  readonly faults = new Faults();
  readonly #options: CheckOptions;
  #state: 'new' | 'open' | 'finished' | 'counted' | 'complete' | 'error' = 'new';
  #id: unknown = null;
  #created: unknown = null;
  #model: string | null = null;
  #text = '';
  #refusal = '';
  #thinking = '';
  #calls: Call[] = [];
  #finish: string | null = null;
  #usage: JsonObject | null = null;

  constructor(options: CheckOptions) {
    this.#options = options;
  }

  take(name: string | null, data: string): void {
    const { faults } = this;
    faults.expect(name === null, 'events have no names');
    faults.expect(
      this.#state !== 'complete' && this.#state !== 'error',
      'nothing comes after the end',
    );
    if (data === '[DONE]') {
      faults.expect(this.#finish !== null, 'a finish_reason comes before [DONE]');
      this.#state = 'complete';
      return;
    }
    const chunk = parseObject(data);
    faults.expect(chunk !== null, 'the data is a JSON object');
    if (chunk === null) return;
    if (chunk['error'] != null) {
      faults.expect(isName(objectAt(chunk, 'error')?.['message']), 'an error has a message');
      this.#state = 'error';
      return;
    }
    this.#frame(chunk);
    const choices = objectsAt(chunk, 'choices');
    faults.expect(choices.length <= 1, 'there is one choice');
    for (const choice of choices) this.#choice(choice);
    this.#count(chunk, choices.length);
  }

  result(rest: string): Checked {
    const { faults } = this;
    faults.expect(rest === '', 'the last frame ends with an empty line');
    const state = this.#state;
    if (state === 'complete' && this.#options.hasUsage === true) {
      faults.expect(this.#usage !== null, 'the usage that was asked for is there');
    }
    return {
      faults: faults.list(),
      ending: state === 'complete' || state === 'error' ? state : 'cut',
      said: {
        id: isName(this.#id) ? this.#id : null,
        model: this.#model,
        text: this.#text,
        refusal: this.#refusal,
        thinking: this.#thinking,
        calls: this.#calls.map(({ id, name, text }) => ({ id, name, input: parsed(text || '{}') })),
        stop: this.#finish,
        usage: this.#usage,
      },
    };
  }

  /** What every chunk repeats. */
  #frame(chunk: JsonObject): void {
    const { faults } = this;
    const { id, created, model } = chunk;
    faults.expect(isName(id), 'a chunk has an id');
    faults.expect(chunk['object'] === 'chat.completion.chunk', 'a chunk says what it is');
    faults.expect(isCount(created), 'a chunk says when it was created');
    faults.expect(isName(model), 'a chunk names its model');
    faults.expect(Array.isArray(chunk['choices']), 'a chunk has choices');
    if (this.#id !== null) {
      faults.expect(id === this.#id, 'all chunks have one id');
      if (this.#options.isOurs) faults.expect(created === this.#created, 'all are of one time');
    }
    this.#id = id;
    this.#created = created;
    this.#model = String(model);
  }

  #choice(choice: JsonObject): void {
    const { faults } = this;
    faults.expect(choice['index'] === 0, 'the choice has the index 0');
    const delta = objectAt(choice, 'delta');
    faults.expect(delta !== null, 'a choice has a delta');
    if (this.#state === 'new') {
      faults.expect(delta?.['role'] === 'assistant', 'the first delta has the role');
      this.#state = 'open';
    }
    if (this.#state !== 'open') {
      faults.expect(!saysSomething(delta), 'nothing is said behind the finish_reason');
    }
    this.#text += textOf(delta?.['content']);
    this.#refusal += textOf(delta?.['refusal']);
    this.#thinking += textOf(delta?.['reasoning_content']) || textOf(delta?.['reasoning']);
    for (const call of objectsAt(delta, 'tool_calls')) this.#call(call);
    const finish = choice['finish_reason'] ?? null;
    if (finish !== null) this.#endChoice(finish);
    else if (this.#options.isOurs) {
      faults.expect('finish_reason' in choice, 'finish_reason is null until the end');
    }
  }

  #call(piece: JsonObject): void {
    const { faults } = this;
    const index = piece['index'];
    const said = objectAt(piece, 'function');
    faults.expect(isCount(index), 'a piece of a call has an index');
    const call = this.#calls[index as number];
    if (call === undefined) {
      faults.expect(index === this.#calls.length, 'indices of calls count from 0');
      faults.expect(isName(piece['id']), 'a call begins with its id');
      faults.expect(isName(said?.['name']), 'a call begins with its name');
      faults.expect(piece['type'] === 'function', 'a call begins with its type');
      const ids = this.#calls.map(({ id }) => id);
      faults.expect(!ids.includes(String(piece['id'])), 'ids of calls are unlike each other');
      const text = textOf(said?.['arguments']);
      this.#calls.push({ id: String(piece['id']), name: String(said?.['name']), text });
      return;
    }
    const isSame = piece['id'] == null || piece['id'] === call.id;
    faults.expect(isSame, 'a call keeps its id');
    if (this.#options.isOurs) {
      faults.expect(call === this.#calls.at(-1), 'pieces belong to the newest call');
      faults.expect(said?.['name'] === undefined, 'a name is said once');
    }
    call.text += textOf(said?.['arguments']);
  }

  #endChoice(finish: unknown): void {
    const { faults } = this;
    faults.expect(this.#finish === null, 'there is one finish_reason');
    faults.expect(FINISH_REASONS.includes(finish as string), 'the finish_reason is known');
    const hasCalls = this.#calls.length > 0;
    if (finish === 'tool_calls') {
      faults.expect(hasCalls, 'tool_calls has a call');
      const isSound = this.#calls.every(({ text }) => isRecord(parsed(text)));
      faults.expect(isSound, 'the arguments of a call are an object');
    }
    if (finish === 'stop') faults.expect(!hasCalls, 'a call ends with tool_calls');
    this.#finish = String(finish);
    this.#state = 'finished';
  }

  #count(chunk: JsonObject, choices: number): void {
    const { faults } = this;
    const usage = objectAt(chunk, 'usage');
    if (usage === null) return;
    for (const name of ['prompt_tokens', 'completion_tokens', 'total_tokens']) {
      faults.expect(isCount(usage[name]), `usage counts ${name}`);
    }
    if (this.#options.isOurs) {
      faults.expect(choices === 0, 'usage comes in a chunk of its own');
      faults.expect(this.#state === 'finished', 'usage comes once, behind the finish_reason');
      this.#state = 'counted';
    }
    this.#usage = usage;
  }
}

function textOf(value: unknown): string {
  if (Array.isArray(value))
    return value.map((part) => textOf(isRecord(part) ? part['text'] : '')).join('');
  return typeof value === 'string' ? value : '';
}

function saysSomething(delta: JsonObject | null): boolean {
  const isCalling = objectsAt(delta, 'tool_calls').length > 0;
  return isCalling || textOf(delta?.['content']) !== '' || textOf(delta?.['refusal']) !== '';
}

export function checkChat(text: string, options: CheckOptions): Checked {
  const { frames, rest } = framesOf(text);
  const checker = new ChatChecker(options);
  for (const { name, data } of frames) {
    checker.take(name, data);
    checker.faults.at++;
  }
  return checker.result(rest);
}
