import type { CapturedBody, CapturePart, CaptureView } from '../../contracts/capture.ts';
import { credentialsIn, maskHeaders, maskTarget } from '../../core/capture/mask-headers.ts';
import { readCredentials } from '../../core/credentials.ts';
import { splitTarget } from '../../core/query.ts';
import type { Candidate } from '../../core/select.ts';
import type { Call } from '../call.ts';
import { codingsOf } from '../content-coding.ts';
import { AttemptCapture } from './attempt-capture.ts';
import { ClientTap } from './client-tap.ts';
import type { MemoryBudget } from './memory-budget.ts';
import { redactBody } from './redact-body.ts';
import type { Sent, Subject } from './subject.ts';

/** One captured attempt as it is stored: nothing in it is secret any more. */
export type CapturedAttempt = {
  readonly view: CaptureView;
  readonly bodies: Readonly<Partial<Record<CapturePart, Uint8Array>>>;
};

type Surroundings = {
  readonly maxBytes: number;
  readonly memory: MemoryBudget;
  readonly now: () => number;
};

/** A body before its secrets are masked. */
type Raw = { readonly info: CapturedBody; readonly bytes: Buffer };

/** A captured request while it runs, with those of its attempts that are captured. */
export class RequestCapture {
  /** Ids of the orders that it counts for. */
  readonly taken = new Set<number>();
  readonly #call: Call;
  readonly #admission: Subject;
  readonly #around: Surroundings;
  readonly #client: ClientTap;
  readonly #attempts: AttemptCapture[] = [];

  constructor(call: Call, admission: Subject, around: Surroundings) {
    this.#call = call;
    this.#admission = admission;
    this.#around = around;
    this.#client = new ClientTap(call.res, around);
  }

  get requestId(): string {
    return this.#call.id;
  }

  attempt(number: number, candidate: Candidate, sent: Sent): AttemptCapture {
    const attempt = new AttemptCapture(number, candidate, sent, this.#around);
    this.#attempts.push(attempt);
    return attempt;
  }

  /** What there is so far; the bodies of coded answers as far as they are decoded. */
  read(): Promise<CapturedAttempt[]> {
    return this.#describe(false);
  }

  /** All of it, once the request is over. */
  async readAll(): Promise<CapturedAttempt[]> {
    await Promise.all(this.#attempts.map(async ({ body }) => body?.settled()));
    return this.#describe(true);
  }

  /** Gives the memory back; there is nothing to be read any more. */
  release(): void {
    this.#client.release();
    for (const attempt of this.#attempts) attempt.body?.release();
  }

  async #describe(isOver: boolean): Promise<CapturedAttempt[]> {
    const secrets = this.#secrets();
    const captured: CapturedAttempt[] = [];
    for (const [index, attempt] of this.#attempts.entries()) {
      const isLast = index === this.#attempts.length - 1;
      const returned = isOver && isLast ? await this.#client.returned(attempt) : null;
      const { body: given = null } = returned ?? {};
      const raw: Partial<Record<CapturePart, Raw | null>> = {
        // Every attempt is of the same request; it is kept with the first.
        request: index === 0 ? this.#requestBody() : null,
        sent: this.#sentBody(attempt),
        answer: attempt.body === null ? null : rawOf(attempt.body.describe(), attempt.body.bytes()),
        returned: given === null ? null : rawOf(given, given.bytes),
      };
      const bodies: Partial<Record<CapturePart, Uint8Array>> = {};
      for (const [part, one] of Object.entries(raw) as [CapturePart, Raw | null][]) {
        if (one === null || one.bytes.length === 0) continue;
        bodies[part] = redactBody(one.bytes, secrets, one.info.isWhole);
        // Searching megabytes takes milliseconds; others want to run in between.
        await nextTurn();
      }
      const head =
        returned === null
          ? null
          : {
              ...returned,
              headers: maskHeaders(returned.headers, secrets),
              body: raw.returned?.info ?? null,
            };
      captured.push({ view: { ...this.#view(attempt, secrets), returned: head }, bodies });
    }
    return captured;
  }

  #view(attempt: AttemptCapture, secrets: readonly string[]): Omit<CaptureView, 'returned'> {
    const { eligible, key, upstreamModel } = attempt.candidate;
    const { channel } = eligible;
    const { method, target, req } = this.#call;
    const { protocol } = this.#admission.route;
    const { sent, failure } = attempt;
    const answer = attempt.answer();
    return {
      requestId: this.#call.id,
      number: attempt.number,
      startedAt: Math.round(attempt.startedAt),
      channelId: channel.id,
      channelName: channel.name,
      keyId: key.id,
      keyMask: key.mask,
      protocol,
      sentProtocol: eligible.converts?.to ?? protocol,
      upstreamModel,
      request: {
        method,
        target: maskTarget(target, secrets),
        headers: maskHeaders(req.rawHeaders, secrets),
        body: this.#requestBody()?.info ?? null,
      },
      sent: {
        method: sent.method,
        url: maskTarget(sent.url, secrets),
        headers: maskHeaders(sent.headers, secrets),
        body: this.#sentBody(attempt)?.info ?? null,
      },
      answer: answer === null ? null : { ...answer, headers: maskHeaders(answer.headers, secrets) },
      failure: failure === null ? null : maskTarget(failure, secrets),
      durationMs: attempt.durationMs,
    };
  }

  #requestBody(): Raw | null {
    const { received, plain } = this.#admission.body;
    if (received.length === 0) return null;
    const codings = codingsOf(this.#call.header('content-encoding'));
    return this.#cut(plain, received.length, codings.length === 0 ? null : codings.join(', '));
  }

  #sentBody({ sent }: AttemptCapture): Raw | null {
    const { received, plain } = this.#admission.body;
    const { body } = sent;
    return body === null || body === received || body === plain
      ? null
      : this.#cut(body, body.length, null);
  }

  #cut(plain: Buffer, wireBytes: number, coding: string | null): Raw {
    const bytes = plain.subarray(0, this.#around.maxBytes);
    const isWhole = bytes.length === plain.length;
    return { info: { wireBytes, keptBytes: bytes.length, isWhole, coding }, bytes };
  }

  /** All that must not be found in a capture: what the client showed, and what upstreams were shown for it. */
  #secrets(): readonly string[] {
    const { header, target, req } = this.#call;
    const shown = readCredentials(header, splitTarget(target).query);
    const keys = this.#attempts.map(({ candidate }) => candidate.key.secret ?? '');
    const others = [
      ...credentialsIn(req.rawHeaders),
      ...this.#attempts.flatMap(({ sent }) => credentialsIn(sent.headers)),
    ];
    // The longest first: one that begins like another must not leave the other's end behind.
    return [...new Set([...shown, ...keys, ...others])].sort((a, b) => b.length - a.length);
  }
}

function rawOf(
  info: Omit<CapturedBody, 'keptBytes' | 'coding'> & Partial<CapturedBody>,
  bytes: Buffer,
): Raw {
  const { wireBytes, isWhole, coding = null } = info;
  return { info: { wireBytes, isWhole, coding, keptBytes: bytes.length }, bytes };
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
