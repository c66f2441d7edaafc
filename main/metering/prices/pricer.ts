import type { ChannelId } from '../../contracts/channel.ts';
import type { Cost, ModelNames, PriceOverride, PriceTable } from '../../contracts/price.ts';
import type { Usage, UsagePass } from '../../contracts/usage.ts';
import { costOf, withPass } from '../../core/price/cost.ts';
import { findOverride, PRICED_NAMES, type FoundPrice } from '../../core/price/overrides.ts';
import type { PriceQuestion } from './catalogue.ts';

/** One request to be priced. */
export type Purchase = {
  readonly usage: Usage;
  readonly names: ModelNames;
  readonly channelId: ChannelId | null;
  /** Origin of the upstream that answered. */
  readonly origin: string | null;
  /** When it was asked, epoch milliseconds. */
  readonly at: number;
  /** Of the channel; 1 changes nothing, 0 is free. */
  readonly multiplier: number;
};

type LookUp = (question: PriceQuestion) => Promise<PriceTable | null>;

/** Some prices change with the hour of the day (DeepSeek's), none within half an hour. */
const PRICE_HOLDS_MS = 30 * 60_000;

/** Models × origins in use are a handful; the names are a client's choice, so there is a bound. */
const MAX_KEPT = 500;

/** Prices requests: by the user's own prices first, then by the catalogue, which is asked once per model and half hour. */
export class Pricer {
  readonly #overrides: () => readonly PriceOverride[];
  readonly #lookUp: LookUp;
  readonly #kept = new Map<string, Promise<PriceTable | null>>();

  constructor(overrides: () => readonly PriceOverride[], lookUp: LookUp) {
    this.#overrides = overrides;
    this.#lookUp = lookUp;
  }

  /** Null: nobody knows the price of this model. Never to be taken for 0. */
  async price(purchase: Purchase): Promise<Cost | null> {
    const { usage, multiplier } = purchase;
    const found = await this.#find(purchase);
    if (found === null) return null;
    let cost = costOf(usage, found, multiplier);
    for (const pass of usage.extraPasses) {
      const of =
        pass.model === null ? found : await this.#find({ ...purchase, names: only(pass.model) });
      cost = withPass(cost, of === null ? null : costOf(usageOf(pass, usage), of, multiplier));
    }
    return cost;
  }

  /** Asks early for a price that is going to be needed, so that it is known when the answer ends. */
  prepare(model: string, origin: string | null, at: number): void {
    // Who needs it asks again, and hears of the failure then.
    this.#table(model, origin, at).catch(() => undefined);
  }

  async #find(purchase: Purchase): Promise<FoundPrice | null> {
    const { names, channelId, at } = purchase;
    return (
      findOverride(this.#overrides(), names, channelId, at) ?? (await this.#inCatalogue(purchase))
    );
  }

  async #inCatalogue({ names, origin, at }: Purchase): Promise<FoundPrice | null> {
    for (const pricedAs of PRICED_NAMES) {
      const model = names[pricedAs];
      if (model === null) continue;
      const table = await this.#table(model, origin, at);
      if (table !== null) return { table, model, pricedAs };
    }
    return null;
  }

  #table(model: string, origin: string | null, at: number): Promise<PriceTable | null> {
    const slot = Math.floor(at / PRICE_HOLDS_MS);
    const key = JSON.stringify([slot, origin, model]);
    const kept = this.#kept.get(key);
    if (kept !== undefined) return kept;
    const asked = this.#lookUp({ model, origin, at: slot * PRICE_HOLDS_MS });
    // A look-up that failed is tried again.
    asked.catch(() => this.#kept.delete(key));
    this.#kept.set(key, asked);
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > MAX_KEPT && oldest !== undefined) this.#kept.delete(oldest);
    return asked;
  }
}

function only(sent: string): ModelNames {
  return { sent, returned: null, asked: null };
}

/** A pass as if it had been the whole answer. */
function usageOf(pass: UsagePass, whole: Usage): Usage {
  return {
    ...whole,
    inputTokens: pass.inputTokens,
    cacheReadTokens: pass.cacheReadTokens,
    cacheWrite5mTokens: pass.cacheWrite5mTokens,
    cacheWrite1hTokens: pass.cacheWrite1hTokens,
    cacheWriteTokens: 0,
    outputTokens: pass.outputTokens,
    inputAudioTokens: 0,
    outputAudioTokens: 0,
    webSearchRequests: 0,
    extraPasses: [],
  };
}
