import type { Settings } from '../contracts/settings.ts';
import type { TokenId } from '../contracts/token.ts';
import type { Clock } from './clock.ts';

/** How the wait for a slot ended. Whoever has `taken` one gives it back with `release`. */
export type SlotAnswer = 'taken' | 'queueFull' | 'timedOut' | 'left';

/** A request that may have to wait. */
export type Waiting = {
  /** Tokens take turns. */
  readonly tokenId: TokenId | null;
  /** Longest wait; null = for ever. */
  readonly maxWaitMs: number | null;
  /** Calls back when nobody waits for an answer any more, at once if it is so already; null ends that. */
  readonly onLeave: (act: (() => void) | null) => void;
};

type Waiter = (answer: SlotAnswer) => void;

/**
 * How many requests may run at once. Further ones wait: within one token first come first served, and among tokens by
 * turns, so that a client that sends hundreds does not keep another one's single request waiting for all of them.
 */
export class Slots {
  readonly #settings: () => Pick<Settings, 'maxConcurrency' | 'maxQueued'>;
  readonly #clock: Clock;
  #taken = 0;
  #queued = 0;
  /** Tokens with waiting requests, the one whose turn is next first. */
  readonly #queues = new Map<TokenId | null, Set<Waiter>>();

  constructor(settings: () => Pick<Settings, 'maxConcurrency' | 'maxQueued'>, clock: Clock) {
    this.#settings = settings;
    this.#clock = clock;
  }

  get taken(): number {
    return this.#taken;
  }

  get queued(): number {
    return this.#queued;
  }

  /** False when it has to wait. */
  tryTake(): boolean {
    // Nobody overtakes those who wait already.
    if (this.#queued > 0 || this.#taken >= this.#settings().maxConcurrency) return false;
    this.#taken += 1;
    return true;
  }

  wait(waiting: Waiting): SlotAnswer | Promise<SlotAnswer> {
    return this.#queued >= this.#settings().maxQueued ? 'queueFull' : this.#enqueue(waiting);
  }

  release(): void {
    this.#taken -= 1;
    this.admit();
  }

  /** Lets in as many as there is room for: more than one when the limit was raised meanwhile. */
  admit(): void {
    while (this.#queued > 0 && this.#taken < this.#settings().maxConcurrency) {
      const next = this.#takeNext();
      if (next === undefined) return;
      this.#taken += 1;
      next('taken');
    }
  }

  #enqueue({ tokenId, maxWaitMs, onLeave }: Waiting): Promise<SlotAnswer> {
    return new Promise((resolve) => {
      const settle: Waiter = (answer) => {
        cancelTimer();
        onLeave(null);
        resolve(answer);
      };
      const giveUp = (answer: SlotAnswer): void => {
        if (this.#remove(tokenId, settle)) settle(answer);
      };
      const queue = this.#queues.get(tokenId) ?? new Set();
      this.#queues.set(tokenId, queue.add(settle));
      this.#queued += 1;
      const cancelTimer =
        maxWaitMs === null
          ? noop
          : this.#clock.after(maxWaitMs, () => {
              giveUp('timedOut');
            });
      onLeave(() => {
        giveUp('left');
      });
    });
  }

  /** The oldest of the token whose turn it is, which then goes behind the others. */
  #takeNext(): Waiter | undefined {
    for (const [tokenId, queue] of this.#queues) {
      const [oldest] = queue;
      if (oldest === undefined) continue;
      this.#remove(tokenId, oldest);
      if (this.#queues.delete(tokenId)) this.#queues.set(tokenId, queue);
      return oldest;
    }
    return undefined;
  }

  #remove(tokenId: TokenId | null, waiter: Waiter): boolean {
    const queue = this.#queues.get(tokenId);
    if (queue?.delete(waiter) !== true) return false;
    this.#queued -= 1;
    if (queue.size === 0) this.#queues.delete(tokenId);
    return true;
  }
}

function noop(): void {
  // Waits for ever.
}
