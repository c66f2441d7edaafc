import type { ChannelId } from '../../contracts/channel.ts';
import type { ModelNames, PriceOverride, PriceTable } from '../../contracts/price.ts';

/** The order in which the names of a model are priced: what was sent is what the upstream sold. */
export const PRICED_NAMES = ['sent', 'returned', 'asked'] as const;

export type FoundPrice = {
  readonly table: PriceTable;
  readonly model: string;
  readonly pricedAs: keyof ModelNames;
};

/**
 * The user's own price that fits best. A name that stands earlier in `PRICED_NAMES` wins, then an
 * override for this channel, then the more exact pattern, then the later date.
 */
export function findOverride(
  overrides: readonly PriceOverride[],
  names: ModelNames,
  channelId: ChannelId | null,
  at: number,
): FoundPrice | null {
  for (const pricedAs of PRICED_NAMES) {
    const model = names[pricedAs];
    if (model === null) continue;
    const [best] = overrides
      .filter(
        (one) =>
          (one.channelId === null || one.channelId === channelId) &&
          (one.fromAt ?? 0) <= at &&
          fits(one.modelPattern, model),
      )
      .toSorted(byFit);
    if (best !== undefined) return { table: tableOf(best), model, pricedAs };
  }
  return null;
}

function byFit(a: PriceOverride, b: PriceOverride): number {
  return (
    Number(b.channelId !== null) - Number(a.channelId !== null) ||
    exactness(b.modelPattern) - exactness(a.modelPattern) ||
    (b.fromAt ?? 0) - (a.fromAt ?? 0)
  );
}

function exactness(pattern: string): number {
  return pattern.includes('*') ? pattern.replaceAll('*', '').length : Number.POSITIVE_INFINITY;
}

function fits(pattern: string, model: string): boolean {
  const parts = pattern.toLowerCase().split('*');
  const name = model.toLowerCase();
  const [first = ''] = parts;
  if (parts.length === 1) return name === first;
  const last = parts.at(-1) ?? '';
  if (!name.startsWith(first) || !name.endsWith(last)) return false;
  let at = first.length;
  for (const part of parts.slice(1, -1)) {
    const found = name.indexOf(part, at);
    if (found === -1) return false;
    at = found + part.length;
  }
  return at <= name.length - last.length;
}

function tableOf({ modelPattern, pricesNanoUsd }: PriceOverride): PriceTable {
  const flat = (nanoUsd: number | null) =>
    nanoUsd === null ? null : { baseNanoUsd: nanoUsd, tiers: [] };
  const prices = {
    input: flat(pricesNanoUsd.input),
    inputAudio: flat(pricesNanoUsd.inputAudio),
    cacheRead: flat(pricesNanoUsd.cacheRead),
    cacheWrite5m: flat(pricesNanoUsd.cacheWrite5m),
    cacheWrite1h: flat(pricesNanoUsd.cacheWrite1h),
    output: flat(pricesNanoUsd.output),
    outputAudio: flat(pricesNanoUsd.outputAudio),
    webSearch: flat(pricesNanoUsd.webSearch),
  };
  return { source: { kind: 'override', modelPattern }, prices };
}
