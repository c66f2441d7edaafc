const MAX_WRONG = 5;
const LOCK_MS = 15 * 60_000;
/** Wrong logins are forgotten after an hour without another one. */
const WINDOW_MS = 60 * 60_000;
/** Addresses remembered at once; beyond it the oldest is forgotten. */
const MAX_ADDRESSES = 10_000;

type Tries = { count: number; lastAt: number; lockedUntil: number };

/** Slows down guessing: five wrong logins from one address, then none for a quarter of an hour. */
export class LoginLimiter {
  readonly #now: () => number;
  readonly #tries = new Map<string, Tries>();

  constructor(now: () => number) {
    this.#now = now;
  }

  /**
   * Counts a login before its password is checked – otherwise a thousand at once would all be let
   * in – and returns for how many milliseconds the address has to wait; 0 lets it try.
   */
  begin(address: string): number {
    const now = this.#now();
    const before = this.#tries.get(address);
    if (before !== undefined && before.lockedUntil > now) return before.lockedUntil - now;
    const isForgotten =
      before === undefined || before.lockedUntil > 0 || now - before.lastAt > WINDOW_MS;
    const count = isForgotten ? 1 : before.count + 1;
    const lockedUntil = count >= MAX_WRONG ? now + LOCK_MS : 0;
    this.#tries.delete(address);
    this.#tries.set(address, { count, lastAt: now, lockedUntil });
    this.#forgetOldest();
    return 0;
  }

  /** The password was right. */
  clear(address: string): void {
    this.#tries.delete(address);
  }

  #forgetOldest(): void {
    for (const oldest of this.#tries.keys()) {
      if (this.#tries.size <= MAX_ADDRESSES) return;
      this.#tries.delete(oldest);
    }
  }
}
