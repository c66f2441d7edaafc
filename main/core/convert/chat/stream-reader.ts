import {
  hasSubstance,
  objectAt,
  objectsAt,
  parseObject,
  type JsonObject,
} from '../../gate/event-json.ts';
import { tallyFor, type Tally } from '../../usage/tally.ts';
import type { AnswerFacts, StreamReader } from '../codec.ts';
import type { InnerEvent } from '../inner/answer.ts';
import { PartQueue } from '../inner/part-queue.ts';
import { textAt } from '../inner/reading.ts';
import { cutOff, readError } from '../read-error.ts';
import { callPart } from './answer.ts';
import { CallSorter } from './call-sorter.ts';
import { saidIn, type Said } from './delta.ts';
import { isFailure, readChatStop } from './stop-reasons.ts';
import { ThinkTags } from './think-tags.ts';

type Prose = 'text' | 'thinking' | 'refusal';

/** Reads the chunks of a chat stream. Chat does not say where a part ends: the beginning of another one does. */
export class ChatReader implements StreamReader {
  readonly #tally: Tally = tallyFor('openai-chat');
  readonly #queue = new PartQueue();
  readonly #tags = new ThinkTags();
  readonly #calls: CallSorter;
  #prose: Prose | null = null;
  #isStarted = false;
  #isOver = false;
  #finish: unknown = null;

  constructor(facts: AnswerFacts) {
    this.#calls = new CallSorter((call, index) => callPart(call, facts.seed, index), this.#queue);
  }

  push(name: string, data: string): readonly InnerEvent[] {
    // Whatever comes behind the end marker is dropped.
    if (this.#isOver) return [];
    if (data.trim() === '[DONE]') return this.#end(true);
    const chunk = parseObject(data);
    if (chunk === null) return [];
    if (name === 'error' || hasSubstance(chunk['error'])) return this.#fail(data);
    const events: InnerEvent[] = [];
    // Some send an empty chunk with the results of their filters first.
    const choice = objectsAt(chunk, 'choices').find(
      ({ index }) => index === 0 || index === undefined,
    );
    if (!this.#isStarted && (choice !== undefined || textAt(chunk, 'id') !== null)) {
      this.#isStarted = true;
      const model = textAt(chunk, 'model');
      events.push({ kind: 'start', id: textAt(chunk, 'id'), model, usage: null });
    }
    if (choice !== undefined && this.#finish === null) {
      const failure = this.#readChoice(choice);
      if (failure !== null) return [...events, ...this.#queue.take(), ...this.#fail(failure)];
    }
    if (this.#queue.isOverfull) {
      this.#isOver = true;
      return [{ kind: 'error', error: cutOff() }];
    }
    events.push(...this.#queue.take());
    const usage = objectAt(chunk, 'usage') ?? objectAt(objectAt(chunk, 'x_groq'), 'usage');
    if (usage !== null) this.#addUsage(usage, events);
    return events;
  }

  end(): readonly InnerEvent[] {
    return this.#isOver ? [] : this.#end(false);
  }

  /** Returns what failed, if anything did. */
  #readChoice(choice: JsonObject): string | null {
    // Some relays end a stream with the whole message.
    const delta = objectAt(choice, 'delta');
    const whole = delta === null && this.#queue.isEmpty ? objectAt(choice, 'message') : null;
    const message = delta ?? whole;
    if (message !== null) this.#read(saidIn(message));
    const reason = choice['finish_reason'];
    if (!hasSubstance(reason)) return null;
    if (isFailure(reason))
      return JSON.stringify({
        error: { message: `The upstream ended the answer with "${String(reason)}".` },
      });
    this.#finish = reason;
    this.#readTags(this.#tags.end());
    this.#endProse();
    const isWhole = readChatStop(reason) !== 'maxTokens';
    if (!this.#calls.end(isWhole)) {
      return JSON.stringify({
        error: { message: 'The upstream called a tool without naming it.' },
      });
    }
    return null;
  }

  #read(said: Said): void {
    if (said.thinking !== '') this.#say('thinking', said.thinking);
    if (said.text !== '') this.#readTags(this.#tags.push(said.text));
    if (said.refusal !== '') this.#say('refusal', said.refusal);
    for (const citation of said.citations) this.#cite(citation);
    for (const part of said.media) {
      this.#endProse();
      this.#queue.whole(part);
    }
    // An empty list is no beginning of a call.
    if (said.calls.length === 0) return;
    this.#endProse();
    for (const [position, call] of said.calls.entries()) this.#calls.add(call, position);
  }

  #readTags(pieces: ReturnType<ThinkTags['push']>): void {
    for (const { isThinking, text } of pieces) {
      if (text !== '') this.#say(isThinking ? 'thinking' : 'text', text);
    }
  }

  #say(kind: Prose, text: string): void {
    if (this.#prose !== kind) {
      this.#endProse();
      this.#queue.endCompleteCalls();
      this.#prose = kind;
      const part = kind === 'thinking' ? { kind, isRedacted: false } : { kind };
      this.#queue.start(kind, part);
    }
    this.#queue.add(kind, text);
  }

  #cite(citation: Said['citations'][number]): void {
    if (this.#prose === 'text') this.#queue.cite('text', citation);
  }

  #endProse(): void {
    if (this.#prose === null) return;
    this.#queue.end(this.#prose);
    this.#prose = null;
  }

  #addUsage(usage: JsonObject, events: InnerEvent[]): void {
    this.#tally.add(usage);
    const counts = this.#tally.counts();
    if (counts !== null && this.#isStarted) events.push({ kind: 'usage', usage: counts });
  }

  #fail(data: string): readonly InnerEvent[] {
    this.#isOver = true;
    return [{ kind: 'error', error: readError(data, null) }];
  }

  /** A stream is complete with its end marker or with a reason to finish; with neither it was cut. */
  #end(isMarked: boolean): readonly InnerEvent[] {
    this.#isOver = true;
    if (this.#finish === null) {
      if (!isMarked || !this.#isStarted)
        return [...this.#queue.take(), { kind: 'error', error: cutOff() }];
      this.#readTags(this.#tags.end());
      this.#endProse();
      if (!this.#calls.end(true)) return [{ kind: 'error', error: cutOff() }];
    }
    const reason = this.#finish === null ? 'end' : readChatStop(this.#finish);
    return [...this.#queue.take(), { kind: 'stop', reason, sequence: null }, { kind: 'end' }];
  }
}
