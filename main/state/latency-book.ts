import type { Channel, ChannelId, UrlId } from '../contracts/channel.ts';
import { averaged, isForgotten, type Average } from '../core/balance/average.ts';
import type { Speed } from '../core/balance/fastest.ts';

/** What an attempt is made with, as far as its speed depends on it. */
export type Measured = {
  readonly channelId: ChannelId;
  readonly urlId: UrlId;
  /** Null when the request names no model. */
  readonly upstreamModel: string | null;
};

/** `begunAt`: when somebody was last sent to measure what nobody knew. */
type Entry = { average: Average | null; begunAt: number };

type Entries = { readonly models: Map<string | null, Entry>; readonly urls: Map<UrlId, Entry> };

/** A first measurement that takes longer is no reason any more to keep others away. */
const MEASURING_MS = 30_000;

/** Models are named by clients: without a bound a stranger could fill the memory with invented ones. */
const MAX_MODELS = 100;

/** How long channels (for each model) and their URLs take to the first byte, lately. */
export class LatencyBook {
  readonly #channels = new Map<ChannelId, Entries>();

  /** An attempt goes where nobody knows how long it takes: until it tells, others go elsewhere. */
  begin(target: Measured, now: number): void {
    for (const entry of this.#entriesFor(target)) entry.begunAt = now;
  }

  note(target: Measured, firstByteMs: number, now: number): void {
    for (const entry of this.#entriesFor(target)) {
      entry.average = averaged(entry.average, firstByteMs, now);
    }
  }

  ofChannel(channelId: ChannelId, upstreamModel: string | null, now: number): Speed {
    return speedOf(this.#channels.get(channelId)?.models.get(upstreamModel), now);
  }

  ofUrl(channelId: ChannelId, urlId: UrlId, now: number): Speed {
    return speedOf(this.#channels.get(channelId)?.urls.get(urlId), now);
  }

  /** The channels as they are now; what is gone is forgotten, and so is a URL that leads elsewhere. */
  retain(channels: readonly Channel[]): void {
    const byId = new Map(channels.map((channel) => [channel.id, channel]));
    for (const [id, { urls }] of this.#channels) {
      const channel = byId.get(id);
      if (channel === undefined) this.#channels.delete(id);
      for (const urlId of urls.keys()) {
        if (!channel?.urls.some((url) => url.id === urlId)) urls.delete(urlId);
      }
    }
  }

  #entriesFor({ channelId, urlId, upstreamModel }: Measured): [Entry, Entry] {
    let entries = this.#channels.get(channelId);
    if (entries === undefined) {
      entries = { models: new Map(), urls: new Map() };
      this.#channels.set(channelId, entries);
    }
    const { models, urls } = entries;
    const oldest = models.keys().next();
    if (models.size >= MAX_MODELS && !models.has(upstreamModel) && !oldest.done) {
      models.delete(oldest.value);
    }
    return [entryIn(models, upstreamModel), entryIn(urls, urlId)];
  }
}

function entryIn<Key>(entries: Map<Key, Entry>, key: Key): Entry {
  let entry = entries.get(key);
  if (entry === undefined) {
    entry = { average: null, begunAt: -Infinity };
    entries.set(key, entry);
  }
  return entry;
}

function speedOf(entry: Entry | undefined, now: number): Speed {
  if (entry === undefined) return null;
  const { average, begunAt } = entry;
  if (average !== null && !isForgotten(average, now)) return average.value;
  return now - begunAt < MEASURING_MS ? Infinity : null;
}
