import type { Channel, ChannelId } from '../contracts/channel.ts';
import type { HealthCounts } from '../core/health-score.ts';

const MINUTE_MS = 60_000;

/** A day: more is no news of a channel's health, and would be kept for every channel. */
const MAX_MINUTES = 24 * 60;

type Minute = { readonly number: number; successes: number; failures: number };

/** The minutes in which something happened, oldest first, and their sums. */
type Ring = { readonly minutes: Minute[]; successes: number; failures: number };

const NOTHING: HealthCounts = { successes: 0, failures: 0 };

/** How many requests each channel has served and failed in the last minutes. One request counts once for a channel. */
export class HealthWindow {
  readonly #windowMs: () => number;
  readonly #rings = new Map<ChannelId, Ring>();

  constructor(windowMs: () => number) {
    this.#windowMs = windowMs;
  }

  note(channelId: ChannelId, outcome: 'success' | 'failure', now: number): void {
    let ring = this.#rings.get(channelId);
    if (ring === undefined) {
      ring = { minutes: [], successes: 0, failures: 0 };
      this.#rings.set(channelId, ring);
    }
    this.#expire(ring, now);
    const number = Math.floor(now / MINUTE_MS);
    let minute = ring.minutes.at(-1);
    // A clock that was set back adds to the latest minute rather than break the order.
    if (minute === undefined || minute.number < number) {
      minute = { number, successes: 0, failures: 0 };
      ring.minutes.push(minute);
    }
    const counted = outcome === 'success' ? 'successes' : 'failures';
    minute[counted] += 1;
    ring[counted] += 1;
  }

  countsOf(channelId: ChannelId, now: number): HealthCounts {
    const ring = this.#rings.get(channelId);
    if (ring === undefined) return NOTHING;
    this.#expire(ring, now);
    return ring;
  }

  /** The channels as they are now; what is gone is forgotten. */
  retain(channels: readonly Channel[]): void {
    const ids = new Set(channels.map(({ id }) => id));
    for (const id of this.#rings.keys()) if (!ids.has(id)) this.#rings.delete(id);
  }

  #expire(ring: Ring, now: number): void {
    const minutes = Math.min(Math.ceil(this.#windowMs() / MINUTE_MS), MAX_MINUTES);
    const since = Math.floor(now / MINUTE_MS) - minutes;
    for (let first = ring.minutes[0]; first !== undefined; first = ring.minutes[0]) {
      if (first.number > since) break;
      ring.minutes.shift();
      ring.successes -= first.successes;
      ring.failures -= first.failures;
    }
  }
}
