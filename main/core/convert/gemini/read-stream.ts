import { hasSubstance, parseObject, type JsonObject } from '../../gate/event-json.ts';
import { tallyFor, type Tally } from '../../usage/tally.ts';
import type { AnswerFacts, StreamReader } from '../codec.ts';
import type { InnerEvent, StartedPart } from '../inner/answer.ts';
import type { Signature } from '../inner/parts.ts';
import { textAt } from '../inner/reading.ts';
import { readSignature } from '../inner/signature.ts';
import { isNestedTooDeep } from '../nesting.ts';
import { cutOff, readError } from '../read-error.ts';
import { readSealed } from '../sealed.ts';
import { bare, mediaIn, memberAt, objectIn, objectsIn, partsOf, textOf } from './members.ts';
import { hostedIn } from './read-contents.ts';
import { readStop } from './stop-reasons.ts';

/**
 * Reads Gemini's answers, each event of a stream being one with the next pieces of it. There are no blocks: a part goes on
 * until one of another kind comes.
 */
export class GeminiReader implements StreamReader {
  readonly #seed: string;
  readonly #tally: Tally = tallyFor('gemini');
  #events: InnerEvent[] = [];
  #isStarted = false;
  #isOver = false;
  #open: 'text' | 'thinking' | null = null;
  #calls = 0;
  #reason: unknown = null;
  /** Sources already told, because every event may repeat them. */
  #sources = 0;

  constructor(facts: Pick<AnswerFacts, 'seed'>) {
    this.#seed = facts.seed;
  }

  push(_name: string, data: string): readonly InnerEvent[] {
    if (this.#isOver) return [];
    // Relays end with the mark of chat.
    if (data.trim() === '[DONE]') return this.end();
    const event = parseObject(data);
    if (event === null) return [];
    if (hasSubstance(event['error'])) {
      this.#isOver = true;
      return [{ kind: 'error', error: readError(data, null) }];
    }
    return this.read(bare(event));
  }

  /** As `push`, for an answer that is parsed. */
  read(answer: JsonObject): readonly InnerEvent[] {
    if (!this.#isStarted) this.#start(answer);
    const [candidate] = objectsIn(answer, 'candidates');
    for (const part of partsOf(memberAt(candidate ?? null, 'content'))) this.#readPart(part);
    this.#readSources(objectIn(candidate ?? null, 'groundingMetadata'));
    this.#readUsage(answer);
    const reason = memberAt(candidate ?? null, 'finishReason');
    if (hasSubstance(reason) && reason !== 'FINISH_REASON_UNSPECIFIED') this.#reason = reason;
    // A prompt that is refused has no candidates.
    const blocked = memberAt(objectIn(answer, 'promptFeedback'), 'blockReason');
    if (hasSubstance(blocked)) this.#reason ??= 'SAFETY';
    return this.#take();
  }

  /** Gemini has no event for the end: what has given its reason is complete when the bytes are. */
  end(): readonly InnerEvent[] {
    if (this.#isOver) return [];
    if (this.#reason !== null) return this.finish();
    this.#isOver = true;
    return [{ kind: 'error', error: cutOff() }];
  }

  /** Ends an answer that is all there. */
  finish(): readonly InnerEvent[] {
    this.#isOver = true;
    this.#close();
    const reason = readStop(this.#reason, this.#calls > 0);
    this.#events.push({ kind: 'stop', reason, sequence: null }, { kind: 'end' });
    return this.#take();
  }

  #take(): readonly InnerEvent[] {
    const events = this.#events;
    this.#events = [];
    return events;
  }

  #start(answer: JsonObject): void {
    this.#isStarted = true;
    const id = textOf(answer, 'responseId');
    const model = textOf(answer, 'modelVersion');
    const usage = objectIn(answer, 'usageMetadata');
    if (usage !== null) this.#tally.add(usage);
    this.#events.push({ kind: 'start', id, model, usage: this.#tally.counts() });
  }

  #readUsage(answer: JsonObject): void {
    const usage = objectIn(answer, 'usageMetadata');
    if (usage === null) return;
    this.#tally.add(usage);
    const counts = this.#tally.counts();
    if (counts !== null) this.#events.push({ kind: 'usage', usage: counts });
  }

  #readPart(part: JsonObject): void {
    const { text } = part;
    const sealed = memberAt(part, 'thoughtSignature');
    const call = objectIn(part, 'functionCall');
    if (call !== null) this.#call(call, readSignature(sealed, 'gemini', null));
    else if (part['thought'] === true) this.#think(typeof text === 'string' ? text : '', sealed);
    else if (typeof text === 'string') this.#say(text, sealed);
    else {
      const whole = mediaIn(part) ?? hostedIn(part);
      this.#sign(sealed);
      if (whole?.kind === 'media' || whole?.kind === 'hosted') this.#whole(whole);
    }
  }

  /** What signs a text stands before it, as reasoning does; at the end of an answer it stands alone. */
  #say(text: string, sealed: unknown): void {
    this.#sign(sealed);
    if (text === '') return;
    this.#begin('text');
    this.#events.push({ kind: 'delta', text });
  }

