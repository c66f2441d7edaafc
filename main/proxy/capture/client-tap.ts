import { createHash } from 'node:crypto';
import { answerHeaders } from '../../core/upstream-headers.ts';
import type { CallResponse } from '../call.ts';
import { codingsOf, decodeBeginning } from '../content-coding.ts';
import { headerOf } from '../raw-headers.ts';
import type { AttemptCapture } from './attempt-capture.ts';
import { BodyCapture, type BodyCaptureOptions } from './body-capture.ts';

/** What the client got, as far as it is not what the upstream sent. */
export type Returned = {
  readonly status: number | null;
  readonly headers: readonly string[];
  /** Null when it is the upstream's, byte for byte. */
  readonly body: {
    readonly wireBytes: number;
    readonly isWhole: boolean;
    readonly bytes: Buffer;
  } | null;
};

/**
 * Listens to everything that is written to a client from now on. It stands in the way of the response's own methods:
 * whoever writes need not know that somebody listens, and a response that nobody listens to costs nothing.
 */
export class ClientTap {
  readonly #body: BodyCapture;
  readonly #hash = createHash('sha256');
  readonly #maxBytes: number;
  #status: number | null = null;
  #headers: readonly string[] = [];

  constructor(res: CallResponse, limits: Pick<BodyCaptureOptions, 'maxBytes' | 'memory'>) {
    this.#body = new BodyCapture({ ...limits, codings: [], elapsed: () => 0 });
    this.#maxBytes = limits.maxBytes;
    const tap = <F extends (...args: never[]) => unknown>(
      act: F,
      see: (first: unknown, last: unknown) => void,
    ): F => {
      const tapped = (...args: Parameters<F>): unknown => {
        see(args[0], args.at(-1));
        return act(...args);
      };
      return tapped as F;
    };
    res.writeHead = tap(res.writeHead.bind(res), (status, headers) => {
      this.#status = status as number;
      if (Array.isArray(headers)) this.#headers = (headers as readonly string[]).slice();
    });
    res.write = tap(res.write.bind(res), (chunk) => {
      this.#see(chunk);
    });
    res.end = tap(res.end.bind(res), (chunk) => {
      this.#see(chunk);
    });
  }

  /** `relayed` is the attempt whose answer the client was meant to get. */
  async returned(relayed: AttemptCapture): Promise<Returned | null> {
    const body = this.#body.describe();
    const isSameBody =
      relayed.body?.describe().wireBytes === body.wireBytes &&
      relayed.digest() === this.#hash.digest('hex');
    if (isSameBody && this.#isSameHead(relayed)) return null;
    const { wireBytes } = body;
    const head = { status: this.#status, headers: this.#headers };
    if (isSameBody || (this.#status === null && wireBytes === 0)) return { ...head, body: null };
    const codings = codingsOf(headerOf(this.#headers, 'content-encoding'));
    const bytes = await decodeBeginning(this.#body.bytes(), codings, this.#maxBytes);
    const isWhole = body.isWhole && bytes !== null;
    return { ...head, body: { wireBytes, isWhole, bytes: bytes ?? Buffer.alloc(0) } };
  }

  release(): void {
    this.#body.release();
  }

  #isSameHead({ answerHead }: AttemptCapture): boolean {
    if (answerHead?.status !== this.#status) return false;
    const passed = answerHeaders(answerHead.headers, { isBodyRewritten: false });
    const { length } = passed;
    return (
      length === this.#headers.length && passed.every((part, at) => part === this.#headers[at])
    );
  }

  #see(chunk: unknown): void {
    if (typeof chunk !== 'string' && !Buffer.isBuffer(chunk)) return;
    const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
    this.#hash.update(bytes);
    this.#body.push(bytes);
  }
}
