import type { ChannelUrl, KeyId, UrlId } from '../contracts/channel.ts';
import type { Settings } from '../contracts/settings.ts';
import { fastestFirst } from '../core/balance/fastest.ts';
import type { Eligible, ExclusionReason } from '../core/candidates.ts';
import { effectivePriority, priorityBucket } from '../core/health-score.ts';
import type { Outlook } from '../core/select.ts';
import type { ProxyDeps } from './deps.ts';

export type OutlookDeps = Pick<
  ProxyDeps,
  'availability' | 'settings' | 'clock' | 'health' | 'latency' | 'random'
>;

/** Why a channel may not be used by a request at this moment, apart from cooldowns; null = it may. */
export type BarredBy = (eligible: Eligible) => ExclusionReason | null;

/** Less than the least difference of two priorities, which are whole numbers. */
const CONVERTED_BEHIND = 0.5;

/** How the books stand at the moment of one choice. */
export class OutlookNow implements Outlook {
  readonly now: number;
  readonly isInOrder: boolean;
  readonly #isCalm: boolean;
  readonly #deps: OutlookDeps;
  readonly #settings: Settings;
  readonly #barredBy: BarredBy | null;

  constructor(deps: OutlookDeps, barredBy: BarredBy | null) {
    this.now = deps.clock.now();
    this.#deps = deps;
    this.#settings = deps.settings.current();
    this.#isCalm = deps.availability.isCalm;
    this.#barredBy = barredBy;
    this.isInOrder = !this.#settings.isHealthScoreEnabled;
  }

  canTry(one: Eligible): boolean {
    if (!this.#isCalm && !this.#deps.availability.parts.hasFree(one, this.now)) return false;
    return !this.isBarred(one);
  }

  isBarred(one: Eligible): boolean {
    return this.#barredBy !== null && this.#barredBy(one) !== null;
  }

  isKeyFree({ channel }: Eligible, id: KeyId): boolean {
    return this.#isCalm || this.#deps.availability.parts.isKeyFree(channel.id, id, this.now);
  }

  isUrlFree({ channel }: Eligible, id: UrlId): boolean {
    return this.#isCalm || this.#deps.availability.parts.isUrlFree(channel.id, id, this.now);
  }

  isModelFree({ channel }: Eligible, model: string | null): boolean {
    return this.#isCalm || this.#deps.availability.parts.isModelFree(channel.id, model, this.now);
  }

  rankOf({ channel, converts }: Eligible): number {
    // Whoever speaks the client's protocol goes before whoever is converted for, among equals.
    const behind = converts === undefined ? 0 : CONVERTED_BEHIND;
    if (this.isInOrder) return channel.priority - behind;
    const counts = this.#deps.health.countsOf(channel.id, this.now);
    return priorityBucket(effectivePriority(channel.priority, counts, this.#settings)) - behind;
  }

  urlsOf({ channel, urls }: Eligible): readonly ChannelUrl[] {
    if (channel.urlOrder === 'in_order' || urls.length < 2) return urls;
    const { latency, random } = this.#deps;
    const speeds = urls.map(({ id }) => latency.ofUrl(channel.id, id, this.now));
    return fastestFirst(speeds, random).flatMap((index) => urls[index] ?? []);
  }

  /** Share among equals: as set, else as many as it has keys that can be used now. */
  weightOf(one: Eligible): number {
    if (this.#isCalm) return one.weight;
    return one.channel.weight ?? this.#deps.availability.parts.freeKeys(one, this.now);
  }

  /** The name it would be asked for now. */
  modelOf(one: Eligible): string | null {
    const [first = null] = one.upstreamModels;
    if (this.#isCalm || one.upstreamModels.length < 2) return first;
    return one.upstreamModels.find((name) => this.isModelFree(one, name)) ?? null;
  }
}
