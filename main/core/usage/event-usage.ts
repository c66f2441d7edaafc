import { CR, LF } from '../ascii.ts';
import { ByteSearch } from '../byte-search.ts';
import { SseParser } from '../sse.ts';
import { encodeUtf8 } from '../utf8.ts';
import { dataLineAround } from './data-line.ts';
import { KeptBytes } from './kept-bytes.ts';
import { findUsage, sightingAt, type Sighting } from './sighting.ts';
import { sightingInTail } from './tail-sighting.ts';

export type OnSighting = (sighting: Sighting) => void;

/** The model is looked for in so many pieces: every protocol names it in its first event, or in that with the usage. */
const PIECES_WITH_MODEL = 4;
/** Codex's first event repeats tools and instructions; its last one names the model again. */
const MAX_MODEL_LINE_BYTES = 16 * 1024;

const MODEL = new ByteSearch('"model');
const EVENT_END = encodeUtf8('\n\n');

/**
 * Finds what the events of a stream say about usage. Bytes may be cut anywhere; whole events are searched where they
 * lie, and only the line that a usage object stands in is read.
 */
export class EventUsage {
  readonly #report: OnSighting;
  readonly #unfinished = new KeptBytes();
  /** The last two bytes seen: an empty line may be cut anywhere. */
  #last = 0;
  #beforeLast = 0;
  #modelPieces = PIECES_WITH_MODEL;

  constructor(report: OnSighting) {
    this.#report = (sighting) => {
      if (sighting.model !== null) this.#modelPieces = 0;
      report(sighting);
    };
  }

  see(bytes: Uint8Array): void {
    const border = this.#lastBorder(bytes);
    let start = 0;
    if (border > 0 && !this.#unfinished.isEmpty) {
      start = this.#firstBorder(bytes);
      this.#unfinished.add(bytes.subarray(0, start));
      this.seeRest();
      this.#unfinished.clear();
    }
    const { length } = bytes;
    if (start < border) {
      this.#read(start === 0 && border === length ? bytes : bytes.subarray(start, border));
    }
    if (border < length) this.#unfinished.add(border === 0 ? bytes : bytes.subarray(border));
    this.#beforeLast = length > 1 ? (bytes[length - 2] as number) : this.#last;
    this.#last = bytes[length - 1] as number;
  }

  /** Looks at an event that has no end yet; it may be asked for again when there is more. */
  seeRest(): void {
    if (this.#unfinished.isEmpty) return;
    const { head, tail } = this.#unfinished.read();
    if (tail === null) {
      this.#read(head);
      return;
    }
    const sighting = sightingInTail(tail);
    if (sighting !== null) this.#report(sighting);
  }

  /** How many bytes are followed by nothing but the beginning of the next event. */
  #lastBorder(bytes: Uint8Array): number {
    const last = bytes.length - 1;
    // Nearly every piece ends with an event.
    if (bytes[last] === LF && bytes[last - 1] === LF) return bytes.length;
    const ending = lineEndingOf(bytes);
    let at = bytes.lastIndexOf(ending);
    while (at >= 0 && !this.#endsEmptyLine(bytes, at)) {
      at = at === 0 ? -1 : bytes.lastIndexOf(ending, at - 1);
    }
    return at + 1;
  }

  /** How many bytes belong to the event that began before them; an event is known to end among them. */
  #firstBorder(bytes: Uint8Array): number {
    const ending = lineEndingOf(bytes);
    let at = bytes.indexOf(ending);
    while (!this.#endsEmptyLine(bytes, at)) at = bytes.indexOf(ending, at + 1);
    return at + 1;
  }

  #endsEmptyLine(bytes: Uint8Array, at: number): boolean {
    const before = this.#byteAt(bytes, at - 1);
    if (before === bytes[at]) return true;
    if (bytes[at] === CR || before !== CR) return false;
    const second = this.#byteAt(bytes, at - 2);
    return second === LF || second === CR;
  }

  #byteAt(bytes: Uint8Array, at: number): number {
    if (at >= 0) return bytes[at] as number;
    return at === -1 ? this.#last : this.#beforeLast;
  }

  #read(events: Uint8Array): void {
    for (let at = findUsage(events, 0); at >= 0; at = findUsage(events, at)) {
      const end = this.#readLine(events, at);
      if (end < 0) {
        this.#readParsed(events);
        return;
      }
      at = end;
    }
    if (this.#modelPieces > 0) this.#lookForModel(events);
  }

  #lookForModel(events: Uint8Array): void {
    this.#modelPieces--;
    const at = MODEL.find(events, 0);
    const line = at < 0 ? null : dataLineAround(events, at);
    if (line !== null && line.end - line.start <= MAX_MODEL_LINE_BYTES) this.#readLine(events, at);
  }

  /** Reads the line that `at` stands in, and returns where it ends; -1 when it is not an object of its own. */
  #readLine(events: Uint8Array, at: number): number {
    const line = dataLineAround(events, at);
    const sighting = line === null ? null : sightingAt(events, line.start, line.end);
    if (line === null || sighting === null) return -1;
    this.#report(sighting);
    return line.end;
  }

  /** Data on several lines, lines that end in CR alone, or no event at all: what needs a parser. */
  #readParsed(events: Uint8Array): void {
    const parser = new SseParser();
    for (const event of [...parser.push(events), ...parser.push(EVENT_END)]) {
      if (event.kind !== 'event') continue;
      const data = encodeUtf8(event.data);
      const sighting = findUsage(data, 0) < 0 ? null : sightingAt(data, 0, data.length);
      if (sighting !== null) this.#report(sighting);
    }
  }
}

/** Streams whose lines end in CR alone are allowed; nobody has seen one. */
function lineEndingOf(bytes: Uint8Array): number {
  return bytes.includes(LF) ? LF : CR;
}
