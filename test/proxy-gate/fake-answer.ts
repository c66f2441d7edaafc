import { AnswerGate, type EndReport } from '../../main/proxy/gate.ts';
import type { GateSink } from '../../main/proxy/gate-sink.ts';
import type { GateRequest } from '../../main/proxy/gate-kind.ts';
import type { AnswerFailure, BodySink } from '../../main/proxy/upstream-answer.ts';
import { ManualClock } from '../support/manual-clock.ts';

/** An upstream's answer whose chunks a test sends by hand. */
export class FakeAnswer {
  isAborted = false;
  /** What the last chunk was answered with: false asks the upstream to wait. */
  wantsMore = true;
  resumed = 0;
  #sink: BodySink | null = null;

  pipe(sink: BodySink): void {
    this.#sink = sink;
  }

  resume(): void {
    this.resumed++;
  }

  abort(): void {
    this.isAborted = true;
  }

  send(...chunks: (string | Buffer)[]): this {
    for (const chunk of chunks) {
      this.wantsMore = this.#sink?.write(Buffer.from(chunk)) ?? false;
    }
    return this;
  }

  end(): void {
    this.#sink?.end();
  }

  fail(failure: AnswerFailure): void {
    this.#sink?.fail(failure);
  }
}

/** A client that remembers what it was given, chunk by chunk. */
export class FakeClient implements GateSink {
  readonly chunks: Buffer[] = [];
  report: EndReport | null = null;
  failure: AnswerFailure | null = null;
  isReady = true;
  readonly done: Promise<void>;
  #resolve: () => void = () => undefined;

  constructor() {
    this.done = new Promise((resolve) => {
      this.#resolve = resolve;
    });
  }

  get bytes(): Buffer {
    return Buffer.concat(this.chunks);
  }

  get text(): string {
    return this.bytes.toString();
  }

  write(chunk: Buffer): boolean {
    this.chunks.push(chunk);
    return this.isReady;
  }

  end(report: EndReport): void {
    this.report = report;
    this.#resolve();
  }

  fail(failure: AnswerFailure, report: EndReport): void {
    this.failure = failure;
    this.end(report);
  }
}

export const RESET: AnswerFailure = {
  kind: 'error',
  error: new Error('reset'),
  status: 200,
};

const MESSAGES: GateRequest = {
  method: 'POST',
  protocol: 'anthropic',
  operation: 'messages',
  isStreaming: true,
};

export type GateCase = {
  readonly request?: Partial<GateRequest>;
  readonly contentType?: string | null;
  readonly coding?: string;
  readonly gateTimeoutMs?: number;
};

/** A gate before an answer that has sent its head and nothing else. */
export function aGate({ request, contentType, coding, gateTimeoutMs = 0 }: GateCase = {}): {
  gate: AnswerGate;
  answer: FakeAnswer;
  clock: ManualClock;
} {
  const headers: string[] = [];
  if (contentType !== null) headers.push('Content-Type', contentType ?? 'text/event-stream');
  if (coding !== undefined) headers.push('Content-Encoding', coding);
  const answer = new FakeAnswer();
  const clock = new ManualClock();
  const head = { status: 200, statusText: 'OK', headers };
  const options = { request: { ...MESSAGES, ...request }, head, answer, clock, gateTimeoutMs };
  return { gate: new AnswerGate(options), answer, clock };
}

/** An event with its own line for the type, as Anthropic and OpenAI's responses send it. */
export function event(type: string, rest: object = {}): string {
  return `event: ${type}\ndata: ${JSON.stringify({ type, ...rest })}\n\n`;
}

export const START = event('message_start', { message: { content: [] } });
export const PING = event('ping');
export const STOP = event('message_stop');
export const ERROR = event('error', { error: { type: 'overloaded_error', message: 'busy' } });

export function delta(text: string): string {
  return event('content_block_delta', { index: 0, delta: { type: 'text_delta', text } });
}
