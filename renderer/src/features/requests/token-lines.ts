import type { CostLine, PriceClass } from '#contracts/price';
import type { RequestRecord } from '#contracts/record';
import type { Usage } from '#contracts/usage';

export type TokenLine = {
  readonly name: PriceClass | 'cacheWrite';
  /** Named where it is another than the request's own. */
  readonly model: string | null;
  readonly count: number;
  /** For a million; null when none is known. */
  readonly price: {
    readonly nanoUsd: number;
    readonly listNanoUsd: number;
    /** From the list price to this one. */
    readonly factor: number;
  } | null;
  readonly costNanoUsd: number | null;
};

/** The arithmetic of a request's cost, line by line; the bare counts where it has no prices. */
export function tokenLines({ usage, cost }: RequestRecord): readonly TokenLine[] {
  if (cost !== null && cost.lines.length > 0) {
    return cost.lines.map((line) => priced(line, cost.pricedModel));
  }
  if (usage === null) return [];
  return COUNTS.map(([name, field]) => ({ name, count: usage[field] }))
    .filter(({ count }) => count > 0)
    .map((line) => ({ ...line, model: null, price: null, costNanoUsd: null }));
}

const COUNTS: readonly (readonly [TokenLine['name'], CountField])[] = [
  ['input', 'inputTokens'],
  ['cacheRead', 'cacheReadTokens'],
  ['cacheWrite5m', 'cacheWrite5mTokens'],
  ['cacheWrite1h', 'cacheWrite1hTokens'],
  ['cacheWrite', 'cacheWriteTokens'],
  ['output', 'outputTokens'],
  ['webSearch', 'webSearchRequests'],
];

type CountField = {
  [K in keyof Usage]: Usage[K] extends number ? K : never;
}[keyof Usage];

function priced(line: CostLine, pricedModel: string | null): TokenLine {
  const { priceClass, model, quantity, listPriceNanoUsd, priceNanoUsd, costNanoUsd } = line;
  const factor =
    listPriceNanoUsd === 0 ? 1 : Number((priceNanoUsd / listPriceNanoUsd).toPrecision(4));
  return {
    name: priceClass,
    model: model === pricedModel ? null : model,
    count: quantity,
    price: { nanoUsd: priceNanoUsd, listNanoUsd: listPriceNanoUsd, factor },
    costNanoUsd,
  };
}
