import { Coalesced } from '../state/coalesced.ts';
import type { AdminDeps } from './deps.ts';

/** Twice a second: a burst of failures opens many things at once. */
const EVERY_MS = 500;
/** Timers take 24 days at most; looking once more costs nothing. */
const LONGEST_WAIT_MS = 3_600_000;

/** Tells when the list of cooldowns has changed: by an attempt, by a person, or because the time of one is over. */
export class CooldownWatch {
  readonly #deps: Pick<AdminDeps, 'cooldowns' | 'now' | 'after'>;
  readonly #coalesced: Coalesced;
  readonly #unsubscribe: () => void;
  #cancel: () => void = noop;

  constructor(deps: Pick<AdminDeps, 'cooldowns' | 'now' | 'after'>, tell: () => void) {
    this.#deps = deps;
    this.#coalesced = new Coalesced(
      () => {
        tell();
        this.#awaitNext();
      },
      EVERY_MS,
      deps.after,
    );
    this.#unsubscribe =
      deps.cooldowns?.subscribe(() => {
        this.#coalesced.ask();
      }) ?? noop;
    this.#awaitNext();
  }

  stop(): void {
    this.#unsubscribe();
    this.#coalesced.stop();
    this.#cancel();
  }

  /** Nothing happens by itself when the time of one is over; the list shows it half-open all the same. */
  #awaitNext(): void {
    this.#cancel();
    this.#cancel = noop;
    const now = this.#deps.now();
    const ends = this.#deps.cooldowns?.list().flatMap(({ until }) => (until > now ? [until] : []));
    if (ends === undefined || ends.length === 0) return;
    this.#cancel = this.#deps.after(
      Math.min(...ends.map((end) => end - now), LONGEST_WAIT_MS),
      () => {
        this.#coalesced.ask();
      },
    );
  }
}

function noop(): void {
  // There is nothing to watch.
}
