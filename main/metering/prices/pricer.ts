import type {
  Cost,
  KnownPrice,
  ModelNames,
  PriceOverride,
  Purchase,
} from '../../contracts/price.ts';
import type { Usage, UsagePass } from '../../contracts/usage.ts';
import { costOf, withPass } from '../../core/price/cost.ts';
import { findOverride, PRICED_NAMES, type FoundPrice } from '../../core/price/overrides.ts';
import type { PriceQuestion } from './catalogue.ts';

type LookUp = (question: PriceQuestion) => Promise<KnownPrice>;

/** Models × origins in use are a handful; the names are a client's choice, so there is a bound. */
export const MAX_KNOWN_PRICES = 2000;

/** Prices requests: by the user's own prices first, then by the catalogue, which is asked for what is not known yet. */
export class Pricer {
  readonly #overrides: () => readonly PriceOverride[];
  readonly #lookUp: LookUp;
  readonly #known = new Map<string, KnownPrice | Promise<KnownPrice>>();
  #unsaved: KnownPrice[] = [];

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

  /** What the catalogue has said before, the oldest first. */
  load(known: readonly KnownPrice[]): void {
    for (const one of known) this.#keep(one.origin, one);
  }

  /** Prices that were looked up since the last call; the caller writes them down. */
  takeUnsaved(): readonly KnownPrice[] {
    const unsaved = this.#unsaved;
    this.#unsaved = [];
    return unsaved;
  }

  /** Looks a price up before anybody needs it; null when it is known. */
  learn({ model, origin, at }: PriceQuestion): Promise<KnownPrice> | null {
    const known = this.#inCatalogue(model, origin, at);
    return known instanceof Promise ? known : null;
  }

  /** A promise when something has to be looked up first. */
  #find(purchase: Purchase): FoundPrice | null | Promise<unknown> {
    const { names, channelId, at } = purchase;
    return findOverride(this.#overrides(), names, channelId, at) ?? this.#byNames(purchase);
  }

  #byNames({ names, origin, at }: Purchase): FoundPrice | null | Promise<unknown> {
    let asked: Promise<KnownPrice> | null = null;
    for (const pricedAs of PRICED_NAMES) {
      const model = names[pricedAs];
      if (model === null) continue;
      const known = this.#inCatalogue(model, origin, at);
      // The other names are asked for in the same breath: the thread that knows ends when nothing is left to do.
      if (known instanceof Promise) asked ??= known;
      else if (asked === null && known.table !== null)
        return { table: known.table, model, pricedAs };
    }
    return asked;
  }

  #inCatalogue(model: string, origin: string | null, at: number): KnownPrice | Promise<KnownPrice> {
    const key = keyOf(model, origin);
    const known = this.#known.get(key);
    if (known instanceof Promise) return known;
    if (known !== undefined && at >= known.fromAt && at < known.untilAt) return known;
    const asked = this.#lookUp({ model, origin, at }).then(
      (found) => {
        for (const bought of new Set([origin, found.origin])) {
          const learned = { ...found, origin: bought };
          this.#keep(bought, learned);
          this.#unsaved.push(learned);
        }
        return found;
      },
      (error: unknown) => {
        // Tried again by the next who asks.
        this.#known.delete(key);
        throw error;
      },
    );
    // Whoever waits for another name hears of the failure there.
    asked.catch(() => undefined);
    this.#known.set(key, asked);
    return asked;
  }

  #keep(origin: string | null, known: KnownPrice): void {
    this.#known.set(keyOf(known.model, origin), known);
    const [oldest] = this.#known.keys();
    if (this.#known.size > MAX_KNOWN_PRICES && oldest !== undefined) this.#known.delete(oldest);
  }
}

function keyOf(model: string, origin: string | null): string {
  return `${origin ?? ''} ${model}`;
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
