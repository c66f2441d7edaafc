import { objectAt, parseObject, type JsonObject } from '../../../main/core/gate/event-json.ts';
import {
  Faults,
  isCount,
  isName,
  isRecord,
  parsed,
  type Checked,
  type CheckOptions,
  type SaidCall,
} from './checked.ts';
import { framesOf } from './frames.ts';

const STOP_REASONS = [
  'end_turn',
  'max_tokens',
  'stop_sequence',
  'tool_use',
  'pause_turn',
  'refusal',
  'compaction',
  'model_context_window_exceeded',
];

/** Which pieces may stand in which block; blocks that are not named take none. */
const PIECES: ReadonlyMap<unknown, readonly string[]> = new Map<unknown, readonly string[]>([
  ['text', ['text_delta', 'citations_delta']],
  ['tool_use', ['input_json_delta']],
  ['server_tool_use', ['input_json_delta']],
  ['mcp_tool_use', ['input_json_delta']],
  ['thinking', ['thinking_delta', 'signature_delta']],
  ['compaction', ['compaction_delta']],
]);

type Block = { readonly start: JsonObject; json: string; pieces: number; signature: string };

/** A strict state machine for streams of the Messages API. */
class AnthropicChecker {
  readonly faults = new Faults();
  readonly #isOurs: boolean;
  #state: 'new' | 'open' | 'stopped' | 'complete' | 'error' = 'new';
  #nextIndex = 0;
  #block: Block | null = null;
  #id: string | null = null;
  #model: string | null = null;
  #text = '';
  #thinking = '';
  #calls: SaidCall[] = [];
  #hasBrokenCall = false;
  #stop: string | null = null;
  #usage: JsonObject | null = null;

  constructor({ isOurs }: CheckOptions) {
    this.#isOurs = isOurs;
  }

