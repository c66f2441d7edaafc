import type { Candidate } from '../../core/select.ts';
import type { CaptureBook } from '../../state/capture-book.ts';
import type { SettingsBook } from '../../state/settings-book.ts';
import type { Call } from '../call.ts';
import type { Clock } from '../clock.ts';
import type { LogPort } from '../log-port.ts';
import type { AttemptCapture } from './attempt-capture.ts';
import { MemoryBudget } from './memory-budget.ts';
import { RequestCapture, type CapturedAttempt } from './request-capture.ts';
import type { Sent, Subject } from './subject.ts';

/** A request on its way, as far as captures know it. */
type CapturableRun = {
  readonly call: Call;
  readonly admission: Subject;
  readonly ledger: { readonly attemptNumber: number };
  capture: RequestCapture | null;
};

type RecorderDeps = {
  readonly book: Pick<CaptureBook, 'isOn' | 'claim'>;
  readonly settings: Pick<SettingsBook, 'current'>;
  readonly clock: Clock;
  readonly log: LogPort;
  /** Resolves when they are stored. */
  readonly save: (attempts: readonly CapturedAttempt[]) => Promise<void>;
};

/** Captures requests that somebody wants to see, and stores them when they are over. Of all others it knows nothing. */
export class CaptureRecorder {
  readonly #deps: RecorderDeps;
  readonly #memory = new MemoryBudget();
  readonly #running = new Map<string, RequestCapture>();
  readonly #saving = new Set<Promise<void>>();

  constructor(deps: RecorderDeps) {
    this.#deps = deps;
  }

  /** To be asked when an attempt begins; null when it is not captured. */
  attempt(run: CapturableRun, candidate: Candidate, sent: Sent): AttemptCapture | null {
    const { book } = this.#deps;
    const { capture, admission, ledger } = run;
    if (!book.isOn && capture === null) return null;
    const subject = {
      channelId: candidate.eligible.channel.id,
      tokenId: admission.token?.id ?? null,
      model: admission.facts.model,
    };
    const claimed = book.claim(subject, capture?.taken ?? null);
    if (claimed === null) return null;
    run.capture ??= this.#begin(run);
    run.capture.taken.add(claimed);
    return run.capture.attempt(ledger.attemptNumber, candidate, sent);
  }

  /** The request is over. */
  close(capture: RequestCapture): void {
    const saving = this.#save(capture).finally(() => {
      this.#saving.delete(saving);
    });
    this.#saving.add(saving);
  }

  /** What there is of a request that is running or not stored yet; null when it is neither. */
  read(requestId: string): Promise<CapturedAttempt[]> | null {
    return this.#running.get(requestId)?.read() ?? null;
  }

  /** Resolves when all that was closed is stored. */
  async settled(): Promise<void> {
    while (this.#saving.size > 0) await Promise.all(this.#saving);
  }

  #begin({ call, admission }: CapturableRun): RequestCapture {
    const { clock, settings } = this.#deps;
    const { captureMaxBytes: maxBytes } = settings.current();
    const now = (): number => clock.now();
    const capture = new RequestCapture(call, admission, { maxBytes, memory: this.#memory, now });
    this.#running.set(call.id, capture);
    return capture;
  }

  async #save(capture: RequestCapture): Promise<void> {
    const { log, save } = this.#deps;
    try {
      await save(await capture.readAll());
    } catch (error) {
      log.warn(`the capture of [${capture.requestId}] is lost: ${String(error)}`);
    } finally {
      this.#running.delete(capture.requestId);
      capture.release();
    }
  }
}
