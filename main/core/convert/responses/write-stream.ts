import { parseObject, type JsonObject } from '../../gate/event-json.ts';
import type { Counts } from '../../usage/counts.ts';
import type { AnswerFacts, StreamWriter } from '../codec.ts';
import type { InnerAnswer, InnerEvent, PartEnd, StartedPart, StopReason } from '../inner/answer.ts';
import { GatheredText } from '../inner/gathered-text.ts';
import type { Citation, MediaPart, Signature } from '../inner/parts.ts';
import { eventsOf } from '../inner/take-apart.ts';
import { sealedText } from '../sealed.ts';
import { CallWriter } from './write-call.ts';
import type { Frames } from './write-call.ts';
import { citationAnnotation } from './read-content.ts';
import { endingOf, errorOf, responseFrame, responseUsage, type Ending } from './write-response.ts';

type Call = Extract<StartedPart, { kind: 'toolCall' }>;

/** An item of the output that is open, with what has been said of it. */
type Open = { readonly id: string; readonly index: number };

type Message = Open & { readonly content: JsonObject[] };

/**
 * Writes the events of a Responses stream in the order that OpenAI keeps: every item and every part of it is added, said
 * and done, all of it numbered. Texts that follow each other are parts of one message.
 */
export class ResponsesWriter implements StreamWriter {
  readonly #facts: AnswerFacts;
  readonly #output: JsonObject[] = [];
  #frame: JsonObject = {};
  #number = 0;
  #items = 0;
  #isStarted = false;
  #isOver = false;
  #message: Message | null = null;
  #part: StartedPart | null = null;
  /** The members that say where a delta belongs, as JSON. */
  #place = '';
  #text = new GatheredText();
  #citations: Citation[] = [];
  #thought: Open | null = null;
  #call: CallWriter | null = null;
  #usage: Counts | null = null;
  #stop: StopReason = 'other';
  #response: JsonObject = {};

  constructor(facts: AnswerFacts) {
    this.#facts = facts;
  }

  /** The whole response, once it is over. */
  get response(): JsonObject {
    return this.#response;
  }

  write(event: InnerEvent): string {
    if (this.#isOver) return '';
    switch (event.kind) {
      case 'start':
        this.#usage = event.usage;
        return this.#start(event.model);
      case 'partStart':
        return this.#ensureStart() + this.#startPart(event.part);
      case 'delta':
        return this.#delta(event.text);
      case 'citation':
        return this.#cite(event.citation);
      case 'partEnd':
        return this.#endPart(event);
      case 'usage':
        this.#usage = event.usage;
        return '';
      case 'stop':
        this.#stop = event.reason;
        return '';
      case 'end': {
        const ending = endingOf(this.#stop);
        const status = ending.status === 'incomplete' ? 'incomplete' : 'completed';
        return this.#ensureStart() + this.#closeMessage(status) + this.#end(ending);
      }
      case 'error':
        return (
          this.#ensureStart() +
          this.#end({ status: 'failed', reason: null, error: errorOf(event.error) })
        );
      case 'ping':
        return '';
    }
  }

  #ensureStart(): string {
    return this.#isStarted ? '' : this.#start(null);
  }

  #start(model: string | null): string {
    if (this.#isStarted) return '';
    this.#isStarted = true;
    this.#frame = responseFrame(this.#facts, model);
    const response = this.#stated('in_progress', null, null);
    const said = `"response":${JSON.stringify(response)}`;
    return this.#say('response.created', said) + this.#say('response.in_progress', said);
  }

  #stated(status: string, reason: string | null, error: JsonObject | null): JsonObject {
    return {
      ...this.#frame,
      status,
      error,
      incomplete_details: reason === null ? null : { reason },
      output: status === 'in_progress' ? [] : this.#output,
      usage: status === 'in_progress' ? null : responseUsage(this.#usage),
    };
  }

  #say(type: string, members: string): string {
    const number = String(this.#number++);
    return `event: ${type}\ndata: {"type":"${type}","sequence_number":${number},${members}}\n\n`;
  }

  #startPart(part: StartedPart): string {
    this.#part = part;
    this.#text = new GatheredText();
    this.#citations = [];
    switch (part.kind) {
      case 'text':
      case 'refusal':
        return this.#openMessage() + this.#openContent(part.kind);
      case 'thinking': {
        const closed = this.#closeMessage('completed');
        this.#thought = this.#open('rs');
        return closed + this.#added(this.#thought, thoughtItem(this.#thought, '', null));
      }
      case 'toolCall':
        return this.#closeMessage('completed') + this.#seal(part.signature) + this.#openCall(part);
      case 'media':
        return this.#closeMessage('completed') + this.#sayImage(part);
      case 'hosted':
        return '';
    }
  }