  take(name: string | null, data: string): void {
    const { faults } = this;
    const event = parseObject(data);
    faults.expect(event !== null, 'the data is a JSON object');
    if (event === null) return;
    const type = event['type'];
    faults.expect(name === type, 'the event is named after its type');
    faults.expect(
      this.#state !== 'complete' && this.#state !== 'error',
      'nothing comes after the end',
    );
    if (type !== 'message_start' && type !== 'error') {
      faults.expect(this.#state !== 'new', 'message_start comes first');
    }
    switch (type) {
      case 'message_start':
        this.#begin(objectAt(event, 'message'));
        return;
      case 'content_block_start':
        this.#startBlock(event);
        return;
      case 'content_block_delta':
        this.#piece(event['index'], objectAt(event, 'delta') ?? {});
        return;
      case 'content_block_stop':
        this.#endBlock(event['index']);
        return;
      case 'message_delta':
        this.#endMessage(event);
        return;
      case 'message_stop':
        faults.expect(this.#state === 'stopped', 'message_delta comes before message_stop');
        this.#state = 'complete';
        return;
      case 'error':
        faults.expect(isName(objectAt(event, 'error')?.['type']), 'an error has a type');
        faults.expect(isName(objectAt(event, 'error')?.['message']), 'an error has a message');
        this.#state = 'error';
        return;
      default:
        faults.expect(type === 'ping', `the type is known: ${String(type)}`);
    }
  }

  result(rest: string): Checked {
    const { faults } = this;
    faults.expect(rest === '', 'the last frame ends with an empty line');
    const state = this.#state;
    return {
      faults: faults.list(),
      ending: state === 'complete' || state === 'error' ? state : 'cut',
      said: {
        id: this.#id,
        model: this.#model,
        text: this.#text,
        refusal: '',
        thinking: this.#thinking,
        calls: this.#calls,
        stop: this.#stop,
        usage: this.#usage,
      },
    };
  }

  #begin(message: JsonObject | null): void {
    const { faults } = this;
    faults.expect(this.#state === 'new', 'there is one message_start');
    this.#state = 'open';
    faults.expect(isName(message?.['id']), 'the message has an id');
    faults.expect(message?.['type'] === 'message', 'the message is of the type message');
    faults.expect(message?.['role'] === 'assistant', 'the message is the assistant’s');
    faults.expect(isName(message?.['model']), 'the message names its model');
    const content = message?.['content'];
    faults.expect(Array.isArray(content) && content.length === 0, 'the message begins empty');
    faults.expect(message?.['stop_reason'] === null, 'the message begins without stop_reason');
    faults.expect(message?.['stop_sequence'] === null, 'the message begins without stop_sequence');
    const usage = objectAt(message, 'usage');
    faults.expect(isCount(usage?.['input_tokens']), 'message_start counts input_tokens');
    faults.expect(isCount(usage?.['output_tokens']), 'message_start counts output_tokens');
    this.#id = String(message?.['id']);
    this.#model = String(message?.['model']);
    this.#usage = usage;
  }

  #startBlock(event: JsonObject): void {
    const { faults } = this;
    const block = objectAt(event, 'content_block') ?? {};
    faults.expect(this.#block === null, 'the block before has ended');
    faults.expect(this.#state !== 'stopped', 'no block comes after message_delta');
    faults.expect(event['index'] === this.#nextIndex, 'indices of blocks count from 0');
    this.#nextIndex++;
    const { type } = block;
    faults.expect(isName(type), 'a block has a type');
    if (type === 'text') faults.expect(typeof block['text'] === 'string', 'a text has a text');
    if (type === 'thinking') {
      faults.expect(typeof block['thinking'] === 'string', 'a thought has a text');
    }
    if (type === 'redacted_thinking')
      faults.expect(isName(block['data']), 'redacted data is there');
    if (type === 'tool_use' || type === 'server_tool_use') {
      faults.expect(isName(block['id']), 'a call has an id');
      faults.expect(isName(block['name']), 'a call has a name');
      faults.expect(isRecord(block['input']), 'a call begins with an object');
      const ids = this.#calls.map(({ id }) => id);
      faults.expect(!ids.includes(block['id'] as string), 'ids of calls are unlike each other');
    }
    if (this.#isOurs && type === 'tool_use') {
      faults.expect(
        /^[a-zA-Z0-9_-]+$/.test(String(block['id'])),
        'an id has letters, digits, - and _',
      );
    }
    this.#text += type === 'text' ? String(block['text']) : '';
    this.#block = { start: block, json: '', pieces: 0, signature: '' };
  }

  #piece(index: unknown, delta: JsonObject): void {
    const { faults } = this;
    const block = this.#block;
    faults.expect(block !== null, 'a piece stands inside of a block');
    faults.expect(index === this.#nextIndex - 1, 'a piece names the open block');
    if (block === null) return;
    const type = String(delta['type']);
    const allowed = PIECES.get(block.start['type']) ?? [];
    faults.expect(allowed.includes(type), `a ${String(block.start['type'])} takes no ${type}`);
    if (block.signature !== '') {
      faults.expect(type === 'signature_delta', 'nothing is thought behind the signature');
    }
    block.pieces++;
    if (type === 'text_delta') {
      faults.expect(typeof delta['text'] === 'string', 'a piece of text is text');
      this.#text += String(delta['text']);
    } else if (type === 'thinking_delta') {
      faults.expect(typeof delta['thinking'] === 'string', 'a piece of thought is text');
      this.#thinking += String(delta['thinking']);
    } else if (type === 'signature_delta') {
      faults.expect(isName(delta['signature']), 'a signature is text');
      block.signature += String(delta['signature']);
    } else if (type === 'input_json_delta') {
      faults.expect(typeof delta['partial_json'] === 'string', 'a piece of input is text');
      block.json += String(delta['partial_json']);
    }
  }

  #endBlock(index: unknown): void {
    const { faults } = this;
    const block = this.#block;
    this.#block = null;
    faults.expect(block !== null, 'what ends has begun');
    faults.expect(index === this.#nextIndex - 1, 'the open block ends');
    if (block === null) return;
    const { type, id, name, input } = block.start;
    if (this.#isOurs) {
      faults.expect(type !== 'text' || block.pieces > 0, 'no text is empty');
      faults.expect(type !== 'thinking' || block.signature !== '', 'every thought is signed');
    }
    if (type !== 'tool_use') return;
    const value = block.json === '' ? input : parsed(block.json);
    faults.expect(!this.#hasBrokenCall, 'only the last call may be cut');
    this.#hasBrokenCall = !isRecord(value);
    this.#calls.push({ id: String(id), name: String(name), input: value });
  }

  #endMessage(event: JsonObject): void {
    const { faults } = this;
    faults.expect(this.#block === null, 'every block has ended');
    faults.expect(this.#state === 'open', 'there is one message_delta');
    this.#state = 'stopped';
    const delta = objectAt(event, 'delta') ?? {};
    const stop = delta['stop_reason'];
    faults.expect(STOP_REASONS.includes(stop as string), 'the stop_reason is known');
    const sequence = delta['stop_sequence'];
    faults.expect(
      sequence === null || typeof sequence === 'string',
      'stop_sequence is text or null',
    );
    faults.expect((stop === 'stop_sequence') === (sequence !== null), 'a stop_sequence is told of');
    const usage = objectAt(event, 'usage');
    faults.expect(isCount(usage?.['output_tokens']), 'message_delta counts output_tokens');
    if (stop === 'tool_use') faults.expect(this.#calls.length > 0, 'tool_use has a call');
    if (stop === 'end_turn') faults.expect(this.#calls.length === 0, 'a call ends with tool_use');
    if (stop === 'tool_use')
      faults.expect(!this.#hasBrokenCall, 'the input of a call is an object');
    this.#stop = String(stop);
    this.#usage = { ...this.#usage, ...usage };
  }
}

export function checkAnthropic(text: string, options: CheckOptions): Checked {
  const { frames, rest } = framesOf(text);
  const checker = new AnthropicChecker(options);
  for (const { name, data } of frames) {
    checker.take(name, data);
    checker.faults.at++;
  }
  return checker.result(rest);
}
