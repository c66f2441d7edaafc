import { hasSubstance, objectAt, parseObject, type JsonObject } from '../../gate/event-json.ts';
import { tallyFor, type Tally } from '../../usage/tally.ts';
import type { AnswerFacts, StreamReader } from '../codec.ts';
import type { InnerEvent } from '../inner/answer.ts';
import type { Signature } from '../inner/parts.ts';
import { PartQueue } from '../inner/part-queue.ts';
import { textAt } from '../inner/reading.ts';
import { readSignature } from '../inner/signature.ts';
import { isNestedTooDeep } from '../nesting.ts';
import { cutOff, readError } from '../read-error.ts';
import { hostedPart, readBlock, readCitation } from './blocks.ts';
import { readAnthropicStop } from './stop-reasons.ts';

/** A block whose end has not come. */
type Block = {
  /** How it began. Blocks of the service's own tools are handed on as a whole. */
  readonly start: JsonObject;
  readonly isHosted: boolean;
  /** Input that the beginning stated; pieces replace it. */
  input: string;
  hasPieces: boolean;
  signature: Signature | null;
};

/** Reads the events of an Anthropic stream, and what relays make of them. */
export class AnthropicReader implements StreamReader {
  readonly #seed: string;
  readonly #tally: Tally = tallyFor('anthropic');
  readonly #queue = new PartQueue();
  readonly #blocks = new Map<unknown, Block>();
  #isStarted = false;
  #isOver = false;
  #stop: unknown = null;
  #sequence: string | null = null;
  #minted = 0;

  constructor(facts: AnswerFacts) {
    this.#seed = facts.seed;
  }

