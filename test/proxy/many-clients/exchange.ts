import type { Dispatcher } from 'undici';
import type { Behaviour, Cut } from '../../../main/simulator/behaviour.ts';
import type { Answer } from '../../../main/simulator/wire-answer.ts';
import type { VirtualTime } from './virtual-time.ts';

/** One request at an upstream, told to the program as undici would tell it. Ends for good when it is aborted. */
export class Exchange {
  readonly #handler: Dispatcher.DispatchHandler;
  readonly #time: VirtualTime;
  readonly #line: Line;

  constructor(handler: Dispatcher.DispatchHandler, time: VirtualTime) {
    this.#handler = handler;
    this.#time = time;
    this.#line = new Line(handler);
  }

  /** Never resolves when the exchange is aborted meanwhile. */
  async wait(ms: number): Promise<void> {
    if (ms > 0) await this.#time.pause(ms);
    if (this.#line.paused) await this.#line.resumed();
    if (this.#line.aborted) await NEVER;
  }

  start(): void {
    this.#handler.onRequestStart?.(this.#line, {});
  }

  fail(code: string): void {
    this.#line.abort(Object.assign(new Error(code), { code }));
  }

  async deliver(answer: Answer, { pace, cut }: Behaviour): Promise<void> {
    await this.wait(pace.headAfterMs);
    if (cut?.at === 'beforeHead') {
      this.#cut(cut.how);
      return;
    }
    const headers = { 'content-type': answer.contentType, ...answer.extraHeaders };
    this.#line.rawHeaders = Object.entries(headers).flat();
    this.#handler.onResponseStart?.(this.#line, answer.status, {}, '');
    await this.wait(pace.bodyAfterMs);
    for (const [index, piece] of sentOf(answer, cut).entries()) {
      await this.wait(index > 0 && answer.isStream ? pace.pauseMs : 0);
      this.#handler.onResponseData?.(this.#line, Buffer.from(piece));
    }
    await this.wait(0);
    if (cut === null) this.#handler.onResponseEnd?.(this.#line, {});
    else this.#cut(cut.how);
  }

  #cut(how: Cut['how']): void {
    if (how !== 'hang') this.fail(how === 'reset' ? 'ECONNRESET' : 'UND_ERR_SOCKET');
  }
}

/** What the program holds of an exchange. */
class Line implements Dispatcher.DispatchController {
  readonly #handler: Dispatcher.DispatchHandler;
  #resume: () => void = () => undefined;
  paused = false;
  aborted = false;
  reason: Error | null = null;
  rawHeaders: string[] = [];

  constructor(handler: Dispatcher.DispatchHandler) {
    this.#handler = handler;
  }

  abort(reason: Error): void {
    if (this.aborted) return;
    this.aborted = true;
    this.reason = reason;
    this.#handler.onResponseError?.(this, reason);
  }

  pause(): void {
    this.paused = true;
  }

  resume(): void {
    this.paused = false;
    this.#resume();
  }

  resumed(): Promise<void> {
    return new Promise((resolve) => {
      this.#resume = resolve;
    });
  }
}

const NEVER = new Promise<never>(() => undefined);

/** What is sent before a cut, or all. */
function sentOf({ pieces, contentAt }: Answer, cut: Cut | null): readonly string[] {
  const middle = contentAt + Math.floor((pieces.length - contentAt) / 2);
  switch (cut?.at) {
    case undefined:
      return pieces;
    case 'beforeHead':
    case 'beforeEvent':
      return [];
    case 'beforeContent':
      return pieces.slice(0, contentAt);
    case 'middle':
      return pieces.slice(0, middle);
    case 'insideEvent': {
      const broken = pieces[middle] ?? '';
      return [...pieces.slice(0, middle), broken.slice(0, broken.length / 2)];
    }
  }
}

/** Out of a flat list of names and values. */
export function pairsOf(flat: readonly string[]): [name: string, value: string][] {
  return flat.flatMap((name, index) =>
    index % 2 === 0 ? [[name.toLowerCase(), flat[index + 1] ?? '']] : [],
  );
}
