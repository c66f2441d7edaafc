/** Failures further apart than this have nothing to do with one another. */
const WINDOW_MS = 10_000;

/** After waking up, connections of before fail one after the other, and the network takes a moment. */
const WAKING_MS = 15_000;

type Contact = { readonly isReachable: boolean; readonly at: number };

/** Tells a fault of this machine's own network from faults of upstreams: asleep or offline, nobody is to blame. */
export class NetworkSense {
  readonly #hasNetwork: () => boolean;
  readonly #onLoss: (sinceMs: number) => void;
  readonly #contacts = new Map<string, Contact>();
  #wokeAt = Number.NEGATIVE_INFINITY;
  #wasDown = false;

  /** `hasNetwork`: what the system says. `onLoss` is told how far back blame is to be undone when the network goes. */
  constructor(hasNetwork: () => boolean, onLoss: (sinceMs: number) => void) {
    this.#hasNetwork = hasNetwork;
    this.#onLoss = onLoss;
  }

  /** An upstream was reached or not. What runs on this machine says nothing about its network. */
  note(origin: string, isReachable: boolean, now: number): void {
    if (LOCAL.test(origin)) return;
    this.#contacts.set(origin, { isReachable, at: now });
    for (const [name, { at }] of this.#contacts) {
      if (now - at > WINDOW_MS) this.#contacts.delete(name);
    }
    const isDown = this.isDown(now);
    if (isDown && !this.#wasDown) this.#onLoss(WINDOW_MS);
    this.#wasDown = isDown;
  }

  /** The machine slept for this long: whatever failed meanwhile failed for that. */
  woke(now: number, sleptMs: number): void {
    this.#wokeAt = now;
    this.#contacts.clear();
    this.#onLoss(sleptMs + WINDOW_MS);
  }

  /** Every upstream that was asked lately is unreachable and there are several, or the system itself says so. */
  isDown(now: number): boolean {
    if (now - this.#wokeAt < WAKING_MS) return true;
    const recent = [...this.#contacts.values()].filter(({ at }) => now - at <= WINDOW_MS);
    if (recent.length === 0 || recent.some((contact) => contact.isReachable)) return false;
    return recent.length > 1 || !this.#hasNetwork();
  }
}

const LOCAL = /^https?:\/\/(localhost|127(\.\d+){3}|\[::1\])(:\d+)?$/i;