  push(name: string, data: string): readonly InnerEvent[] {
    if (this.#isOver) return [];
    const event = parseObject(data);
    if (event === null) return [];
    const type = event['type'] ?? name;
    if (type === 'error' || hasSubstance(event['error'])) return this.#fail(data);
    const events: InnerEvent[] = [];
    switch (type) {
      case 'ping':
        return [{ kind: 'ping' }];
      case 'message_start':
        this.#start(objectAt(event, 'message'), events);
        break;
      case 'content_block_start':
        this.#startBlock(event['index'], objectAt(event, 'content_block') ?? {});
        break;
      case 'content_block_delta':
        this.#grow(event['index'], objectAt(event, 'delta') ?? {});
        break;
      case 'content_block_stop':
        this.#endBlock(event['index']);
        break;
      case 'message_delta':
        this.#readDelta(event, events);
        break;
      case 'message_stop':
        return this.#finish();
    }
    return this.#withParts(events);
  }

  end(): readonly InnerEvent[] {
    if (this.#isOver) return [];
    this.#isOver = true;
    return [...this.#withParts([]), { kind: 'error', error: cutOff() }];
  }

  #fail(data: string): readonly InnerEvent[] {
    this.#isOver = true;
    return [{ kind: 'error', error: readError(data, null) }];
  }

  /** What has been read of parts, behind the start of the answer, which some relays leave out. */
  #withParts(events: InnerEvent[]): readonly InnerEvent[] {
    if (this.#queue.isOverfull) {
      this.#isOver = true;
      return [{ kind: 'error', error: cutOff() }];
    }
    const parts = this.#queue.take();
    if (parts.length === 0) return events;
    if (!this.#isStarted) this.#start(null, events);
    return [...events, ...parts];
  }

  #start(message: JsonObject | null, events: InnerEvent[]): void {
    // Some relays begin twice.
    if (this.#isStarted) return;
    this.#isStarted = true;
    this.#addUsage(message);
    const usage = this.#tally.counts();
    events.push({
      kind: 'start',
      id: textAt(message, 'id'),
      model: textAt(message, 'model'),
      usage,
    });
  }

  #startBlock(index: unknown, start: JsonObject): void {
    // Relays leave ends out, or give all blocks one index.
    for (const open of this.#blocks.keys()) {
      if (open === index || this.#isFinished(open)) this.#endBlock(open);
    }
    const sound = isNestedTooDeep(start) ? { ...start, input: {}, content: [] } : start;
    const part = readBlock(sound, this.#seed, this.#minted++);
    const isHosted = part.kind === 'hosted' || part.kind === 'toolResult';
    const block = {
      start,
      isHosted,
      input: '',
      hasPieces: false,
      signature: null as Signature | null,
    };
    this.#blocks.set(index, block);
    switch (part.kind) {
      case 'toolCall': {
        const { arguments: given, cache: _, ...started } = part;
        const stated = given.kind === 'text' ? given.text : JSON.stringify(given.value);
        block.input = stated === '{}' ? '' : stated;
        this.#queue.start(index, started);
        return;
      }
      case 'thinking':
        block.signature = part.signature;
        this.#queue.start(index, { kind: 'thinking', isRedacted: part.isRedacted });
        this.#queue.add(index, part.text);
        return;
      case 'text':
        this.#queue.start(index, { kind: 'text' });
        this.#queue.add(index, part.text);
        return;
      case 'media':
        this.#queue.start(index, part);
        return;
      case 'hosted':
      case 'toolResult':
      case 'refusal':
    }
  }

  /** Of a block without its end: whether the next one shows that it has ended. */
  #isFinished(index: unknown): boolean {
    const block = this.#blocks.get(index);
    if (block?.start['type'] !== 'tool_use') return true;
    return !block.hasPieces || parseObject(this.#queue.textOf(index)) !== null;
  }

  #grow(index: unknown, delta: JsonObject): void {
    const text = textAt(delta, 'text') ?? textAt(delta, 'thinking');
    if (!this.#blocks.has(index) && text !== null) {
      this.#startBlock(index, { type: delta['type'] === 'thinking_delta' ? 'thinking' : 'text' });
    }
    const block = this.#blocks.get(index);
    if (block === undefined) return;
    switch (delta['type']) {
      case 'text_delta':
      case 'thinking_delta':
        this.#queue.add(index, text ?? '');
        return;
      case 'input_json_delta': {
        const piece = textAt(delta, 'partial_json') ?? '';
        if (piece === '') return;
        block.hasPieces = true;
        if (block.isHosted) block.input += piece;
        else this.#queue.add(index, piece);
        return;
      }
      case 'signature_delta': {
        const signature = readSignature(delta['signature'], 'anthropic', null);
        if (signature !== null) block.signature = signature;
        return;
      }
      case 'citations_delta':
        for (const citation of readCitation(objectAt(delta, 'citation') ?? {})) {
          this.#queue.cite(index, citation);
        }
    }
  }

  #endBlock(index: unknown): void {
    const block = this.#blocks.get(index);
    if (block === undefined) return;
    this.#blocks.delete(index);
    if (block.isHosted) {
      const input = block.hasPieces ? parseObject(block.input) : null;
      this.#queue.whole(hostedPart(input === null ? block.start : { ...block.start, input }));
      return;
    }
    if (!block.hasPieces) this.#queue.add(index, block.input);
    this.#queue.end(index, block.signature);
  }

  #readDelta(event: JsonObject, events: InnerEvent[]): void {
    const delta = objectAt(event, 'delta');
    // Some relays send this event twice, once without a reason.
    this.#stop = delta?.['stop_reason'] ?? this.#stop;
    this.#sequence = textAt(delta, 'stop_sequence') ?? this.#sequence;
    if (!this.#addUsage(event)) return;
    const usage = this.#tally.counts();
    if (usage !== null && this.#isStarted) events.push({ kind: 'usage', usage });
  }

  #addUsage(from: JsonObject | null): boolean {
    const usage = objectAt(from, 'usage');
    if (usage !== null) this.#tally.add(usage);
    return usage !== null;
  }

  #finish(): readonly InnerEvent[] {
    this.#isOver = true;
    for (const index of this.#blocks.keys()) this.#endBlock(index);
    const events = [...this.#withParts([])];
    if (!this.#isStarted) this.#start(null, events);
    const reason = readAnthropicStop(this.#stop);
    events.push({ kind: 'stop', reason, sequence: this.#sequence }, { kind: 'end' });
    return events;
  }
}