  #open(prefix: string): Open {
    const index = this.#items++;
    return { id: `${prefix}_${this.#facts.seed}_${String(index)}`, index };
  }

  #added({ index }: Open, item: JsonObject): string {
    const said = `"output_index":${String(index)},"item":${JSON.stringify(item)}`;
    return this.#say('response.output_item.added', said);
  }

  #done({ index }: Open, item: JsonObject): string {
    this.#output[index] = item;
    const said = `"output_index":${String(index)},"item":${JSON.stringify(item)}`;
    return this.#say('response.output_item.done', said);
  }

  #openMessage(): string {
    if (this.#message !== null) return '';
    this.#message = { ...this.#open('msg'), content: [] };
    return this.#added(this.#message, messageItem(this.#message, 'in_progress'));
  }

  #openContent(kind: 'text' | 'refusal'): string {
    const message = this.#message as Message;
    const at = String(message.content.length);
    this.#place = `"item_id":"${message.id}","output_index":${String(message.index)},"content_index":${at}`;
    const part = contentPart(kind, '', []);
    return this.#say(
      'response.content_part.added',
      `${this.#place},"part":${JSON.stringify(part)}`,
    );
  }

  /** Gemini signs its calls, and a call has no place for that here: reasoning before it that says nothing has. */
  #seal(signature: Signature | null): string {
    if (signature === null) return '';
    const thought = this.#open('rs');
    const sealed = sealedText({ signature, isRedacted: false }, 'openai-responses');
    return (
      this.#added(thought, thoughtItem(thought, '', null)) +
      this.#done(thought, thoughtItem(thought, '', sealed))
    );
  }

  #openCall(part: Call): string {
    this.#call = new CallWriter(part, this.#facts.request.tools, (prefix) => this.#open(prefix));
    return this.#call.added(this.#frames());
  }

  #frames(): Frames {
    return {
      say: (type, members) => this.#say(type, members),
      added: (open, item) => this.#added(open, item),
      done: (open, item) => this.#done(open, item),
    };
  }

  #delta(text: string): string {
    const quoted = JSON.stringify(text);
    switch (this.#part?.kind) {
      case 'text':
        this.#text.add(text);
        return this.#say(
          'response.output_text.delta',
          `${this.#place},"delta":${quoted},"logprobs":[]`,
        );
      case 'refusal':
        this.#text.add(text);
        return this.#say('response.refusal.delta', `${this.#place},"delta":${quoted}`);
      case 'thinking':
        return this.#think(text, quoted);
      case 'toolCall': {
        this.#text.add(text);
        const delta = this.#call?.delta(quoted) ?? null;
        return delta === null ? '' : this.#say(delta.type, delta.members);
      }
      case 'media':
      case 'hosted':
      case undefined:
        return '';
    }
  }

  /** The part of a summary begins with its first piece: sealed reasoning may have none. */
  #think(text: string, quoted: string): string {
    let opened = '';
    if (this.#place === '' && this.#thought !== null) {
      const { id, index } = this.#thought;
      this.#place = `"item_id":"${id}","output_index":${String(index)},"summary_index":0`;
      const part = `${this.#place},"part":{"type":"summary_text","text":""}`;
      opened = this.#say('response.reasoning_summary_part.added', part);
    }
    this.#text.add(text);
    const delta = `${this.#place},"delta":${quoted}`;
    return opened + this.#say('response.reasoning_summary_text.delta', delta);
  }

  #cite(citation: Citation): string {
    if (this.#part?.kind !== 'text') return '';
    const at = String(this.#citations.length);
    this.#citations.push(citation);
    const annotation = JSON.stringify(citationAnnotation(citation));
    const said = `${this.#place},"annotation_index":${at},"annotation":${annotation}`;
    return this.#say('response.output_text.annotation.added', said);
  }

  #endPart(end: PartEnd): string {
    const part = this.#part;
    this.#part = null;
    switch (part?.kind) {
      case 'text':
      case 'refusal':
        return this.#endContent(part.kind);
      case 'thinking':
        return this.#endThought(part.isRedacted, end);
      case 'toolCall':
        return this.#endCall(end);
      case 'media':
      case 'hosted':
      case undefined:
        return '';
    }
  }

  #endContent(kind: 'text' | 'refusal'): string {
    const text = this.#text.read();
    const part = contentPart(kind, text, this.#citations);
    this.#message?.content.push(part);
    const quoted = JSON.stringify(text);
    const place = this.#place;
    this.#place = '';
    const done =
      kind === 'text'
        ? this.#say('response.output_text.done', `${place},"text":${quoted},"logprobs":[]`)
        : this.#say('response.refusal.done', `${place},"refusal":${quoted}`);
    return (
      done + this.#say('response.content_part.done', `${place},"part":${JSON.stringify(part)}`)
    );
  }

  #closeMessage(status: 'completed' | 'incomplete'): string {
    const message = this.#message;
    this.#message = null;
    return message === null ? '' : this.#done(message, messageItem(message, status));
  }

  #endThought(isRedacted: boolean, { signature }: PartEnd): string {
    const thought = this.#thought;
    if (thought === null) return '';
    this.#thought = null;
    const text = this.#text.read();
    let done = '';
    if (this.#place !== '') {
      const quoted = JSON.stringify(text);
      done =
        this.#say('response.reasoning_summary_text.done', `${this.#place},"text":${quoted}`) +
        this.#say(
          'response.reasoning_summary_part.done',
          `${this.#place},"part":{"type":"summary_text","text":${quoted}}`,
        );
      this.#place = '';
    }
    const sealed = sealedText({ signature, isRedacted }, 'openai-responses');
    return done + this.#done(thought, thoughtItem(thought, text, sealed));
  }

  #endCall({ isWhole }: PartEnd): string {
    const call = this.#call;
    if (call === null) return '';
    this.#call = null;
    const gathered = this.#text.read();
    // No arguments are an empty object, for those who parse what they have gathered.
    const isEmpty = gathered === '' && isWhole && !call.isPlain;
    const delta = isEmpty ? call.delta('"{}"') : null;
    const said = delta === null ? '' : this.#say(delta.type, delta.members);
    const text = isEmpty ? '{}' : gathered;
    const isSound = isWhole && (call.isPlain || parseObject(text) !== null);
    return said + call.done(text, isSound ? 'completed' : 'incomplete', this.#frames());
  }

  #sayImage({ source }: MediaPart): string {
    if (source.kind !== 'base64') return '';
    const open = this.#open('ig');
    const item = { type: 'image_generation_call', id: open.id };
    const started = this.#added(open, { ...item, status: 'in_progress', result: null });
    return started + this.#done(open, { ...item, status: 'completed', result: source.data });
  }

  #end({ status, reason, error }: Ending): string {
    this.#isOver = true;
    this.#response = this.#stated(status, reason, error);
    return this.#say(`response.${status}`, `"response":${JSON.stringify(this.#response)}`);
  }
}

/** A whole answer is what a stream says at its end. */
export function writeAnswer(answer: InnerAnswer, facts: AnswerFacts): JsonObject {
  const writer = new ResponsesWriter(facts);
  for (const event of eventsOf(answer)) writer.write(event);
  return writer.response;
}

function messageItem({ id, content }: Message, status: string): JsonObject {
  return { type: 'message', id, status, role: 'assistant', content };
}

function contentPart(
  kind: 'text' | 'refusal',
  text: string,
  citations: readonly Citation[],
): JsonObject {
  if (kind === 'refusal') return { type: 'refusal', refusal: text };
  const annotations = citations.map(citationAnnotation);
  return { type: 'output_text', text, annotations, logprobs: [] };
}

function thoughtItem({ id }: Open, text: string, sealed: string | null): JsonObject {
  const summary = text === '' ? [] : [{ type: 'summary_text', text }];
  const content = sealed === null ? {} : { encrypted_content: sealed };
  return { type: 'reasoning', id, summary, ...content };
}
