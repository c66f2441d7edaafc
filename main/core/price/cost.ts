import { PRICE_CLASSES } from '../../contracts/constants.ts';
import type {
  ClassPrices,
  Cost,
  CostLine,
  PriceClass,
  TieredPrice,
} from '../../contracts/price.ts';
import type { Usage } from '../../contracts/usage.ts';
import type { FoundPrice } from './overrides.ts';
import { surchargeOf } from './service-tier.ts';
import { inMillionths, MILLION, share } from './share.ts';

/**
 * Prices one model's share of a request. Everything is whole nano-dollars: prices for a million units are,
 * and each line is rounded once, half a nano-dollar up. The total is the sum of the lines and nothing else.
 * `multiplier` is the channel's: 1 changes nothing, 0 is free.
 */
export function costOf(usage: Usage, price: FoundPrice, multiplier: number): Cost {
  const { table, model, pricedAs } = price;
  const surcharge = surchargeOf(usage, model);
  const quantities = quantitiesOf(usage, table.prices);
  const inputTokens = wholeInput(usage);
  const lines: CostLine[] = [];
  const unpriced: PriceClass[] = [];
  let listNanoUsd = 0;
  for (const priceClass of PRICE_CLASSES) {
    const quantity = quantities[priceClass];
    if (quantity === 0) continue;
    const known = priceOfClass(table.prices, priceClass);
    if (known === null) {
      unpriced.push(priceClass);
      continue;
    }
    const listPriceNanoUsd = atSize(known, inputTokens);
    const sold = share(listPriceNanoUsd, surcharge?.millionths ?? MILLION);
    const priceNanoUsd = share(sold, inMillionths(multiplier));
    const costNanoUsd = share(quantity, priceNanoUsd);
    lines.push({ model, priceClass, quantity, listPriceNanoUsd, priceNanoUsd, costNanoUsd });
    listNanoUsd += share(quantity, sold);
  }
  return {
    totalNanoUsd: lines.reduce((sum, line) => sum + line.costNanoUsd, 0),
    listNanoUsd,
    lines,
    unpriced,
    pricedModel: model,
    pricedAs,
    source: table.source,
    surcharge: surcharge?.name ?? null,
    multiplier,
  };
}

/** The cost of a request with that of a further pass of it, which another model may have run. Null: of unknown price. */
export function withPass(cost: Cost, pass: Cost | null): Cost {
  if (pass === null)
    return { ...cost, unpriced: [...new Set([...cost.unpriced, 'pass' as const])] };
  return {
    ...cost,
    totalNanoUsd: cost.totalNanoUsd + pass.totalNanoUsd,
    listNanoUsd: cost.listNanoUsd + pass.listNanoUsd,
    lines: [...cost.lines, ...pass.lines],
    unpriced: [...new Set([...cost.unpriced, ...pass.unpriced])],
  };
}

function quantitiesOf(usage: Usage, prices: ClassPrices): Readonly<Record<PriceClass, number>> {
  // Sound is a part of the counts; it leaves them where it has a price of its own.
  const heard =
    prices.inputAudio === null ? 0 : Math.min(usage.inputAudioTokens, usage.inputTokens);
  const spoken =
    prices.outputAudio === null ? 0 : Math.min(usage.outputAudioTokens, usage.outputTokens);
  return {
    input: usage.inputTokens - heard,
    inputAudio: heard,
    cacheRead: usage.cacheReadTokens,
    // Upstreams that do not say how long a write is kept keep it for minutes.
    cacheWrite5m: usage.cacheWrite5mTokens + usage.cacheWriteTokens,
    cacheWrite1h: usage.cacheWrite1hTokens,
    output: usage.outputTokens - spoken,
    outputAudio: spoken,
    webSearch: usage.webSearchRequests,
  };
}

/** Long-context prices go by all that was read, cached or not. */
function wholeInput(usage: Usage): number {
  return (
    usage.inputTokens +
    usage.cacheReadTokens +
    usage.cacheWrite5mTokens +
    usage.cacheWrite1hTokens +
    usage.cacheWriteTokens
  );
}

/** An upstream without a price of its own for cached input bills it as input. */
function priceOfClass(prices: ClassPrices, priceClass: PriceClass): TieredPrice | null {
  switch (priceClass) {
    case 'input':
    case 'inputAudio':
    case 'output':
    case 'outputAudio':
    case 'webSearch':
      return prices[priceClass];
    case 'cacheRead':
    case 'cacheWrite5m':
      return prices[priceClass] ?? prices.input;
    case 'cacheWrite1h':
      return prices.cacheWrite1h ?? prices.cacheWrite5m ?? prices.input;
  }
}

function atSize(price: TieredPrice, inputTokens: number): number {
  const tier = price.tiers.findLast((one) => inputTokens > one.aboveInputTokens);
  return tier?.nanoUsd ?? price.baseNanoUsd;
}
