import { createHash } from 'node:crypto';
import type { CapturedAnswer } from '../../contracts/capture.ts';
import { outcomeText } from '../../core/outcome.ts';
import type { Candidate } from '../../core/select.ts';
import { codingsOf } from '../content-coding.ts';
import { headerOf } from '../raw-headers.ts';
import type { AnswerFailure, AnswerHead, AnswerObserver } from '../upstream-answer.ts';
import { BodyCapture, type BodyCaptureOptions } from './body-capture.ts';
import type { Sent } from './subject.ts';

type Limits = Pick<BodyCaptureOptions, 'maxBytes' | 'memory'> & { readonly now: () => number };

/** One attempt of a captured request while it runs: what is sent, and what comes back. */
export class AttemptCapture implements AnswerObserver {
  readonly number: number;
  readonly candidate: Candidate;
  readonly sent: Sent;
  readonly startedAt: number;
  readonly #limits: Limits;
  readonly #hash = createHash('sha256');
  #head: AnswerHead | null = null;
  #headMs = 0;
  #body: BodyCapture | null = null;
  #failure: string | null = null;
  #durationMs: number | null = null;

  constructor(number: number, candidate: Candidate, sent: Sent, limits: Limits) {
    this.number = number;
    this.candidate = candidate;
    this.sent = sent;
    this.#limits = limits;
    this.startedAt = limits.now();
  }

  get body(): BodyCapture | null {
    return this.#body;
  }

  get answerHead(): AnswerHead | null {
    return this.#head;
  }

  get failure(): string | null {
    return this.#failure;
  }

  get durationMs(): number | null {
    return this.#durationMs;
  }

  head(head: AnswerHead): void {
    const { maxBytes, memory } = this.#limits;
    const codings = codingsOf(headerOf(head.headers, 'content-encoding'));
    const elapsed = (): number => this.#elapsed();
    this.#head = head;
    this.#headMs = elapsed();
    this.#body = new BodyCapture({ maxBytes, memory, elapsed, codings });
  }

  data(chunk: Buffer): void {
    this.#hash.update(chunk);
    this.#body?.push(chunk);
  }

  end(): void {
    this.#durationMs = this.#elapsed();
    // A connection that was made anew has forgotten why the one before broke.
    this.#failure = null;
  }

  fail(failure: AnswerFailure): void {
    this.#durationMs = this.#elapsed();
    this.#body?.breakOff();
    this.#failure = failure.kind === 'timedOut' ? outcomeText(failure) : failure.error.message;
  }

  answer(): CapturedAnswer | null {
    const head = this.#head;
    const body = this.#body;
    if (head === null || body === null) return null;
    const { status, statusText, headers } = head;
    const { arrivals } = body;
    return { status, statusText, headers, headMs: this.#headMs, body: body.describe(), arrivals };
  }

  /** Of the bytes as they were on the wire; asked for once. */
  digest(): string {
    return this.#hash.digest('hex');
  }

  #elapsed(): number {
    return Math.round(this.#limits.now() - this.startedAt);
  }
}
