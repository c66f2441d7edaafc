import type { Channel, ChannelId, KeyId } from '../contracts/channel.ts';

/** Where a conversation is served: prompt caches belong to a key. */
export type AffinityTarget = { readonly channelId: ChannelId; readonly keyId: KeyId };

export type AffinityPlace = {
  readonly target: AffinityTarget;
  /** Serves it while the target cannot, so that requests which run meanwhile meet at one place; null when none does. */
  readonly standIn: AffinityTarget | null;
  /** Epoch milliseconds. */
  readonly usedAt: number;
  /** Others than the target may have minted tokens that the conversation carries. */
  readonly isMixed: boolean;
};

export type StoredAffinity = AffinityTarget & {
  readonly key: string;
  readonly usedAt: number;
  readonly isMixed: boolean;
};

export type AffinityLimits = {
  /** Since the last use; 0 = for ever. */
  readonly affinityTtlMs: number;
  readonly affinityMaxConversations: number;
};

/** So much of the lifetime may be missing from what is stored: a conversation is not written down at every request. */
const UNSAVED_SHARE = 0.05;

/**
 * Which conversation is served where. A place is taken when the choice is made, not when it succeeds: of requests that
 * run side by side at the beginning of a conversation the first one chooses for all. A target that is only busy keeps
 * its conversation; one that has failed loses it, once, to the one that answered.
 */
export class AffinityBook {
  readonly #limits: () => AffinityLimits;
  /** Least recently used first. */
  readonly #places = new Map<string, AffinityPlace>();
  readonly #savedAt = new Map<string, number>();
  readonly #unsaved = new Set<string>();

  constructor(limits: () => AffinityLimits) {
    this.#limits = limits;
  }

  get size(): number {
    return this.#places.size;
  }

  find(key: string, now: number): AffinityPlace | null {
    const place = this.#places.get(key);
    if (place === undefined) return null;
    const { affinityTtlMs: ttlMs } = this.#limits();
    if (ttlMs === 0 || now - place.usedAt <= ttlMs) return place;
    this.#forget(key);
    return null;
  }

  /** A conversation begins, whatever had its name before. Nobody knows yet what it brings along. */
  begin(key: string, target: AffinityTarget, now: number): void {
    this.#set(key, { target, standIn: null, usedAt: now, isMixed: true }, true);
  }

  /** A request of the conversation is being sent to `chosen`. */
  reserve(key: string, chosen: AffinityTarget, now: number): void {
    const place = this.find(key, now);
    if (place === null) {
      this.begin(key, chosen, now);
      return;
    }
    const isAway = !isSame(place.target, chosen);
    const standIn = isAway ? chosen : place.standIn;
    this.#set(key, { ...place, standIn, usedAt: now, isMixed: place.isMixed || isAway }, false);
  }

  /** The conversation goes over to who answered, because its target has failed or was left on purpose. */
  move(key: string, target: AffinityTarget, now: number): void {
    const place = this.find(key, now);
    if (place !== null && isSame(place.target, target)) return;
    this.begin(key, target, now);
  }

  /** What the conversation carries has been looked through: whether anything of others was in it. */
  looked(key: string, hasForeign: boolean, now: number): void {
    const place = this.find(key, now);
    if (place === null || place.isMixed === hasForeign) return;
    // While somebody stands in, two places mint at once.
    if (!hasForeign && place.standIn !== null) return;
    this.#set(key, { ...place, isMixed: hasForeign }, true);
  }

  /** Forgets places at channels and keys that are gone. */
  retain(channels: readonly Channel[]): void {
    const keys = new Map(channels.map(({ id, keys }) => [id, new Set(keys.map((one) => one.id))]));
    const isThere = ({ channelId, keyId }: AffinityTarget): boolean =>
      keys.get(channelId)?.has(keyId) === true;
    for (const [key, place] of this.#places) {
      if (!isThere(place.target)) this.#forget(key);
      else if (place.standIn !== null && !isThere(place.standIn)) {
        this.#places.set(key, { ...place, standIn: null });
      }
    }
  }

  /** Read back at start, least recently used first. */
  load(stored: readonly StoredAffinity[]): void {
    for (const { key, channelId, keyId, usedAt, isMixed } of stored) {
      const target = { channelId, keyId };
      this.#places.set(key, { target, standIn: null, usedAt, isMixed });
      this.#savedAt.set(key, usedAt);
    }
    this.#bound();
  }

  /** What has changed since the last call; the caller writes it down. What is forgotten is left to the pruning at start. */
  takeUnsaved(): readonly StoredAffinity[] {
    const unsaved = [...this.#unsaved].flatMap((key) => {
      const place = this.#places.get(key);
      if (place === undefined) return [];
      this.#savedAt.set(key, place.usedAt);
      return [{ key, ...place.target, usedAt: place.usedAt, isMixed: place.isMixed }];
    });
    this.#unsaved.clear();
    return unsaved;
  }

  #set(key: string, place: AffinityPlace, isChange: boolean): void {
    this.#places.delete(key);
    this.#places.set(key, place);
    const stale = place.usedAt - (this.#savedAt.get(key) ?? 0);
    if (isChange || stale > this.#limits().affinityTtlMs * UNSAVED_SHARE) this.#unsaved.add(key);
    this.#bound();
  }

  #bound(): void {
    const { affinityMaxConversations: most } = this.#limits();
    for (const oldest of this.#places.keys()) {
      if (this.#places.size <= most) return;
      this.#forget(oldest);
    }
  }

  #forget(key: string): void {
    this.#places.delete(key);
    this.#savedAt.delete(key);
    this.#unsaved.delete(key);
  }
}

export function isSame(one: AffinityTarget, other: AffinityTarget): boolean {
  return one.channelId === other.channelId && one.keyId === other.keyId;
}
