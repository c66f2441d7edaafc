import type { LiveEvent } from '#contracts/live-events';

/** The part of EventSource that is needed. */
export type EventStream = Pick<EventSource, 'onmessage' | 'onerror' | 'close'>;

export type LiveDeps = {
  open(): EventStream;
  /** Called when the stream broke: EventSource does not tell a 401 from a stopped server. */
  onBroken(): void;
  /** Runs a function later; the result cancels it. */
  after(ms: number, run: () => void): () => void;
  /** Epoch milliseconds of this machine. */
  now(): number;
};

/**
 * - `off`: not wanted, because the page is hidden or left
 * - `paused`: not wanted, because the person asked for quiet
 * - `connecting`: opened, no snapshot yet
 * - `live`: what is shown is true
 * - `lost`: broken; waiting for the next try
 */
export type LiveState = 'off' | 'paused' | 'connecting' | 'live' | 'lost';

const FIRST_DELAY_MS = 500;

/** A server that starts again is back within seconds; one that is gone is not asked often. */
const LONGEST_DELAY_MS = 15_000;

/**
 * The event stream as state. It is open only while someone looks at it; each opening brings a snapshot,
 * so nothing has to be remembered across a gap.
 */
export class LiveStream {
  readonly #deps: LiveDeps;
  readonly #listener: (event: LiveEvent) => void;
  #stream: EventStream | null = null;
  #cancelRetry: () => void = () => undefined;
  #failures = 0;
  #isVisible = false;

  #isPaused = $state(false);
  #isConnected = $state(false);
  #isWanted = $state(false);
  #isBroken = $state(false);
  #lostAt = $state<number | null>(null);
  #aheadMs = $state(0);

  constructor(deps: LiveDeps, listener: (event: LiveEvent) => void) {
    this.#deps = deps;
    this.#listener = listener;
  }

  get state(): LiveState {
    if (!this.#isWanted) return this.#isPaused ? 'paused' : 'off';
    if (this.#isConnected) return 'live';
    return this.#isBroken ? 'lost' : 'connecting';
  }

  /** Since when what is shown may be out of date; null while it is not, and before the first snapshot. */
  get lostAt(): number | null {
    return this.#lostAt;
  }

  /** By how much the server's clock is ahead of ours. Measured with each snapshot. */
  get aheadMs(): number {
    return this.#aheadMs;
  }

  setVisible(isVisible: boolean): void {
    this.#isVisible = isVisible;
    this.#follow();
  }

  pause(): void {
    this.#isPaused = true;
    this.#follow();
  }

  resume(): void {
    this.#isPaused = false;
    this.#follow();
  }

  /** Tries at once instead of waiting for the next turn. */
  retryNow(): void {
    if (this.state === 'lost') this.#open();
  }

  #follow(): void {
    const isWanted = this.#isVisible && !this.#isPaused;
    if (isWanted === this.#isWanted) return;
    this.#isWanted = isWanted;
    this.#isBroken = false;
    this.#failures = 0;
    if (isWanted) this.#open();
    else this.#close();
  }

  #open(): void {
    this.#close();
    const stream = this.#deps.open();
    this.#stream = stream;
    stream.onmessage = (message: MessageEvent<string>) => {
      // What was queued before the stream was closed belongs to nobody.
      if (this.#stream === stream) this.#take(JSON.parse(message.data) as LiveEvent);
    };
    stream.onerror = () => {
      if (this.#stream === stream) this.#retryLater();
    };
  }

  #take(event: LiveEvent): void {
    if (event.kind === 'snapshot') {
      this.#aheadMs = event.now - this.#deps.now();
      this.#isConnected = true;
      this.#isBroken = false;
      this.#lostAt = null;
      this.#failures = 0;
    }
    this.#listener(event);
  }

  /** EventSource would try again by itself, but for ever at the same pace and not after every error. */
  #retryLater(): void {
    if (this.#isConnected) this.#lostAt = this.#deps.now();
    this.#close();
    this.#isBroken = true;
    const delay = Math.min(FIRST_DELAY_MS * 2 ** this.#failures, LONGEST_DELAY_MS);
    this.#failures += 1;
    this.#cancelRetry = this.#deps.after(delay, () => {
      this.#open();
    });
    this.#deps.onBroken();
  }

  #close(): void {
    this.#cancelRetry();
    this.#stream?.close();
    this.#stream = null;
    this.#isConnected = false;
  }
}
