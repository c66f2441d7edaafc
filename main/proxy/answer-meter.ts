import type { Usage } from '../contracts/usage.ts';
import type { JsonObject } from '../core/gate/event-json.ts';
import type { Operation } from '../core/route.ts';
import type { AnswerSize } from '../core/usage/estimate-usage.ts';
import { UsageMeter } from '../core/usage/usage-meter.ts';
import type { GateRequest } from './gate-kind.ts';

/** Operations that are billed by tokens. */
const METERED: ReadonlySet<Operation> = new Set([
  'messages',
  'chat',
  'completions',
  'responses',
  'generate',
  'embeddings',
]);

/** So much of a stream tells how large its events are. */
const SAMPLE_BYTES = 16 * 1024;

/** What an answer showed of what it used. */
export type SeenUsage = {
  /** Null when nothing was stated. */
  readonly usage: Usage | null;
  readonly returnedModel: string | null;
  readonly size: AnswerSize;
  /** False when it could not be read, or not to its end. */
  readonly isReadable: boolean;
};

/** Reads beside the client what an answer uses, and how large it is. */
export class AnswerMeter {
  readonly #meter: UsageMeter;
  #bytes = 0;
  #sampledBytes = 0;
  #sampledEvents = 0;
  #isReadable: boolean;

  constructor(request: GateRequest, isReadable: boolean) {
    this.#meter = new UsageMeter(request.protocol);
    this.#isReadable = isReadable;
  }

  /** The next decoded bytes. */
  see(plain: Buffer): void {
    if (this.#bytes < SAMPLE_BYTES) this.#sample(plain);
    this.#bytes += plain.length;
    this.#meter.see(plain);
  }

  /** All that was seen is this object, if somebody has parsed it. */
  seeWhole(parsed: JsonObject | null): void {
    if (parsed !== null) this.#meter.seeWhole(parsed);
  }

  /** There will be no more to see, though there is more. */
  giveUp(): void {
    this.#isReadable = false;
  }

  read(): SeenUsage {
    const size = {
      bytes: this.#bytes,
      sampledBytes: this.#sampledBytes,
      sampledEvents: this.#sampledEvents,
    };
    const isReadable = this.#isReadable;
    const usage = isReadable ? this.#meter.usage() : null;
    return { usage, returnedModel: this.#meter.returnedModel, size, isReadable };
  }

  #sample(plain: Buffer): void {
    this.#sampledBytes += plain.length;
    for (let at = plain.indexOf('\n\n'); at >= 0; at = plain.indexOf('\n\n', at + 2)) {
      this.#sampledEvents += 1;
    }
  }
}

/** Null where nothing is billed by tokens. */
export function meterFor(request: GateRequest, isReadable: boolean): AnswerMeter | null {
  const isMetered = request.method === 'POST' && METERED.has(request.operation);
  return isMetered ? new AnswerMeter(request, isReadable) : null;
}
