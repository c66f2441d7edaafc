import type { Protocol } from '../../contracts/protocol.ts';
import type { Usage } from '../../contracts/usage.ts';
import type { JsonObject } from '../gate/event-json.ts';
import { CR, LF, OPEN_BRACE, OPEN_BRACKET, SPACE, TAB } from '../ascii.ts';
import { ArrayUsage } from './array-usage.ts';
import { BodyUsage } from './body-usage.ts';
import { EventUsage, type OnSighting } from './event-usage.ts';
import { sightingOf, type Sighting } from './sighting.ts';
import { tallyFor, type Tally } from './tally.ts';

/** Reads one shape of answer. */
type Reader = {
  see(bytes: Uint8Array): void;
  /** Looks at what is not whole yet; more may follow. */
  seeRest(): void;
};

/** White space, and the bytes of a byte order mark. */
const BEFORE_ANSWER: ReadonlySet<number> = new Set([SPACE, LF, CR, TAB, 0xef, 0xbb, 0xbf]);

/**
 * Reads the usage of one answer beside its way to the client: a JSON body, a stream of events or Gemini's array, told
 * apart by how it begins, because relays mislabel them. Takes decoded bytes however they are cut, keeps at most about a
 * megabyte of what is not whole, and never throws. The bytes must not change afterwards.
 */
export class UsageMeter {
  readonly #tally: Tally;
  #reader: Reader | null = null;
  #model: string | null = null;
  #isPartial = false;

  constructor(protocol: Protocol) {
    this.#tally = tallyFor(protocol);
  }

  see(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    if (this.#reader !== null) {
      this.#reader.see(bytes);
      return;
    }
    let start = 0;
    while (BEFORE_ANSWER.has(bytes[start] as number)) start++;
    if (start === bytes.length) return;
    this.#reader = readerFor(bytes[start] as number, (sighting) => {
      this.#add(sighting);
    });
    this.#reader.see(start === 0 ? bytes : bytes.subarray(start));
  }

  /** In place of looking at it: the body that was seen is this object, and nothing follows. */
  seeWhole(body: JsonObject): void {
    this.#reader = null;
    this.#add(sightingOf(body));
  }

  /** What was stated so far, also when the answer broke off; null when nothing was. */
  usage(): Usage | null {
    this.#reader?.seeRest();
    const counts = this.#tally.counts();
    if (counts === null) return null;
    const returnedModel = this.#model;
    return { ...counts, returnedModel, isPartial: this.#isPartial, isEstimated: false };
  }

  /** The model that the answer names, also when it states no usage; asks for nothing new. */
  get returnedModel(): string | null {
    return this.#model;
  }

  #add({ usage, model, isOpening }: Sighting): void {
    this.#model = model ?? this.#model;
    if (usage === null) return;
    this.#tally.add(usage);
    this.#isPartial = isOpening;
  }
}

function readerFor(first: number, report: OnSighting): Reader {
  if (first === OPEN_BRACE) return new BodyUsage(report);
  return first === OPEN_BRACKET ? new ArrayUsage(report) : new EventUsage(report);
}
