import type {
  Cost,
  ModelNames,
  PriceOverride,
  PriceTable,
  Purchase,
} from '../../contracts/price.ts';
import type { Usage, UsagePass } from '../../contracts/usage.ts';
import { costOf, withPass } from '../../core/price/cost.ts';
import { findOverride, PRICED_NAMES, type FoundPrice } from '../../core/price/overrides.ts';
import type { PriceQuestion } from './catalogue.ts';

type LookUp = (question: PriceQuestion) => Promise<PriceTable | null>;

/** Some prices change with the hour of the day (DeepSeek's), none within half an hour. */
const PRICE_HOLDS_MS = 30 * 60_000;

/** Models × origins in use are a handful; the names are a client's choice, so there is a bound. */
const MAX_KEPT = 500;

/** Prices requests: by the user's own prices first, then by the catalogue, which is asked once per model and half hour. */
export class Pricer {
  readonly #overrides: () => readonly PriceOverride[];
  readonly #lookUp: LookUp;
  readonly #kept = new Map<string, PriceTable | null | Promise<PriceTable | null>>();

  constructor(overrides: () => readonly PriceOverride[], lookUp: LookUp) {
    this.#overrides = overrides;
    this.#lookUp = lookUp;
  }

  /**
   * Null: nobody knows the price of this model. Never to be taken for 0. At once where the prices are known already,
   * as they nearly always are.
   */
  price(purchase: Purchase): Cost | null | Promise<Cost | null> {
    const { usage, multiplier } = purchase;
    const found = this.#find(purchase);
    if (found instanceof Promise) return found.then(() => this.price(purchase));
    if (found === null) return null;
    let cost = costOf(usage, found, multiplier);
    for (const pass of usage.extraPasses) {
      const of = pass.model === null ? found : this.#find({ ...purchase, names: only(pass.model) });
      if (of instanceof Promise) return of.then(() => this.price(purchase));
      cost = withPass(cost, of === null ? null : costOf(usageOf(pass, usage), of, multiplier));
    }
    return cost;
  }

  /** A promise when something has to be looked up first. */
  #find(purchase: Purchase): FoundPrice | null | Promise<unknown> {
    const { names, channelId, at } = purchase;
    return findOverride(this.#overrides(), names, channelId, at) ?? this.#inCatalogue(purchase);
  }

  #inCatalogue({ names, origin, at }: Purchase): FoundPrice | null | Promise<unknown> {
    for (const pricedAs of PRICED_NAMES) {
      const model = names[pricedAs];
      if (model === null) continue;
      const table = this.#table(model, origin, at);
      if (table instanceof Promise) return table;
      if (table !== null) return { table, model, pricedAs };
    }
    return null;
  }

  #table(
    model: string,
    origin: string | null,
    at: number,
  ): PriceTable | null | Promise<PriceTable | null> {
    const slot = Math.floor(at / PRICE_HOLDS_MS);
    const key = `${String(slot)} ${origin ?? ''} ${model}`;
    const kept = this.#kept.get(key);
    if (kept !== undefined) return kept;
    const asked = this.#lookUp({ model, origin, at: slot * PRICE_HOLDS_MS }).then(
      (table) => {
        if (this.#kept.has(key)) this.#kept.set(key, table);
        return table;
      },
      (error: unknown) => {
        // Tried again by the next who asks.
        this.#kept.delete(key);
        throw error;
      },
    );
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
