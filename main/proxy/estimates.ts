import type { RequestBody } from './read-body.ts';
import type { ProxyRoute } from '../core/route.ts';

/** What a price list is told of a request. */
export type PricedRequest = {
  readonly route: Pick<ProxyRoute, 'protocol' | 'operation'>;
  readonly body: Pick<RequestBody, 'plain'>;
};

/** Says what a request may cost before it is sent: its input, and an output as long as that model's usually are. */
export type PricePort = {
  /**
   * Waits for prices that are being looked up, though not for long; null when none of these models is new. Whoever has
   * to decide about money asks this first.
   */
  known(models: readonly (string | null)[]): Promise<void> | null;
  /** Null: the model's price is unknown. */
  estimate(
    request: PricedRequest,
    upstreamModel: string,
  ): { readonly reserveNanoUsd: number | null };
};

/** What one request may cost with each model. Counted when a limit of money asks for it, and once. */
export class Estimates {
  readonly #request: PricedRequest;
  readonly #prices: PricePort;
  #known: Map<string, number | null> | null = null;

  constructor(request: PricedRequest, prices: PricePort) {
    this.#request = request;
    this.#prices = prices;
  }

  /** To be awaited before the first estimate that decides something; null when nothing has to be. */
  prepare(models: readonly (string | null)[]): Promise<void> | null {
    return this.#prices.known(models);
  }

  /** With the dearest of these models; null when the price of one is unknown. Without a model nothing is generated. */
  nanoUsdOf(models: readonly (string | null)[]): number | null {
    let dearest: number | null = 0;
    for (const model of models) {
      const estimate = model === null ? 0 : this.#of(model);
      if (estimate === null) return null;
      dearest = Math.max(dearest, estimate);
    }
    return dearest;
  }

  #of(model: string): number | null {
    this.#known ??= new Map();
    let estimate = this.#known.get(model);
    if (estimate === undefined) {
      estimate = this.#prices.estimate(this.#request, model).reserveNanoUsd;
      this.#known.set(model, estimate);
    }
    return estimate;
  }
}