  #think(text: string, sealed: unknown): void {
    const { signature } = readSealed(sealed, 'gemini');
    if (text !== '') {
      this.#begin('thinking');
      this.#events.push({ kind: 'delta', text });
    }
    if (signature === null) return;
    this.#begin('thinking');
    this.#close(signature);
  }

  #sign(sealed: unknown): void {
    const { signature, isRedacted } = readSealed(sealed, 'gemini');
    if (signature === null) return;
    this.#close();
    this.#events.push({ kind: 'partStart', part: { kind: 'thinking', isRedacted } });
    this.#events.push({ kind: 'partEnd', signature, isWhole: true });
  }

  #begin(kind: 'text' | 'thinking'): void {
    if (this.#open === kind) return;
    this.#close();
    this.#open = kind;
    const part: StartedPart = kind === 'text' ? { kind } : { kind, isRedacted: false };
    this.#events.push({ kind: 'partStart', part });
  }

  #close(signature: Signature | null = null): void {
    if (this.#open === null) return;
    this.#open = null;
    this.#events.push({ kind: 'partEnd', signature, isWhole: true });
  }

  #call(call: JsonObject, signature: Signature | null): void {
    this.#close();
    const number = this.#calls++;
    const part: StartedPart = {
      kind: 'toolCall',
      id: textAt(call, 'id') ?? `call_${this.#seed}_${String(number)}`,
      name: textAt(call, 'name') ?? '',
      namespace: null,
      isFreeform: false,
      signature,
    };
    const args = objectIn(call, 'args') ?? {};
    const isSound = !isNestedTooDeep(args);
    const text = isSound ? JSON.stringify(args) : '{';
    this.#events.push({ kind: 'partStart', part }, { kind: 'delta', text });
    this.#events.push({ kind: 'partEnd', signature: null, isWhole: isSound });
  }

  #whole(part: StartedPart): void {
    this.#close();
    this.#events.push({ kind: 'partStart', part });
    this.#events.push({ kind: 'partEnd', signature: null, isWhole: true });
  }

  /** Sources belong to the whole answer; they are told with the text that is open when they come. */
  #readSources(grounding: JsonObject | null): void {
    if (grounding === null || this.#open !== 'text') return;
    const chunks = objectsIn(grounding, 'groundingChunks');
    for (const chunk of chunks.slice(this.#sources)) {
      const web = objectIn(chunk, 'web');
      const url = textAt(web, 'uri');
      if (url === null) continue;
      const citation = { url, title: textAt(web, 'title'), quote: null, start: null, end: null };
      this.#events.push({ kind: 'citation', citation });
    }
    this.#sources = Math.max(this.#sources, chunks.length);
  }
}
