import { PRICE_CLASSES } from '../contracts/constants.ts';
import type { Cost, CostLine, PriceSource } from '../contracts/price.ts';
import type { RecordCost } from '../contracts/record.ts';
import type { Usage, UsagePass } from '../contracts/usage.ts';
import { readJson, readObject, readWord } from './values.ts';

/** What few usages have. */
type UsageMore = Pick<
  Usage,
  | 'inputAudioTokens'
  | 'outputAudioTokens'
  | 'serverToolUses'
  | 'speed'
  | 'vendorCostNanoUsd'
  | 'extraPasses'
  | 'isPartial'
>;

const NO_MORE: UsageMore = {
  inputAudioTokens: 0,
  outputAudioTokens: 0,
  serverToolUses: 0,
  speed: null,
  vendorCostNanoUsd: null,
  extraPasses: [] as readonly UsagePass[],
  isPartial: false,
};

/** What a cost is, beside what has columns. A million rows have it, so its lines are lists. */
type StoredCost = {
  readonly lines: readonly StoredLine[];
  readonly unpriced: Cost['unpriced'];
  readonly surcharge: string | null;
  readonly source: PriceSource | null;
};

/** Class, quantity, list price, price, cost; the model where it is not the one that the request was priced as. */
type StoredLine = readonly [string, number, number, number, number, string?];

export function usageMoreText(usage: Usage): string | null {
  const isPlain =
    usage.inputAudioTokens === 0 &&
    usage.outputAudioTokens === 0 &&
    usage.serverToolUses === 0 &&
    usage.speed === null &&
    usage.vendorCostNanoUsd === null &&
    usage.extraPasses.length === 0 &&
    !usage.isPartial;
  if (isPlain) return null;
  const names = Object.keys(NO_MORE) as (keyof UsageMore)[];
  return JSON.stringify(Object.fromEntries(names.map((name) => [name, usage[name]])));
}

export function readUsageMore(text: string | null): UsageMore {
  return text === null ? NO_MORE : { ...NO_MORE, ...readObject(text, 'requests.usage_more') };
}

/** Null when there is nothing to explain. */
export function costText(cost: RecordCost): string | null {
  if (cost.nanoUsd === null) return null;
  const { unpriced, surcharge, source, pricedModel } = cost;
  const lines = cost.lines.map((line): StoredLine => {
    const { priceClass, quantity, listPriceNanoUsd, priceNanoUsd, costNanoUsd, model } = line;
    const stored = [priceClass, quantity, listPriceNanoUsd, priceNanoUsd, costNanoUsd] as const;
    return model === pricedModel ? stored : [...stored, model];
  });
  return JSON.stringify({ lines, unpriced, surcharge, source } satisfies StoredCost);
}

export function readCostText(
  text: string | null,
  pricedModel: string | null,
): Pick<RecordCost, 'lines' | 'unpriced' | 'surcharge' | 'source'> {
  if (text === null) return NOT_EXPLAINED;
  const stored = readJson(text, COLUMN) as StoredCost;
  const lines = stored.lines.map(
    ([priceClass, quantity, listPriceNanoUsd, priceNanoUsd, costNanoUsd, model]): CostLine => ({
      model: model ?? pricedModel ?? '',
      priceClass: readWord(PRICE_CLASSES, priceClass, COLUMN),
      quantity,
      listPriceNanoUsd,
      priceNanoUsd,
      costNanoUsd,
    }),
  );
  return { ...stored, lines };
}

const COLUMN = 'requests.cost_lines';

export const NOT_EXPLAINED = { lines: [], unpriced: [], surcharge: null, source: null } as const;
