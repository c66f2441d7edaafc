import type { ChannelId, ChannelKey, KeyId, UrlId } from '../contracts/channel.ts';
import type { Eligible } from '../core/candidates.ts';
import { stateOf } from '../core/availability/circuit.ts';
import {
  barOf,
  chosenOf,
  joined,
  leastCooling,
  NO_BAR,
  type Bar,
} from '../core/availability/least-cooling.ts';
import { scopeName } from '../core/availability/scopes.ts';
import type { Candidate } from '../core/select.ts';
import type { ChannelCircuits, CircuitEntry, KeySummary } from './channel-circuits.ts';
import type { CircuitTable } from './circuit-table.ts';
import type { Trials } from './trials.ts';

/**
 * What of a channel may be tried now. A candidate is free when its channel, URL, key and model are, each
 * for itself; so they are looked at one by one, and thousands of combinations are never made.
 */
export class FreeParts {
  readonly #circuits: CircuitTable;
  readonly #trials: Trials;
  readonly #isHeld: (entry: CircuitEntry) => boolean;

  /** `isHeld`: open after its time, for a check to close it. */
  constructor(circuits: CircuitTable, trials: Trials, isHeld: (entry: CircuitEntry) => boolean) {
    this.#circuits = circuits;
    this.#trials = trials;
    this.#isHeld = isHeld;
  }

  /** Of the channel and of each kind of its parts something may be tried. */
  hasFree({ channel, urls, keys, upstreamModels }: Eligible, now: number): boolean {
    const parts = this.#circuits.partsOf(channel.id);
    if (parts === undefined) return true;
    return (
      this.#isFree(parts.channel, now) &&
      urls.some(({ id }) => this.#isFree(parts.urls.get(id), now)) &&
      upstreamModels.some((name) => this.#isFree(parts.models.get(name ?? ''), now)) &&
      (parts.keys.size === 0 || this.#summaryOf(parts, keys, now).freeCount > 0)
    );
  }

  isKeyFree(channelId: ChannelId, id: KeyId, now: number): boolean {
    return this.#isFree(this.#circuits.partsOf(channelId)?.keys.get(id), now);
  }

  isUrlFree(channelId: ChannelId, id: UrlId, now: number): boolean {
    return this.#isFree(this.#circuits.partsOf(channelId)?.urls.get(id), now);
  }

  isModelFree(channelId: ChannelId, model: string | null, now: number): boolean {
    return this.#isFree(this.#circuits.partsOf(channelId)?.models.get(model ?? ''), now);
  }

  /** How many of its keys may be tried. */
  freeKeys({ channel, keys }: Eligible, now: number): number {
    const parts = this.#circuits.partsOf(channel.id);
    if (parts === undefined || parts.keys.size === 0) return keys.length;
    return this.#summaryOf(parts, keys, now).freeCount;
  }

  /** When something of the channel can be tried, epoch ms; now, if it can already or somebody is trying it. */
  soonest(eligible: Eligible, now: number): number {
    const { whole, key, url, model } = this.#least(eligible, now);
    const untils = [key, url, model].map((least) => least?.any.until ?? now);
    return Math.max(now, whole.until, ...untils);
  }

  /**
   * What stands in the way of the best candidate of a channel at which nobody is trying anything: what
   * only asked for a pause goes before what failed, then what comes back first.
   */
  barOfBest(eligible: Eligible, now: number): Bar {
    const parts = this.#circuits.partsOf(eligible.channel.id);
    if (parts === undefined) return NO_BAR;
    if (parts.isChannelAlone) return this.#barOf(parts.channel, now);
    const { whole, key, url, model } = this.#least(eligible, now);
    return joined(whole, [key, url, model]);
  }

  /** That candidate. */
  best(eligible: Eligible, now: number): Candidate | null {
    const { whole, key, url, model } = this.#least(eligible, now);
    const { isPause } = joined(whole, [key, url, model]);
    const [firstKey] = eligible.keys;
    const [firstUrl] = eligible.urls;
    const [firstModel] = eligible.upstreamModels;
    if (firstKey === undefined || firstUrl === undefined || firstModel === undefined) return null;
    return {
      eligible,
      key: key === null ? firstKey : chosenOf(key, isPause).part,
      url: url === null ? firstUrl : chosenOf(url, isPause).part,
      upstreamModel: model === null ? firstModel : chosenOf(model, isPause).part,
    };
  }

  /** Of each kind of part what cools least; null where none cools. */
  #least({ channel, keys, urls, upstreamModels }: Eligible, now: number) {
    const parts = this.#circuits.partsOf(channel.id);
    const barOfEntry = (entry: CircuitEntry | undefined): Bar => this.#barOf(entry, now);
    return {
      whole: barOfEntry(parts?.channel),
      key: parts?.keys.size ? this.#summaryOf(parts, keys, now).least : null,
      url: parts?.urls.size ? leastCooling(urls, ({ id }) => barOfEntry(parts.urls.get(id))) : null,
      model: parts?.models.size
        ? leastCooling(upstreamModels, (name) => barOfEntry(parts.models.get(name ?? '')))
        : null,
    };
  }

  #barOf(entry: CircuitEntry | undefined, now: number): Bar {
    return entry === undefined ? NO_BAR : barOf(entry.circuit, this.#isHeldOpen(entry, now), now);
  }

  #isHeldOpen(entry: CircuitEntry, now: number): boolean {
    return stateOf(entry.circuit, now) === 'halfOpen' && this.#isHeld(entry);
  }

  /** Looked up once for all requests until something changes: with many keys it is most of the work of a choice. */
  #summaryOf(parts: ChannelCircuits, keys: readonly ChannelKey[], now: number): KeySummary {
    const known = parts.keySummary;
    if (known !== null && known.keys === keys && now < known.validUntil) return known;
    let freeCount = 0;
    let validUntil = Infinity;
    for (const { id } of keys) {
      const entry = parts.keys.get(id);
      if (this.#isFree(entry, now)) freeCount++;
      const until = entry?.circuit.until ?? 0;
      // Of a half-open one trials decide, which begin and end without a change of its circuit.
      if (until !== 0) validUntil = Math.min(validUntil, until > now ? until : now);
    }
    const least = leastCooling(keys, ({ id }) => this.#barOf(parts.keys.get(id), now));
    parts.keySummary = { keys, freeCount, least, validUntil };
    return parts.keySummary;
  }

  #isFree(entry: CircuitEntry | undefined, now: number): boolean {
    if (entry === undefined) return true;
    // Nearly all that is not closed is open, which a glance tells.
    if (now < entry.circuit.until) return false;
    const state = stateOf(entry.circuit, now);
    if (state === 'closed') return true;
    return !this.#isHeld(entry) && !this.#trials.isRunning(scopeName(entry.scope));
  }
}
